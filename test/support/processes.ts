import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Answer, Client, TestApp } from './app.js';

/** Several processes of the built service over the database of a test. */
export class Processes {
  private constructor(
    private readonly children: readonly ChildProcess[],
    private readonly addresses: readonly string[],
  ) {}

  static async start(server: TestApp, count: number): Promise<Processes> {
    const settings = JSON.stringify({
      databaseUrl: server.databaseUrl,
      databasePoolSize: 8,
      dataDir: server.dataDir,
      keysDir: server.keysDir,
      publicUrl: 'http://localhost:3000',
    });
    // An hour later than the test prepares things: a payout run takes what was scanned before it, not at its instant.
    const instant = new Date(server.clock.now().getTime() + 3_600_000).toISOString();
    const children = Array.from({ length: count }, () =>
      spawn(process.execPath, ['test/support/server-process.mjs', settings, instant], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    const addresses = await Promise.all(children.map(addressOf));
    return new Processes(children, addresses);
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map(async (child) => {
        if (child.exitCode !== null) return;
        child.stdin?.end();
        await once(child, 'exit');
      }),
    );
  }

  /** Sends requests all at the same time, each to the next process, and gives their answers in order. */
  all(
    requests: readonly { client: Client; path: string; body?: unknown; key?: string }[],
  ): Promise<Answer[]> {
    return Promise.all(
      requests.map(async ({ client, path, body = {}, key = randomUUID() }, index) => {
        const reply = await fetch(`${this.addresses[index % this.addresses.length]}/api/v1${path}`, {
          method: 'POST',
          headers: { ...client.headers, 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify(body),
        });
        return { status: reply.status, body: await reply.json(), headers: {} };
      }),
    );
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  const [first] = (await Promise.race([
    once(child.stdout!, 'data'),
    once(child, 'exit').then(() => {
      throw new Error('a process of the service ended before it listened');
    }),
  ])) as [Buffer];
  return first.toString().trim();
}

/** How many answers there are of each kind: a status, or the code of a refusal. */
export function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const what = status < 300 ? 'done' : String(body.code ?? status);
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
