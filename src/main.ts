import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { bootstrapOperator } from './access/bootstrap.js';
import { createApp } from './app.js';
import { AlreadyRunning, type Engine, openEngine } from './database/engine/engine.js';
import { checkDatabase } from './database/engine/version.js';
import { migrate } from './database/migrate.js';
import {
  DEMONSTRATION_LOGINS,
  DEMONSTRATION_PASSWORD,
  loadDemonstration,
} from './demonstration/demonstration.js';
import { Jobs } from './jobs/jobs.js';
import { checkRedis, RedisAway } from './jobs/redis.js';
import { tellWhetherMailLeaves } from './letters/mail.js';
import { SystemClock } from './shared/clock.js';
import { environmentOrExit } from './shared/environment.js';

/** What is running, so that whatever ends the process ends it in order: requests in progress first, the server last. */
const running: { app?: NestFastifyApplication; engine?: Engine; stopping?: boolean } = {};

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Starts the service: database, schema, first operator, demonstration, API. */
async function start(): Promise<void> {
  const environment = environmentOrExit();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
  if (environment.redisUrl) await checkRedis(environment.redisUrl);
  const databaseUrl =
    environment.databaseUrl ?? (await startEngine(environment.dataDir, environment.publicUrl));
  tell(`Database: ${await checkDatabase(databaseUrl)}`);
  await migrate(databaseUrl);
  const app = await createApp({ ...environment, databaseUrl }, new SystemClock());
  running.app = app;
  await bootstrapOperator(app, environment);
  if (environment.demonstration) await loadDemonstration(app, tell);
  void tellWhetherMailLeaves(environment.mail, (line) => process.stderr.write(`${line}\n`));
  // With a Redis, jobs are for the workers (worker.ts): printing ten thousand vouchers must not slow a scan down.
  if (!environment.redisUrl) app.get(Jobs).start();
  await app.listen({ port: environment.port, host: environment.host });
  tellWhere(await app.getUrl(), environment.demonstration);
}

async function startEngine(dataDir: string, claimAs: string): Promise<string> {
  const engine = await openEngine({ dataDir, claimAs, log: tell });
  running.engine = engine;
  void engine.lost.then((reason) => {
    process.stderr.write(`The database was lost: ${reason}\n`);
    return stop(1);
  });
  return engine.url;
}

async function stop(code: number): Promise<void> {
  if (running.stopping) return;
  running.stopping = true;
  await running.app?.close().catch(() => undefined);
  await running.engine?.stop().catch(() => undefined);
  process.exit(code);
}

/** The address comes last: it is what one looks for when the terminal is still. */
function tellWhere(url: string, demonstration: boolean): void {
  const address = url.replace(/\[::1?\]|127\.0\.0\.1|0\.0\.0\.0/, 'localhost');
  if (demonstration) {
    tell(`Demonstration logins, one click each on the sign-in page (password ${DEMONSTRATION_PASSWORD}):`);
    for (const { email, who } of DEMONSTRATION_LOGINS) tell(`  ${email.padEnd(28)} ${who}`);
  }
  tell('');
  tell(`Passerelle is at ${address} and its API is documented at ${address}/api/docs. Ctrl-C stops it.`);
}

/** What a person can mend is told in a sentence, a bug with its stack. */
function isPlain(error: unknown): error is Error {
  if (error instanceof AlreadyRunning || error instanceof RedisAway) return true;
  return (error as NodeJS.ErrnoException | null)?.code === 'EADDRINUSE';
}

start().catch((error: unknown) => {
  if (running.stopping) return;
  const text = isPlain(error) ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  void stop(1);
});
