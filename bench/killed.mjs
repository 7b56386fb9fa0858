// node bench/killed.mjs [vouchers]: an order is issued, then printed by two workers on a Redis. In the middle of each, a worker is
// killed (kill -9), Redis is killed and comes back empty, and another worker starts. Nothing may be lost, or done twice.
// Needs redis-server and pdftotext in the PATH.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { memoryMb, onStage, seconds, until } from './stage.mjs';

const vouchers = Math.ceil(Number(process.argv[2] ?? 100_000) / 10) * 10;

async function play(stage) {
  const redis = await stage.redis();
  const service = await stage.service({ redisUrl: redis.url });
  const operator = await stage.organisation('operator', service);
  const funder = await stage.organisation('funder', service);
  const workers = [];
  const start = async () => {
    const name = `worker ${workers.length + 1}`;
    workers.push(await stage.worker(name, { redisUrl: redis.url, logLevel: 'info' }));
  };
  await start();
  await start();

  /** Kills a worker and Redis; Redis comes back empty, and another worker comes. */
  const strike = async (name, when) => {
    const victim = workers.find((worker) => worker.name === name);
    if (!victim)
      throw new Error(`${when}: it was done before anybody could be killed; ask for more vouchers`);
    console.log(`${when}: kill -9 of ${name} (${memoryMb(victim)} MB at most) and of Redis`);
    await Promise.all([victim.die(), redis.die()]);
    await redis.start();
    await start();
  };

  let started = performance.now();
  const { id: orderId } = await stage.paidOrder({ operator, funder }, vouchers, today());
  await strike(await until(() => issuing(stage), 'a worker makes the vouchers'), 'while issuing');
  const active = `SELECT 1 FROM order_step WHERE order_id = $1 AND step = 'active'`;
  await until(() => stage.value(active, [orderId]), 'the order is issued and active');
  console.log(`${vouchers} vouchers issued in ${seconds(started)}`);

  started = performance.now();
  const { id: documentId } = await funder.post(`/orders/${orderId}/books/print`);
  for (const share of [1 / 3, 2 / 3]) {
    await until(async () => (await made(stage, documentId)) >= share, 'a share of the parts is made');
    await strike(await printing(stage, documentId), `with ${percent(share)} printed`);
  }
  const document = () => funder.get(`/documents/${documentId}`);
  await until(async () => (await document()).state !== 'making', 'the books are printed', 3_000);
  console.log(`printed in ${seconds(started)}`);
  for (const worker of workers.filter((each) => each.isAlive()))
    console.log(`${worker.name}: ${memoryMb(worker)} MB at most`);

  const wrong = [
    ...(await wrongVouchers(stage, orderId)),
    ...(await wrongBooks(stage, operator)),
    ...(await wrongJobs(stage)),
    ...wrongParts(workers),
    ...(await wrongPages(stage, funder, documentId)),
  ];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  console.log(
    'ok: each voucher once, in the books, on paper and in the ledger; no work left, none done twice',
  );
}

function today() {
  return new Date().toISOString().slice(0, 10);
}

function percent(share) {
  return `${Math.round(share * 100)} %`;
}

/** The worker whose statement makes the vouchers at this moment. */
function issuing(stage) {
  return stage.value(
    `SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'worker%' AND state = 'active'
        AND query LIKE '%INSERT INTO voucher (%'
     UNION ALL SELECT 'nobody' FROM order_step WHERE step = 'issued'`,
  );
}

/** The share of the parts that are made. */
function made(stage, documentId) {
  return stage.value(
    `SELECT count(file)::float / greatest(count(*), 1) FROM document_part WHERE document_id = $1`,
    [documentId],
  );
}

/** The worker that makes the whole: it holds the lease of its piece. */
function printing(stage, documentId) {
  const holder = `
    SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      JOIN job j ON j.kind = 'make-document' AND j.subject_id = $1
     WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
       AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended('job ' || j.id, 0)`;
  return until(() => stage.value(holder, [documentId]), 'a worker makes the whole', 60);
}

async function wrongVouchers(stage, orderId) {
  const [found] = await stage.rows(
    `SELECT count(*)::int AS count, (max(serial) - min(serial) + 1)::int AS span, count(DISTINCT (book_id, position))::int AS places,
            (SELECT count(*)::int FROM book WHERE order_id = $1) AS books FROM voucher WHERE order_id = $1`,
    [orderId],
  );
  const wanted = { count: vouchers, span: vouchers, places: vouchers, books: vouchers / 10 };
  return Object.keys(wanted).flatMap((name) =>
    found[name] === wanted[name] ? [] : [`vouchers: ${name} is ${found[name]} instead of ${wanted[name]}`],
  );
}

/** The checks of `npm run audit`, what the vouchers are worth, and what stands for it. */
async function wrongBooks(stage, operator) {
  const wrong = await stage.audit();
  const outstanding = await stage.value(
    `SELECT sum(CASE WHEN a.id = t.credit_account THEN t.cents ELSE -t.cents END)::float8 FROM transfer t
       JOIN account a ON a.id IN (t.credit_account, t.debit_account) WHERE a.kind = 'vouchers-outstanding'`,
  );
  if (outstanding !== vouchers * 1000) wrong.push(`vouchers outstanding: ${outstanding} cents`);
  const { gapCents } = (await operator.get('/backing')).today;
  if (gapCents !== 0) wrong.push(`the ring-fenced account is ${gapCents} cents away from what it stands for`);
  return wrong;
}

/** Each piece of work is done; what was told of it, was told once. */
async function wrongJobs(stage) {
  const left = () =>
    stage.rows(
      `SELECT kind, attempts, last_error AS error FROM job
        WHERE done_at IS NULL AND (not_before IS NULL OR not_before < now() + interval '1 hour')`,
    );
  const nothing = until(async () => (await left()).length === 0, 'no work is left', 60);
  await nothing.catch(() => undefined);
  const again = await stage.rows(
    `SELECT kind, attempts, count(*)::int FROM job WHERE attempts > 1 GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  for (const { kind, attempts, count } of again) console.log(`${count} ${kind} begun ${attempts} times`);
  const twice = await stage.rows(
    `SELECT action AS what FROM audit_entry WHERE action IN ('order.issued', 'document.requested') GROUP BY 1 HAVING count(*) > 1
     UNION ALL SELECT kind FROM letter GROUP BY kind, facts ->> 'orderId' HAVING count(*) > 1`,
  );
  return [
    ...(await left()).map(({ kind, attempts, error }) => `left: ${kind}, attempt ${attempts}, ${error}`),
    ...twice.map(({ what }) => `told twice: ${what}`),
  ];
}

/** A worker tells each part that it has made. One that is killed between making it and telling it leaves one out. */
function wrongParts(workers) {
  const told = workers.flatMap(({ said }) => said.match(/part \d+ of document/g) ?? []);
  const wrong = told.length === new Set(told).size ? [] : ['a part was made twice'];
  if (told.length < vouchers / 1000 - 2) wrong.push(`only ${told.length} parts were told`);
  return wrong;
}

/** Every page as a reader finds it: its serials and its codes, each once. */
async function wrongPages(stage, funder, documentId) {
  const path = join(stage.dataDir, 'books.pdf');
  await pipeline(
    Readable.fromWeb(await funder.download(`/documents/${documentId}/file`)),
    createWriteStream(path),
  );
  const reader = spawn('pdftotext', ['-raw', path, '-'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  reader.stderr.on('data', (data) => (complaints += data));
  const ended = once(reader, 'close');
  const [serials, codes] = [[], []];
  for await (const line of createInterface({ input: reader.stdout })) {
    for (const [, serial] of line.matchAll(/N° (\d+) · carnet/g)) serials.push(serial);
    for (const [code] of line.matchAll(/\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]\b/g)) codes.push(code);
  }
  await ended;
  const counts = {
    serials: serials.length,
    'different serials': new Set(serials).size,
    codes: codes.length,
    'different codes': new Set(codes).size,
  };
  const wrong = Object.entries(counts).flatMap(([name, count]) =>
    count === vouchers ? [] : [`pages: ${count} ${name} instead of ${vouchers}`],
  );
  return complaints ? [...wrong, `pdftotext: ${complaints.slice(0, 500)}`] : wrong;
}

await onStage(60, play);
