// What the benchmarks work on: a PostgreSQL, a folder, a Redis, services and workers of their own, all on the loopback and all
// ended and removed at the end, on a failure and on Ctrl-C too.
import { spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { prepare } from '../scripts/prepare.mjs';

/** As `npm run worker` and `npm start` are told: it decides how long V8 lets garbage lie. */
const HEAP_LIMIT = /--max-old-space-size=\d+/.exec(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)[0];

/** Runs a benchmark on a stage of its own. Whatever it throws is told and is exit code 1; so is lasting longer than told. */
export async function onStage(mostMinutes, play) {
  await prepare();
  const stage = new Stage();
  const stopped = new Promise((_, stop) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(new Error(signal)));
    const late = () => stop(new Error(`it is not done after ${mostMinutes} minutes`));
    setTimeout(late, mostMinutes * 60_000).unref();
  });
  try {
    await Promise.race([stage.start().then(() => play(stage)), stopped]);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  await stage.stop();
  process.exit();
}

class Stage {
  dataDir = mkdtempSync(join(tmpdir(), 'passerelle-bench-'));
  /** @type {(() => unknown)[]} */
  ends = [() => rmSync(this.dataDir, { recursive: true, force: true })];

  async start() {
    const { throwawayEngine } = await import('../dist/database/engine/engine.js');
    const { migrate } = await import('../dist/database/migrate.js');
    const engine = await throwawayEngine();
    this.url = engine.url;
    this.ends.push(() => engine.stop());
    await migrate(engine.url);
    this.db = new Client({ connectionString: engine.url });
    await this.db.connect();
    this.ends.push(() => this.db.end());
  }

  async stop() {
    for (const end of this.ends.splice(0).toReversed())
      await Promise.resolve()
        .then(end)
        .catch((error) => process.stderr.write(`${error}\n`));
  }

  /** The rows of a statement. */
  async rows(sql, params = []) {
    return (await this.db.query(sql, params)).rows;
  }

  /** The one value of a statement. */
  async value(sql, params = []) {
    const [row] = await this.rows(sql, params);
    return row && Object.values(row)[0];
  }

  get settings() {
    return {
      databaseUrl: this.url,
      databasePoolSize: 8,
      dataDir: this.dataDir,
      keysDir: join(this.dataDir, 'keys'),
      publicUrl: 'http://localhost:3000',
      mail: { dir: join(this.dataDir, 'letters'), from: { name: 'Mesure', address: 'mesure@example.fr' } },
    };
  }

  /** The service; its clock stands still at the instant, if one is told. */
  async service(more = {}, at = '') {
    const child = await this.#process('server-process.mjs', { ...this.settings, ...more }, at);
    child.address = child.said.trim();
    return child;
  }

  /** A worker, seen in pg_stat_activity by its name. */
  worker(name, more = {}, at = '') {
    const url = new URL(this.url);
    url.searchParams.set('application_name', name);
    return this.#process(
      'worker-process.mjs',
      { ...this.settings, databaseUrl: url.href, ...more },
      at,
      name,
    );
  }

  async #process(program, settings, at, name = program) {
    const words = [HEAP_LIMIT, `test/support/${program}`, JSON.stringify(settings), ...(at ? [at] : [])];
    const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.name = name;
    child.said = '';
    child.stdout.on('data', (data) => (child.said += data));
    child.isAlive = () => child.exitCode === null && child.signalCode === null;
    child.die = () => ended(child, () => child.kill('SIGKILL'));
    child.end = () => ended(child, () => child.stdin.end());
    this.ends.push(child.end);
    await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(() => Promise.reject(new Error(`${name} ended before it was ready`))),
    ]);
    return child;
  }

  /** A Redis without persistence: killed and started again, it is empty. */
  async redis() {
    const port = await freePort();
    const words = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', this.dataDir];
    let server;
    const redis = {
      url: `redis://127.0.0.1:${port}`,
      start: async () => {
        server = spawn('redis-server', words, { stdio: 'ignore' });
        await once(server, 'spawn');
        await until(() => answers(port), 'redis-server answers', 20);
      },
      die: () => ended(server, () => server.kill('SIGKILL')),
    };
    this.ends.push(() => server?.pid && redis.die());
    await redis.start();
    return redis;
  }

  /** What `npm run audit` finds. */
  async audit() {
    const env = { ...process.env, DATABASE_URL: this.url, DATA_DIR: this.dataDir };
    const words = ['dist/cli/audit.js', '--json'];
    const audit = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const { checks } = JSON.parse(await text(audit.stdout));
    return checks.flatMap(({ name, findings }) =>
      findings === 0 ? [] : [`npm run audit: ${findings} findings of ${name}`],
    );
  }

  /** A digest of each table, save the answers that are kept for repeated requests. */
  async digests() {
    const digests = {};
    for (const { name } of await this.rows(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'first_answer'`,
    ))
      digests[name] = await this.value(
        `SELECT sum(('x' || left(md5(t::text), 15))::bit(60)::bigint) || ' of ' || count(*) FROM "${name}" t`,
      );
    return digests;
  }

  /** A client of a new organisation, by a key of its API, at the service told. */
  async organisation(kind, service) {
    this.organisations = (this.organisations ?? 0) + 1;
    const token = randomBytes(24).toString('base64url');
    const siret = String(this.organisations).padStart(14, '0');
    const id = await this.value(
      `INSERT INTO organisation (kind, name, siret, street, postcode, city, created_at)
       VALUES ($1, initcap($1) || ' de mesure', $2, '1 rue', '37500', 'Chinon', '2026-01-01') RETURNING id`,
      [kind, siret],
    );
    await this.rows(
      `INSERT INTO api_key (organisation_id, name, secret_hash, created_at) VALUES ($1, 'bench', $2, '2026-01-01')`,
      [id, createHash('sha256').update(token).digest()],
    );
    return { id, ...clientOf(service, token) };
  }

  /** An order of so many vouchers, in books of ten, approved and paid: its books are due to be issued. */
  async paidOrder({ operator, funder }, vouchers, day, more = {}) {
    const order = await funder.post('/orders', { books: Math.ceil(vouchers / 10), ...more });
    const { invoices } = await operator.post(`/orders/${order.id}/approval`);
    for (const { id, restCents } of invoices)
      await operator.post(`/invoices/${id}/payments`, {
        amountCents: restCents,
        receivedOn: day,
        bankReference: `VIR ${id}`,
      });
    return order;
  }
}

function clientOf(service, token) {
  const ask = (method, path, body) =>
    fetch(`${service.address}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': randomUUID(),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const send = async (method, path, body) => {
    const reply = await ask(method, path, body);
    if (reply.ok) return reply;
    throw new Error(`${method} ${path} answered ${reply.status}: ${await reply.text()}`);
  };
  return {
    get: async (path) => (await send('GET', path)).json(),
    /** The body as a stream. */
    download: async (path) => (await send('GET', path)).body,
    post: async (path, body = {}) => (await send('POST', path, body)).json(),
    put: async (path, body) => (await send('PUT', path, body)).json(),
    /** The answer, be it a refusal. */
    tryPost: async (path, body) => (await ask('POST', path, body)).json(),
    /** The same client of another service. */
    at: (other) => clientOf(other, token),
  };
}

async function ended(child, how) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  how();
  const late = pause(10_000, 'late', { ref: false });
  if ((await Promise.race([exit, late])) !== 'late') return;
  child.kill('SIGKILL');
  await exit;
}

/** Waits until something is so; what it says, unless it is false. */
export async function until(isSo, what, mostSeconds = 600) {
  for (const end = performance.now() + mostSeconds * 1000; ; await pause(20)) {
    const found = await isSo();
    if (found) return found;
    if (performance.now() > end) throw new Error(`it did not come about in ${mostSeconds} s that ${what}`);
  }
}

/** Resident memory in MB: now (VmRSS), or the most there has been (VmHWM). */
export function memoryMb({ pid }, of = 'VmHWM') {
  return Math.round(
    Number(new RegExp(`${of}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024,
  );
}

export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return String(port);
}

async function answers(port) {
  const client = new Redis(`redis://127.0.0.1:${port}`, { lazyConnect: true, retryStrategy: null });
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
