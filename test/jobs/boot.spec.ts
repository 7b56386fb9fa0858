import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { aFreePort, aRedis } from '../support/redis.js';

/** The built service or worker with a REDIS_URL: what it says, and with which code it ends. */
describe('a REDIS_URL', () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await testDatabase();
    folder = mkdtempSync(join(tmpdir(), 'passerelle-boot-'));
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const boot = async (entry: 'main' | 'worker', redisUrl: string) => {
    const variables = { DATABASE_URL: database.url, DATA_DIR: folder, PORT: '0', REDIS_URL: redisUrl };
    const child = spawn(process.execPath, [`dist/${entry}.js`], { env: { ...process.env, ...variables } });
    let said = '';
    const isUp = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (data: Buffer) => {
          said += data.toString();
          if (/Working jobs|Passerelle is at/.test(said)) resolve();
        });
      }
    });
    const ended = once(child, 'exit');
    await Promise.race([ended, isUp.then(() => child.kill('SIGTERM'))]);
    await ended;
    return { code: child.exitCode, said };
  };

  const listeningServer = async (server: Server) => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `127.0.0.1:${(server.address() as { port: number }).port}`;
  };

  it.each(['main', 'worker'] as const)('that is not an address does not let %s start', async (entry) => {
    const { code, said } = await boot(entry, 'localhost:6379');
    expect([code, said]).toEqual([1, expect.stringMatching(/^ {2}REDIS_URL must be an address/m)]);
  });

  it.each(['main', 'worker'] as const)('where nobody listens does not let %s start', async (entry) => {
    const port = await aFreePort();
    const { code, said } = await boot(entry, `redis://:secret-word@127.0.0.1:${port}`);
    const sentence = `REDIS_URL leads to no Redis that works (127.0.0.1:${port}: ECONNREFUSED).`;
    expect([code, said]).toEqual([1, expect.stringContaining(sentence)]);
    expect(said).not.toContain('secret-word');
    expect(said).not.toContain('    at ');
  });

  it('where someone listens and never answers is not waited for', async () => {
    const server = createServer();
    try {
      const { code, said } = await boot('main', `redis://${await listeningServer(server)}`);
      expect([code, said]).toEqual([1, expect.stringContaining('no answer within 5 seconds')]);
    } finally {
      server.close();
    }
  });

  it('where something else answers is named', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    try {
      const { code, said } = await boot('main', `redis://${await listeningServer(server)}`);
      expect([code, said]).toEqual([1, expect.stringContaining('it does not speak as a Redis')]);
    } finally {
      server.close();
    }
  });

  it('that is missing does not let a worker start', async () => {
    const { code, said } = await boot('worker', '');
    expect([code, said]).toEqual([1, expect.stringContaining('A worker needs REDIS_URL')]);
  });

  it('where a Redis answers lets both start, and end in order', async () => {
    const redis = await aRedis();
    try {
      const both = [await boot('main', redis.url), await boot('worker', redis.url)];
      expect(both).toEqual([
        { code: 0, said: expect.stringContaining('Passerelle is at') },
        { code: 0, said: expect.stringContaining('Working jobs') },
      ]);
    } finally {
      await redis.remove();
    }
  });
});
