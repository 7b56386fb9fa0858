import { randomUUID } from 'node:crypto';
import type { OnceRequest } from '../../src/database/database.js';
import { affected, oneRow, rows, type Tx } from '../../src/database/sql.js';
import { defineRefusals } from '../../src/shared/refusal.js';
import { TestApp } from '../support/app.js';
import { anOrganisation } from '../support/people.js';

const refuse = defineRefusals('test', {
  no: { status: 409, fr: 'Non : {why}.', en: 'No: {why}.' },
  'name-taken': { status: 409, fr: 'Pris.', en: 'Taken.', constraints: ['module_title_once'] },
});

describe('a transaction', () => {
  let server: TestApp;
  let organisationId: string;

  beforeAll(async () => {
    server = await TestApp.start();
    ({ organisationId } = await anOrganisation(server, 'funder'));
  });
  afterAll(() => server.stop());

  const request = (key: string = randomUUID(), hash = 'a'): OnceRequest => ({
    organisationId,
    key,
    hash: Buffer.from(hash.padEnd(32)),
  });
  const addModule = (tx: Tx, title: string) =>
    affected(tx, 'INSERT INTO module (title, hours) VALUES ($1, 2)', [title]);
  const modules = async () =>
    (await server.db.read((tx) => rows<{ title: string }>(tx, 'SELECT title FROM module ORDER BY 1'))).map(
      ({ title }) => title,
    );

  it('runs again after a deadlock, and both sides succeed', async () => {
    await server.db.transaction(async (tx) => {
      await addModule(tx, 'left');
      await addModule(tx, 'right');
    });
    let runs = 0;
    let bothHold = () => undefined as void;
    const met = new Promise<void>((resolve) => (bothHold = resolve));
    const cross = (first: string, second: string) =>
      server.db.transaction(async (tx) => {
        const run = ++runs;
        await oneRow(tx, 'SELECT 1 FROM module WHERE title = $1 FOR UPDATE', [first]);
        // Neither asks for its second row before the other holds it.
        if (run === 2) bothHold();
        await met;
        await oneRow(tx, 'SELECT 1 FROM module WHERE title = $1 FOR UPDATE', [second]);
        return first;
      });
    expect(await Promise.all([cross('left', 'right'), cross('right', 'left')])).toEqual(['left', 'right']);
    expect(runs).toBe(3);
  });

  it('turns the violation of a named constraint into its refusal', async () => {
    await server.db.transaction((tx) => addModule(tx, 'twice'));
    await expect(server.db.transaction((tx) => addModule(tx, 'twice'))).rejects.toMatchObject({
      code: 'test.name-taken',
    });
  });

  it('leaves nothing behind when it is refused', async () => {
    await expect(
      server.db.transaction(async (tx) => {
        await addModule(tx, 'never');
        throw refuse('no', { why: 'x' });
      }),
    ).rejects.toMatchObject({ code: 'test.no' });
    expect(await modules()).not.toContain('never');
  });

  it('tells what follows a commit only once there is one', async () => {
    const told: string[] = [];
    await server.db.transaction((tx) => Promise.resolve(server.db.afterCommit(tx, () => told.push('kept'))));
    await server.db
      .transaction((tx) => {
        server.db.afterCommit(tx, () => told.push('undone'));
        return Promise.reject(refuse('no'));
      })
      .catch(() => undefined);
    expect(told).toEqual(['kept']);
  });

  it('reads without being able to write', async () => {
    await expect(server.db.read((tx) => addModule(tx, 'written'))).rejects.toThrow(/read-only/);
  });

  describe('asked once', () => {
    it('gives the first answer again, amounts and instants as JSON carries them', async () => {
      const same = request();
      const work = (tx: Tx) =>
        addModule(tx, `m ${randomUUID()}`).then(() => ({ cents: 958n, at: new Date(0) }));
      const first = await server.db.once(same, work);
      const count = (await modules()).length;
      expect(first).toEqual({ cents: 958, at: '1970-01-01T00:00:00.000Z' });
      expect(await server.db.once(same, work)).toEqual(first);
      expect((await modules()).length).toBe(count);
    });

    it('does the work once when twenty ask at the same time', async () => {
      const same = request();
      let runs = 0;
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          server.db.once(same, async (tx) => {
            runs++;
            await oneRow(tx, 'SELECT pg_sleep(0.05)');
            return { run: runs };
          }),
        ),
      );
      expect(runs).toBe(1);
      expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"run":1}']));
    });

    it('refuses the same key with something else', async () => {
      const key = randomUUID();
      await server.db.once(request(key, 'a'), () => Promise.resolve({}));
      await expect(server.db.once(request(key, 'b'), () => Promise.resolve({}))).rejects.toMatchObject({
        code: 'request.idempotency-key-reused',
      });
    });

    it('gives a refusal again, even when the work would now succeed', async () => {
      const same = request();
      const refused = server.db.once(same, () => Promise.reject(refuse('no', { why: 'first' })));
      await expect(refused).rejects.toMatchObject({ code: 'test.no' });
      const again = server.db.once(same, () => Promise.resolve({ done: true }));
      await expect(again).rejects.toMatchObject({ code: 'test.no', params: { why: 'first' } });
    });

    it('keeps nothing of a bug, so that the request can be repeated', async () => {
      const same = request();
      await expect(server.db.once(same, () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
      expect(await server.db.once(same, () => Promise.resolve({ done: true }))).toEqual({ done: true });
    });

    it('keeps the keys of two organisations apart', async () => {
      const key = randomUUID();
      const other = (await anOrganisation(server, 'funder')).organisationId;
      await server.db.once(request(key), () => Promise.resolve({ whose: 'ours' }));
      const theirs = { ...request(key, 'z'), organisationId: other };
      expect(await server.db.once(theirs, () => Promise.resolve({ whose: 'theirs' }))).toEqual({
        whose: 'theirs',
      });
    });
  });
});
