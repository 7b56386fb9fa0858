import { createApp } from '../../src/app.js';
import { SESSION_COOKIE } from '../../src/access/http.js';
import { Passwords } from '../../src/access/passwords.js';
import { oneRow, rows } from '../../src/database/sql.js';
import { aLogin, anAddress, cookieOf, type Login, PASSWORD, signIn, tokenOf } from '../support/access.js';
import { TestApp } from '../support/app.js';
import { anOrganisation } from '../support/people.js';

let server: TestApp;
let funderId: string;
let login: Login;

beforeAll(async () => {
  server = await TestApp.start();
  funderId = (await anOrganisation(server, 'funder', { name: 'Bassin de Chinon' })).organisationId;
});
afterAll(() => server.stop());
beforeEach(async () => {
  login = await aLogin(server, [funderId]);
});

const wrong = (from?: string) => signIn(server, { email: login.email, password: 'wrong password' }, from);

/** A guess from one place outside, which says it only passes on that of another. */
function guessFromAfar(at: number) {
  return server.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    remoteAddress: '198.51.100.7',
    headers: { 'x-forwarded-for': `192.0.2.${at}`, forwarded: `for=192.0.2.${at}` },
    payload: { email: `far${at}@example.fr`, password: 'wrong password' },
  });
}

describe('signing in', () => {
  it('answers who acts and for whom', async () => {
    const { status, body } = await signIn(server, login);
    expect(status).toBe(201);
    expect(body).toEqual({
      person: { id: login.personId, displayName: 'Camille Personne', email: login.email },
      organisation: { id: funderId, kind: 'funder', name: 'Bassin de Chinon' },
      role: 'funder',
      manager: true,
      office: null,
      organisations: [{ id: funderId, kind: 'funder', name: 'Bassin de Chinon', role: 'funder' }],
    });
  });

  it('takes the address in any case', async () => {
    expect((await signIn(server, { ...login, email: ` ${login.email.toUpperCase()} ` })).status).toBe(201);
  });

  it('never shows the token outside a cookie that scripts and other sites cannot use', async () => {
    const answer = await signIn(server, login);
    const parts = cookieOf(answer).split('; ');
    expect(parts).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Strict', 'Max-Age=43200']));
    expect(parts).not.toContain('Secure');
    expect(tokenOf(answer)).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(answer.body)).not.toContain(tokenOf(answer));
  });

  it('marks the cookie Secure when the public address is https', async () => {
    const settings = {
      databaseUrl: server.databaseUrl,
      databasePoolSize: 2,
      dataDir: server.dataDir,
      keysDir: server.keysDir,
      publicUrl: 'https://passerelle.example.fr',
    };
    const app = await createApp(settings, server.clock);
    try {
      const payload = { email: login.email, password: login.password };
      const reply = await app.inject({ method: 'POST', url: '/api/v1/session', payload });
      expect(reply.headers['set-cookie']).toContain('; Secure');
    } finally {
      await app.close();
    }
  });

  it('keeps no token in the database, only a hash of it', async () => {
    const token = tokenOf(await signIn(server, login));
    const stored = await server.db.read((tx) =>
      rows<{ hash: Buffer }>(tx, 'SELECT token_hash AS hash FROM session'),
    );
    expect(stored.length).toBeGreaterThan(0);
    for (const { hash } of stored) {
      expect(hash.toString('latin1')).not.toContain(token);
      expect(hash.equals(Buffer.from(token, 'base64url'))).toBe(false);
    }
  });

  it('gives another token each time, and ends the session the request came with', async () => {
    const first = tokenOf(await signIn(server, login));
    const second = tokenOf(
      await signIn(server, login, anAddress(), { cookie: `${SESSION_COOKIE}=${first}` }),
    );
    expect(second).not.toBe(first);
    expect((await server.withSession(first).get('/session')).body.code).toBe('access.session-ended');
    expect((await server.withSession(second).get('/session')).status).toBe(200);
  });

  it('never takes over a token chosen by someone else', async () => {
    const answer = await signIn(server, login, anAddress(), {
      cookie: `${SESSION_COOKIE}=chosen-by-another`,
    });
    expect(tokenOf(answer)).not.toBe('chosen-by-another');
    expect((await server.withSession('chosen-by-another').get('/session')).status).toBe(401);
  });

  it('is refused with a wrong password, and opens nothing', async () => {
    const answer = await wrong();
    expect([answer.status, answer.body.code]).toEqual([401, 'access.credentials-wrong']);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('answers an unknown person exactly as a wrong password', async () => {
    const unknown = await signIn(server, { email: 'nobody@example.fr', password: 'wrong password' });
    const known = await wrong();
    expect(unknown.body).toEqual(known.body);
    expect(unknown.status).toBe(known.status);
  });

  it('looks at the password of an unknown person too, or its quickness would tell', async () => {
    const looked = jest.spyOn(server.get(Passwords), 'matches');
    await signIn(server, { email: 'nobody@example.fr', password: 'wrong password' });
    expect(looked.mock.calls).toEqual([[null, 'wrong password']]);
    looked.mockRestore();
  });

  it('is refused to a disabled person as to an unknown one', async () => {
    await server.db.transaction((tx) =>
      rows(tx, 'UPDATE person SET disabled_at = $2 WHERE id = $1', [login.personId, server.clock.now()]),
    );
    expect((await signIn(server, login)).body.code).toBe('access.credentials-wrong');
  });

  it('is refused to a person of no organisation', async () => {
    await server.db.transaction((tx) =>
      rows(tx, 'DELETE FROM membership WHERE person_id = $1', [login.personId]),
    );
    expect((await signIn(server, login)).body.code).toBe('access.no-organisation');
  });

  it('is refused from a page of another site', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const answer = await signIn(server, login, anAddress(), { 'sec-fetch-site': site });
      expect([answer.status, answer.body.code]).toEqual([403, 'access.origin-refused']);
    }
    expect((await signIn(server, login, anAddress(), { 'sec-fetch-site': 'same-origin' })).status).toBe(201);
  });
});

describe('guessing passwords', () => {
  it('is stopped after five wrong ones, even for the right password that follows', async () => {
    for (let at = 0; at < 5; at++) expect((await wrong()).body.code).toBe('access.credentials-wrong');
    const refused = await signIn(server, login);
    expect([refused.status, refused.body.code]).toEqual([429, 'access.too-many-attempts']);
    expect(refused.body.params).toEqual({ minutes: 15 });
    expect(refused.headers['retry-after']).toBeDefined();
  });

  it('is stopped for unknown addresses in the same way', async () => {
    const nobody = { email: 'unknown.guess@example.fr', password: 'wrong password' };
    for (let at = 0; at < 5; at++)
      expect((await signIn(server, nobody)).body.code).toBe('access.credentials-wrong');
    expect((await signIn(server, nobody)).body.code).toBe('access.too-many-attempts');
  });

  it('does not go further by writing the address otherwise', async () => {
    for (let at = 0; at < 5; at++) await wrong();
    const shouted = { email: login.email.toUpperCase(), password: 'wrong password' };
    expect((await signIn(server, shouted)).body.code).toBe('access.too-many-attempts');
  });

  it('does not stop other people', async () => {
    for (let at = 0; at < 6; at++) await wrong();
    expect((await signIn(server, await aLogin(server, [funderId]))).status).toBe(201);
  });

  it('is possible again once the attempts are old, and a refused attempt does not make the wait longer', async () => {
    const start = server.clock.now();
    for (let at = 0; at < 5; at++) await wrong();
    server.clock.advance(14 * 60_000);
    const early = await signIn(server, login);
    expect(early.body.params).toEqual({ minutes: 1 });
    server.clock.advance(60_000);
    const late = await signIn(server, login);
    server.clock.set(start);
    expect(late.status).toBe(201);
  });

  it('begins anew after a success', async () => {
    for (let at = 0; at < 4; at++) await wrong();
    expect((await signIn(server, login)).status).toBe(201);
    for (let at = 0; at < 4; at++) expect((await wrong()).status).toBe(401);
    expect((await signIn(server, login)).status).toBe(201);
  });

  it('is stopped per network address too, whichever people are tried', async () => {
    const from = anAddress();
    for (let at = 0; at < 50; at++)
      await signIn(server, { email: `guess${at}@example.fr`, password: 'wrong password' }, from);
    expect((await signIn(server, login, from)).body.code).toBe('access.too-many-attempts');
    expect((await signIn(server, login)).status).toBe(201);
  });

  it('does not go further by claiming other network addresses from afar', async () => {
    for (let at = 0; at < 50; at++) expect((await guessFromAfar(at)).statusCode).toBe(401);
    expect((await guessFromAfar(50)).statusCode).toBe(429);
  });

  it('is not stopped on an office’s address by people who sign in', async () => {
    const from = anAddress();
    for (let at = 0; at < 60; at++) expect((await signIn(server, login, from)).status).toBe(201);
  });

  it('is stopped when a hundred guesses arrive at the same instant', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => wrong()));
    const codes = answers.map(({ body }) => body.code as string);
    expect(codes.filter((code) => code === 'access.credentials-wrong')).toHaveLength(5);
    expect(codes.filter((code) => code === 'access.too-many-attempts')).toHaveLength(95);
  });

  it('leaves neither the person’s address nor the network’s behind, and no old row', async () => {
    const from = anAddress();
    await wrong(from);
    const { text } = await server.db.read((tx) =>
      oneRow<{ text: string }>(
        tx,
        `SELECT coalesce(string_agg(encode(subject, 'escape'), ' '), '') AS text FROM sign_in_attempt`,
      ),
    );
    expect(text).not.toContain(login.email);
    expect(text).not.toContain(from);
    const start = server.clock.now();
    server.clock.advance(16 * 60_000);
    for (let at = 0; at < 10; at++) await signIn(server, login);
    const { count } = await server.db.read((tx) =>
      oneRow<{ count: bigint }>(tx, 'SELECT count(*) FROM sign_in_attempt'),
    );
    server.clock.set(start);
    expect(count).toBe(0n);
  });
});

describe('hostile fields', () => {
  it.each([
    ['nothing', {}],
    ['a list', []],
    ['numbers', { email: 1, password: 2 }],
    ['lists', { email: ['a@example.fr'], password: ['x'] }],
    ['objects', { email: { $gt: '' }, password: {} }],
    ['null', { email: null, password: null }],
    ['a NUL in the e-mail', { email: 'a\0b@example.fr', password: PASSWORD }],
    ['a lone surrogate in the e-mail', { email: '\ud800@example.fr', password: PASSWORD }],
    ['a long e-mail', { email: `${'a'.repeat(300)}@example.fr`, password: PASSWORD }],
    ['a long password', { email: 'a@example.fr', password: 'x'.repeat(201) }],
    ['an empty password', { email: 'a@example.fr', password: '' }],
    ['an unknown field', { email: 'a@example.fr', password: PASSWORD, admin: true }],
    [
      'an organisation that is no identifier',
      { email: 'a@example.fr', password: PASSWORD, organisationId: "' OR 1" },
    ],
  ])('are refused as a malformed request: %s', async (_what, body) => {
    const answer = await server.nobody.post('/session', body, {
      headers: { 'x-forwarded-for': anAddress() },
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });

  it.each([
    ['not JSON', '{"email":', 'application/json', 400],
    ['a prototype', '{"__proto__":{"email":"a@example.fr"},"email":"a@example.fr"}', 'application/json', 400],
    ['too large', `{"email":"${'a'.repeat(10_000_000)}"}`, 'application/json', 413],
    ['another media type', '<email/>', 'application/xml', 415],
  ])('a body that is %s is a problem, not a failure', async (_what, payload, type, status) => {
    const reply = await server.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'content-type': type },
      payload,
    });
    expect(reply.statusCode).toBe(status);
    expect(reply.headers['content-type']).toContain('application/problem+json');
  });

  it('a password with any character is taken as it is typed', async () => {
    const odd = { email: login.email, password: '\0 \ud800 é\u0301 🙂 ' };
    expect((await signIn(server, odd)).body.code).toBe('access.credentials-wrong');
  });
});
