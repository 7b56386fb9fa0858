import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Actors } from '../access/actors.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { CreditNotes } from '../billing/credit-notes.js';
import { Database, type OnceRequest } from '../database/database.js';
import { affected, rows, type Tx } from '../database/sql.js';
import { Exercises } from '../issuance/exercises.service.js';
import { Keyring } from '../issuance/keyring.js';
import type { JobContext } from '../jobs/handlers.js';
import { Letters } from '../letters/letters.js';
import { OrderSteps } from '../orders/order-steps.service.js';
import { Clock } from '../shared/clock.js';
import { lockedCalendar, requireToleranceOver } from './exercise-lock.js';
import { type OrderAtYearEnd, ordersAtYearEnd } from './orders-at-year-end.js';
import { YearEndRuns } from './runs.js';
import type { CreditNoteMade } from './year-end.dto.js';
import { refuseYearEnd } from './year-end.refusals.js';

/** The end of an exercise: the credit note of each order, then the closing, after which nobody's pseudonym can be found. */
@Injectable()
export class Closing {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly exercises: Exercises,
    private readonly creditNotes: CreditNotes,
    private readonly orderSteps: OrderSteps,
    private readonly keyring: Keyring,
    private readonly runs: YearEndRuns,
    private readonly actors: Actors,
    private readonly letters: Letters,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Closes every order whose statement is agreed or settled, with a credit note for what was not redeemed (RULES:
   * credit-note); tells which ones still wait. Done again, it takes up those that waited.
   * Refusals: issuance.exercise-unknown, year-end.tolerance-not-over.
   */
  credit(actor: Actor, once: OnceRequest, exercise: number) {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      requireToleranceOver(await lockedCalendar(tx, this.exercises, exercise), this.clock.today());
      await this.lockOrders(tx, exercise);
      const open = (await ordersAtYearEnd(tx, exercise)).filter((order) => !order.closed);
      const ready = open.filter(isReady);
      const made: CreditNoteMade[] = [];
      for (const order of ready) {
        const note = await this.close(tx, at, actor, order);
        if (note) made.push(note);
      }
      if (ready.length > 0) await this.runs.record(tx, at, exercise, 'credit-notes', actor.personId);
      return {
        exercise,
        made,
        closed: ready.length,
        waiting: open
          .filter((order) => !isReady(order))
          .map(({ orderId, number, funderId, statement }) => ({
            orderId,
            orderNumber: number,
            funderId,
            statement,
          })),
      };
    });
  }

  /** The same as a job: each order in a transaction of its own, so that no payment waits for all of them. */
  async creditAll(exercise: number, { signal, progress }: JobContext) {
    const ready = (await this.db.read((tx) => ordersAtYearEnd(tx, exercise))).filter(
      (order) => !order.closed && isReady(order),
    );
    let creditNotes = 0;
    for (const [index, { orderId }] of ready.entries()) {
      signal.throwIfAborted();
      if (await this.creditOne(exercise, orderId)) creditNotes++;
      await progress(index + 1, ready.length);
    }
    return { orders: ready.length, creditNotes };
  }

  private creditOne(exercise: number, orderId: string): Promise<CreditNoteMade | null> {
    return this.db.transaction(async (tx) => {
      await lockedCalendar(tx, this.exercises, exercise);
      await rows(tx, 'SELECT 1 FROM voucher_order WHERE id = $1 FOR NO KEY UPDATE', [orderId]);
      // Read again under the lock: another may have closed it meanwhile.
      const [order] = await ordersAtYearEnd(tx, exercise, orderId);
      if (!order || order.closed || !isReady(order)) return null;
      return this.close(tx, this.clock.now(), await this.actors.system(tx), order);
    });
  }

  /**
   * Closes the exercise and destroys the key of its pseudonyms: its beneficiaries are anonymous from then on. The key
   * of its codes stays, so that an old voucher is still recognised. Closed already, it gives the same answer.
   * Refusals: issuance.exercise-unknown, year-end.tolerance-not-over, year-end.orders-not-closed.
   */
  closeExercise(actor: Actor, once: OnceRequest, exercise: number) {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      requireToleranceOver(await lockedCalendar(tx, this.exercises, exercise), this.clock.today());
      const open = (await ordersAtYearEnd(tx, exercise)).filter((order) => !order.closed);
      const done = await affected(
        tx,
        `INSERT INTO exercise_closing (exercise, by_person, at) SELECT $1, $2, $3 WHERE $4
         ON CONFLICT ON CONSTRAINT exercise_closed_once DO NOTHING`,
        [exercise, actor.personId, at, open.length === 0],
      );
      const closing = await rows<{ at: Date }>(tx, 'SELECT at FROM exercise_closing WHERE exercise = $1', [
        exercise,
      ]);
      if (closing.length === 0) throw refuseYearEnd('orders-not-closed', { orders: open.length });
      if (done === 1) {
        await this.audit.record(tx, actor, at, {
          action: 'exercise.closed',
          subject: 'exercise',
          subjectId: String(exercise),
        });
      }
      // Last, and on every call: the file goes before the commit, so a closing that is recorded never leaves it behind,
      // and one that was cut short in between is completed by closing again.
      await this.keyring.destroy(tx, at, exercise, 'pseudonyms');
      return { exercise, closedAt: closing[0]!.at };
    });
  }

  /** The funder, and the State's service where a share of it is the State's. */
  private async tell(tx: Tx, at: Date, order: OrderAtYearEnd, creditNoteNumber: string): Promise<void> {
    const { orderId, number: orderNumber, funderId, funderName, stateId, funderCents, stateCents } = order;
    const exercise = order.exercise;
    const facts = { exercise, orderId, orderNumber, creditNoteNumber, funderName, funderCents, stateCents };
    const readers = [
      { organisationId: funderId, reader: 'funder' as const },
      ...(stateId && stateCents > 0n ? [{ organisationId: stateId, reader: 'state' as const }] : []),
    ];
    for (const { organisationId, reader } of readers)
      await this.letters.post(tx, at, {
        kind: 'credit-note-made',
        to: { organisationId },
        facts: { ...facts, reader },
      });
  }

  /** All at once and in one order, before the counter of credit notes: so two of these never wait for each other. */
  private async lockOrders(tx: Tx, exercise: number): Promise<void> {
    await rows(tx, 'SELECT 1 FROM voucher_order WHERE exercise = $1 ORDER BY id FOR NO KEY UPDATE', [
      exercise,
    ]);
  }

  private async close(tx: Tx, at: Date, actor: Actor, order: OrderAtYearEnd): Promise<CreditNoteMade | null> {
    const { orderId, number: orderNumber, funderCents, stateCents } = order;
    await this.orderSteps.take(tx, at, actor, orderId, 'closed');
    const note =
      funderCents + stateCents > 0n
        ? await this.creditNotes.issue(tx, at, { kind: 'year-end', orderId, funderCents, stateCents })
        : null;
    await this.audit.record(tx, actor, at, {
      action: 'order.closed',
      subject: 'order',
      subjectId: orderId,
      concerns: [order.funderId, ...(order.stateId ? [order.stateId] : [])],
      details: { creditNote: note?.number ?? null },
    });
    if (note) await this.tell(tx, at, order, note.number);
    return (
      note && { orderId, orderNumber, creditNoteId: note.id, number: note.number, funderCents, stateCents }
    );
  }
}

/** What was activated since the expiry waits for the next one, even when its statement is agreed. */
function isReady(order: OrderAtYearEnd): boolean {
  return order.toExpire === 0 && (order.statement === 'agreed' || order.statement === 'settled');
}
