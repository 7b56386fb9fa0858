import { oneRow } from '../../src/database/sql.js';
import { Enrolment } from '../../src/structures/enrolment.service.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { AuditTrail } from '../../src/audit/audit-trail.js';
import { anAddress, signedIn } from '../support/access.js';
import { type Answer, TestApp } from '../support/app.js';
import { anOrganisation } from '../support/people.js';
import { digestOfEverything } from '../support/rows.js';
import {
  anEnrolmentForm,
  anotherSiret,
  enrolled,
  enrolmentLink,
  MANAGER_PASSWORD,
} from '../support/structures.js';

let server: TestApp;

beforeAll(async () => {
  server = await TestApp.start();
});
afterAll(() => server.stop());

const enrol = (form: unknown, from = anAddress()): Promise<Answer> =>
  server.nobody.post('/structures', form, { headers: { 'x-forwarded-for': from } });
const count = (sql: string, ...params: unknown[]) =>
  server.db.read(
    async (tx) => (await oneRow<{ n: number }>(tx, `SELECT count(*)::int AS n ${sql}`, params)).n,
  );

const login = (form: ReturnType<typeof anEnrolmentForm>) => ({
  personId: '',
  email: form.manager.email,
  password: MANAGER_PASSWORD,
});
const follow = (token: string, password = MANAGER_PASSWORD): Promise<Answer> =>
  server.nobody.post('/structures/confirmation', { token, password });
/** Asks to enrol, and gives the secret of the link that is sent. */
const asked = async (form = anEnrolmentForm()): Promise<string> => {
  expect((await enrol(form)).status).toBe(201);
  // One person may wait for two structures, asked for in the same instant.
  return enrolmentLink(server, form.manager.email, form.siret.replaceAll(' ', ''));
};

describe('a structure that nobody knows', () => {
  it('registers, applies for its label, and its manager can sign in and see only that', async () => {
    const form = anEnrolmentForm({ siret: '732 829 320 00074' });
    const body = await enrolled(server, form);
    const manager = await signedIn(server, login(form));
    const seen = await manager.get(`/structures/${body.structureId}`);
    expect(seen.body).toMatchObject({
      name: form.name,
      siret: '73282932000074',
      label: { inForce: false, lapsesOn: null, missing: ['bank-details', 'venue', 'mediator', 'offer'] },
      history: { labels: [], applications: [{ id: body.applicationId, decision: null }] },
      bankDetails: null,
    });
    expect((await manager.get('/structures')).status).toBe(403);
  });

  it('does not exist, and holds neither its SIRET nor an address, until the link of its letter is followed', async () => {
    const form = anEnrolmentForm();
    const answer = await enrol(form);
    expect([answer.status, Object.keys(answer.body)]).toEqual([201, ['expiresAt']]);
    expect(await count('FROM organisation WHERE siret = $1', form.siret)).toBe(0);
    expect(await count('FROM person WHERE email = $1', form.manager.email)).toBe(0);
    const siret = form.siret;
    await expect(enrolled(server, anEnrolmentForm({ siret }))).resolves.toBeDefined();
    expect((await follow(await enrolmentLink(server, form.manager.email))).body.code).toBe(
      'access.siret-taken',
    );
  });

  it('is one structure, however many times the link is followed at once, or again', async () => {
    const form = anEnrolmentForm();
    const token = await asked(form);
    const answers = await Promise.all(Array.from({ length: 5 }, () => follow(token)));
    answers.push(await follow(token, 'un autre mot de passe'));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers) {
      if (status !== 201) expect([status, body.code]).toEqual([409, 'structures.enrolment-link-over']);
    }
    expect(await count('FROM organisation WHERE siret = $1', form.siret)).toBe(1);
    await expect(signedIn(server, login(form))).resolves.toBeDefined();
  });

  it('of two links for one SIRET, or one manager, followed at once, is registered by one', async () => {
    const one = anEnrolmentForm();
    const same = [await asked(one), await asked(anEnrolmentForm({ siret: one.siret }))];
    const bySiret = await Promise.all(same.map((token) => follow(token)));
    expect(bySiret.map(({ body }) => body.code).filter(Boolean)).toEqual(['access.siret-taken']);
    const { manager } = anEnrolmentForm();
    const links = [await asked(anEnrolmentForm({ manager })), await asked(anEnrolmentForm({ manager }))];
    const byManager = await Promise.all(links.map((token) => follow(token)));
    expect(byManager.map(({ body }) => body.code).filter(Boolean)).toEqual(['access.email-taken']);
  });

  it('cannot be made with a link that is forged, altered, over or of another enrolment', async () => {
    const form = anEnrolmentForm();
    const token = await asked(form);
    const [id, secret] = token.split('.') as [string, string];
    const [, other] = (await asked()).split('.') as [string, string];
    const before = await digestOfEverything(server);
    for (const wrong of [`${id}.${other}`, `${id}.${'A'.repeat(43)}`, `${crypto.randomUUID()}.${secret}`]) {
      const { status, body } = await follow(wrong);
      expect([status, body.code]).toEqual([409, 'structures.enrolment-link-over']);
    }
    server.clock.advance(48 * 3_600_000);
    expect((await follow(token)).body.code).toBe('structures.enrolment-link-over');
    expect(await digestOfEverything(server)).toEqual(before);
  });

  it('is forgotten, name and address, when nobody follows the link', async () => {
    const form = anEnrolmentForm();
    await asked(form);
    server.clock.advanceDays(3);
    await server.get(Jobs).planToday();
    await server.get(Jobs).runDue();
    expect(await count('FROM enrolment WHERE email = $1', form.manager.email)).toBe(0);
  });

  it('does not have letter after letter sent to an address that is not theirs', async () => {
    const { manager } = anEnrolmentForm();
    const codes: (string | undefined)[] = [];
    for (let times = 0; times < 5; times++) codes.push((await enrol(anEnrolmentForm({ manager }))).body.code);
    expect(codes).toEqual([
      undefined,
      undefined,
      undefined,
      'structures.enrolment-waits',
      'structures.enrolment-waits',
    ]);
  });

  it('asked for again once it is registered is told so', async () => {
    const form = anEnrolmentForm();
    await enrolled(server, form);
    const before = await digestOfEverything(server);
    expect((await enrol(form)).body.code).toBe('access.siret-taken');
    expect(await digestOfEverything(server)).toEqual(before);
  });

  it('may have the SIRET of an organisation of another kind, and not that of a structure', async () => {
    const siret = anotherSiret();
    await anOrganisation(server, 'prescriber', { siret });
    await enrolled(server, anEnrolmentForm({ siret }));
    expect((await enrol(anEnrolmentForm({ siret }))).body.code).toBe('access.siret-taken');
  });

  it('does not take over a person already known, nor leave half a structure', async () => {
    const known = anEnrolmentForm();
    await enrolled(server, known);
    const before = await digestOfEverything(server);
    const other = anEnrolmentForm({
      manager: { ...known.manager, email: known.manager.email.toUpperCase() },
    });
    expect((await enrol(other)).body.code).toBe('access.email-taken');
    expect(await digestOfEverything(server)).toEqual(before);
    await expect(signedIn(server, login(known))).resolves.toBeDefined();
  });

  it('leaves nothing behind when the last line fails, and can follow its link again', async () => {
    const token = await asked();
    const before = await digestOfEverything(server);
    const record = jest.spyOn(server.get(AuditTrail), 'record');
    record.mockImplementation(async (_tx, _author, _at, ...entries) => {
      if (entries.some(({ action }) => action === 'structure.enrolled')) throw new Error('power cut');
    });
    const confirmation = { token, password: MANAGER_PASSWORD };
    await expect(server.get(Enrolment).confirm(confirmation)).rejects.toThrow('power cut');
    record.mockRestore();
    expect(await digestOfEverything(server)).toEqual(before);
    expect((await follow(token)).status).toBe(201);
  });

  it('keeps no password and no secret of a link, and no name in the audit trail', async () => {
    const form = anEnrolmentForm();
    const token = await asked(form);
    const { rest } = await server.db.read((tx) =>
      oneRow<{ rest: string }>(
        tx,
        `SELECT string_agg(e::text, ' ') || (SELECT string_agg(l::text, ' ') FROM letter l) AS rest FROM enrolment e`,
      ),
    );
    expect(rest).not.toContain(token.split('.')[1]);
    const { body } = await follow(token);
    const { hash } = await server.db.read((tx) =>
      oneRow<{ hash: string }>(tx, 'SELECT password_hash AS hash FROM person WHERE email = $1', [
        form.manager.email,
      ]),
    );
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const { trail } = await server.db.read((tx) =>
      oneRow<{ trail: string }>(
        tx,
        `SELECT string_agg(e::text, ' ') AS trail FROM audit_entry e WHERE organisation_id = $1`,
        [body.structureId],
      ),
    );
    expect(trail).toContain('structure.enrolled');
    for (const secret of [form.manager.displayName, form.manager.email, form.siret, form.name]) {
      expect(trail).not.toContain(secret);
    }
  });

  it('is not registered without end from one network address', async () => {
    const from = anAddress();
    const siretKnown = anEnrolmentForm();
    await enrolled(server, siretKnown);
    const codes: string[] = [];
    for (let attempt = 0; attempt < 60; attempt++) {
      const { body } = await enrol(anEnrolmentForm({ siret: siretKnown.siret }), from);
      codes.push(body.code);
    }
    expect(codes.filter((code) => code === 'access.too-many-attempts').length).toBeGreaterThan(5);
    expect((await enrol(anEnrolmentForm(), from)).body.code).toBe('access.too-many-attempts');
    expect((await enrol(anEnrolmentForm())).status).toBe(201);
  });
});

describe('the form of a structure', () => {
  const { manager } = anEnrolmentForm();
  it.each([
    ['no name', { name: undefined }],
    ['a name of spaces', { name: '    ' }],
    ['a name too long', { name: 'x'.repeat(201) }],
    ['a name with a NUL', { name: 'Espace\u0000' }],
    ['a name of another type', { name: { toString: 'x' } }],
    ['a SIRET as a number', { siret: 73282932000074 }],
    ['a SIRET too short', { siret: '7328293200007' }],
    ['a legal form of no list', { legalForm: 'empire' }],
    ['a legal form that every object has', { legalForm: 'constructor' }],
    ['a contact that is no address', { contactEmail: 'contact' }],
    ['a postcode of letters', { postcode: 'ABCDE' }],
    ['a postcode in full-width digits', { postcode: '３７５００' }],
    ['no manager', { manager: undefined }],
    ['a manager of null', { manager: null }],
    ['a list of managers', { manager: [manager] }],
    ['a password before the link', { manager: { ...manager, password: 'quatre mots de passe' } }],
    ['an e-mail address of two', { manager: { ...manager, email: 'a@example.fr,b@example.fr' } }],
    ['a role for the manager', { manager: { ...manager, role: 'operator' } }],
    ['a kind of organisation', { kind: 'operator' }],
    ['an identifier of its own', { id: crypto.randomUUID() }],
  ])('with %s is refused, and nothing is written', async (_what, fields) => {
    const before = await digestOfEverything(server);
    const answer = await enrol(anEnrolmentForm(fields));
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    expect(await digestOfEverything(server)).toEqual(before);
  });

  it.each(['73282932000075', '00000000000001', '7328293200007A', '٧٣٢٨٢٩٣٢٠٠٠٠٧٤'])(
    'with the SIRET %s is refused: its check does not fit',
    async (siret) => {
      const before = await digestOfEverything(server);
      const answer = await enrol(anEnrolmentForm({ siret }));
      expect([answer.status, answer.body.code]).toEqual([422, 'access.siret-invalid']);
      expect(await digestOfEverything(server)).toEqual(before);
    },
  );
});
