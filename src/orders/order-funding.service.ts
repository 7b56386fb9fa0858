import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { oneRow, type Tx } from '../database/sql.js';
import { Jobs } from '../jobs/jobs.js';
import { ofOrder } from '../ledger/accounts.js';
import { Ledger } from '../ledger/ledger.js';
import { Letters } from '../letters/letters.js';
import { mayTake, type OrderStep } from '../scheme/order-steps.js';
import type { Cents } from '../shared/money.js';
import { OrderSteps } from './order-steps.service.js';

interface OrderMoney {
  readonly number: string;
  readonly funderId: string;
  readonly faceValueCents: Cents;
  /** What its voucher invoices still wait for; the fee is the operator's and is not counted. */
  readonly restCents: Cents;
  readonly concerns: readonly string[];
}

/** RULES `activation`: vouchers are worth something once their face value is in the ring-fenced account, and no sooner. */
@Injectable()
export class OrderFunding {
  constructor(
    private readonly steps: OrderSteps,
    private readonly ledger: Ledger,
    private readonly jobs: Jobs,
    private readonly audit: AuditTrail,
    private readonly letters: Letters,
  ) {}

  /**
   * After a payment: once every voucher invoice of the order is paid, it is funded, its face value goes from ordered
   * to outstanding, and its vouchers are issued in the background. Does nothing before, nor a second time.
   */
  async fundIfPaid(tx: Tx, at: Date, actor: Actor, orderId: string): Promise<void> {
    await this.steps.lock(tx, orderId);
    const taken = await this.steps.stepsOf(tx, orderId);
    const { number, funderId, faceValueCents, restCents, concerns } = await this.moneyOf(tx, orderId);
    if (restCents > 0n || !mayTake(taken, 'funded').ok) return;
    await this.take(tx, at, actor, orderId, 'funded', concerns);
    await this.ledger.post(tx, at, { cause: 'order', causeId: orderId }, [
      {
        kind: 'activation',
        debit: ofOrder('vouchers-ordered', orderId),
        credit: ofOrder('vouchers-outstanding', orderId),
        cents: faceValueCents,
      },
    ]);
    await this.letters.post(tx, at, {
      kind: 'funds-received',
      to: { organisationId: funderId },
      facts: { orderId, number, faceValueCents, issued: taken.includes('issued') },
    });
    await this.jobs.add(tx, 'issue-order', orderId);
    await this.activateIfReady(tx, at, actor, orderId);
  }

  /**
   * Makes the order active if its money and its vouchers are both there, and does nothing otherwise: called after the
   * funding and after the issuance, so that whichever comes last activates.
   */
  async activateIfReady(tx: Tx, at: Date, actor: Actor, orderId: string): Promise<void> {
    await this.steps.lock(tx, orderId);
    if (!mayTake(await this.steps.stepsOf(tx, orderId), 'active').ok) return;
    const { concerns } = await this.moneyOf(tx, orderId);
    await this.take(tx, at, actor, orderId, 'active', concerns);
  }

  private async take(
    tx: Tx,
    at: Date,
    actor: Actor,
    orderId: string,
    step: OrderStep,
    concerns: readonly string[],
  ): Promise<void> {
    await this.steps.take(tx, at, actor, orderId, step);
    await this.audit.record(tx, actor, at, {
      action: `order.${step}`,
      subject: 'order',
      subjectId: orderId,
      concerns,
    });
  }

  private async moneyOf(tx: Tx, orderId: string): Promise<OrderMoney> {
    return oneRow<OrderMoney>(
      tx,
      `SELECT o.number, o.funder_id AS "funderId", o.face_value_cents AS "faceValueCents",
              (o.face_value_cents - coalesce(
                (SELECT sum(p.cents) FROM standing_payment p JOIN invoice i ON i.id = p.invoice_id
                  WHERE i.order_id = o.id AND i.kind IN ('vouchers-funder', 'vouchers-state')), 0))::bigint AS "restCents",
              array_remove(ARRAY[o.funder_id, a.state_id], NULL) AS concerns
         FROM voucher_order o LEFT JOIN grant_agreement a ON a.id = o.agreement_id WHERE o.id = $1`,
      [orderId],
    );
  }
}
