import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { oneRow, type Tx } from '../database/sql.js';
import { VoucherEnds } from '../issuance/voucher-ends.js';
import type { JobContext } from '../jobs/handlers.js';
import type { Cents } from '../shared/money.js';
import { Clock } from '../shared/clock.js';
import { refuseRequest } from '../shared/http/request.refusals.js';
import { ordersOf } from '../redemption/voucher-units.sql.js';
import { TO_EXPIRE_SQL } from './year-end-facts.js';

/** Vouchers ended in one transaction: few enough for it to last some hundredths of a second. */
const BATCH = 1_000;

/** A voucher passed over, because a scan or another expiry held it, is looked for again this often, at this pace. */
const PASSES = 20;
const BETWEEN_PASSES_MS = 50;

/** What expired in an exercise, or would. */
export interface Expired {
  readonly vouchers: number;
  readonly cents: Cents;
}

/**
 * The expiry of what is unspent when the tolerance is over. It is done by batches, each a short transaction, so that
 * nobody waits for it; stopped anywhere it is taken up by beginning again, and two at once share the work.
 */
@Injectable()
export class Expiry {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ends: VoucherEnds,
  ) {}

  /**
   * Expires the unspent vouchers of the exercise's active orders, all of them, and tells how many have expired in it,
   * now and before. Whoever calls has seen that the tolerance is over. Refusal: request.busy when a voucher stays held.
   */
  async run(exercise: number, { signal, progress }: JobContext): Promise<Expired> {
    const { total, left } = await this.db.read((tx) => this.counts(tx, exercise));
    let done = total - left;
    await progress(done, total);
    for (let pass = 1; pass <= PASSES; pass++) {
      if (pass > 1) await pause(BETWEEN_PASSES_MS);
      let after: bigint | null = 0n;
      while (after !== null) {
        signal.throwIfAborted();
        const from: bigint = after;
        const batch = await this.db.transaction((tx) =>
          this.ends.expire(tx, this.clock.now(), exercise, from, BATCH),
        );
        after = batch.next;
        done += batch.expired;
        // Another expiry may do some of it meanwhile, and an order become active.
        await progress(Math.min(done, total), total);
      }
      if ((await this.db.read((tx) => this.counts(tx, exercise))).left === 0)
        return this.db.read((tx) => expiredIn(tx, exercise, null));
    }
    throw refuseRequest('busy');
  }

  private async counts(tx: Tx, exercise: number): Promise<{ total: number; left: number }> {
    const { left } = await oneRow<{ left: number }>(
      tx,
      `SELECT count(*)::int AS left FROM ${TO_EXPIRE_SQL}`,
      [exercise],
    );
    const { vouchers } = await expiredIn(tx, exercise, null);
    return { total: vouchers + left, left };
  }
}

/** What has expired in an exercise, of the orders of a funder or of a State's service, or of all (null). */
export function expiredIn(tx: Tx, exercise: number, organisationId: string | null): Promise<Expired> {
  return oneRow<Expired>(
    tx,
    `SELECT count(*)::int AS vouchers, coalesce(sum(o.voucher_cents), 0)::bigint AS cents
       FROM voucher_end e JOIN voucher v ON v.serial = e.voucher_serial JOIN voucher_order o ON o.id = v.order_id
      WHERE v.exercise = $1 AND e.kind = 'expired' AND ${ordersOf('$2')}`,
    [exercise, organisationId],
  );
}

/** The face value that is still to expire: nothing once it has. */
export function toExpireIn(tx: Tx, exercise: number, organisationId: string | null): Promise<Expired> {
  return oneRow<Expired>(
    tx,
    `SELECT count(*)::int AS vouchers, coalesce(sum(o.voucher_cents), 0)::bigint AS cents
       FROM ${TO_EXPIRE_SQL} AND ${ordersOf('$2')}`,
    [exercise, organisationId],
  );
}
