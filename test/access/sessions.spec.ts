import { setTimeout as pause } from 'node:timers/promises';
import { rows } from '../../src/database/sql.js';
import { aLogin, type Login, PASSWORD, signedIn, signIn, statusesOf } from '../support/access.js';
import { type Answer, TestApp } from '../support/app.js';
import { anOrganisation } from '../support/people.js';

const NEW_PASSWORD = 'another horse battery';

let server: TestApp;
let funderId: string;
let prescriberId: string;
let foreignId: string;
let login: Login;

beforeAll(async () => {
  server = await TestApp.start();
  prescriberId = (await anOrganisation(server, 'prescriber', { name: 'CCAS de Chinon' })).organisationId;
  funderId = (await anOrganisation(server, 'funder', { name: 'Bassin de Chinon' })).organisationId;
  foreignId = (await anOrganisation(server, 'funder', { name: 'Autre funder' })).organisationId;
});
afterAll(() => server.stop());
beforeEach(async () => {
  login = await aLogin(server, [prescriberId, funderId]);
});

describe('a session', () => {
  it('is needed: without one nothing is told', async () => {
    const answer = await server.nobody.get('/session');
    expect([answer.status, answer.body.code]).toEqual([401, 'access.not-signed-in']);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it.each(['', 'garbage', '%00', '"', 'é', 'x'.repeat(3000)])(
    'is not made by the cookie %p',
    async (token) => {
      const answer = await server.withSession(token).get('/session');
      expect(answer.status).toBe(401);
    },
  );

  it('cannot be used as an API key, nor its stored hash as a session', async () => {
    const { token } = await signedIn(server, login);
    expect((await server.withApiKey(token).get('/session')).status).toBe(401);
    const stored = await server.db.read((tx) =>
      rows<{ hash: string }>(tx, `SELECT encode(token_hash, 'base64') AS hash FROM session`),
    );
    for (const { hash } of stored)
      expect((await server.withSession(encodeURIComponent(hash)).get('/session')).status).toBe(401);
  });

  it('ends after twelve hours', async () => {
    const client = await signedIn(server, login);
    const start = server.clock.now();
    server.clock.advance(12 * 3_600_000 - 1);
    const before = await client.get('/session');
    server.clock.advance(1);
    const after = await client.get('/session');
    server.clock.set(start);
    expect(before.status).toBe(200);
    expect([after.status, after.body.code]).toEqual([401, 'access.session-ended']);
  });

  it('does not stay in the database once it is over and someone signs in', async () => {
    await signedIn(server, login);
    const start = server.clock.now();
    server.clock.advance(13 * 3_600_000);
    await signedIn(server, await aLogin(server, [foreignId]));
    const over = await server.db.read((tx) =>
      rows(tx, 'SELECT 1 FROM session WHERE expires_at <= $1', [server.clock.now()]),
    );
    server.clock.set(start);
    expect(over).toEqual([]);
  });

  it('ends when the person signs out, and signing out again is no error', async () => {
    const client = await signedIn(server, login);
    const out = await client.delete('/session');
    expect(out.status).toBe(204);
    expect(String(out.headers['set-cookie'])).toMatch(/^passerelle_session=; .*Expires=Thu, 01 Jan 1970/);
    expect((await client.get('/session')).body.code).toBe('access.session-ended');
    expect((await client.delete('/session')).status).toBe(204);
    expect((await server.nobody.delete('/session')).status).toBe(204);
  });

  it('is not ended by another site', async () => {
    const client = await signedIn(server, login);
    const answer = await client.call('DELETE', '/session', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(answer.body.code).toBe('access.origin-refused');
    expect((await client.get('/session')).status).toBe(200);
  });

  it('leaves the person’s other sessions as they are', async () => {
    const [one, other] = [await signedIn(server, login), await signedIn(server, login)];
    await one.delete('/session');
    expect((await other.get('/session')).status).toBe(200);
  });

  it('ends when the person is disabled', async () => {
    const client = await signedIn(server, login);
    await server.db.transaction((tx) =>
      rows(tx, 'UPDATE person SET disabled_at = $2 WHERE id = $1', [login.personId, server.clock.now()]),
    );
    expect((await client.get('/session')).body.code).toBe('access.session-ended');
  });
});

describe('a person of several organisations', () => {
  it('acts for the first by name unless told, and sees them all', async () => {
    const { body } = await signIn(server, login);
    expect(body.organisation.id).toBe(funderId);
    expect(body.organisations.map(({ name, role }: any) => [name, role])).toEqual([
      ['Bassin de Chinon', 'funder'],
      ['CCAS de Chinon', 'prescriber-manager'],
    ]);
  });

  it('signs in for the one they name, and for no other’s', async () => {
    const own = await signIn(server, { ...login, organisationId: prescriberId });
    expect([own.status, own.body.role]).toEqual([201, 'prescriber-manager']);
    const foreign = await signIn(server, { ...login, organisationId: foreignId });
    expect([foreign.status, foreign.body.code]).toEqual([404, 'access.not-found']);
    expect(foreign.headers['set-cookie']).toBeUndefined();
  });

  it('switches from one to another within the session', async () => {
    const client = await signedIn(server, login);
    const switched = await client.put('/session/organisation', { organisationId: prescriberId });
    expect([switched.status, switched.body.role]).toEqual([200, 'prescriber-manager']);
    expect((await client.get('/session')).body).toEqual(switched.body);
    const again = await client.put('/session/organisation', { organisationId: prescriberId });
    expect(again.body).toEqual(switched.body);
  });

  it('does not carry what another session chose', async () => {
    const [one, other] = [await signedIn(server, login), await signedIn(server, login)];
    await one.put('/session/organisation', { organisationId: prescriberId });
    expect((await other.get('/session')).body.organisation.id).toBe(funderId);
  });

  it('never acts for an organisation of others', async () => {
    const client = await signedIn(server, login);
    for (const organisationId of [foreignId, '00000000-0000-0000-0000-000000000000']) {
      const answer = await client.put('/session/organisation', { organisationId });
      expect([answer.status, answer.body.code]).toEqual([404, 'access.not-found']);
    }
    expect((await client.get('/session')).body.organisation.id).toBe(funderId);
  });

  it.each([[{}], [{ organisationId: 'x' }], [{ organisationId: null }], [{ organisationId: [] }]])(
    'is told what is wrong with %j',
    async (body) => {
      const client = await signedIn(server, login);
      expect((await client.put('/session/organisation', body)).body.code).toBe('request.invalid');
    },
  );
});

/** What comes of asking while the person's membership of the prescriber is being ended. */
async function whileEnding(ask: () => Promise<Answer>): Promise<Answer> {
  let asked: Promise<Answer> | null = null;
  await server.db.transaction(async (tx) => {
    await rows(tx, 'DELETE FROM membership WHERE person_id = $1 AND organisation_id = $2', [
      login.personId,
      prescriberId,
    ]);
    asked = ask();
    await Promise.race([asked, someoneWaits()]);
  });
  return asked as unknown as Promise<Answer>;
}

describe('a membership that ends at the same instant', () => {
  it('is not switched to', async () => {
    const client = await signedIn(server, login);
    const answer = await whileEnding(() =>
      client.put('/session/organisation', { organisationId: prescriberId }),
    );
    expect([answer.status, answer.body.code]).toEqual([404, 'access.not-found']);
    expect((await client.get('/session')).status).toBe(200);
  });

  it('is not signed in for', async () => {
    const answer = await whileEnding(() => signIn(server, { ...login, organisationId: prescriberId }));
    expect([answer.status, answer.body.code]).toEqual([404, 'access.not-found']);
  });
});

const change = (current: string, next: string) => ({ current, new: next });

describe('changing the password', () => {
  it('makes the old one useless and the new one good', async () => {
    const client = await signedIn(server, login);
    expect((await client.put('/session/password', change(PASSWORD, NEW_PASSWORD))).status).toBe(204);
    expect((await signIn(server, login)).body.code).toBe('access.credentials-wrong');
    expect((await signIn(server, { ...login, password: NEW_PASSWORD })).status).toBe(201);
  });

  it('ends the person’s other sessions, whichever organisation they are for, and not this one', async () => {
    const here = await signedIn(server, login);
    const there = await signedIn(server, login);
    const forOther = await signedIn(server, { ...login, organisationId: prescriberId });
    const neighbour = await signedIn(server, await aLogin(server, [funderId]));
    await here.put('/session/password', change(PASSWORD, NEW_PASSWORD));
    expect((await here.get('/session')).status).toBe(200);
    expect((await there.get('/session')).body.code).toBe('access.session-ended');
    expect((await forOther.get('/session')).body.code).toBe('access.session-ended');
    expect((await neighbour.get('/session')).status).toBe(200);
  });

  it('is refused without the present one, and counts as guessing it', async () => {
    const client = await signedIn(server, login);
    for (let at = 0; at < 5; at++) {
      const answer = await client.put('/session/password', change('wrong password', NEW_PASSWORD));
      expect([answer.status, answer.body.code]).toEqual([422, 'access.password-wrong']);
    }
    const stopped = await client.put('/session/password', change(PASSWORD, NEW_PASSWORD));
    expect(stopped.body.code).toBe('access.too-many-attempts');
    expect((await signIn(server, login)).body.code).toBe('access.too-many-attempts');
  });

  it('is refused to a short one, and changes nothing', async () => {
    const client = await signedIn(server, login);
    const answer = await client.put('/session/password', change(PASSWORD, 'too short'));
    expect(answer.body.code).toBe('request.invalid');
    expect(answer.body.errors).toMatchObject([{ field: 'new', rule: 'minLength' }]);
    expect((await signIn(server, login)).status).toBe(201);
  });

  it('happens once when two changes arrive at the same instant', async () => {
    const client = await signedIn(server, login);
    const answers = await Promise.all(
      ['first horse battery', 'second horse battery'].map((next) =>
        client.put('/session/password', change(PASSWORD, next)),
      ),
    );
    expect(statusesOf(answers)).toEqual([204, 422]);
  });

  it('leaves no session opened with the old password, even one being opened meanwhile', async () => {
    let opening: Promise<Answer> | null = null;
    await server.db.transaction(async (tx) => {
      await rows(tx, `UPDATE person SET password_hash = '!' WHERE id = $1`, [login.personId]);
      // The change is not committed yet: the old password still looks right to a sign-in.
      opening = signIn(server, login);
      await Promise.race([opening, someoneWaits()]);
    });
    expect((await (opening as unknown as Promise<Answer>)).body.code).toBe('access.credentials-wrong');
  });
});

/** Until a request waits for a lock that another holds. */
async function someoneWaits(): Promise<void> {
  const waiting = `SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()`;
  while ((await server.db.read((tx) => rows(tx, waiting))).length === 0) await pause(10);
}
