import { row, rows, type Tx } from '../database/sql.js';

/** How the next vouchers are taken: past those that others hold, after waiting for them, or without taking them. */
export type Taking = 'skip' | 'wait' | 'look';

const LOCK_SQL: Readonly<Record<Taking, { voucher: string; book: string }>> = {
  skip: { voucher: 'FOR NO KEY UPDATE SKIP LOCKED', book: 'FOR SHARE SKIP LOCKED' },
  wait: { voucher: 'FOR NO KEY UPDATE', book: 'FOR SHARE' },
  look: { voucher: '', book: '' },
};

/** The office's open book: the one it last handed out from. */
const OPEN_BOOK_SQL = `
  SELECT u.book_id
    FROM hand_out o JOIN hand_out_voucher g ON g.hand_out_id = o.id JOIN voucher u ON u.serial = g.voucher_serial
   WHERE o.office_id = $1 ORDER BY o.at DESC LIMIT 1`;

/**
 * The next free vouchers of an office, locked with their books: from the open book first, then from its books in
 * their order, so that a book is finished before another is begun. Fewer come when no more are left.
 *
 * With `skip`, colleagues who hand out at the same moment get other vouchers and nobody waits. A voucher given away
 * between the look and the lock may still come out of here: the caller reads the facts again and asks again.
 *
 * The books are gone through one by one until enough is found: the statement is written so that it cannot be planned
 * otherwise (subqueries that stay subqueries), because an office has a thousand finished books for an open one.
 */
export async function nextVouchers(
  tx: Tx,
  officeId: string,
  exercise: number,
  count: number,
  taking: Taking,
): Promise<bigint[]> {
  const lock = LOCK_SQL[taking];
  const found = await rows<{ serial: bigint }>(
    tx,
    `SELECT v.serial
       FROM (SELECT book_id FROM book_holding WHERE office_id = $1 ORDER BY book_id = (${OPEN_BOOK_SQL}) DESC, book_id) held
      CROSS JOIN LATERAL (
        SELECT v.serial, v.book_id FROM voucher v
         WHERE v.book_id = held.book_id
           AND (SELECT true FROM hand_out_voucher g WHERE g.voucher_serial = v.serial) IS NULL
           AND (SELECT true FROM voucher_end e WHERE e.voucher_serial = v.serial) IS NULL
           AND (SELECT o.exercise FROM voucher_order o JOIN order_step s ON s.order_id = o.id
                 WHERE o.id = v.order_id AND s.step = 'active') = $2
         ORDER BY v.position LIMIT $3 ${lock.voucher}) v
      CROSS JOIN LATERAL (SELECT FROM book WHERE id = v.book_id ${lock.book}) b
      LIMIT $3`,
    [officeId, exercise, count],
  );
  return found.map(({ serial }) => serial);
}

/** Locks vouchers named by their codes: their books first, then them, each in one order. */
export async function lockVouchers(tx: Tx, serials: readonly bigint[]): Promise<void> {
  await rows(
    tx,
    `WITH books AS MATERIALIZED (
       SELECT id FROM book WHERE id IN (SELECT book_id FROM voucher WHERE serial = ANY($1::bigint[])) ORDER BY id FOR SHARE
     )
     SELECT serial FROM voucher WHERE serial = ANY($1::bigint[]) AND (SELECT count(*) FROM books) > 0
      ORDER BY serial FOR NO KEY UPDATE`,
    [serials],
  );
}

/** Locks a book and all its vouchers, and gives their serials; none for a book that does not exist. */
export async function lockBook(tx: Tx, bookId: number): Promise<bigint[]> {
  const found = await rows<{ serial: bigint }>(tx, `SELECT serial FROM voucher WHERE book_id = $1`, [bookId]);
  const serials = found.map(({ serial }) => serial);
  await lockVouchers(tx, serials);
  return serials;
}

/** The number of an order of which the office holds books, and whose money has not come; null if there is none. */
export async function waitingOrder(tx: Tx, officeId: string, exercise: number): Promise<string | null> {
  const waiting = await row<{ number: string }>(
    tx,
    `SELECT o.number FROM book_holding h JOIN book b ON b.id = h.book_id JOIN voucher_order o ON o.id = b.order_id
      WHERE h.office_id = $1 AND o.exercise = $2
        AND NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'active')
      ORDER BY o.number LIMIT 1`,
    [officeId, exercise],
  );
  return waiting?.number ?? null;
}
