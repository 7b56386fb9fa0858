import { oneRow, rows } from '../../src/database/sql.js';
import { aLogin, signedIn, signIn, statusesOf } from '../support/access.js';
import { TestApp } from '../support/app.js';
import { aMember, anOrganisation, type TestPerson } from '../support/people.js';

const PASSWORD = 'a first password';

let server: TestApp;
let operator: TestPerson;
let funder: TestPerson;
let prescriber: TestPerson;
let emails = 0;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await anOrganisation(server, 'operator');
  funder = await anOrganisation(server, 'funder');
  prescriber = await anOrganisation(server, 'prescriber');
});
afterAll(() => server.stop());

const anEmail = () => `new.${++emails}@example.fr`;
const newcomer = (more: object = {}) => ({
  email: anEmail(),
  displayName: 'Dominique Nouvelle',
  password: PASSWORD,
  role: 'member',
  ...more,
});
const membersOf = (organisation: TestPerson) => `/organisations/${organisation.organisationId}/members`;

async function anOffice(prescriberId: string): Promise<string> {
  const { id } = await server.db.transaction((tx) =>
    oneRow<{ id: string }>(
      tx,
      `INSERT INTO office (prescriber_id, name, insee) VALUES ($1, 'Antenne ' || gen_random_uuid(), '37072') RETURNING id`,
      [prescriberId],
    ),
  );
  return id;
}

describe('adding a member', () => {
  it('registers a new person, who can then sign in', async () => {
    const member = newcomer({ role: 'manager' });
    const added = await funder.client.post(membersOf(funder), member);
    expect(added.status).toBe(201);
    expect(added.body).toEqual({
      personId: expect.any(String),
      displayName: member.displayName,
      email: member.email,
      role: 'manager',
      officeId: null,
      since: server.clock.now().toISOString(),
    });
    const session = await signIn(server, { email: member.email, password: PASSWORD });
    expect(session.body.organisation.id).toBe(funder.organisationId);
    expect((await funder.client.get(membersOf(funder))).body.items).toContainEqual(added.body);
  });

  it('never tells the password nor its hash', async () => {
    const member = newcomer();
    const added = await funder.client.post(membersOf(funder), member);
    const listed = await funder.client.get(membersOf(funder));
    expect(JSON.stringify([added.body, listed.body])).not.toMatch(/argon2|first password/);
  });

  it('takes a person the service knows by the address alone, in any case, and leaves their password', async () => {
    const login = await aLogin(server, [prescriber.organisationId]);
    const added = await funder.client.post(membersOf(funder), {
      email: login.email.toUpperCase(),
      role: 'member',
    });
    expect([added.status, added.body.personId]).toEqual([201, login.personId]);
    const { body } = await signIn(server, login);
    expect(body.organisations).toHaveLength(2);
  });

  it('never sets the password of a person the service knows', async () => {
    const login = await aLogin(server, [prescriber.organisationId]);
    const answer = await funder.client.post(membersOf(funder), newcomer({ email: login.email }));
    expect([answer.status, answer.body.code]).toEqual([409, 'access.email-taken']);
    expect((await signIn(server, { email: login.email, password: PASSWORD })).status).toBe(401);
    expect((await signIn(server, login)).body.organisations).toHaveLength(1);
  });

  it('refuses a new person with no name', async () => {
    const member = newcomer({ displayName: undefined });
    const answer = await funder.client.post(membersOf(funder), member);
    expect([answer.status, answer.body.code]).toEqual([422, 'access.person-unknown']);
  });

  it('says so when the person belongs to the organisation already, also to a repeated request', async () => {
    const member = newcomer();
    await funder.client.post(membersOf(funder), member);
    for (const again of [member, { email: member.email, role: 'manager' }]) {
      const answer = await funder.client.post(membersOf(funder), again);
      expect([answer.status, answer.body.code]).toEqual([409, 'access.already-member']);
    }
  });

  it('makes one person and one member of ten requests at the same instant', async () => {
    const member = newcomer();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => funder.client.post(membersOf(funder), member)),
    );
    expect(statusesOf(answers)).toEqual([201, ...Array(9).fill(409)]);
    const { people } = await server.db.read((tx) =>
      oneRow<{ people: bigint }>(
        tx,
        `SELECT count(*) AS people FROM person p JOIN membership m ON m.person_id = p.id WHERE email = $1`,
        [member.email],
      ),
    );
    expect(people).toBe(1n);
  });

  it('makes one person of two organisations that register them at the same instant', async () => {
    const member = newcomer();
    const answers = await Promise.all([
      funder.client.post(membersOf(funder), member),
      prescriber.client.post(membersOf(prescriber), member),
    ]);
    expect(statusesOf(answers)).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('access.email-taken');
  });

  it('keeps a social worker to an office of the prescriber, and to no other’s', async () => {
    const [own, foreign] = [
      await anOffice(prescriber.organisationId),
      await anOffice((await anOrganisation(server, 'prescriber')).organisationId),
    ];
    const added = await prescriber.client.post(membersOf(prescriber), newcomer({ officeId: own }));
    expect([added.status, added.body.officeId]).toEqual([201, own]);
    for (const officeId of [foreign, '00000000-0000-0000-0000-000000000000']) {
      const member = newcomer({ officeId });
      const answer = await prescriber.client.post(membersOf(prescriber), member);
      expect([answer.status, answer.body.code]).toEqual([422, 'access.office-of-another-organisation']);
      expect((await signIn(server, { email: member.email, password: PASSWORD })).status).toBe(401);
    }
    const notPrescriber = await funder.client.post(membersOf(funder), newcomer({ officeId: own }));
    expect(notPrescriber.body.code).toBe('access.office-of-another-organisation');
  });

  it('does not keep a manager to one office', async () => {
    const officeId = await anOffice(prescriber.organisationId);
    const answer = await prescriber.client.post(
      membersOf(prescriber),
      newcomer({ role: 'manager', officeId }),
    );
    expect(answer.body.code).toBe('access.office-not-for-managers');
  });

  it('tells a person kept to one office which', async () => {
    const officeId = await anOffice(prescriber.organisationId);
    const login = await aLogin(server, [prescriber.organisationId], { role: 'member', officeId });
    const { body } = await (await signedIn(server, login)).get('/session');
    expect([body.role, body.manager, body.office.id]).toEqual(['social-worker', false, officeId]);
  });

  it.each([
    ['no e-mail', { email: undefined }],
    ['an e-mail with a NUL', { email: 'a\0@example.fr' }],
    ['no role', { role: undefined }],
    ['a role of another table', { role: 'operator' }],
    ['a short password', { password: 'short' }],
    ['a null password', { password: null }],
    ['a NUL in the name', { displayName: 'a\0b' }],
    ['an office that is no identifier', { officeId: "'; DROP TABLE office" }],
    ['an organisation of their own', { organisationId: '00000000-0000-0000-0000-000000000000' }],
  ])('refuses %s', async (_what, more) => {
    const answer = await funder.client.post(membersOf(funder), newcomer(more));
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('who may see and change members', () => {
  it.each(['funder', 'prescriber', 'state', 'structure'] as const)(
    'another organisation does not exist for a %s',
    async (kind) => {
      const other = await anOrganisation(server, kind);
      const answers = [
        await other.client.get(membersOf(funder)),
        await other.client.post(membersOf(funder), newcomer()),
        await other.client.delete(`${membersOf(funder)}/${funder.personId}`),
      ];
      for (const { status, body } of answers) expect([status, body.code]).toEqual([404, 'access.not-found']);
      expect((await funder.client.get('/session')).status).toBe(200);
    },
  );

  it('the operator may, for any organisation, but for none that does not exist', async () => {
    const member = newcomer();
    const added = await operator.client.post(membersOf(funder), member);
    expect(added.status).toBe(201);
    expect((await operator.client.get(`${membersOf(funder)}?limit=200`)).body.items).toContainEqual(
      added.body,
    );
    expect((await operator.client.delete(`${membersOf(funder)}/${added.body.personId}`)).status).toBe(204);
    const nowhere = '/organisations/00000000-0000-0000-0000-000000000000/members';
    expect((await operator.client.get(nowhere)).status).toBe(404);
    expect((await operator.client.post(nowhere, newcomer())).status).toBe(404);
    expect((await operator.client.delete(`${nowhere}/${funder.personId}`)).status).toBe(404);
  });

  it.each(['funder', 'state', 'operator', 'prescriber', 'structure'] as const)(
    'a simple member of a %s may change none, nor make keys',
    async (kind) => {
      const organisation = kind === 'operator' ? operator : await anOrganisation(server, kind);
      const member = await aMember(server, organisation.organisationId, 'member');
      const answers = [
        await member.client.post(membersOf(organisation), newcomer()),
        await member.client.delete(`${membersOf(organisation)}/${organisation.personId}`),
        await member.client.post('/api-keys', { name: 'Une clé' }),
        await member.client.get('/api-keys'),
      ];
      for (const { status, body } of answers)
        expect([status, body.code]).toEqual([403, 'access.not-permitted']);
    },
  );
});

describe('removing a member', () => {
  it('ends their sessions for the organisation at once, and no other', async () => {
    const login = await aLogin(server, [funder.organisationId, prescriber.organisationId], {
      role: 'member',
    });
    const here = await signedIn(server, { ...login, organisationId: funder.organisationId });
    const there = await signedIn(server, { ...login, organisationId: prescriber.organisationId });
    expect((await funder.client.delete(`${membersOf(funder)}/${login.personId}`)).status).toBe(204);
    expect((await here.get('/session')).body.code).toBe('access.session-ended');
    const { body } = await there.get('/session');
    expect(body.organisations.map(({ id }: any) => id)).toEqual([prescriber.organisationId]);
  });

  it('is not found the second time, nor for a person of another organisation', async () => {
    const member = await aMember(server, funder.organisationId, 'member');
    await funder.client.delete(`${membersOf(funder)}/${member.personId}`);
    for (const personId of [member.personId, prescriber.personId]) {
      const answer = await funder.client.delete(`${membersOf(funder)}/${personId}`);
      expect([answer.status, answer.body.code]).toEqual([404, 'access.not-found']);
    }
  });

  it('never leaves an organisation without a manager', async () => {
    const alone = await anOrganisation(server, 'structure');
    await aMember(server, alone.organisationId, 'member');
    for (const client of [alone.client, operator.client]) {
      const answer = await client.delete(`${membersOf(alone)}/${alone.personId}`);
      expect([answer.status, answer.body.code]).toEqual([409, 'access.last-manager']);
    }
    expect((await alone.client.get('/session')).status).toBe(200);
  });

  it('does not count a disabled manager as one who stays', async () => {
    const first = await anOrganisation(server, 'funder');
    const second = await aMember(server, first.organisationId);
    await server.db.transaction((tx) =>
      rows(tx, 'UPDATE person SET disabled_at = $2 WHERE id = $1', [second.personId, server.clock.now()]),
    );
    const answer = await first.client.delete(`${membersOf(first)}/${first.personId}`);
    expect(answer.body.code).toBe('access.last-manager');
  });

  it('never leaves an organisation without a manager when all of them leave at the same instant', async () => {
    for (let round = 0; round < 5; round++) {
      const first = await anOrganisation(server, 'funder');
      const all = [first];
      for (let at = 0; at < 5; at++) all.push(await aMember(server, first.organisationId));
      const answers = await Promise.all(
        all.map(({ client, personId }) => client.delete(`${membersOf(first)}/${personId}`)),
      );
      expect(statusesOf(answers)).toEqual([204, 204, 204, 204, 204, 409]);
    }
  });

  it('lets one of two managers who remove each other stay', async () => {
    for (let round = 0; round < 5; round++) {
      const first = await anOrganisation(server, 'funder');
      const second = await aMember(server, first.organisationId);
      const answers = await Promise.all([
        first.client.delete(`${membersOf(first)}/${second.personId}`),
        second.client.delete(`${membersOf(first)}/${first.personId}`),
      ]);
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
      const left = await operator.client.get(membersOf(first));
      expect(left.body.items).toHaveLength(1);
    }
  });

  it.each(['x', '%00', "1'--"])('refuses the person %s as malformed', async (personId) => {
    const answer = await funder.client.delete(`${membersOf(funder)}/${personId}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('the list of members', () => {
  it('comes page by page, complete', async () => {
    const organisation = await anOrganisation(server, 'state');
    for (let at = 0; at < 6; at++) await aMember(server, organisation.organisationId, 'member');
    const whole = (await organisation.client.get(membersOf(organisation))).body;
    expect([whole.items.length, whole.next]).toEqual([7, null]);
    const first = (await organisation.client.get(`${membersOf(organisation)}?limit=4`)).body;
    const second = (await organisation.client.get(`${membersOf(organisation)}?limit=4&after=${first.next}`))
      .body;
    expect([...first.items, ...second.items]).toEqual(whole.items);
    expect(second.next).toBeNull();
  });
});

describe('the trail of members and keys', () => {
  it('says what was done, to the organisation concerned too, with no address, name, password or secret', async () => {
    const organisation = await anOrganisation(server, 'funder');
    const member = newcomer({ email: 'tres.reconnaissable@example.fr' });
    const added = await operator.client.post(membersOf(organisation), member);
    const login = await signedIn(server, { personId: '', email: member.email, password: PASSWORD });
    await login.put('/session/password', { current: PASSWORD, new: 'another first password' });
    const key = await organisation.client.post('/api-keys', { name: 'Clé reconnaissable' });
    await organisation.client.delete(`/api-keys/${key.body.id}`);
    await organisation.client.delete(`${membersOf(organisation)}/${added.body.personId}`);

    const { body } = await organisation.client.get('/audit-trail');
    expect(body.items.map(({ action }: any) => action)).toEqual([
      'member.removed',
      'api-key.revoked',
      'api-key.created',
      'person.password-changed',
      'member.added',
    ]);
    const text = await server.db.read((tx) =>
      oneRow<{ all: string }>(tx, `SELECT string_agg(to_jsonb(e)::text, ' ') AS all FROM audit_entry e`),
    );
    const secrets = [
      'reconnaissable',
      'Dominique',
      'first password',
      '@',
      'argon2',
      key.body.secret,
      login.token,
    ];
    for (const secret of secrets) expect(text.all).not.toContain(secret);
  });
});

describe('changing a member', () => {
  const change = (by: TestPerson, who: TestPerson, asked: object) =>
    by.client.put(`${membersOf(by)}/${who.personId}`, asked);

  it('gives another role, which counts from the next request on', async () => {
    const owner = await anOrganisation(server, 'prescriber');
    const member = await aMember(server, owner.organisationId, 'member');
    const promoted = await change(owner, member, { role: 'manager' });
    expect([promoted.status, promoted.body.role]).toEqual([200, 'manager']);
    expect((await member.client.get('/session')).body.role).toBe('prescriber-manager');
    await change(owner, member, { role: 'member' });
    expect((await member.client.get('/session')).body.role).toBe('social-worker');
  });

  it('gives one office, all of them when left out, and never another prescriber’s', async () => {
    const owner = await anOrganisation(server, 'prescriber');
    const member = await aMember(server, owner.organisationId, 'member');
    const officeId = await anOffice(owner.organisationId);
    expect((await change(owner, member, { role: 'member', officeId })).body.officeId).toBe(officeId);
    expect((await change(owner, member, { role: 'member' })).body.officeId).toBeNull();
    const foreign = await anOffice(prescriber.organisationId);
    const refused = await change(owner, member, { role: 'member', officeId: foreign });
    expect([refused.status, refused.body.code]).toEqual([422, 'access.office-of-another-organisation']);
    const both = await change(owner, member, { role: 'manager', officeId });
    expect([both.status, both.body.code]).toEqual([422, 'access.office-not-for-managers']);
  });

  it('never lets somebody promote themselves', async () => {
    const owner = await anOrganisation(server, 'funder');
    const member = await aMember(server, owner.organisationId, 'member');
    const refused = await change(member, member, { role: 'manager' });
    expect([refused.status, refused.body.code]).toEqual([403, 'access.not-permitted']);
  });

  it('never leaves an organisation without a manager, when two demote or remove each other at once either', async () => {
    const alone = await anOrganisation(server, 'funder');
    const refused = await change(alone, alone, { role: 'member' });
    expect([refused.status, refused.body.code]).toEqual([409, 'access.last-manager']);
    for (let round = 0; round < 4; round++) {
      const one = await anOrganisation(server, 'funder');
      const other = await aMember(server, one.organisationId, 'manager');
      await Promise.all([
        change(one, other, { role: 'member' }),
        round % 2
          ? change(other, one, { role: 'member' })
          : other.client.delete(`${membersOf(one)}/${one.personId}`),
      ]);
      const { managers } = await server.db.read((tx) =>
        oneRow<{ managers: bigint }>(
          tx,
          `SELECT count(*) AS managers FROM membership WHERE organisation_id = $1 AND role = 'manager'`,
          [one.organisationId],
        ),
      );
      expect(managers).toBe(1n);
    }
  });

  it('answers 404 for who is no member, and writes nothing when nothing changes', async () => {
    const owner = await anOrganisation(server, 'funder');
    expect((await change(owner, prescriber, { role: 'member' })).body.code).toBe('access.not-found');
    await change(owner, owner, { role: 'manager' });
    const { body } = await owner.client.get('/audit-trail');
    expect(body.items.filter(({ action }: any) => action === 'member.changed')).toEqual([]);
  });
});
