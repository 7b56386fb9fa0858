import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../../access/access.refusals.js';
import type { Actor } from '../../access/actor.js';
import { Database } from '../../database/database.js';
import { affected, oneRow, row, rows, type Tx } from '../../database/sql.js';
import type { Logo } from '../../documents/logo.js';
import { Logos } from '../../documents/logos.service.js';
import { writePdf } from '../../documents/pdf.js';
import { tariffOn } from '../../scheme/rules.js';
import { calendarOf } from '../../scheme/year-end.js';
import { type Day, exerciseDays, parisDay } from '../../shared/calendar.js';
import type { Cents } from '../../shared/money.js';
import { Settings } from '../../shared/settings.module.js';
import { CodeBook } from '../code-book.js';
import { refuseIssuance } from '../issuance.refusals.js';
import { Covers, type PrintedBook, type PrintedOrder, type PrintedVoucher } from './book-cover.js';
import { VoucherPages } from './voucher-page.js';

/** The numbers of the first and last book, both inside; the whole order when not given. */
export interface BookRange {
  readonly fromNumber: number;
  readonly toNumber: number;
}

export interface Printed {
  readonly books: number;
  readonly vouchers: number;
}

/** An order as its books show it. */
export interface OrderToPrint {
  id: string;
  number: string;
  exercise: number;
  funderId: string;
  funderName: string;
  voucherCents: Cents;
  bookSize: number;
  submittedAt: Date;
  issuedAt: Date | null;
  validityEndsOn: Day | null;
}

interface VoucherRow {
  serial: bigint;
  position: number;
  bookNumber: number;
  kind: 'ordered' | 'replacement';
}

const VOUCHERS_AT_ONCE = 500;

/**
 * What can still be used of the books of a range: their vouchers, and those that replace the ones they lost, however
 * often. What was revoked, redeemed or has expired is not printed again.
 */
const TO_PRINT_SQL = `
  WITH RECURSIVE line AS (
    SELECT v.serial, v.position, v.book_id FROM voucher v JOIN book b ON b.id = v.book_id
     WHERE b.order_id = $1 AND b.number BETWEEN $2 AND $3
    UNION
    SELECT v.serial, v.position, v.book_id FROM line JOIN voucher v ON v.replaces = line.serial
  )
  SELECT line.serial, line.position, b.number AS "bookNumber", b.kind FROM line JOIN book b ON b.id = line.book_id
   WHERE NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = line.serial)
   ORDER BY b.number, line.position`;
/** Of vouchers found so before, those that can still be used. */
const STILL_TO_PRINT_SQL = `
  SELECT v.serial, v.position, b.number AS "bookNumber", b.kind FROM voucher v JOIN book b ON b.id = v.book_id
   WHERE v.serial = ANY($1) AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)
   ORDER BY b.number, v.position`;

/** The books of an order as a PDF to print: for each its cover, then its vouchers to cut. */
@Injectable()
export class BookPrinting {
  constructor(
    private readonly db: Database,
    private readonly codeBook: CodeBook,
    private readonly settings: Settings,
    private readonly logos: Logos,
  ) {}

  /**
   * Writes the books into the stream, and ends it. Memory does not grow with the order: vouchers are read by a cursor, and
   * pages wait for the stream. Asking for a lost book gives the vouchers that replace its own.
   * Refusals, before the first byte: access.not-found, issuance.nothing-to-print, issuance.key-destroyed.
   */
  print(actor: Actor, orderId: string, sink: Writable, range?: BookRange): Promise<Printed> {
    return this.db.read(async (tx) => {
      const order = await this.order(tx, actor, orderId);
      const printed = await this.write(
        tx,
        order,
        this.booksOf(tx, order, TO_PRINT_SQL, rangeOf(order.id, range)),
        sink,
      );
      if (!printed) throw refuseIssuance('nothing-to-print');
      return printed;
    });
  }

  /**
   * Writes those of some vouchers that can still be used into the stream, as a part of the books of an order, and ends it.
   * False, with nothing written, when none can. Refusal: issuance.key-destroyed.
   */
  printPart(orderId: string, serials: readonly bigint[], sink: Writable): Promise<boolean> {
    return this.db.read(async (tx) => {
      const order = await this.find(tx, orderId);
      if (!order) throw new Error('a part of an order that is not there');
      return (
        (await this.write(tx, order, this.booksOf(tx, order, STILL_TO_PRINT_SQL, [serials]), sink)) !== null
      );
    });
  }

  /** The serials that a print of a range holds now, so many books to a part; none when nothing is to print. */
  async parts(
    tx: Tx,
    orderId: string,
    range: BookRange | undefined,
    booksAPart: number,
  ): Promise<bigint[][]> {
    const found = await rows<{ serials: string[] }>(
      tx,
      `SELECT array_agg(serial ORDER BY "bookNumber", position)::text[] AS serials
         FROM (SELECT *, (dense_rank() OVER (ORDER BY "bookNumber") - 1) / $4 AS part FROM (${TO_PRINT_SQL}) found) placed
        GROUP BY part ORDER BY part`,
      [...rangeOf(orderId, range), booksAPart],
    );
    return found.map(({ serials }) => serials.map(BigInt));
  }

  /**
   * What a print of a range would show now, as a digest: it changes when a voucher ends or is replaced, and with the logo or
   * the name of the funder. Refusals: issuance.nothing-to-print, issuance.key-destroyed.
   */
  async contentsOf(tx: Tx, order: OrderToPrint, range: BookRange | undefined): Promise<string> {
    const found = await oneRow<{ first: bigint | null; digest: Buffer | null }>(
      tx,
      `SELECT min(serial) AS first, sha256(convert_to(string_agg(serial::text, ',' ORDER BY "bookNumber", position), 'UTF8')) AS digest
         FROM (${TO_PRINT_SQL}) found`,
      rangeOf(order.id, range),
    );
    if (found.first === null || !found.digest) throw refuseIssuance('nothing-to-print');
    await this.codeBook.codesOf(tx, [{ serial: found.first, exercise: order.exercise }]);
    const logo = await this.logos.toDraw(tx, order.funderId);
    const digest = createHash('sha256').update(found.digest);
    digest.update(JSON.stringify([order.funderName, order.validityEndsOn, this.settings.publicUrl]));
    if (logo) digest.update(logo.format === 'png' ? logo.bytes : logo.text);
    return digest.digest('hex').slice(0, 16);
  }

  /**
   * Writes the print proof (bon à tirer) of an order, approved or not: one book marked SPÉCIMEN. Its codes hold a letter
   * that the alphabet of codes leaves out, so none can ever be valid. Refusal: access.not-found.
   */
  proof(actor: Actor, orderId: string, sink: Writable): Promise<void> {
    return this.db.read(async (tx) => {
      const order = await this.order(tx, actor, orderId);
      const shown = this.shown(order, await this.logos.toDraw(tx, order.funderId), true);
      const vouchers = Array.from({ length: order.bookSize }, (_, index): PrintedVoucher => ({
        serial: 0n,
        position: index + 1,
        code: specimenCode(index + 1),
      }));
      const about = { title: `Bon à tirer de la commande ${order.number}`, on: parisDay(order.submittedAt) };
      await writePdf(sink, about, async (pdf) => {
        const book: PrintedBook = { number: 1, kind: 'ordered', vouchers };
        await new Covers(pdf, shown).draw(book);
        await new VoucherPages(pdf, shown).draw(book);
      });
    });
  }

  /**
   * An order as who may print it sees it. Printed vouchers are worth money: only the operator and the order's funder print
   * them. Refusal: access.not-found.
   */
  async order(tx: Tx, actor: Actor, orderId: string): Promise<OrderToPrint> {
    const order = await this.find(tx, orderId);
    const own =
      actor.role === 'operator' || (actor.role === 'funder' && order?.funderId === actor.organisationId);
    if (!order || !own) throw refuseAccess('not-found');
    return order;
  }

  private find(tx: Tx, orderId: string): Promise<OrderToPrint | null> {
    return row<OrderToPrint>(
      tx,
      `SELECT o.id, o.number, o.exercise, o.funder_id AS "funderId", f.name AS "funderName", o.voucher_cents AS "voucherCents",
              o.book_size AS "bookSize", o.submitted_at AS "submittedAt", s.at AS "issuedAt", x.validity_ends_on AS "validityEndsOn"
         FROM voucher_order o
         JOIN organisation f ON f.id = o.funder_id
         LEFT JOIN order_step s ON s.order_id = o.id AND s.step = 'issued'
         LEFT JOIN exercise x ON x.year = o.exercise
        WHERE o.id = $1`,
      [orderId],
    );
  }

  /** Writes books, and ends the stream; null, with nothing written, when there is none. */
  private async write(
    tx: Tx,
    order: OrderToPrint,
    books: AsyncGenerator<PrintedBook, undefined>,
    sink: Writable,
  ): Promise<Printed | null> {
    const first = await books.next();
    if (first.done) return null;
    const shown = this.shown(order, await this.logos.toDraw(tx, order.funderId), false);
    const printed = { books: 0, vouchers: 0 };
    const about = {
      title: `Carnets de la commande ${order.number}`,
      on: parisDay(order.issuedAt ?? order.submittedAt),
    };
    await writePdf(sink, about, async (pdf) => {
      const [covers, pages] = [new Covers(pdf, shown), new VoucherPages(pdf, shown)];
      for (let next: IteratorResult<PrintedBook, undefined> = first; !next.done; next = await books.next()) {
        await covers.draw(next.value);
        await pages.draw(next.value);
        printed.books++;
        printed.vouchers += next.value.vouchers.length;
      }
    });
    return printed;
  }

  private shown(order: OrderToPrint, logo: Logo | null, specimen: boolean): PrintedOrder {
    const tariff = tariffOn(parisDay(order.submittedAt));
    // A proof may come before the exercise is opened: its dates are then those of the rules.
    const calendar = calendarOf(order.exercise, tariffOn(exerciseDays(order.exercise).from));
    return {
      number: order.number,
      exercise: order.exercise,
      funderName: order.funderName,
      voucherCents: order.voucherCents,
      validityEndsOn: order.validityEndsOn ?? calendar.validityEndsOn,
      handOutLimit: tariff['hand-out-limit'].vouchers,
      publicUrl: this.settings.publicUrl,
      logo,
      specimen,
    };
  }

  /** Reads the vouchers by a cursor, in batches, and gives them book by book. */
  private async *booksOf(
    tx: Tx,
    { exercise }: OrderToPrint,
    sql: string,
    params: readonly unknown[],
  ): AsyncGenerator<PrintedBook, undefined> {
    await affected(tx, `DECLARE vouchers_to_print NO SCROLL CURSOR FOR ${sql}`, params);
    let book: (Omit<PrintedBook, 'vouchers'> & { vouchers: PrintedVoucher[] }) | undefined;
    for (;;) {
      const batch = await rows<VoucherRow>(tx, `FETCH ${VOUCHERS_AT_ONCE} FROM vouchers_to_print`);
      const codes = await this.codeBook.codesOf(
        tx,
        batch.map(({ serial }) => ({ serial, exercise })),
      );
      for (const { serial, position, bookNumber, kind } of batch) {
        if (book?.number !== bookNumber) {
          if (book) yield book;
          book = { number: bookNumber, kind, vouchers: [] };
        }
        book.vouchers.push({ serial, position, code: codes.get(serial) as string });
      }
      if (batch.length < VOUCHERS_AT_ONCE) break;
    }
    if (book) yield book;
    await affected(tx, 'CLOSE vouchers_to_print');
  }
}

/** The parameters of TO_PRINT_SQL. */
function rangeOf(orderId: string, range: BookRange | undefined): readonly unknown[] {
  return [orderId, range?.fromNumber ?? 1, range?.toNumber ?? 2_147_483_647];
}

/** U stands in no code (Crockford's base 32 leaves it out): whatever is done with this one, it is refused as mistyped. */
function specimenCode(position: number): string {
  return `SPEC-IMEN-0000-00${String(position).padStart(2, '0')}-U`;
}
