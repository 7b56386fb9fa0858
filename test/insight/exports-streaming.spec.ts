import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { affected, row } from '../../src/database/sql.js';
import { Exports } from '../../src/insight/exports/exports.service.js';
import { TestApp } from '../support/app.js';
import { readCsv } from '../support/csv.js';
import { theOperator } from '../support/funders.js';
import { until } from '../support/redis.js';

const TRANSFERS = 80_000;

/** A large table read over a socket: slowly, not to the end, or while something breaks. */
describe('an export that is being sent', () => {
  let server: TestApp;
  let address: string;
  let headers: Record<string, string>;
  const replies: IncomingMessage[] = [];

  beforeAll(async () => {
    server = await TestApp.start();
    await server.app.listen(0, '127.0.0.1');
    address = await server.app.getUrl();
    headers = (await theOperator(server)).client.headers;
    await server.db.transaction(async (tx) => {
      await affected(tx, `INSERT INTO account (kind) VALUES ('bank-ring-fenced'), ('bank-operating')`);
      await affected(
        tx,
        `INSERT INTO transfer (kind, debit_account, credit_account, cents, cause, cause_id, at, day)
         SELECT 'fee-sweep', 1, 2, n, 'fee-sweep', gen_random_uuid(), '2026-03-02T12:00Z', '2026-03-02'
           FROM generate_series(1, $1::int) n`,
        [TRANSFERS],
      );
    });
  }, 60_000);
  afterAll(() => server.stop());
  afterEach(async () => {
    for (const reply of replies.splice(0)) reply.destroy();
    server.get(Exports).patienceMs = 60_000;
    await until(async () => (await inExport()) === null, 'no export holds a connection');
  });

  /** The answer with its body unread. */
  const ask = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const url = `${address}/api/v1/exports/ledger.csv?exercise=2026`;
      get(url, { headers, agent: false }, (reply) => {
        replies.push(reply);
        resolve(reply.pause());
      }).on('error', reject);
    });

  /** Its body, and whether it came whole. */
  const readAll = async (reply: IncomingMessage) => {
    let text = '';
    reply.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const whole = await new Promise<boolean>((resolve) => {
      reply.on('end', () => resolve(true)).on('error', () => resolve(false));
      reply.resume();
    });
    return { text, whole };
  };

  /** The connection that an export keeps, and when it last asked for rows. */
  const inExport = () =>
    server.db.read((tx) =>
      row<{ pid: number; asked: string; state: string }>(
        tx,
        `SELECT pid, query_start::text AS asked, state FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE 'FETCH % FROM exported' AND xact_start IS NOT NULL LIMIT 1`,
      ),
    );

  it('comes whole, and adds up', async () => {
    const { text, whole } = await readAll(await ask());
    expect(whole).toBe(true);
    const { lines } = readCsv(text);
    expect(lines).toHaveLength(TRANSFERS);
    expect(lines.at(-1)!['Montant (€)']).toBe('800,00');
    expect(new Set(lines.map((line) => line['N°'])).size).toBe(TRANSFERS);
  });

  it('does not run ahead of a client that reads slowly', async () => {
    const reply = await ask();
    // What the sockets hold is taken in; then the cursor stands still, far from the end.
    await until(async () => {
      const before = await inExport();
      await pause(700);
      const after = await inExport();
      return before?.state === 'idle in transaction' && after?.asked === before.asked;
    }, 'the cursor stands still');
    expect((await readAll(reply)).whole).toBe(true);
  });

  it('shows the books as of its first line, whatever is written meanwhile', async () => {
    const reply = await ask();
    await until(async () => (await inExport())?.state === 'idle in transaction', 'the cursor waits');
    await server.db.transaction((tx) =>
      affected(
        tx,
        `INSERT INTO transfer (kind, debit_account, credit_account, cents, cause, cause_id, at, day)
         VALUES ('fee-sweep', 1, 2, 1, 'fee-sweep', gen_random_uuid(), '2027-03-02T12:00Z', '2027-03-02'),
                ('fee-sweep', 1, 2, 1, 'fee-sweep', gen_random_uuid(), '2026-03-02T12:00Z', '2026-03-02')`,
      ),
    );
    const { text } = await readAll(reply);
    expect(readCsv(text).lines).toHaveLength(TRANSFERS);
  });

  it('gives its connection back at once when its client goes away', async () => {
    const reply = await ask();
    await until(async () => (await inExport()) !== null, 'the export holds a connection');
    reply.destroy();
    await until(async () => (await inExport()) === null, 'the connection is given back', 2_000);
    expect((await readAll(await ask())).whole).toBe(true);
  });

  it('is given up when its client takes nothing any more', async () => {
    server.get(Exports).patienceMs = 400;
    const reply = await ask();
    await until(async () => (await inExport()) !== null, 'the export holds a connection');
    await until(async () => (await inExport()) === null, 'the connection is given back', 5_000);
    expect((await readAll(reply)).whole).toBe(false);
  });

  it('is broken off, and never looks whole, when the database fails in the middle', async () => {
    const reply = await ask();
    await until(async () => (await inExport())?.state === 'idle in transaction', 'the cursor waits');
    const { pid } = (await inExport())!;
    await server.db.read((tx) => row(tx, 'SELECT pg_terminate_backend($1)', [pid]));
    const { text, whole } = await readAll(reply);
    expect(reply.statusCode).toBe(200);
    expect(whole).toBe(false);
    expect(text.split('\r\n').length).toBeLessThan(TRANSFERS);
    // The service lives on.
    expect((await readAll(await ask())).whole).toBe(true);
  });

  it('is refused while two others are being read, and given again after', async () => {
    const [one, other] = [await ask(), await ask()];
    const third = await ask();
    expect([third.statusCode, third.headers['retry-after']]).toEqual([503, '60']);
    expect(JSON.parse((await readAll(third)).text).code).toBe('exports.busy');
    one.destroy();
    await until(async () => {
      const reply = await ask();
      reply.destroy();
      return reply.statusCode === 200;
    }, 'there is room again');
    expect((await readAll(other)).whole).toBe(true);
  });

  it('does not keep the service from stopping, nor looks whole then', async () => {
    const reply = await ask();
    await until(async () => (await inExport())?.state === 'idle in transaction', 'the cursor waits');
    server.get(Exports).onModuleDestroy();
    expect((await readAll(reply)).whole).toBe(false);
  });
});
