import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { affected, oneRow, row, rows } from '../../src/database/sql.js';
import { VoucherEnds } from '../../src/issuance/voucher-ends.js';
import { Handlers } from '../../src/jobs/handlers.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { TestApp } from '../support/app.js';
import { aPrintedOrder, holding, waitingForLocks } from '../support/distribution.js';
import { anOrder, type TestOrder } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';
import { aRedis, type TestRedis, until } from '../support/redis.js';
import { aWorker, type TestWorker } from '../support/workers.js';

const CODE = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b/g;
let server: TestApp;

/** What a reader finds in a downloaded PDF. */
function pagesOf(bytes: Buffer): { pages: number; serials: string[]; codes: string[] } {
  const path = join(server.dataDir, 'read.pdf');
  writeFileSync(path, bytes);
  const text = execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8', maxBuffer: 1 << 27 });
  const pages = Number(/^Pages: +(\d+)$/m.exec(execFileSync('pdfinfo', [path], { encoding: 'utf8' }))?.[1]);
  const serials = [...text.matchAll(/N° (\d+) · carnet/g)].map(([, serial]) => serial!);
  return { pages, serials, codes: text.match(CODE) ?? [] };
}

const serialsOf = async (orderId: string, from = 1, to = 1_000) => {
  const found = await server.db.read((tx) =>
    rows<{ serial: bigint }>(
      tx,
      `SELECT v.serial FROM voucher v JOIN book b ON b.id = v.book_id
        WHERE b.order_id = $1 AND b.number BETWEEN $2 AND $3
          AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial) ORDER BY b.number, v.position`,
      [orderId, from, to],
    ),
  );
  return found.map(({ serial }) => String(serial));
};

const lose = (orderId: string, book: number, most: number) =>
  server.db.transaction(async (tx) => {
    const found = await rows<{ serial: bigint }>(
      tx,
      `SELECT v.serial FROM voucher v JOIN book b ON b.id = v.book_id WHERE b.order_id = $1 AND b.number = $2 ORDER BY 1 LIMIT $3`,
      [orderId, book, most],
    );
    const serials = found.map(({ serial }) => serial);
    const lost = { orderId, officeId: null, serials, reason: 'lost', replace: true };
    await server.get(VoucherEnds).revoke(tx, server.clock.now(), lost);
  });

describe('a print of books', () => {
  beforeAll(async () => {
    server = await TestApp.start('2026-03-02', { booksAPart: 20, logLevel: 'silent' });
  });
  afterAll(() => server.stop());

  const ask = async ({ id, funder }: TestOrder, range: object = {}) =>
    (await funder.client.post(`/orders/${id}/books/print`, range)).body;
  const printed = async (order: TestOrder, range: object = {}) => {
    const { id, jobId } = await ask(order, range);
    await server.get(Jobs).runDue();
    const { body } = await order.funder.client.get(`/documents/${id}/file`);
    return { id, jobId, bytes: body as Buffer, ...pagesOf(body) };
  };
  const files = () => readdirSync(join(server.dataDir, 'documents'));

  it('holds each voucher once, in the order of the books, though it is made in parts, and leaves no part behind', async () => {
    const order = await aPrintedOrder(server);
    // The replacements are in a book of a later part: printed there, and there alone.
    await lose(order.id, 2, 3);
    const document = await printed(order);
    expect(document.serials).toEqual(await serialsOf(order.id));
    expect(new Set(document.codes).size).toBe(500);
    expect(document.pages).toBe(2 * 51);
    const job = (await order.funder.client.get(`/jobs/${document.jobId}`)).body;
    expect(job).toMatchObject({ state: 'done', done: 500, total: 500 });
    expect(files().filter((name) => name.includes(document.id))).toHaveLength(1);
    expect(await server.db.read((tx) => row(tx, 'SELECT 1 FROM document_part'))).toBeNull();
  }, 60_000);

  it('is the same one while it would show the same, and another once a voucher was lost: never the revoked ones', async () => {
    const order = await aPrintedOrder(server);
    const range = { fromBook: 4, toBook: 4 };
    const first = await printed(order, range);
    expect((await ask(order, range)).id).toBe(first.id);
    await lose(order.id, 4, 10);
    const second = await printed(order, range);
    expect(second.id).not.toBe(first.id);
    expect(second.codes.filter((code) => first.codes.includes(code))).toEqual([]);
    expect(second.serials).toEqual(await serialsOf(order.id, 51, 51));
  }, 60_000);

  it('makes again a part of which the file was lost', async () => {
    const order = await aPrintedOrder(server);
    const { id } = await ask(order);
    const context = { attempt: 1, signal: AbortSignal.timeout(30_000), progress: () => Promise.resolve() };
    const abort = new AbortController();
    const handlers = server.get(Handlers);
    // Stopped once two parts are done; their files then go.
    const stopped = handlers.of('make-document').handler(id, {
      ...context,
      signal: abort.signal,
      progress: (done) => Promise.resolve(done >= 400 ? abort.abort() : undefined),
    });
    await expect(stopped).rejects.toThrow('abort');
    const parts = files().filter((name) => name.startsWith(`${id}-`));
    expect(parts).toHaveLength(2);
    rmSync(join(server.dataDir, 'documents', parts[0]!));
    writeFileSync(join(server.dataDir, 'documents', parts[1]!), 'half');
    await server.get(Jobs).runDue();
    const { body } = await order.funder.client.get(`/documents/${id}/file`);
    expect(pagesOf(body).serials).toEqual(await serialsOf(order.id));
  }, 60_000);

  it('that was given up leaves no part on the disk once its time is over', async () => {
    const order = await aPrintedOrder(server);
    const { id } = await ask(order);
    const aborted = new AbortController();
    const context = { attempt: 1, signal: aborted.signal, progress: () => Promise.resolve() };
    const maker = server.get(Handlers).of('make-document-part').handler;
    await server.db.transaction((tx) =>
      affected(
        tx,
        'INSERT INTO document_part (document_id, part, items) SELECT $1, 1, array_agg(serial) FROM voucher WHERE order_id = $2',
        [id, order.id],
      ),
    );
    await maker(`${id}/1`, context);
    expect(files().filter((name) => name.startsWith(id))).toHaveLength(1);
    await server.db.transaction((tx) =>
      affected(tx, `UPDATE job SET failed_at = now() WHERE subject_id = $1 AND kind = 'make-document'`, [id]),
    );
    server.clock.advanceDays(31);
    await server.get(Jobs).runDue();
    expect(files().filter((name) => name.startsWith(id))).toEqual([]);
    expect((await order.funder.client.get(`/documents/${id}`)).body.state).toBe('removed');
  }, 60_000);

  it('is refused to another funder, for books that are not issued, and for a range without any', async () => {
    const order = await aPrintedOrder(server);
    const stranger = await anOrganisation(server, 'funder');
    const answer = await stranger.client.post(`/orders/${order.id}/books/print`, {});
    expect(answer.body.code).toBe('access.not-found');
    const unissued = await anOrder(server);
    expect((await ask(unissued)).code).toBe('issuance.nothing-to-print');
    expect((await ask(order, { fromBook: 400 })).code).toBe('issuance.nothing-to-print');
    expect((await ask(order, { fromBook: 3, toBook: 2 })).code).toBe('issuance.nothing-to-print');
    expect((await ask(order, { fromBook: 0 })).code).toBe('request.invalid');
    expect(
      await server.db.read((tx) => row(tx, 'SELECT 1 FROM document WHERE subject_id = $1', [order.id])),
    ).toBeNull();
  });

  it('leaves no code in the database, the audit trail or the job', async () => {
    const order = await aPrintedOrder(server);
    const { codes } = await printed(order, { fromBook: 1, toBook: 1 });
    const all = await server.db.read((tx) =>
      rows<{ text: string }>(
        tx,
        `SELECT t::text AS text FROM document t UNION ALL SELECT t::text FROM job t UNION ALL SELECT t::text FROM audit_entry t`,
      ),
    );
    const text = all.map((each) => each.text).join('\n');
    for (const code of codes)
      expect([code, text.includes(code), text.includes(code.slice(0, 14))]).toEqual([code, false, false]);
  });

  it('has its proof at once, before approval, for its funder alone', async () => {
    const order = await anOrder(server);
    const { status, body, headers } = await order.funder.client.get(`/orders/${order.id}/print-proof`);
    expect([status, headers['content-type']]).toEqual([200, 'application/pdf']);
    expect(pagesOf(body).pages).toBe(2);
    const stranger = await anOrganisation(server, 'funder');
    expect((await stranger.client.get(`/orders/${order.id}/print-proof`)).body.code).toBe('access.not-found');
  });
});

describe('workers that print', () => {
  let redis: TestRedis;
  const workers: TestWorker[] = [];
  beforeAll(async () => {
    redis = await aRedis();
    server = await TestApp.start('2026-03-02', { redisUrl: redis.url });
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await server.stop();
    await redis.remove();
  });

  const start = async () => {
    const worker = await aWorker(server, redis.url, {
      booksAPart: 2,
      logLevel: 'info',
      at: server.clock.now(),
    });
    workers.push(worker);
    return worker;
  };
  /** Parts are made and none is written down: whoever comes to the end of one waits there. */
  const standStill = () =>
    holding(server, (tx) => affected(tx, 'LOCK TABLE document_part IN SHARE MODE', []));
  /** A worker is at two parts at most, so more than two each of the others can have are of all of them. */
  const allAreAtParts = (workers: number) =>
    until(
      async () => (await waitingForLocks(server)) > 2 * (workers - 1),
      'all are in the middle of a part',
      60_000,
    );
  const isPlanned = async () => {
    const { parts } = await server.db.read((tx) =>
      oneRow<{ parts: number }>(tx, 'SELECT count(*)::int AS parts FROM document_part'),
    );
    return parts > 0;
  };

  it('share one print, and lose or repeat no voucher when they are killed in the middle and Redis is emptied', async () => {
    const order = await aPrintedOrder(server, { books: 60 });
    const [first, second, third] = await Promise.all([start(), start(), start()]);
    const { id } = (await order.funder.client.post(`/orders/${order.id}/books/print`, {})).body;
    await until(isPlanned, 'its parts are planned');
    // Whoever began the whole is one of them, or the third does it to the end.
    for (const [index, worker] of [first, second].entries()) {
      const still = await standStill();
      await allAreAtParts(3 - index);
      await worker.kill();
      await redis.flush();
      await still.letGo();
    }
    const state = async () => (await order.funder.client.get(`/documents/${id}`)).body.state;
    await until(async () => (await state()) !== 'making', 'it is made', 60_000);
    expect(await state()).toBe('ready');
    const { body } = await order.funder.client.get(`/documents/${id}/file`);
    const { pages, serials, codes } = pagesOf(body);
    expect(serials).toEqual(await serialsOf(order.id));
    expect([pages, new Set(codes).size]).toEqual([120, 600]);
    expect(third.isAlive()).toBe(true);
  }, 200_000);
});
