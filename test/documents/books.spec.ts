import { PassThrough } from 'node:stream';
import { rows } from '../../src/database/sql.js';
import { Actors } from '../../src/access/actors.js';
import { CodeBook } from '../../src/issuance/code-book.js';
import { BookPrinting, type BookRange } from '../../src/issuance/printing/book-printing.service.js';
import { VoucherEnds } from '../../src/issuance/voucher-ends.js';
import { parseCode } from '../../src/scheme/voucher-code.js';
import { Logos } from '../../src/documents/logos.service.js';
import { actorOf } from '../../src/demonstration/stage.js';
import { TestApp } from '../support/app.js';
import { aPrintedOrder } from '../support/distribution.js';
import { anOrder, type TestOrder } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';
import { PaperTray } from '../support/pages.js';

const A_LOGO = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><rect width="120" height="60" fill="#f2b632"/>
     <circle cx="40" cy="30" r="18" fill="#0f4c5c"/><path d="M70 45 L85 15 L100 45 Z" fill="#b3261e"/></svg>`,
);

describe('books to print', () => {
  let server: TestApp;
  const tray = new PaperTray();

  beforeAll(async () => {
    server = await TestApp.start();
  });
  afterAll(async () => {
    tray.clear();
    await server.stop();
  });

  const system = () => server.db.read((tx) => server.get(Actors).system(tx));
  const print = async (name: string, order: TestOrder, range?: BookRange) => {
    const actor = await system();
    return tray.write(name, (sink) => server.get(BookPrinting).print(actor, order.id, sink, range));
  };
  /** The codes of an order's vouchers as they are scanned, by book and position. */
  const codesOf = (orderId: string, from: number, to: number) =>
    server.db.read(async (tx) => {
      const found = await rows<{ serial: bigint; exercise: number }>(
        tx,
        `SELECT v.serial, v.exercise FROM voucher v JOIN book b ON b.id = v.book_id
          WHERE b.order_id = $1 AND b.number BETWEEN $2 AND $3
            AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)
          ORDER BY b.number, v.position`,
        [orderId, from, to],
      );
      const codes = await server.get(CodeBook).codesOf(tx, found);
      return found.map(({ serial }) => codes.get(serial)!.replaceAll('-', ''));
    });
  const revoke = (orderId: string, book: number, reason: string, replace: boolean, most = 10) =>
    server.db.transaction(async (tx) => {
      const lost = await rows<{ serial: bigint }>(
        tx,
        `SELECT v.serial FROM voucher v JOIN book b ON b.id = v.book_id
          WHERE b.order_id = $1 AND b.number = $2 ORDER BY v.serial LIMIT $3`,
        [orderId, book, most],
      );
      const serials = lost.map(({ serial }) => serial);
      await server
        .get(VoucherEnds)
        .revoke(tx, server.clock.now(), { orderId, officeId: null, serials, reason, replace });
    });
  const addresses = (codes: readonly string[]) => codes.map((code) => `http://localhost:3000/v/${code}`);

  it('show ten vouchers a page, each symbol of which zbar and zxing read back as the code of the book', async () => {
    const order = await aPrintedOrder(server);
    await server.get(Logos).put(await system(), order.funder.organisationId, A_LOGO);
    const path = await print('books.pdf', order, { fromNumber: 3, toNumber: 4 });
    const at200 = await tray.pictures(path, 200);
    expect(at200).toHaveLength(4);
    const at150 = await tray.pictures(path, 150);
    const zxing = await tray.zxing(at150);
    for (const [page, book] of [
      [1, 3],
      [3, 4],
    ] as const) {
      const codes = await codesOf(order.id, book, book);
      expect(codes).toHaveLength(10);
      const read = await tray.zbar(at200[page]!);
      expect(read['CODE-128']?.toSorted()).toEqual(codes.toSorted());
      expect(read['QR-Code']?.toSorted()).toEqual(addresses(codes).toSorted());
      expect((await tray.zbar(at150[page]!))['QR-Code']?.toSorted()).toEqual(addresses(codes).toSorted());
      expect(zxing[page]?.toSorted()).toEqual(addresses(codes).toSorted());
    }
    const text = await tray.sentences(path);
    for (const code of await codesOf(order.id, 3, 4)) {
      expect(text).toContain(code.replaceAll(/.{4}(?=.)/g, '$&-'));
    }
    expect(text).toContain('Carnet n° 3');
    expect(text).toContain('10 chèques de 10 €, soit 100,00 €');
    expect(text).toContain('Valable jusqu’au 31 décembre 2026');
    expect(text).not.toContain('SPÉCIMEN');
  });

  it('never show a lost voucher again: the one that replaces it is printed in its place', async () => {
    const order = await aPrintedOrder(server);
    const lost = await codesOf(order.id, 2, 2);
    await revoke(order.id, 2, 'lost', true);
    // The replacements are lost in turn, some of them for good.
    await revoke(order.id, 51, 'lost', true, 6);
    const text = await tray.sentences(await print('reprint.pdf', order, { fromNumber: 2, toNumber: 2 }));
    const printed = text.match(/\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b/g)!;
    const codes = printed.map((code) => code.replaceAll('-', ''));
    expect(codes.filter((code) => lost.includes(code))).toEqual([]);
    expect(codes.toSorted()).toEqual((await codesOf(order.id, 51, 52)).toSorted());
    expect(text).toContain('n° 51 (remplacement)');
  });

  it('leave out what has ended, and are refused when nothing is left', async () => {
    const order = await aPrintedOrder(server);
    await revoke(order.id, 1, 'stolen', true, 4);
    const ended = await codesOf(order.id, 1, 1);
    expect(ended).toHaveLength(6);
    const unissued = await anOrder(server);
    const sink = new PassThrough();
    const actor = await system();
    await expect(server.get(BookPrinting).print(actor, unissued.id, sink)).rejects.toMatchObject({
      code: 'issuance.nothing-to-print',
    });
    expect(sink.readableLength).toBe(0);
    await expect(
      server.get(BookPrinting).print(actor, order.id, sink, { fromNumber: 900, toNumber: 901 }),
    ).rejects.toMatchObject({ code: 'issuance.nothing-to-print' });
  });

  it('are not printed for another funder, nor for a structure', async () => {
    const order = await aPrintedOrder(server);
    const stranger = await anOrganisation(server, 'funder');
    for (const actor of [
      actorOf('funder', stranger.organisationId),
      actorOf('structure', order.funder.organisationId),
      actorOf('prescriber', order.funder.organisationId),
    ]) {
      await expect(server.get(BookPrinting).print(actor, order.id, new PassThrough())).rejects.toMatchObject({
        code: 'access.not-found',
      });
    }
    const own = actorOf('funder', order.funder.organisationId);
    const sink = new PassThrough().resume();
    const range = { fromNumber: 1, toNumber: 2 };
    expect(await server.get(BookPrinting).print(own, order.id, sink, range)).toEqual({
      books: 2,
      vouchers: 20,
    });
  });

  it('are the same bytes when they are printed again', async () => {
    const order = await aPrintedOrder(server);
    const bytes = async () => {
      const chunks: Buffer[] = [];
      const sink = new PassThrough();
      sink.on('data', (chunk: Buffer) => chunks.push(chunk));
      await server.get(BookPrinting).print(await system(), order.id, sink, { fromNumber: 1, toNumber: 2 });
      return Buffer.concat(chunks);
    };
    const first = await bytes();
    server.clock.advanceDays(1);
    expect((await bytes()).equals(first)).toBe(true);
  });

  it('tell when the stream breaks, instead of waiting for ever', async () => {
    const order = await aPrintedOrder(server);
    const sink = new PassThrough();
    const printing = system().then((actor) => server.get(BookPrinting).print(actor, order.id, sink));
    sink.once('data', () => sink.destroy(new Error('the disk is full')));
    await expect(printing).rejects.toThrow('the disk is full');
  });

  it('can be proofed before approval, with codes that can never be valid', async () => {
    const order = await anOrder(server);
    const actor = await system();
    await server.get(Logos).put(actor, order.funder.organisationId, A_LOGO);
    const path = await tray.write('proof.pdf', (sink) =>
      server.get(BookPrinting).proof(actor, order.id, sink),
    );
    const [cover, vouchers] = await tray.pictures(path, 200);
    expect(cover).toBeDefined();
    const read = await tray.zbar(vouchers!);
    expect(read['CODE-128']).toHaveLength(10);
    expect(read['QR-Code']).toHaveLength(10);
    for (const code of read['CODE-128']!) expect(parseCode(code)).toMatchObject({ ok: false });
    expect(await tray.sentences(path)).toContain('SPÉCIMEN');
  });

  it('take flat memory: 10 000 vouchers in less than 30 seconds', async () => {
    const order = await aPrintedOrder(server, { books: 1_000 });
    const actor = await system();
    const printing = server.get(BookPrinting);
    const discard = () => new PassThrough().resume();
    await printing.print(actor, order.id, discard(), { fromNumber: 1, toNumber: 50 });
    const before = process.memoryUsage.rss();
    let highest = before;
    const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 50);
    const begun = process.cpuUsage();
    try {
      expect(await printing.print(actor, order.id, discard())).toEqual({ books: 1_000, vouchers: 10_000 });
    } finally {
      clearInterval(watch);
    }
    // Processor time: other tests run beside this one.
    const { user, system: inKernel } = process.cpuUsage(begun);
    const seconds = (user + inKernel) / 1_000_000;
    const grownMb = (highest - before) / 1_000_000;
    if (process.env['PAPER_TRAY'])
      process.stderr.write(`${seconds.toFixed(1)} s, ${grownMb.toFixed(0)} MB more\n`);
    expect(seconds).toBeLessThan(30);
    expect(grownMb).toBeLessThan(150);
  }, 180_000);
});
