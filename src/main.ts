import 'reflect-metadata';
import { bootstrapOperator } from './access/bootstrap.js';
import { createApp } from './app.js';
import { AlreadyRunning, type Engine, openEngine } from './database/engine/engine.js';
import { migrate } from './database/migrate.js';
import { DEMONSTRATION_LOGINS, DEMONSTRATION_PASSWORD, loadDemonstration } from './demonstration/demonstration.js';
import { Jobs } from './jobs/jobs.js';
import { SystemClock } from './shared/clock.js';
import { environmentOrExit } from './shared/environment.js';

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Starts the service: database, schema, first operator, demonstration, API. */
async function start(): Promise<void> {
  const environment = environmentOrExit();
  const engine: Engine | null = environment.databaseUrl
    ? null
    : await openEngine({ dataDir: environment.dataDir, claimAs: environment.publicUrl, log: tell });
  const databaseUrl = environment.databaseUrl ?? (engine as Engine).url;
  try {
    await migrate(databaseUrl);
    const app = await createApp({ ...environment, databaseUrl }, new SystemClock());
    await bootstrapOperator(app, environment);
    if (environment.demonstration && (await loadDemonstration(app, tell))) tell('The demonstration territory is loaded.');
    app.get(Jobs).start();
    await app.listen({ port: environment.port, host: environment.host });
    tellWhere(await app.getUrl(), environment.demonstration);
    stopWith(async () => app.close(), engine);
  } catch (error) {
    await engine?.stop();
    throw error;
  }
}

function tellWhere(url: string, demonstration: boolean): void {
  const address = url.replace('[::1]', 'localhost').replace('127.0.0.1', 'localhost');
  tell('');
  tell(`Passerelle answers at ${address}, its documentation is at ${address}/api/docs`);
  if (!demonstration) return;
  tell(`Demonstration logins, password ${DEMONSTRATION_PASSWORD}:`);
  for (const { email, who } of DEMONSTRATION_LOGINS) tell(`  ${email.padEnd(40)} ${who}`);
}

/** Ends in order on a signal, or when the database is lost: requests in progress first, the server last. */
function stopWith(closeApp: () => Promise<void>, engine: Engine | null): void {
  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await closeApp().catch(() => undefined);
    await engine?.stop().catch(() => undefined);
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
  void engine?.lost.then((reason) => {
    process.stderr.write(`The database was lost: ${reason}\n`);
    return stop(1);
  });
}

start().catch((error: unknown) => {
  process.stderr.write(
    error instanceof AlreadyRunning || (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      ? `${(error as Error).message}\n`
      : `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
