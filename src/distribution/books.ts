import { refuseAccess } from '../access/access.refusals.js';
import { row, rows, type Tx } from '../database/sql.js';
import { refuseDistribution } from './distribution.refusals.js';

/** Books of a funder: by their ids, or by a range of numbers of one order, both ends included. */
export interface BookChoice {
  readonly bookIds?: readonly number[];
  readonly orderId?: string;
  readonly fromNumber?: number;
  readonly toNumber?: number;
}

/** Where a book is, and whether it is begun: some voucher of it was handed out, or has ended. */
export interface BookState {
  readonly id: bigint;
  readonly number: number;
  readonly orderNumber: string;
  readonly officeId: string | null;
  readonly distributed: boolean;
}

/**
 * Locks books of a funder, in the order of their ids. The row of a book is the lock of where it is: moves take it for
 * themselves (FOR NO KEY UPDATE), hand-outs and losses share it (FOR SHARE), so that the one excludes the other. What a
 * book's state depends on is read after (`bookStates`).
 * Refusals: access.not-found, distribution.books-unclear, order-not-issued, books-out-of-range.
 */
export async function lockBooks(tx: Tx, funderId: string, choice: BookChoice): Promise<bigint[]> {
  const { bookIds, orderId, fromNumber, toNumber } = choice;
  const byRange = orderId !== undefined && fromNumber !== undefined && toNumber !== undefined;
  const anyOfRange = orderId !== undefined || fromNumber !== undefined || toNumber !== undefined;
  if (bookIds && !anyOfRange) return lockByIds(tx, funderId, bookIds);
  if (!bookIds && byRange && fromNumber <= toNumber) {
    return lockRange(tx, funderId, orderId, fromNumber, toNumber);
  }
  throw refuseDistribution('books-unclear');
}

async function lockByIds(tx: Tx, funderId: string, bookIds: readonly number[]): Promise<bigint[]> {
  const wanted = new Set(bookIds);
  const locked = await rows<{ id: bigint }>(
    tx,
    `SELECT b.id FROM book b JOIN voucher_order o ON o.id = b.order_id
      WHERE b.id = ANY($1::bigint[]) AND o.funder_id = $2 ORDER BY b.id FOR NO KEY UPDATE OF b`,
    [[...wanted], funderId],
  );
  if (locked.length !== wanted.size) throw refuseAccess('not-found');
  return locked.map(({ id }) => id);
}

async function lockRange(
  tx: Tx,
  funderId: string,
  orderId: string,
  from: number,
  to: number,
): Promise<bigint[]> {
  const order = await row<{ issued: boolean; last: number }>(
    tx,
    `SELECT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'issued') AS issued,
            (SELECT max(number) FROM book b WHERE b.order_id = o.id) AS last
       FROM voucher_order o WHERE o.id = $1 AND o.funder_id = $2`,
    [orderId, funderId],
  );
  if (!order) throw refuseAccess('not-found');
  if (!order.issued) throw refuseDistribution('order-not-issued');
  const locked = await rows<{ id: bigint }>(
    tx,
    `SELECT id FROM book WHERE order_id = $1 AND number BETWEEN $2 AND $3 ORDER BY id FOR NO KEY UPDATE`,
    [orderId, from, to],
  );
  if (locked.length !== to - from + 1) throw refuseDistribution('books-out-of-range', { last: order.last });
  return locked.map(({ id }) => id);
}

/** The state of books that the caller has locked, in the order of their ids. */
export async function bookStates(tx: Tx, bookIds: readonly bigint[]): Promise<BookState[]> {
  return rows<BookState>(
    tx,
    `SELECT b.id, b.number, o.number AS "orderNumber", h.office_id AS "officeId",
            EXISTS (SELECT 1 FROM voucher v
                     WHERE v.book_id = b.id
                       AND (EXISTS (SELECT 1 FROM hand_out_voucher g WHERE g.voucher_serial = v.serial)
                            OR EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial))) AS distributed
       FROM book b JOIN voucher_order o ON o.id = b.order_id LEFT JOIN book_holding h ON h.book_id = b.id
      WHERE b.id = ANY($1::bigint[]) ORDER BY b.id`,
    [bookIds],
  );
}

const SHOWN_AT_MOST = 10;

/** The numbers of some books for a sentence: the first ten, and that there are more. */
export function numbersOf(books: readonly BookState[]): string {
  const shown = books.slice(0, SHOWN_AT_MOST).map(({ number }) => number);
  return shown.join(', ') + (books.length > SHOWN_AT_MOST ? '…' : '');
}
