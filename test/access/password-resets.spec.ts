import { randomUUID } from 'node:crypto';
import { affected, row, rows } from '../../src/database/sql.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { aLogin, anAddress, signedIn, signIn, statusesOf } from '../support/access.js';
import { TestApp } from '../support/app.js';
import { letterFiles } from '../support/letters.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

const NEW_PASSWORD = 'horse correct staple';

let server: TestApp;
let funder: TestPerson;
const letters = letterFiles();

beforeAll(async () => {
  server = await TestApp.start('2026-03-02', { mail: letters });
  funder = await anOrganisation(server, 'funder');
});
afterAll(() => server.stop());

const ask = (email: string, from = anAddress()) =>
  server.nobody.post('/password-resets', { email }, { headers: { 'x-forwarded-for': from } });
const confirm = (token: string, password = NEW_PASSWORD) =>
  server.nobody.post('/password-resets/confirmation', { token, password });

const seen = new Set<string>();

/** The token of the letter that has just come to an address, as its reader has it. */
async function tokenFor(email: string): Promise<string> {
  await server.get(Jobs).runDue();
  const own = (await letters.read()).filter(({ to }) => to?.some(({ address }) => address === email));
  const tokens = own.flatMap(({ text }) => /\/mot-de-passe#([\w-]+)/.exec(text ?? '')?.[1] ?? []);
  const token = tokens.find((each) => !seen.has(each));
  if (!token) throw new Error('no letter with a new link');
  seen.add(token);
  return token;
}

const newLogin = () => aLogin(server, [funder.organisationId]);

describe('a forgotten password', () => {
  it('is replaced by the link of the letter, once; every session ends', async () => {
    const login = await newLogin();
    const [one, other] = [await signedIn(server, login), await signedIn(server, login)];
    expect((await ask(login.email)).status).toBe(204);
    const token = await tokenFor(login.email);
    expect((await one.get('/session')).status).toBe(200);
    expect((await confirm(token)).status).toBe(204);
    for (const session of [one, other]) expect((await session.get('/session')).status).toBe(401);
    expect((await signIn(server, login)).body.code).toBe('access.credentials-wrong');
    expect((await signIn(server, { ...login, password: NEW_PASSWORD })).status).toBe(201);
    const again = await confirm(token, 'yet another password');
    expect([again.status, again.body.code]).toEqual([422, 'access.password-link-spent']);
    expect((await signIn(server, { ...login, password: NEW_PASSWORD })).status).toBe(201);
  });

  it('is asked for with the same answer, no sooner, whether the address is known or not', async () => {
    const login = await newLogin();
    const timed = async (email: string) => {
      const began = performance.now();
      const { status, body, headers } = await ask(email);
      const { date: _date, ...same } = headers;
      return { answer: { status, body, names: Object.keys(same).toSorted() }, ms: performance.now() - began };
    };
    await server.get(Jobs).runDue();
    const before = (await letters.read()).length;
    const unknown = await timed(`nobody.${randomUUID()}@example.fr`);
    await server.get(Jobs).runDue();
    expect(await letters.read()).toHaveLength(before);
    const known = await timed(login.email);
    expect(known.answer).toEqual(unknown.answer);
    expect(unknown.ms).toBeGreaterThan(295);
    expect(known.ms).toBeGreaterThan(295);
  });

  it('cannot be asked for again and again, for an address that nobody has either', async () => {
    for (const email of [(await newLogin()).email, `nobody.${randomUUID()}@example.fr`]) {
      const answers = await Promise.all(Array.from({ length: 7 }, () => ask(email)));
      expect(statusesOf(answers)).toEqual([204, 204, 204, 204, 204, 429, 429]);
    }
  });

  it('has one link at a time: a later one takes the place of the one before', async () => {
    const login = await newLogin();
    await ask(login.email);
    const first = await tokenFor(login.email);
    server.clock.advance(60_000);
    await ask(login.email);
    const second = await tokenFor(login.email);
    expect((await confirm(first)).body.code).toBe('access.password-link-spent');
    expect((await confirm(second)).status).toBe(204);
  });

  it('has a link of one hour', async () => {
    const login = await newLogin();
    await ask(login.email);
    const token = await tokenFor(login.email);
    server.clock.advance(60 * 60_000);
    expect((await confirm(token)).body.code).toBe('access.password-link-spent');
    expect((await signIn(server, login)).status).toBe(201);
  });

  it('is set once by two confirmations at the same moment', async () => {
    const login = await newLogin();
    await ask(login.email);
    const token = await tokenFor(login.email);
    const passwords = ['first new password', 'second new password'];
    const answers = await Promise.all(passwords.map((password) => confirm(token, password)));
    expect(statusesOf(answers)).toEqual([204, 422]);
    const winner = passwords[answers.findIndex(({ status }) => status === 204)]!;
    expect((await signIn(server, { ...login, password: winner })).status).toBe(201);
  });

  it('forgives the failed sign-ins that it comes from', async () => {
    const login = await newLogin();
    for (let guess = 0; guess < 5; guess++) await signIn(server, { ...login, password: `guess ${guess}` });
    expect((await signIn(server, login)).status).toBe(429);
    await ask(login.email);
    await confirm(await tokenFor(login.email));
    expect((await signIn(server, { ...login, password: NEW_PASSWORD })).status).toBe(201);
  });

  it('gives nothing to whoever was disabled meanwhile', async () => {
    const login = await newLogin();
    await ask(login.email);
    const token = await tokenFor(login.email);
    const disable = 'UPDATE person SET disabled_at = now() WHERE id = $1';
    await server.db.transaction((tx) => affected(tx, disable, [login.personId]));
    expect((await confirm(token)).body.code).toBe('access.password-link-spent');
  });

  it('leaves neither the token nor the password in the database, the outbox or the audit trail', async () => {
    const login = await newLogin();
    await ask(login.email);
    const token = await tokenFor(login.email);
    const operator = await anOrganisation(server, 'operator');
    const all = await server.db.read((tx) =>
      rows<{ text: string }>(
        tx,
        `SELECT t::text AS text FROM letter t UNION ALL SELECT t::text FROM job t UNION ALL
         SELECT t::text FROM password_reset t UNION ALL SELECT t::text FROM audit_entry t`,
      ),
    );
    const { body } = await operator.client.get('/letters?limit=200');
    const reset = body.items.find(({ kind }: any) => kind === 'password-reset');
    const read = await operator.client.get(`/letters/${reset.id}`);
    const seen = JSON.stringify([all, read.body]);
    expect(seen).not.toContain(token);
    expect(seen).toContain('•');
    await confirm(token);
    const trail = await funder.client.get('/audit-trail');
    expect(trail.body.items.slice(0, 2).map(({ action }: any) => action)).toEqual([
      'person.password-set',
      'person.password-link-asked',
    ]);
    expect(JSON.stringify(trail.body)).not.toContain(login.email);
  });

  it.each([
    ['a made-up token', randomUUID()],
    ['an empty one', 'x'],
  ])('is not set with %s', async (_what, token) => {
    const refused = await confirm(token);
    expect([refused.status, refused.body.code]).toEqual([422, 'access.password-link-spent']);
  });
});

describe('a new member with no password', () => {
  const invited = async () => {
    const email = `invited.${randomUUID()}@example.fr`;
    const asked = { email, displayName: 'Nouvelle personne', role: 'member' };
    const added = await funder.client.post(`/organisations/${funder.organisationId}/members`, asked);
    return { status: added.status, email };
  };

  it('chooses one by the link of their letter, within seven days, and no password is theirs before', async () => {
    const { status, email } = await invited();
    expect(status).toBe(201);
    for (const password of ['!', '', NEW_PASSWORD].filter(Boolean))
      expect((await signIn(server, { email, password })).status).toBe(401);
    const token = await tokenFor(email);
    server.clock.advanceDays(6);
    expect((await confirm(token)).status).toBe(204);
    const session = await signIn(server, { email, password: NEW_PASSWORD });
    expect(session.body.organisation.id).toBe(funder.organisationId);
  });

  it('asks for another link when it is too late', async () => {
    const { email } = await invited();
    const late = await tokenFor(email);
    server.clock.advanceDays(7);
    expect((await confirm(late)).body.code).toBe('access.password-link-spent');
    await ask(email);
    expect((await confirm(await tokenFor(email))).status).toBe(204);
  });

  it('who is given a password by hand has no link at all', async () => {
    const email = `known.${randomUUID()}@example.fr`;
    const asked = { email, displayName: 'Personne', password: 'told by hand', role: 'member' };
    const { body } = await funder.client.post(`/organisations/${funder.organisationId}/members`, asked);
    const link = await server.db.read((tx) =>
      row(tx, 'SELECT 1 FROM password_reset WHERE person_id = $1', [body.personId]),
    );
    expect(link).toBeNull();
  });
});
