import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { oneRow, row, type Tx } from '../database/sql.js';
import { Exercises } from '../issuance/exercises.service.js';
import { VoucherEnds } from '../issuance/voucher-ends.js';
import type { Cents } from '../shared/money.js';
import { Clock } from '../shared/clock.js';
import { refuseRequest } from '../shared/http/request.refusals.js';
import { openedCalendar, requireToleranceOver } from './exercise-lock.js';

/** Vouchers ended in one transaction: few enough for it to last some hundredths of a second. */
const BATCH = 1_000;

/** A voucher passed over, because a scan or another expiry held it, is looked for again this often, at this pace. */
const PASSES = 20;
const BETWEEN_PASSES_MS = 50;

/**
 * The expiry of what is unspent when the tolerance is over. It is done by batches, each a short transaction, so that
 * nobody waits for it; stopped anywhere it is taken up by beginning again, and two at once share the work.
 */
@Injectable()
export class Expiry {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly exercises: Exercises,
    private readonly ends: VoucherEnds,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Expires the unspent vouchers of the exercise's active orders, all of them, and tells how many have expired in it.
   * Refusals: issuance.exercise-unknown, year-end.tolerance-not-over; request.busy when a voucher stays held.
   */
  async expire(actor: Actor, once: OnceRequest, exercise: number) {
    // The batches are repeatable in themselves and come first; the key is kept with the answer, once there is nothing
    // left to do. So a call cut short can be repeated under its key, and goes on where it stopped.
    if (await this.mayBegin(once, exercise)) await this.expireAll(exercise);
    return this.db.once(once, async (tx) => {
      requireToleranceOver(await openedCalendar(tx, this.exercises, exercise), this.clock.today());
      if ((await this.unendedIn(tx, exercise)) > 0) throw refuseRequest('busy');
      const expired = await this.expiredIn(tx, exercise);
      await this.audit.record(tx, actor, this.clock.now(), {
        action: 'exercise.expired',
        subject: 'exercise',
        subjectId: String(exercise),
        details: { vouchers: expired.vouchers },
      });
      return { exercise, ...expired };
    });
  }

  /** Whether there is work to do: a key already answered has none, and what is refused has none either. */
  private mayBegin(once: OnceRequest, exercise: number): Promise<boolean> {
    return this.db.read(async (tx) => {
      const answered = await row(
        tx,
        'SELECT 1 FROM first_answer WHERE organisation_id = $1 AND idempotency_key = $2',
        [once.organisationId, once.key],
      );
      const calendar = await row<{ toleranceEndsOn: string }>(
        tx,
        'SELECT tolerance_ends_on AS "toleranceEndsOn" FROM exercise WHERE year = $1',
        [exercise],
      );
      return !answered && calendar !== null && this.clock.today() > calendar.toleranceEndsOn;
    });
  }

  private async expireAll(exercise: number): Promise<void> {
    for (let pass = 1; pass <= PASSES; pass++) {
      if (pass > 1) await pause(BETWEEN_PASSES_MS);
      await this.onePass(exercise);
      if ((await this.db.read((tx) => this.unendedIn(tx, exercise))) === 0) return;
    }
  }

  private async onePass(exercise: number): Promise<void> {
    let after: bigint | null = 0n;
    while (after !== null) {
      const from: bigint = after;
      const batch = await this.db.transaction((tx) =>
        this.ends.expire(tx, this.clock.now(), exercise, from, BATCH),
      );
      after = batch.next;
    }
  }

  private async unendedIn(tx: Tx, exercise: number): Promise<number> {
    const { vouchers } = await oneRow<{ vouchers: number }>(
      tx,
      `SELECT count(*)::int AS vouchers FROM voucher v
         JOIN order_step s ON s.order_id = v.order_id AND s.step = 'active'
        WHERE v.exercise = $1 AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)`,
      [exercise],
    );
    return vouchers;
  }

  private expiredIn(tx: Tx, exercise: number): Promise<{ vouchers: number; cents: Cents }> {
    return oneRow(
      tx,
      `SELECT count(*)::int AS vouchers, coalesce(sum(o.voucher_cents), 0)::bigint AS cents
         FROM voucher_end e JOIN voucher v ON v.serial = e.voucher_serial JOIN voucher_order o ON o.id = v.order_id
        WHERE v.exercise = $1 AND e.kind = 'expired'`,
      [exercise],
    );
  }
}
