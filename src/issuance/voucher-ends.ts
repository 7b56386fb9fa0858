import { Injectable } from '@nestjs/common';
import { affected, oneRow, rows, type Tx } from '../database/sql.js';
import { ofOrder } from '../ledger/accounts.js';
import { type CausedTransfer, Ledger } from '../ledger/ledger.js';
import type { Cents } from '../shared/money.js';

export interface Revocation {
  readonly orderId: string;
  /** Whose stock it was, or who handed it out; null when the operator revokes. */
  readonly officeId: string | null;
  /** At most a book's worth, all of the order; the caller has locked them and checked that none has ended. */
  readonly serials: readonly bigint[];
  readonly reason: string;
  readonly replace: boolean;
}

export interface Revoked {
  readonly revocationId: string;
  readonly replacementBookId: bigint | null;
  readonly replacementSerials: readonly bigint[];
}

/** How a voucher ends without being redeemed: revoked because it was lost, or expired with its exercise. */
@Injectable()
export class VoucherEnds {
  constructor(private readonly ledger: Ledger) {}

  /**
   * Revokes vouchers together. Replaced, their value moves to new vouchers of the same order in a book of their own,
   * and no money moves; not replaced, their face value waits as unused for the credit note.
   */
  async revoke(tx: Tx, at: Date, revocation: Revocation): Promise<Revoked> {
    const { orderId, officeId, serials, reason, replace } = revocation;
    const { id: revocationId } = await oneRow<{ id: string }>(
      tx,
      `WITH made AS (
         INSERT INTO revocation (order_id, office_id, reason, replaced, vouchers, at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
       ), ended AS (
         INSERT INTO voucher_end (voucher_serial, kind, revocation_id, at)
         SELECT serial, 'revoked', made.id, $6 FROM made, unnest($7::bigint[]) AS serial
       )
       SELECT id FROM made`,
      [orderId, officeId, reason, replace, serials.length, at, serials],
    );
    if (replace) return { revocationId, ...(await this.replace(tx, orderId, serials)) };
    const cents = BigInt(serials.length) * (await this.voucherCents(tx, orderId));
    await this.ledger.post(tx, at, { cause: 'revocation', causeId: revocationId }, [
      {
        kind: 'revocation',
        debit: ofOrder('vouchers-outstanding', orderId),
        credit: ofOrder('vouchers-unused', orderId),
        cents,
      },
    ]);
    return { revocationId, replacementBookId: null, replacementSerials: [] };
  }

  /**
   * Revokes every voucher of an order that is abandoned, the order being locked; returns how many. No money moves: they
   * were never worth anything. A loss being declared is waited for: it shares the lock of its book, and may make a
   * further one, so the books are locked until no new one is found.
   */
  async revokeUnfunded(tx: Tx, at: Date, orderId: string): Promise<number> {
    for (let locked = -1, found = 0; locked !== found;) {
      locked = found;
      found = (
        await rows(tx, 'SELECT 1 FROM book WHERE order_id = $1 ORDER BY id FOR NO KEY UPDATE', [orderId])
      ).length;
    }
    const { vouchers } = await oneRow<{ vouchers: number }>(
      tx,
      `WITH standing AS MATERIALIZED (
         SELECT v.serial FROM voucher v
          WHERE v.order_id = $1 AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)
       ), made AS (
         INSERT INTO revocation (order_id, office_id, reason, replaced, vouchers, at)
         SELECT $1, NULL, 'abandoned', false, count(*), $2 FROM standing HAVING count(*) > 0 RETURNING id
       ), ended AS (
         INSERT INTO voucher_end (voucher_serial, kind, revocation_id, at)
         SELECT serial, 'revoked', made.id, $2 FROM standing, made
       )
       SELECT count(*)::int AS vouchers FROM standing`,
      [orderId, at],
    );
    return vouchers;
  }

  /**
   * Expires what is left of the next `limit` vouchers of an exercise whose serial is beyond `after`, of active orders only:
   * the others were never worth anything. Vouchers that a scan is holding are passed over. Returns how many ended, and
   * the serial to go on from, null at the end. What was passed over is found by beginning again: twice is the same as once.
   */
  async expire(
    tx: Tx,
    at: Date,
    exercise: number,
    after: bigint,
    limit: number,
  ): Promise<{ expired: number; next: bigint | null }> {
    // Bounded by the key before anything else is asked: whatever the planner thinks, a batch reads its own serials only.
    const { upTo } = await oneRow<{ upTo: bigint | null }>(
      tx,
      `SELECT max(serial) AS "upTo" FROM (
         SELECT serial FROM voucher WHERE exercise = $1 AND serial > $2 ORDER BY serial LIMIT $3) batch`,
      [exercise, after, limit],
    );
    if (upTo === null) return { expired: 0, next: null };
    const due = await rows<{ serial: bigint }>(
      tx,
      `SELECT v.serial FROM voucher v
        WHERE v.exercise = $1 AND v.serial > $2 AND v.serial <= $3
          AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)
          AND EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = v.order_id AND s.step = 'active')
        ORDER BY v.serial FOR NO KEY UPDATE OF v SKIP LOCKED`,
      [exercise, after, upTo],
    );
    if (due.length === 0) return { expired: 0, next: upTo };
    // A scan may have ended one between the look and the lock: the key decides, and only what ended here is counted.
    const batches = await rows<{ id: string; orderId: string; vouchers: number; voucherCents: Cents }>(
      tx,
      `WITH batch AS MATERIALIZED (
         SELECT o.id AS order_id, gen_random_uuid() AS id
           FROM voucher_order o WHERE o.id IN (SELECT order_id FROM voucher WHERE serial = ANY($1::bigint[]))
       ), ended AS (
         INSERT INTO voucher_end (voucher_serial, kind, expiry_id, at)
         SELECT v.serial, 'expired', b.id, $2 FROM voucher v JOIN batch b ON b.order_id = v.order_id
          WHERE v.serial = ANY($1::bigint[])
         ON CONFLICT DO NOTHING RETURNING expiry_id
       ), made AS (
         INSERT INTO expiry (id, order_id, vouchers, at)
         SELECT b.id, b.order_id, count(*), $2 FROM batch b JOIN ended e ON e.expiry_id = b.id GROUP BY b.id, b.order_id
         RETURNING id, order_id, vouchers
       )
       SELECT m.id, m.order_id AS "orderId", m.vouchers, o.voucher_cents AS "voucherCents"
         FROM made m JOIN voucher_order o ON o.id = m.order_id ORDER BY m.order_id`,
      [due.map(({ serial }) => serial), at],
    );
    await this.ledger.postAll(tx, at, batches.map(transferOfExpiry));
    return { expired: batches.reduce((total, batch) => total + batch.vouchers, 0), next: upTo };
  }

  private async replace(tx: Tx, orderId: string, serials: readonly bigint[]) {
    // Two losses of one order at once take their book numbers one after the other.
    await affected(tx, `SELECT pg_advisory_xact_lock(hashtextextended('replacement ' || $1, 0))`, [orderId]);
    const made = await rows<{ bookId: bigint; serial: bigint }>(
      tx,
      `WITH added AS (
         INSERT INTO book (order_id, number, kind, size)
         SELECT $1::uuid, max(number) + 1, 'replacement', $3 FROM book WHERE order_id = $1::uuid
         RETURNING id
       )
       INSERT INTO voucher (book_id, position, order_id, exercise, replaces)
       SELECT added.id, row_number() OVER (ORDER BY lost.serial), lost.order_id, lost.exercise, lost.serial
         FROM added, voucher lost WHERE lost.serial = ANY($2::bigint[])
       RETURNING book_id AS "bookId", serial`,
      [orderId, serials, serials.length],
    );
    return {
      replacementBookId: made[0]?.bookId ?? null,
      replacementSerials: made.map(({ serial }) => serial).toSorted((one, other) => (one < other ? -1 : 1)),
    };
  }

  private async voucherCents(tx: Tx, orderId: string): Promise<Cents> {
    const { cents } = await oneRow<{ cents: Cents }>(
      tx,
      `SELECT voucher_cents AS cents FROM voucher_order WHERE id = $1`,
      [orderId],
    );
    return cents;
  }
}

function transferOfExpiry(batch: {
  id: string;
  orderId: string;
  vouchers: number;
  voucherCents: Cents;
}): CausedTransfer {
  return {
    kind: 'expiry',
    debit: ofOrder('vouchers-outstanding', batch.orderId),
    credit: ofOrder('vouchers-unused', batch.orderId),
    cents: BigInt(batch.vouchers) * batch.voucherCents,
    cause: 'expiry',
    causeId: batch.id,
  };
}
