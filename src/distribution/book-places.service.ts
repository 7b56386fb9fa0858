import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { row, rows } from '../database/sql.js';
import { type Page, type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import type { BooksAtPlace } from './book-places.dto.js';

/**
 * Books of the order $1 that follow one another at one place, begun or not: numbers that go on at the same place have the
 * same difference to their rank there.
 */
const PLACES_SQL = `
  WITH placed AS (
    SELECT b.number, h.office_id,
           EXISTS (SELECT 1 FROM voucher v
                    WHERE v.book_id = b.id
                      AND (EXISTS (SELECT 1 FROM hand_out_voucher g WHERE g.voucher_serial = v.serial)
                           OR EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial))) AS begun
      FROM book b LEFT JOIN book_holding h ON h.book_id = b.id WHERE b.order_id = $1
  ), run AS (
    SELECT number, office_id, begun,
           number - row_number() OVER (PARTITION BY office_id, begun ORDER BY number) AS started
      FROM placed
  )
  SELECT min(number)::int AS "fromNumber", max(number)::int AS "toNumber", count(*)::int AS books, begun,
         office_id AS "officeId", (SELECT name FROM office WHERE id = office_id) AS "officeName"
    FROM run GROUP BY office_id, begun, started
   HAVING $2::bigint IS NULL OR min(number) > $2
   ORDER BY min(number) LIMIT $3`;

/** Where the books of an order are: a funder chooses by it what it sends where. */
@Injectable()
export class BookPlaces {
  constructor(private readonly db: Database) {}

  /** The books of an order by ranges of numbers. Refusal: access.not-found for an order of another funder. */
  of(actor: Actor, orderId: string, page: PageQuery): Promise<Page<BooksAtPlace>> {
    const [after] = readCursor(page, 'whole');
    return this.db.read(async (tx) => {
      const order = await row<{ funderId: string }>(
        tx,
        `SELECT funder_id AS "funderId" FROM voucher_order WHERE id = $1`,
        [orderId],
      );
      const isForeign = actor.role === 'funder' && order?.funderId !== actor.organisationId;
      if (!order || isForeign) throw refuseAccess('not-found');
      const found = await rows<BooksAtPlace>(tx, PLACES_SQL, [orderId, after, rowsToFetch(page)]);
      return toPage(page, found, (last) => [last.fromNumber]);
    });
  }
}
