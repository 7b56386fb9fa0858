import { oneRow } from '../../src/database/sql.js';
import { TestApp } from '../support/app.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

let server: TestApp;
let funder: TestPerson;
let other: TestPerson;

beforeAll(async () => {
  server = await TestApp.start();
  funder = await anOrganisation(server, 'funder');
  other = await anOrganisation(server, 'funder');
});
afterAll(() => server.stop());

const aKey = async (owner = funder, name = 'Logiciel métier') =>
  (await owner.client.post('/api-keys', { name })).body as { id: string; secret: string };

describe('an API key', () => {
  it('acts for its organisation, as nobody in particular', async () => {
    const { secret } = await aKey();
    const { status, body } = await server.withApiKey(secret).get('/session');
    expect([status, body.organisation.id, body.role]).toEqual([200, funder.organisationId, 'funder']);
    expect([body.person, body.office]).toEqual([null, null]);
    expect(body.organisations.map(({ id }: any) => id)).toEqual([funder.organisationId]);
  });

  it('is marked as ours, and shown once', async () => {
    const { id, secret } = await aKey();
    expect(secret).toMatch(/^psr_[\w-]{43}$/);
    const listed = await funder.client.get('/api-keys');
    expect(listed.body.items).toContainEqual({
      id,
      name: 'Logiciel métier',
      createdAt: server.clock.now().toISOString(),
      revokedAt: null,
    });
    expect(JSON.stringify(listed.body)).not.toContain('psr_');
  });

  it('is not in the database, only a hash of it', async () => {
    const { id, secret } = await aKey();
    const { text } = await server.db.read((tx) =>
      oneRow<{ text: string }>(
        tx,
        `SELECT to_jsonb(k)::text || encode(secret_hash, 'escape') AS text FROM api_key k WHERE id = $1`,
        [id],
      ),
    );
    expect(text).not.toContain(secret.slice(4));
  });

  it('works no more once revoked, and revoking it again changes nothing', async () => {
    const { id, secret } = await aKey();
    expect((await funder.client.delete(`/api-keys/${id}`)).status).toBe(204);
    const answer = await server.withApiKey(secret).get('/session');
    expect([answer.status, answer.body.code]).toEqual([401, 'access.session-ended']);
    const first = (await funder.client.get('/api-keys')).body;
    server.clock.advance(60_000);
    expect((await funder.client.delete(`/api-keys/${id}`)).status).toBe(204);
    expect((await funder.client.get('/api-keys')).body).toEqual(first);
    const entries = await funder.client.get(`/audit-trail?action=api-key.revoked&subjectId=${id}`);
    expect(entries.body.items).toHaveLength(1);
  });

  it('is revoked once by many requests at the same instant', async () => {
    const { id } = await aKey();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => funder.client.delete(`/api-keys/${id}`)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    const entries = await funder.client.get(`/audit-trail?action=api-key.revoked&subjectId=${id}`);
    expect(entries.body.items).toHaveLength(1);
  });

  it('of another organisation does not exist', async () => {
    const { id, secret } = await aKey();
    const answer = await other.client.delete(`/api-keys/${id}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'access.not-found']);
    expect((await server.withApiKey(secret).get('/session')).status).toBe(200);
    expect((await other.client.get('/api-keys')).body.items).toEqual([]);
    const operator = await anOrganisation(server, 'operator');
    expect((await operator.client.delete(`/api-keys/${id}`)).status).toBe(404);
  });

  it('opens nothing when it is wrong by one character, empty, or a stored hash', async () => {
    const { id, secret } = await aKey();
    const { hash } = await server.db.read((tx) =>
      oneRow<{ hash: string }>(
        tx,
        `SELECT encode(secret_hash, 'base64') AS hash FROM api_key WHERE id = $1`,
        [id],
      ),
    );
    const swapped = `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`;
    for (const wrong of [swapped, secret.slice(4), '', hash, 'psr_'])
      expect((await server.withApiKey(wrong).get('/session')).status).toBe(401);
  });

  it('has no password to change and no other organisation to act for', async () => {
    const client = server.withApiKey((await aKey()).secret);
    const change = { current: 'x', new: 'another horse battery' };
    const answers = [
      await client.put('/session/password', change),
      await client.put('/session/organisation', { organisationId: funder.organisationId }),
    ];
    for (const { status, body } of answers)
      expect([status, body.code]).toEqual([403, 'access.not-permitted']);
  });

  it('goes before a cookie that comes with it', async () => {
    const { secret } = await aKey(other);
    const both = await funder.client.call('GET', '/session', {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(both.body.organisation.id).toBe(other.organisationId);
  });

  it('is recorded as what acted', async () => {
    const { id, secret } = await aKey();
    const made = await server.withApiKey(secret).post('/api-keys', { name: 'Par une clé' });
    const { body } = await funder.client.get(`/audit-trail?subjectId=${made.body.id}`);
    expect(body.items[0]).toMatchObject({ action: 'api-key.created', personId: null, apiKeyId: id });
  });

  it.each([
    [{}],
    [{ name: '' }],
    [{ name: 'x'.repeat(101) }],
    [{ name: 'a\0b' }],
    [{ name: 1 }],
    [{ name: 'a', id: 1 }],
  ])('is not made of %j', async (body) => {
    const answer = await funder.client.post('/api-keys', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });

  it.each(['x', '%00', '00000000'])('is not found by %s', async (id) => {
    expect((await funder.client.delete(`/api-keys/${id}`)).body.code).toBe('request.invalid');
  });

  it('is refused to those who manage nothing', async () => {
    for (const kind of ['prescriber', 'structure'] as const) {
      const member = await anOrganisation(server, kind, { role: 'member' });
      expect((await member.client.post('/api-keys', { name: 'x' })).body.code).toBe('access.not-permitted');
    }
  });
});

describe('the list of keys', () => {
  it('comes newest first, page by page, complete, also among keys of one instant', async () => {
    const owner = await anOrganisation(server, 'state');
    for (let at = 0; at < 7; at++) {
      if (at === 4) server.clock.advance(1000);
      await aKey(owner, `Clé ${at}`);
    }
    const whole = (await owner.client.get('/api-keys')).body.items;
    expect(whole).toHaveLength(7);
    const dates = whole.map(({ createdAt }: any) => createdAt);
    expect(dates).toEqual(dates.toSorted().toReversed());
    const paged: unknown[] = [];
    let after = '';
    do {
      const { body } = await owner.client.get(`/api-keys?limit=2${after}`);
      paged.push(...body.items);
      after = body.next ? `&after=${body.next}` : '';
    } while (after);
    expect(paged).toEqual(whole);
  });
});
