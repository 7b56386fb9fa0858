import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A Redis of one test, on a port of its own, that may be stopped, started again and emptied. */
export interface TestRedis {
  readonly url: string;
  start(): Promise<void>;
  /** Ends it as a crash would, with all it held. */
  stop(): Promise<void>;
  /** FLUSHALL. */
  flush(): Promise<void>;
  /** Ends it for good. */
  remove(): Promise<void>;
}

export async function aRedis(): Promise<TestRedis> {
  const port = await aFreePort();
  const url = `redis://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-redis-'));
  let server: ChildProcess | null = null;
  const start = async () => {
    server = spawn(
      redisServer(),
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
      {
        stdio: 'ignore',
      },
    );
    await until(() => answers(url), 'redis-server answers');
  };
  const stop = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  const flush = async () => {
    const client = new Redis(url);
    await client.flushall();
    client.disconnect();
  };
  const remove = async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  await start();
  return { url, start, stop, flush, remove };
}

/** Waits until something is so, twenty seconds at most unless told. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  mostMs = 20_000,
): Promise<void> {
  const endMs = performance.now() + mostMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`it did not come about that ${what}`);
    await pause(50);
  }
}

/** A port where nobody listens at this moment. */
export async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function redisServer(): string {
  try {
    return execFileSync('which', ['redis-server'], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error('There is no redis-server in the PATH: npm test installs it, or says how.');
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
