import { randomUUID } from 'node:crypto';
import { affected, oneRow, row, rows } from '../../src/database/sql.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { TestApp } from '../support/app.js';
import { theOperator } from '../support/funders.js';
import { anOrganisation } from '../support/people.js';
import { until } from '../support/redis.js';
import { aWorker, type TestWorker } from '../support/workers.js';

/** A database with jobs, and workers of the built service over it, which leave a row in `effect` for what they do. */
export class World {
  readonly workers: TestWorker[] = [];

  private constructor(
    readonly server: TestApp,
    readonly redisUrl: string | undefined,
  ) {}

  static async start(redisUrl?: string): Promise<World> {
    const server = await TestApp.start('2026-03-02', redisUrl ? { redisUrl } : {});
    // No constraint on the effects: what is done twice must show.
    await server.db.transaction((tx) =>
      affected(
        tx,
        'CREATE TABLE effect (subject text, part int, pid int, at timestamptz DEFAULT clock_timestamp())',
      ),
    );
    return new World(server, redisUrl);
  }

  async stop(): Promise<void> {
    await this.stopWorkers();
    await this.server.stop();
  }

  /** Has so many workers at work: those of the story before are kept, save what is too many. */
  async work(count: number): Promise<TestWorker[]> {
    const kept = this.workers.splice(0).filter(({ isAlive }) => isAlive());
    await Promise.all(kept.splice(count).map((worker) => worker.stop()));
    const started = await Promise.all(
      Array.from({ length: count - kept.length }, () => aWorker(this.server, this.redisUrl)),
    );
    this.workers.push(...kept, ...started);
    return this.workers;
  }

  async stopWorkers(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.stop()));
  }

  /** Adds a piece and gives its id; its subject is new unless told. */
  add(kind: string, subject: string = randomUUID(), askedBy: string | null = null): Promise<string> {
    return this.server.db.transaction((tx) => this.server.get(Jobs).add(tx, kind, subject, askedBy));
  }

  effects(jobIds: readonly string[]): Promise<{ part: number; pid: number; count: number }[]> {
    return this.server.db.read((tx) =>
      rows(
        tx,
        `SELECT e.part, min(e.pid) AS pid, count(*)::int AS count FROM effect e JOIN job j ON j.subject_id = e.subject
          WHERE j.id = ANY($1) GROUP BY j.id, e.part ORDER BY j.id, e.part`,
        [jobIds],
      ),
    );
  }

  async job(id: string): Promise<any> {
    const { client } = await theOperator(this.server);
    return (await client.get(`/jobs/${id}`)).body;
  }

  async ended(ids: readonly string[], mostMs = 25_000): Promise<void> {
    const left = () =>
      this.server.db.read((tx) =>
        oneRow<{ left: number }>(
          tx,
          'SELECT count(*)::int AS left FROM job WHERE id = ANY($1) AND done_at IS NULL AND failed_at IS NULL',
          [ids],
        ),
      );
    await until(async () => (await left()).left === 0, 'the pieces are done', mostMs);
  }

  async progressOf(id: string): Promise<number> {
    return (await this.job(id)).done;
  }
}

/** What holds whichever way jobs run: with the Redis of the address, or in the process. */
export function itWorksJobs(redis: () => string | undefined): void {
  let world: World;
  beforeAll(async () => {
    world = await World.start(redis());
  });
  afterAll(() => world.stop());

  it('never runs what was added in a transaction that was rolled back', async () => {
    await world.work(1);
    const subject = randomUUID();
    const undone = world.server.db.transaction(async (tx) => {
      await world.server.get(Jobs).add(tx, 'test-quick', subject);
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    await world.ended([await world.add('test-quick')]);
    const left = await world.server.db.read((tx) =>
      row(tx, 'SELECT 1 FROM job WHERE subject_id = $1 UNION ALL SELECT 1 FROM effect WHERE subject = $1', [
        subject,
      ]),
    );
    expect(left).toBeNull();
  });

  it('does not do twice what is added twice, at once or once it is done', async () => {
    await world.work(1);
    const subject = randomUUID();
    const ids = await Promise.all([1, 2, 3].map(() => world.add('test-quick', subject)));
    await world.ended(ids);
    ids.push(await world.add('test-quick', subject));
    await world.ended([await world.add('test-quick')]);
    expect(new Set(ids).size).toBe(1);
    expect(await world.effects(ids)).toMatchObject([{ part: 1, count: 1 }]);
  });

  it('does none of 200 pieces twice with four workers, and all of them', async () => {
    await world.work(4);
    const ids = await Promise.all(Array.from({ length: 200 }, () => world.add('test-steady')));
    await world.ended(ids);
    const effects = await world.effects(ids);
    expect(effects).toHaveLength(200);
    expect(effects.filter(({ count }) => count !== 1)).toEqual([]);
    expect(new Set(effects.map(({ pid }) => pid)).size).toBeGreaterThan(1);
  }, 60_000);

  it('neither loses nor repeats a part of the work of a worker that is killed', async () => {
    const [first] = await world.work(1);
    const id = await world.add('test-long');
    await until(async () => (await world.progressOf(id)) >= 3, 'some parts are done');
    await first!.kill();
    const [second] = await world.work(1);
    await world.ended([id]);
    const effects = await world.effects([id]);
    expect(effects.map(({ part, count }) => [part, count])).toEqual(
      Array.from({ length: 20 }, (_, index) => [index + 1, 1]),
    );
    expect(new Set(effects.map(({ pid }) => pid))).toEqual(new Set([first!.pid, second!.pid]));
    expect(await world.job(id)).toMatchObject({
      state: 'done',
      done: 20,
      total: 20,
      attempts: 2,
      result: { parts: 20 },
      lastError: null,
    });
  }, 60_000);

  it('neither loses nor repeats the work of a worker that is told to stop, and does not count it as a failure', async () => {
    const [first] = await world.work(1);
    const id = await world.add('test-long');
    await until(async () => (await world.progressOf(id)) >= 3, 'some parts are done');
    expect(await first!.stop()).toBe(0);
    expect(await world.job(id)).toMatchObject({ state: 'waiting', attempts: 0, lastError: null });
    await world.work(1);
    await world.ended([id]);
    expect((await world.effects([id])).map(({ count }) => count)).toEqual(
      Array.from({ length: 20 }, () => 1),
    );
  }, 60_000);

  it('does not go on with a piece whose lease was lost, while another does', async () => {
    await world.work(2);
    const id = await world.add('test-long');
    await until(async () => (await world.progressOf(id)) >= 3, 'some parts are done');
    await world.server.db.transaction((tx) =>
      rows(
        tx,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE application_name = 'passerelle leases' AND datname = current_database()`,
      ),
    );
    await world.ended([id]);
    expect((await world.effects([id])).map(({ count }) => count)).toEqual(
      Array.from({ length: 20 }, () => 1),
    );
  }, 60_000);

  it('tries again what fails, and forgets the error once it succeeds', async () => {
    await world.work(1);
    const id = await world.add('test-third-time');
    await world.ended([id]);
    expect(await world.job(id)).toMatchObject({ state: 'done', attempts: 3, lastError: null });
    expect(await world.effects([id])).toMatchObject([{ part: 3, count: 1 }]);
  }, 60_000);

  it('gives up what always fails, tells it without any value, and lets only the operator try it again', async () => {
    await world.work(1);
    const asker = await anOrganisation(world.server, 'funder');
    const id = await world.add('test-never', randomUUID(), asker.organisationId);
    await world.ended([id]);
    expect(await world.job(id)).toMatchObject({ state: 'failed', attempts: 3, lastError: 'Error' });
    const { client } = await theOperator(world.server);
    expect((await client.get('/jobs?state=failed')).body.items.map((each: any) => each.id)).toContain(id);
    expect((await asker.client.get(`/jobs/${id}`)).body).toMatchObject({ state: 'failed', lastError: null });
    expect((await asker.client.post(`/jobs/${id}/retry`)).status).toBe(403);
    const { body } = await client.post(`/jobs/${id}/retry`);
    expect(body).toMatchObject({ state: 'waiting', attempts: 0 });
    expect((await client.post(`/jobs/${id}/retry`)).body.code).toBe('jobs.not-failed');
    await world.ended([id]);
    expect(await world.job(id)).toMatchObject({ state: 'failed', attempts: 3 });
  }, 60_000);

  it('does not try for ever what kills its worker', async () => {
    const [worker] = await world.work(1);
    const id = await world.add('test-deadly');
    await until(() => !worker!.isAlive(), 'the worker is dead');
    await world.work(1);
    await world.ended([id]);
    expect(await world.job(id)).toMatchObject({ state: 'failed', attempts: 1 });
  }, 60_000);

  it('tells the progress to whoever follows it, of another process, until it ends', async () => {
    await world.work(1);
    const asker = await anOrganisation(world.server, 'funder');
    const id = await world.add('test-long', randomUUID(), asker.organisationId);
    const address = await listening(world.server);
    const stranger = await anOrganisation(world.server, 'funder');
    const refused = await fetch(`${address}/api/v1/jobs/${id}/events`, { headers: stranger.client.headers });
    expect([refused.status, await refused.json()]).toMatchObject([404, { code: 'access.not-found' }]);
    const reply = await fetch(`${address}/api/v1/jobs/${id}/events`, { headers: asker.client.headers });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const events = (await reply.text()).split('\n\n').filter((each) => each.startsWith('event'));
    const told = events.map((event) => JSON.parse(/^event: job\ndata: (.*)$/.exec(event)![1]!));
    const done = told.map((each) => each.done);
    expect(done).toEqual(done.toSorted((one, other) => one - other));
    expect(new Set(done).size).toBeGreaterThan(2);
    expect(told.at(-1)).toMatchObject({ id, state: 'done', done: 20, total: 20, result: { parts: 20 } });
  }, 60_000);
}

let address: string | null = null;
let listener: TestApp | null = null;

async function listening(server: TestApp): Promise<string> {
  if (listener !== server || !address) {
    await server.app.listen(0, '127.0.0.1');
    listener = server;
    address = await server.app.getUrl();
  }
  return address;
}
