import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AppSettings } from '../../src/app.module.js';
import type { TestApp } from './app.js';

/** A worker of the built service in a process of its own. */
export interface TestWorker {
  readonly pid: number;
  /** All it said. */
  readonly said: () => string;
  readonly isAlive: () => boolean;
  /** kill -9. */
  kill(): Promise<void>;
  /** Ends it in order, and gives its exit code. */
  stop(): Promise<number | null>;
}

/** Its clock is the machine's, unless it is to stand still at an instant. It looks for work ten times as often as a real one. */
export async function aWorker(
  server: TestApp,
  redisUrl?: string,
  { at, ...more }: Partial<AppSettings> & { at?: Date } = {},
): Promise<TestWorker> {
  const settings = {
    databaseUrl: server.databaseUrl,
    databasePoolSize: 4,
    dataDir: server.dataDir,
    keysDir: server.keysDir,
    publicUrl: 'http://localhost:3000',
    sweepEveryMs: 300,
    ...(redisUrl ? { redisUrl } : {}),
    ...more,
  };
  const words = [
    'test/support/worker-process.mjs',
    JSON.stringify(settings),
    ...(at ? [at.toISOString()] : []),
  ];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said += data.toString()));
  await readyOf(child, () => said);
  const end = async (how: () => void) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    how();
    await once(child, 'exit');
  };
  return {
    pid: child.pid as number,
    said: () => said,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: () => end(() => child.kill('SIGKILL')),
    stop: async () => {
      await end(() => child.stdin.end());
      return child.exitCode;
    },
  };
}

async function readyOf(child: ChildProcess, said: () => string): Promise<void> {
  await Promise.race([
    once(child.stdout!, 'data'),
    once(child, 'exit').then(() => {
      throw new Error(`a worker ended before it was ready: ${said()}`);
    }),
  ]);
}
