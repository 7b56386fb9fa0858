import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { oneRow, rows } from '../database/sql.js';
import { type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { Offices } from './offices.service.js';

/** Every voucher of a book is in one of three places: in the drawer, in someone's hand, or at its end. */
interface Counts {
  readonly vouchers: number;
  /** Neither handed out nor ended. */
  readonly left: number;
  /** Handed out, and not ended yet. */
  readonly handedOut: number;
  /** Redeemed, lost or expired. */
  readonly ended: number;
}

interface BookInStock extends Counts {
  readonly bookId: bigint;
  readonly bookNumber: number;
  readonly orderNumber: string;
  readonly exercise: number;
  readonly funderName: string;
  readonly active: boolean;
}

const COUNTS_SQL = `
  count(*)::int AS vouchers,
  count(*) FILTER (WHERE e.voucher_serial IS NULL AND g.voucher_serial IS NULL)::int AS "left",
  count(*) FILTER (WHERE e.voucher_serial IS NULL AND g.voucher_serial IS NOT NULL)::int AS "handedOut",
  count(e.voucher_serial)::int AS ended`;

const VOUCHERS_SQL = `
  voucher v
  LEFT JOIN hand_out_voucher g ON g.voucher_serial = v.serial
  LEFT JOIN voucher_end e ON e.voucher_serial = v.serial`;

/** The books the office $1 holds: all of them, those of the funder $2, those of the exercise $3. */
const HELD_SQL = `
  book_holding h
  JOIN book b ON b.id = h.book_id
  JOIN voucher_order o ON o.id = b.order_id AND ($2::uuid IS NULL OR o.funder_id = $2) AND ($3::int IS NULL OR o.exercise = $3)`;

/** What an office holds. It is counted from the facts each time, so it is exact at any moment. */
@Injectable()
export class Stock {
  constructor(
    private readonly db: Database,
    private readonly offices: Offices,
  ) {}

  /**
   * The stock of an office, in the order of its books. A funder sees its own books in it, and no others.
   * Refusal: access.not-found for an office that the actor may not see.
   */
  async of(actor: Actor, officeId: string, query: PageQuery & { exercise?: number }) {
    const [after] = readCursor(query, 'whole');
    const held = [officeId, actor.kind === 'funder' ? actor.organisationId : null, query.exercise ?? null];
    return this.db.read(async (tx) => {
      const office = await this.offices.seen(tx, actor, officeId);
      const totals = await oneRow<Counts>(
        tx,
        `SELECT ${COUNTS_SQL} FROM ${HELD_SQL} JOIN (${VOUCHERS_SQL}) ON v.book_id = b.id WHERE h.office_id = $1`,
        held,
      );
      const books = await rows<BookInStock>(
        tx,
        `SELECT b.id AS "bookId", b.number AS "bookNumber", o.number AS "orderNumber", o.exercise,
                (SELECT name FROM organisation WHERE id = o.funder_id) AS "funderName",
                EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'active') AS active, counts.*
           FROM ${HELD_SQL} CROSS JOIN LATERAL (SELECT ${COUNTS_SQL} FROM ${VOUCHERS_SQL} WHERE v.book_id = b.id) counts
          WHERE h.office_id = $1 AND ($4::bigint IS NULL OR b.id > $4) ORDER BY b.id LIMIT $5`,
        [...held, after, rowsToFetch(query)],
      );
      const page = toPage(query, books, (last) => [last.bookId]);
      return { officeId: office.id, officeName: office.name, totals, ...page };
    });
  }
}
