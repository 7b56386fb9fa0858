import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { CreditNotes } from '../billing/credit-notes.js';
import { type LockedInvoice, Payments, shareOf } from '../billing/payments.js';
import { Database, type OnceRequest } from '../database/database.js';
import { oneRow, rows, type Tx } from '../database/sql.js';
import { ofOperator, ofOrder } from '../ledger/accounts.js';
import { Ledger, type Transfer } from '../ledger/ledger.js';
import { Letters } from '../letters/letters.js';
import { OrderSteps } from '../orders/order-steps.service.js';
import { OrderViews } from '../orders/order-views.service.js';
import { refuseOrder } from '../orders/orders.refusals.js';
import { Clock } from '../shared/clock.js';
import { type Cents, euros, sum } from '../shared/money.js';
import { VoucherEnds } from './voucher-ends.js';

interface OrderToAbandon {
  readonly id: string;
  readonly number: string;
  readonly funderId: string;
  readonly funderName: string;
  readonly stateId: string | null;
  readonly stateShareCents: Cents;
}

interface Cancelled {
  readonly invoice: LockedInvoice;
  /** The number of the credit note. */
  readonly creditNote: string;
}

/** An invoice with the parts that its ledger accounts had of it, in cents. */
interface InvoiceToCancel extends LockedInvoice {
  readonly netCents: Cents;
  readonly vatCents: Cents;
}

/** An approved order that is never paid does not hold the agreement's ceiling, nor wait for money, for ever. */
@Injectable()
export class Abandonment {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly steps: OrderSteps,
    private readonly views: OrderViews,
    private readonly payments: Payments,
    private readonly creditNotes: CreditNotes,
    private readonly voucherEnds: VoucherEnds,
    private readonly ledger: Ledger,
    private readonly audit: AuditTrail,
    private readonly letters: Letters,
  ) {}

  /**
   * Abandons an order that was invoiced and is not funded. Its State share goes back to the agreement. Each invoice is
   * cancelled by a credit note of its whole amount (an issued invoice is never deleted): what was unpaid is set off, and
   * what was paid is left as a credit of whoever paid it, to spend or to be refunded. The vouchers of books that were
   * printed early are revoked; no money moves with them, since they were never worth anything.
   * Refusals: access.not-found, orders.order-funded, .fee-paid, STEP_REFUSALS.
   */
  abandon(actor: Actor, once: OnceRequest, orderId: string, reason: string) {
    return this.db.once(once, async (tx) => {
      await this.steps.lock(tx, orderId);
      const order = await this.read(tx, orderId);
      if ((await this.steps.stepsOf(tx, orderId)).includes('funded'))
        throw refuseOrder('order-funded', { order: order.number });
      const at = this.clock.now();
      await this.steps.take(tx, at, actor, orderId, 'abandoned', reason);
      const invoices = await this.lockInvoices(tx, orderId);
      const fee = invoices.find(({ kind, paidCents }) => kind === 'order-fee' && paidCents > 0n);
      if (fee) throw refuseOrder('fee-paid', { order: order.number, amount: euros(fee.paidCents) });
      const vouchers = await this.voucherEnds.revokeUnfunded(tx, at, orderId);
      // The counter of credit notes is locked last.
      const cancelled: Cancelled[] = [];
      for (const invoice of invoices)
        cancelled.push({ invoice, creditNote: await this.cancel(tx, at, orderId, invoice) });
      await this.audit.record(tx, actor, at, {
        action: 'order.abandoned',
        subject: 'order',
        subjectId: orderId,
        concerns: order.stateId ? [order.funderId, order.stateId] : [order.funderId],
        details: { creditNotes: cancelled.map(({ creditNote }) => creditNote), vouchers },
      });
      await this.tell(tx, at, order, cancelled, reason);
      return this.views.find(tx, actor, orderId);
    });
  }

  private read(tx: Tx, orderId: string): Promise<OrderToAbandon> {
    return oneRow<OrderToAbandon>(
      tx,
      `SELECT o.id, o.number, f.id AS "funderId", f.name AS "funderName", a.state_id AS "stateId",
              o.state_share_cents AS "stateShareCents"
         FROM voucher_order o JOIN organisation f ON f.id = o.funder_id LEFT JOIN grant_agreement a ON a.id = o.agreement_id
        WHERE o.id = $1`,
      [orderId],
    );
  }

  /** The funder, and the State's service whose share the order held: each of its own invoices. */
  private async tell(
    tx: Tx,
    at: Date,
    { id: orderId, number, funderId, funderName, stateId, stateShareCents }: OrderToAbandon,
    cancelled: readonly Cancelled[],
    reason: string,
  ): Promise<void> {
    const readers = [
      { organisationId: funderId, reader: 'funder' as const },
      ...(stateId && stateShareCents > 0n ? [{ organisationId: stateId, reader: 'state' as const }] : []),
    ];
    await this.letters.postAll(
      tx,
      at,
      readers.map(({ organisationId, reader }) => {
        const own = cancelled.filter(({ invoice }) => invoice.payerId === organisationId);
        return {
          kind: 'order-abandoned',
          to: { organisationId },
          facts: {
            orderId,
            number,
            funderName,
            invoices: own.map(({ invoice, creditNote }) => ({ number: invoice.number, creditNote })),
            creditCents: sum(own.map(({ invoice }) => invoice.paidCents)),
            reason,
            reader,
          },
        };
      }),
    );
  }

  private async lockInvoices(tx: Tx, orderId: string): Promise<InvoiceToCancel[]> {
    const found = await rows<{ id: string; netCents: Cents; vatCents: Cents }>(
      tx,
      `SELECT id, net_cents AS "netCents", vat_cents AS "vatCents" FROM invoice WHERE order_id = $1 ORDER BY exercise, sequence`,
      [orderId],
    );
    const invoices: InvoiceToCancel[] = [];
    for (const { id, ...parts } of found) invoices.push({ ...(await this.payments.lock(tx, id)), ...parts });
    return invoices;
  }

  /** Cancels one invoice; returns the number of its credit note. */
  private async cancel(tx: Tx, at: Date, orderId: string, invoice: InvoiceToCancel): Promise<string> {
    const share = shareOf(invoice.kind) ?? 'funder';
    const note = await this.creditNotes.issue(tx, at, {
      kind: 'cancellation',
      invoiceId: invoice.id,
      orderId,
      funderCents: share === 'funder' ? invoice.totalCents : 0n,
      stateCents: share === 'state' ? invoice.totalCents : 0n,
    });
    const cause = { cause: 'credit-note', causeId: note.id };
    await this.ledger.post(tx, note.issuedAt, cause, takenBack(orderId, invoice));
    const unpaidCents = invoice.totalCents - invoice.paidCents;
    if (unpaidCents > 0n) {
      const locked = await this.creditNotes.lock(tx, note.id);
      const use = { purpose: 'set-off' } as const;
      const useId = await this.creditNotes.spend(tx, note.issuedAt, locked, share, unpaidCents, use);
      const { credit, receivable } = accountsOf(orderId, invoice);
      await this.ledger.post(tx, note.issuedAt, { cause: 'credit-use', causeId: useId }, [
        { kind: 'set-off', debit: credit, credit: receivable, cents: unpaidCents },
      ]);
    }
    return note.number;
  }
}

function accountsOf(orderId: string, { kind }: InvoiceToCancel) {
  if (kind === 'vouchers-state')
    return { credit: ofOrder('credit-state', orderId), receivable: ofOrder('state-receivable', orderId) };
  return {
    credit: ofOrder('credit-funder', orderId),
    receivable: ofOrder(kind === 'order-fee' ? 'fee-receivable' : 'funder-receivable', orderId),
  };
}

/** What the invoice had put on the books, out of them and into the credit. */
function takenBack(orderId: string, invoice: InvoiceToCancel): Transfer[] {
  const { credit } = accountsOf(orderId, invoice);
  if (invoice.kind !== 'order-fee') {
    const debit = ofOrder('vouchers-ordered', orderId);
    return [{ kind: 'cancellation', debit, credit, cents: invoice.totalCents }];
  }
  return [
    { kind: 'cancellation', debit: ofOperator('order-fees'), credit, cents: invoice.netCents },
    { kind: 'cancellation', debit: ofOperator('vat-due'), credit, cents: invoice.vatCents },
  ];
}
