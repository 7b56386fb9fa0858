import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { affected, row, rows, type Tx } from '../database/sql.js';
import { mayTake, type OrderStep, type StepAnswer } from '../scheme/order-steps.js';
import type { Refusal } from '../shared/refusal.js';
import { refuseOrder } from './orders.refusals.js';

/** The steps of an order. Each is a fact, taken once under the order's lock (the table: scheme/order-steps.ts). */
@Injectable()
export class OrderSteps {
  /**
   * Locks an order until the transaction ends, so that its steps and payments stand still. Agreements are locked
   * before it; invoices, credit notes, books and vouchers after. Refusal: access.not-found.
   */
  async lock(tx: Tx, orderId: string): Promise<void> {
    const found = await row(tx, 'SELECT 1 FROM voucher_order WHERE id = $1 FOR NO KEY UPDATE', [orderId]);
    if (!found) throw refuseAccess('not-found');
  }

  /**
   * Takes a step, after locking the order; `reason` says why, for a refusal or a cancellation. The caller records it
   * in the audit trail. Refusals: access.not-found, and STEP_REFUSALS.
   */
  async take(
    tx: Tx,
    at: Date,
    actor: Actor,
    orderId: string,
    step: OrderStep,
    reason?: string,
  ): Promise<void> {
    await this.lock(tx, orderId);
    const answer = mayTake(await this.stepsOf(tx, orderId), step);
    if (!answer.ok) throw refusalOf(answer);
    await affected(
      tx,
      'INSERT INTO order_step (order_id, step, at, by_person, reason) VALUES ($1, $2, $3, $4, $5)',
      [orderId, step, at, actor.personId, reason ?? null],
    );
  }

  /** The steps that an order has taken, in no order; none for an order that does not exist. */
  async stepsOf(tx: Tx, orderId: string): Promise<OrderStep[]> {
    const taken = await rows<{ step: OrderStep }>(tx, 'SELECT step FROM order_step WHERE order_id = $1', [
      orderId,
    ]);
    return taken.map(({ step }) => step);
  }
}

function refusalOf(answer: Exclude<StepAnswer, { ok: true }>): Refusal {
  if ('missing' in answer)
    return refuseOrder(answer.missing === 'approved' ? 'not-approved' : 'step-too-early');
  switch (answer.blockedBy) {
    case 'approved':
    case 'refused':
    case 'cancelled':
    case 'abandoned':
      return refuseOrder(`already-${answer.blockedBy}`);
    default:
      return refuseOrder('step-already-taken');
  }
}
