import { aRedis, type TestRedis, until } from '../support/redis.js';
import { itWorksJobs, World } from './contract.js';

let redis: TestRedis;
beforeAll(async () => {
  redis = await aRedis();
});
afterAll(() => redis.remove());

describe('a job, with Redis', () => {
  itWorksJobs(() => redis.url);
});

describe('Redis', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(redis.url);
  });
  afterAll(() => world.stop());

  const addMany = (count: number) =>
    Promise.all(Array.from({ length: count }, () => world.add('test-quick')));
  const someAreDone = async (ids: string[]) => {
    const few = Math.floor(ids.length / 4);
    await until(async () => (await world.effects(ids)).length >= few, 'some are done');
    expect((await world.effects(ids)).length).toBeLessThan(ids.length);
  };
  /** How many of the pieces were done, and how many more than once. */
  const doneOf = async (ids: string[]) => {
    await world.ended(ids);
    const effects = await world.effects(ids);
    return [effects.length, effects.filter(({ count }) => count !== 1).length];
  };

  it('loses no work and repeats none when it is emptied in the middle', async () => {
    await world.work(2);
    const ids = await addMany(300);
    await someAreDone(ids);
    await redis.flush();
    expect(await doneOf(ids)).toEqual([300, 0]);
  }, 60_000);

  it('is not needed while it is away: work goes on, one line tells it, and it is used again when it is back', async () => {
    const workers = await world.work(2);
    const long = await world.add('test-long');
    const ids = await addMany(300);
    await someAreDone(ids);
    await redis.stop();
    const later = await addMany(20);
    expect(await doneOf([...ids, ...later])).toEqual([320, 0]);
    await world.ended([long]);
    expect((await world.effects([long])).map(({ count }) => count)).toEqual(
      Array.from({ length: 20 }, () => 1),
    );
    await redis.start();
    for (const worker of workers) {
      await until(() => worker.said().includes('Redis is back'), 'Redis is back');
      expect(worker.said().match(/Redis is away/g)).toHaveLength(1);
      expect(worker.isAlive()).toBe(true);
    }
    expect(await doneOf(await addMany(20))).toEqual([20, 0]);
  }, 90_000);

  it('does not keep a worker from stopping when it is away', async () => {
    const [worker] = await world.work(1);
    await redis.stop();
    await until(() => worker!.said().includes('Redis is away'), 'it is told');
    expect(await worker!.stop()).toBe(0);
    await redis.start();
  }, 60_000);
});
