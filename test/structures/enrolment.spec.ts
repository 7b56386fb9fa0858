import { oneRow } from '../../src/database/sql.js';
import { Enrolment } from '../../src/structures/enrolment.service.js';
import { AuditTrail } from '../../src/audit/audit-trail.js';
import { anAddress, signedIn } from '../support/access.js';
import { type Answer, TestApp } from '../support/app.js';
import { anOrganisation } from '../support/people.js';
import { digestOfEverything } from '../support/rows.js';
import { anEnrolmentForm, anotherSiret } from '../support/structures.js';

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

describe('a structure that nobody knows', () => {
  it('registers, applies for its label, and its manager can sign in and see only that', async () => {
    const form = anEnrolmentForm({ siret: '732 829 320 00074' });
    const { status, body } = await enrol(form);
    expect([status, Object.keys(body)]).toEqual([201, ['structureId', 'applicationId']]);
    const manager = await signedIn(server, { personId: '', ...form.manager });
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

  it('is one structure, however many times the button is pressed at once', async () => {
    const form = anEnrolmentForm();
    const answers = await Promise.all(Array.from({ length: 5 }, () => enrol(form)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers) {
      if (status !== 201) expect([status, body.code]).toEqual([409, 'access.siret-taken']);
    }
    expect(await count('FROM organisation WHERE siret = $1', form.siret)).toBe(1);
    expect(await count('FROM person WHERE email = $1', form.manager.email)).toBe(1);
    expect(
      await count(
        'FROM label_application a JOIN organisation o ON o.id = a.structure_id WHERE o.siret = $1',
        form.siret,
      ),
    ).toBe(1);
  });

  it('tried again after its answer was lost is told that it is registered', async () => {
    const form = anEnrolmentForm();
    await enrol(form);
    const before = await digestOfEverything(server);
    expect((await enrol(form)).body.code).toBe('access.siret-taken');
    expect(await digestOfEverything(server)).toEqual(before);
  });

  it('may have the SIRET of an organisation of another kind, and not that of a structure', async () => {
    const siret = anotherSiret();
    await anOrganisation(server, 'prescriber', { siret });
    expect((await enrol(anEnrolmentForm({ siret }))).status).toBe(201);
    expect((await enrol(anEnrolmentForm({ siret }))).body.code).toBe('access.siret-taken');
  });

  it('does not take over a person already known, nor leave half a structure', async () => {
    const known = anEnrolmentForm();
    await enrol(known);
    const before = await digestOfEverything(server);
    const other = anEnrolmentForm({
      manager: {
        ...known.manager,
        email: known.manager.email.toUpperCase(),
        password: 'un autre mot de passe',
      },
    });
    expect((await enrol(other)).body.code).toBe('access.email-taken');
    expect(await digestOfEverything(server)).toEqual(before);
    await expect(signedIn(server, { personId: '', ...known.manager })).resolves.toBeDefined();
  });

  it('of two that name the same manager at once, one is registered', async () => {
    const { manager } = anEnrolmentForm();
    const answers = await Promise.all(Array.from({ length: 5 }, () => enrol(anEnrolmentForm({ manager }))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'access.email-taken')).toHaveLength(4);
    expect(
      await count(
        'FROM organisation o JOIN membership m ON m.organisation_id = o.id JOIN person p ON p.id = m.person_id WHERE p.email = $1',
        manager.email,
      ),
    ).toBe(1);
  });

  it('leaves nothing behind when the last line fails', async () => {
    const before = await digestOfEverything(server);
    const record = jest.spyOn(server.get(AuditTrail), 'record');
    record.mockImplementation(async (_tx, _author, _at, ...entries) => {
      if (entries.some(({ action }) => action === 'structure.enrolled')) throw new Error('power cut');
    });
    await expect(server.get(Enrolment).apply(anEnrolmentForm() as never, null)).rejects.toThrow('power cut');
    record.mockRestore();
    expect(await digestOfEverything(server)).toEqual(before);
  });

  it('keeps no password, and no name in the audit trail', async () => {
    const form = anEnrolmentForm();
    const { body } = await enrol(form);
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
    await enrol(siretKnown);
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
    ['a short password', { manager: { ...manager, password: 'onze caract' } }],
    ['a password as a number', { manager: { ...manager, password: 123456789012 } }],
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
