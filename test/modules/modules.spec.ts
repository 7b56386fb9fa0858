import { rows } from '../../src/database/sql.js';
import { Modules } from '../../src/modules/modules.service.js';
import { TestApp, type Client } from '../support/app.js';
import { anOrganisation } from '../support/people.js';
import { digestOfEverything } from '../support/rows.js';
import { anOperator } from '../support/structures.js';

let server: TestApp;
let operator: Client;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await anOperator(server);
});
afterAll(() => server.stop());

const add = (title: string, hours = 3) => operator.post('/modules', { title, hours });
const listed = async (query = '') =>
  (await server.nobody.get(`/modules${query}`)).body.items.map(({ title }: { title: string }) => title);
const entriesOf = (id: string) =>
  server.db.read((tx) =>
    rows<{ action: string }>(tx, 'SELECT action FROM audit_entry WHERE subject_id = $1 ORDER BY id', [id]),
  );

describe('the catalogue of modules', () => {
  it('is read by anyone, and what is retired is not in it any more', async () => {
    const { body: kept } = await add('Naviguer sur internet');
    const { body: gone } = await add('Graver un CD');
    expect((await operator.delete(`/modules/${gone.id}`)).status).toBe(204);
    expect(await listed()).toEqual([kept.title]);
    expect(await listed('?retired=true')).toEqual([gone.title, kept.title]);
  });

  it('is paged without a module twice or left out', async () => {
    for (const title of ['Page A', 'Page B', 'Page C']) await add(title);
    const all = await listed();
    const paged: string[] = [];
    let after = '';
    do {
      const { body } = await server.nobody.get(`/modules?limit=2${after}`);
      paged.push(...body.items.map(({ title }: { title: string }) => title));
      after = body.next && `&after=${body.next}`;
    } while (after);
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(3);
  });

  it('never has the same title twice, not even asked for ten times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => add('Parentalité et numérique')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers) {
      if (status !== 201) expect([status, body.code]).toEqual([409, 'modules.title-taken']);
    }
  });

  it('takes a title composed in another way for the same title', async () => {
    expect((await add('Sécurité'.normalize('NFD'))).status).toBe(201);
    expect((await add('  Sécurité '.normalize('NFC'))).body.code).toBe('modules.title-taken');
  });

  it.each([
    ['no title', { hours: 3 }],
    ['an empty title', { title: '   ', hours: 3 }],
    ['a title too long', { title: 'x'.repeat(121), hours: 3 }],
    ['a title with a NUL', { title: 'abc\u0000d', hours: 3 }],
    ['a title that is half a character', { title: 'abc\ud800', hours: 3 }],
    ['a title of another type', { title: ['abc'], hours: 3 }],
    ['no hours', { title: 'Rien' }],
    ['hours as text', { title: 'Rien', hours: '3' }],
    ['no hour at all', { title: 'Rien', hours: 0 }],
    ['a fraction of an hour', { title: 'Rien', hours: 1.5 }],
    ['2^53 hours', { title: 'Rien', hours: 2 ** 53 }],
    ['an unknown field', { title: 'Rien', hours: 3, retired: true }],
    ['a list', []],
  ])('refuses %s, and writes nothing', async (_what, body) => {
    const before = await digestOfEverything(server);
    const answer = await operator.post('/modules', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    expect(await digestOfEverything(server)).toEqual(before);
  });

  it.each(['funder', 'prescriber', 'state', 'structure'] as const)('is not changed by a %s', async (kind) => {
    const { client } = await anOrganisation(server, kind);
    const { body } = await add(`Pour ${kind}`);
    expect((await client.post('/modules', { title: 'À moi', hours: 1 })).status).toBe(403);
    expect((await client.delete(`/modules/${body.id}`)).status).toBe(403);
    expect((await server.nobody.delete(`/modules/${body.id}`)).status).toBe(401);
    expect(await listed()).toContain(`Pour ${kind}`);
  });
});

const present = (...ids: string[]) => server.db.transaction((tx) => server.get(Modules).present(tx, ids));

describe('a module retired', () => {
  it('ten times at once is retired once, and each is told it is done', async () => {
    const { body } = await add('Minitel');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => operator.delete(`/modules/${body.id}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(204));
    expect((await entriesOf(body.id)).map(({ action }) => action)).toEqual([
      'module.added',
      'module.retired',
    ]);
  });

  it('is not there for what newly refers to it', async () => {
    const { body: kept } = await add('Courriel');
    const { body: gone } = await add('Télécopie');
    await operator.delete(`/modules/${gone.id}`);
    await expect(present(kept.id, gone.id)).rejects.toMatchObject({ code: 'modules.retired' });
    await expect(present(kept.id, crypto.randomUUID())).rejects.toMatchObject({ code: 'modules.unknown' });
    expect(await present(kept.id, kept.id)).toMatchObject([{ id: kept.id, retired: false }]);
    expect(await present()).toEqual([]);
  });

  it('must exist, and be named by an identifier', async () => {
    expect((await operator.delete(`/modules/${crypto.randomUUID()}`)).body.code).toBe('access.not-found');
    expect((await operator.delete('/modules/1')).body.code).toBe('request.invalid');
  });
});
