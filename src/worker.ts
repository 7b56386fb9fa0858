import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { createWorker } from './app.js';
import { type Engine, openEngine } from './database/engine/engine.js';
import { migrate } from './database/migrate.js';
import { Jobs } from './jobs/jobs.js';
import { checkRedis, RedisAway } from './jobs/redis.js';
import { tellWhetherMailLeaves } from './letters/mail.js';
import { SystemClock } from './shared/clock.js';
import { environmentOrExit } from './shared/environment.js';

/**
 * `npm run worker`: a process that works jobs, as many of them as one likes, on any machine that reaches the database,
 * the keys and Redis. Exit code 1 when one of them is not there at the start.
 */
const running: { worker?: INestApplicationContext; engine?: Engine; stopping?: boolean } = {};

async function start(): Promise<void> {
  const environment = environmentOrExit();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
  if (!environment.redisUrl) throw new RedisAway(NO_REDIS);
  await checkRedis(environment.redisUrl);
  const databaseUrl = environment.databaseUrl ?? (await joinEngine(environment.dataDir));
  await migrate(databaseUrl);
  running.worker = await createWorker({ ...environment, databaseUrl }, new SystemClock());
  void tellWhetherMailLeaves(environment.mail, (line) => process.stderr.write(`${line}\n`));
  running.worker.get(Jobs).start();
  process.stdout.write('Working jobs.\n');
}

const NO_REDIS =
  'A worker needs REDIS_URL, the same as the service: without it jobs run in the service, and no worker is needed.';

async function joinEngine(dataDir: string): Promise<string> {
  running.engine = await openEngine({ dataDir });
  return running.engine.url;
}

/** Jobs at work stop where they are; another worker goes on with them. */
async function stop(code: number): Promise<void> {
  if (running.stopping) return;
  running.stopping = true;
  await running.worker?.close().catch(() => undefined);
  await running.engine?.stop().catch(() => undefined);
  process.exit(code);
}

start().catch((error: unknown) => {
  if (running.stopping) return;
  const isPlain = error instanceof RedisAway;
  const text = isPlain ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  void stop(1);
});
