import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { type InvoiceDraft, Invoices, type IssuedInvoice } from '../billing/invoices.js';
import { Database, type OnceRequest } from '../database/database.js';
import { oneRow, type Tx } from '../database/sql.js';
import { ofOperator, ofOrder } from '../ledger/accounts.js';
import { Ledger, type Transfer } from '../ledger/ledger.js';
import { Letters } from '../letters/letters.js';
import { exerciseOf, parisDay } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import type { Cents } from '../shared/money.js';
import { OrderSteps } from './order-steps.service.js';
import { OrderViews } from './order-views.service.js';
import { refuseOrder } from './orders.refusals.js';

interface OrderToDecide {
  readonly id: string;
  readonly exercise: number;
  readonly funderId: string;
  readonly stateId: string | null;
  readonly invoicedToFunderCents: Cents;
  readonly invoicedToStateCents: Cents;
  readonly feeCents: Cents;
}

/** A submitted order is decided once: approved and invoiced, refused with a reason, or cancelled by its funder. */
@Injectable()
export class OrderDecisions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly steps: OrderSteps,
    private readonly views: OrderViews,
    private readonly invoices: Invoices,
    private readonly ledger: Ledger,
    private readonly audit: AuditTrail,
    private readonly letters: Letters,
  ) {}

  /**
   * Approves an order and invoices it, all or nothing.
   * Refusals: access.not-found, STEP_REFUSALS, orders.exercise-over when its vouchers would be worth nothing.
   */
  approve(actor: Actor, once: OnceRequest, orderId: string) {
    return this.db.once(once, async (tx) => {
      const order = await this.lock(tx, orderId);
      const at = this.clock.now();
      await this.steps.take(tx, at, actor, orderId, 'approved');
      const current = exerciseOf(parisDay(at));
      if (order.exercise < current) throw refuseOrder('exercise-over', { exercise: order.exercise, current });
      const numbers: string[] = [];
      for (const draft of invoicesOf(order)) {
        const invoice = await this.invoices.issue(tx, at, draft);
        const cause = { cause: 'invoice', causeId: invoice.id };
        await this.ledger.post(tx, invoice.issuedAt, cause, transfersOf(orderId, draft.kind, invoice));
        numbers.push(invoice.number);
      }
      await this.steps.take(tx, at, actor, orderId, 'invoiced');
      await this.record(tx, actor, at, order, 'order.approved', { invoices: numbers });
      const view = await this.views.find(tx, actor, orderId);
      await this.letters.post(tx, at, {
        kind: 'order-approved',
        to: { organisationId: order.funderId },
        facts: {
          orderId,
          number: view.number,
          invoices: view.invoices
            .filter(({ payer }) => payer.id === order.funderId)
            .map(({ number, totalCents }) => ({ number, totalCents })),
          stateCents: order.invoicedToStateCents,
        },
      });
      return view;
    });
  }

  /** Refuses an order, which gives its State share back to the agreement. Refusals: access.not-found, STEP_REFUSALS. */
  refuse(actor: Actor, once: OnceRequest, orderId: string, reason: string) {
    return this.db.once(once, async (tx) => {
      const order = await this.lock(tx, orderId);
      const at = this.clock.now();
      await this.steps.take(tx, at, actor, orderId, 'refused', reason);
      await this.record(tx, actor, at, order, 'order.refused');
      const view = await this.views.find(tx, actor, orderId);
      await this.letters.post(tx, at, {
        kind: 'order-refused',
        to: { organisationId: order.funderId },
        facts: { orderId, number: view.number, reason },
      });
      return view;
    });
  }

  /**
   * The funder takes its own order back before the operator has decided.
   * Refusals: access.not-found, another funder's order included; STEP_REFUSALS.
   */
  cancel(actor: Actor, once: OnceRequest, orderId: string, reason?: string) {
    return this.db.once(once, async (tx) => {
      const order = await this.lock(tx, orderId);
      if (order.funderId !== actor.organisationId) throw refuseAccess('not-found');
      const at = this.clock.now();
      await this.steps.take(tx, at, actor, orderId, 'cancelled', reason);
      await this.record(tx, actor, at, order, 'order.cancelled');
      return this.views.find(tx, actor, orderId);
    });
  }

  private async lock(tx: Tx, orderId: string): Promise<OrderToDecide> {
    await this.steps.lock(tx, orderId);
    return oneRow<OrderToDecide>(
      tx,
      `SELECT o.id, o.exercise, o.funder_id AS "funderId", a.state_id AS "stateId", o.fee_cents AS "feeCents",
              o.invoiced_to_funder_cents AS "invoicedToFunderCents", o.invoiced_to_state_cents AS "invoicedToStateCents"
         FROM voucher_order o LEFT JOIN grant_agreement a ON a.id = o.agreement_id WHERE o.id = $1`,
      [orderId],
    );
  }

  private async record(
    tx: Tx,
    actor: Actor,
    at: Date,
    order: OrderToDecide,
    action: 'order.approved' | 'order.refused' | 'order.cancelled',
    details: { invoices?: readonly string[] } = {},
  ): Promise<void> {
    await this.audit.record(tx, actor, at, {
      action,
      subject: 'order',
      subjectId: order.id,
      concerns: order.stateId ? [order.funderId, order.stateId] : [order.funderId],
      details,
    });
  }
}

/** One invoice per payer for the face value, one of its own for the fee; none for an amount of zero. */
function invoicesOf(order: OrderToDecide): InvoiceDraft[] {
  const vouchers = { orderId: order.id, vat: 'outside-scope' } as const;
  const drafts: InvoiceDraft[] = [
    {
      ...vouchers,
      kind: 'vouchers-funder',
      payerId: order.funderId,
      totalCents: order.invoicedToFunderCents,
    },
    {
      orderId: order.id,
      vat: 'included',
      kind: 'order-fee',
      payerId: order.funderId,
      totalCents: order.feeCents,
    },
  ];
  if (order.stateId) {
    drafts.push({
      ...vouchers,
      kind: 'vouchers-state',
      payerId: order.stateId,
      totalCents: order.invoicedToStateCents,
    });
  }
  return drafts.filter((draft) => draft.totalCents > 0n);
}

function transfersOf(orderId: string, kind: InvoiceDraft['kind'], invoice: IssuedInvoice): Transfer[] {
  if (kind === 'order-fee') {
    const debit = ofOrder('fee-receivable', orderId);
    return [
      { kind: 'fee-invoiced', debit, credit: ofOperator('order-fees'), cents: invoice.netCents },
      { kind: 'fee-vat-invoiced', debit, credit: ofOperator('vat-due'), cents: invoice.vatCents },
    ];
  }
  const debit = ofOrder(kind === 'vouchers-state' ? 'state-receivable' : 'funder-receivable', orderId);
  return [
    {
      kind: 'vouchers-invoiced',
      debit,
      credit: ofOrder('vouchers-ordered', orderId),
      cents: invoice.totalCents,
    },
  ];
}
