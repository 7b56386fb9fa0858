import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { refuseBilling } from '../billing/billing.refusals.js';
import { CreditNoteViews } from '../billing/credit-note-views.js';
import { CreditNotes, type CreditShare, type LockedCreditNote } from '../billing/credit-notes.js';
import { InvoiceViews } from '../billing/invoice-views.js';
import type { InvoiceKind } from '../billing/invoices.js';
import {
  canonicalReference,
  type LockedInvoice,
  type LockedPayment,
  Payments,
  shareOf,
} from '../billing/payments.js';
import { Database, type OnceRequest } from '../database/database.js';
import { oneRow, row, type Tx } from '../database/sql.js';
import { type Account, ofOperator, ofOrder, ofStructure } from '../ledger/accounts.js';
import { Ledger, type Transfer } from '../ledger/ledger.js';
import { Letters } from '../letters/letters.js';
import { Clock } from '../shared/clock.js';
import { wireNumber } from '../shared/wire.js';
import { OrderFunding } from './order-funding.service.js';
import { OrderSteps } from './order-steps.service.js';
import type { BankPaymentBody, CreditPaymentBody, RefundBody } from './payments.dto.js';

const RECEIVABLES = {
  'vouchers-funder': 'funder-receivable',
  'vouchers-state': 'state-receivable',
  'order-fee': 'fee-receivable',
} as const satisfies Partial<Record<InvoiceKind, string>>;

const CREDITS = { funder: 'credit-funder', state: 'credit-state' } as const satisfies Record<
  CreditShare,
  string
>;

/** Money received on invoices, credit notes spent on them, credits given back; and what that does to an order. */
@Injectable()
export class OrderPayments {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly steps: OrderSteps,
    private readonly funding: OrderFunding,
    private readonly payments: Payments,
    private readonly creditNotes: CreditNotes,
    private readonly invoiceViews: InvoiceViews,
    private readonly creditNoteViews: CreditNoteViews,
    private readonly ledger: Ledger,
    private readonly audit: AuditTrail,
    private readonly letters: Letters,
  ) {}

  /**
   * Records a bank transfer on an invoice: the face value goes to the ring-fenced account, fees to the operating one.
   * Refusals: access.not-found, and those of Payments.receive.
   */
  receive(actor: Actor, once: OnceRequest, invoiceId: string, body: BankPaymentBody) {
    return this.db.once(once, async (tx) => {
      const invoice = await this.lockInvoice(tx, invoiceId);
      const at = this.clock.now();
      const payment = await this.payments.receive(tx, at, invoice, { excess: 'refuse', ...body });
      const { bank, receivable, credit } = accountsOf(invoice);
      await this.ledger.post(tx, at, { cause: 'payment', causeId: payment.id }, [
        { kind: 'payment', debit: bank, credit: receivable, cents: payment.appliedCents },
        ...(credit
          ? [{ kind: 'overpayment', debit: bank, credit, cents: payment.excessCents } as const]
          : []),
      ]);
      await this.audit.record(tx, actor, at, {
        action: 'payment.recorded',
        subject: 'invoice',
        subjectId: invoiceId,
        concerns: [invoice.payerId],
        details: {
          paymentId: payment.id,
          cents: wireNumber(payment.appliedCents),
          excessCents: wireNumber(payment.excessCents),
        },
      });
      if (invoice.orderId) await this.funding.fundIfPaid(tx, at, actor, invoice.orderId);
      return this.invoiceViews.find(tx, actor, invoiceId);
    });
  }

  /**
   * Pays an invoice of vouchers with a credit note: a funder its own with its own share, the operator also the
   * State's with the State's share. Refusals: access.not-found, billing.credit-of-another-funder,
   * .credit-of-another-agreement, and those of Payments.payByCredit.
   */
  payByCredit(actor: Actor, once: OnceRequest, invoiceId: string, body: CreditPaymentBody) {
    return this.db.once(once, async (tx) => {
      const invoice = await this.lockInvoice(tx, invoiceId);
      const note = await this.creditNotes.lock(tx, body.creditNoteId);
      refuseOthers(actor, invoice, note);
      const at = this.clock.now();
      await this.refuseRestricted(tx, invoice, note);
      const payment = await this.payments.payByCredit(tx, at, invoice, note, body.amountCents);
      await this.ledger.post(tx, at, { cause: 'payment', causeId: payment.id }, [
        {
          kind: 'payment-by-credit',
          debit: ofOrder(CREDITS[payment.share], note.orderId),
          credit: accountsOf(invoice).receivable,
          cents: body.amountCents,
        },
      ]);
      await this.audit.record(tx, actor, at, {
        action: 'credit-note.spent',
        subject: 'credit-note',
        subjectId: note.id,
        concerns: [invoice.payerId],
        details: { paymentId: payment.id, invoice: invoice.number, cents: wireNumber(body.amountCents) },
      });
      if (invoice.orderId) await this.funding.fundIfPaid(tx, at, actor, invoice.orderId);
      return this.invoiceViews.find(tx, actor, invoiceId);
    });
  }

  /**
   * Reverses a payment that was recorded by mistake: the invoice waits for its amount again. History stays, and the
   * transfers that reverse those of the payment name it. RULES `activation`, `backing`: a payment that funded vouchers
   * is their counterpart and stands, whatever became of them; a fee's or a label's holds nothing up.
   * Refusals: access.not-found, billing.payment-backs-vouchers, those of Payments.toReverse and .reverse.
   */
  reverse(actor: Actor, once: OnceRequest, paymentId: string, reason: string) {
    return this.db.once(once, async (tx) => {
      const found = await row<{ invoiceId: string }>(
        tx,
        'SELECT invoice_id AS "invoiceId" FROM payment WHERE id = $1',
        [paymentId],
      );
      if (!found) throw refuseAccess('not-found');
      const invoice = await this.lockInvoice(tx, found.invoiceId);
      const payment = await this.payments.toReverse(tx, invoice, paymentId);
      await this.refuseFunded(tx, invoice);
      const at = this.clock.now();
      const { creditedOrderId } = await this.payments.reverse(tx, at, actor, invoice, payment, reason);
      const cause = { cause: 'payment-reversal', causeId: paymentId };
      await this.ledger.post(tx, at, cause, reversing(invoice, payment, creditedOrderId));
      await this.audit.record(tx, actor, at, {
        action: 'payment.reversed',
        subject: 'invoice',
        subjectId: invoice.id,
        concerns: [invoice.payerId],
        details: {
          paymentId,
          cents: wireNumber(payment.cents),
          excessCents: wireNumber(payment.excessCents),
        },
      });
      await this.tellPayer(tx, at, invoice, payment, reason);
      return this.invoiceViews.find(tx, actor, invoice.id);
    });
  }

  /**
   * Gives some of a credit share back to its owner, by decision, out of the ring-fenced account.
   * Refusals: access.not-found, billing.refund-recorded, .credit-short.
   */
  refund(actor: Actor, once: OnceRequest, creditNoteId: string, body: RefundBody) {
    return this.db.once(once, async (tx) => {
      const note = await this.creditNotes.lock(tx, creditNoteId);
      const at = this.clock.now();
      const { share, amountCents, reason } = body;
      const bankReference = canonicalReference(body.bankReference);
      await this.creditNotes.refuseKnownRefund(tx, note, bankReference);
      const use = { purpose: 'refund', bankReference, reason } as const;
      const useId = await this.creditNotes.spend(tx, at, note, share, amountCents, use);
      await this.ledger.post(tx, at, { cause: 'credit-use', causeId: useId }, [
        {
          kind: 'credit-refund',
          debit: ofOrder(CREDITS[share], note.orderId),
          credit: ofOperator('bank-ring-fenced'),
          cents: amountCents,
        },
      ]);
      const owner = share === 'state' ? note.stateId : note.funderId;
      await this.audit.record(tx, actor, at, {
        action: 'credit-note.refunded',
        subject: 'credit-note',
        subjectId: note.id,
        concerns: owner ? [owner] : [],
        details: { share, cents: wireNumber(amountCents) },
      });
      return this.creditNoteViews.find(tx, actor, creditNoteId);
    });
  }

  /** Whoever pays the invoice, of a payment of it that was reversed. */
  private async tellPayer(
    tx: Tx,
    at: Date,
    { payerId, kind, orderId, number: invoiceNumber, totalCents, paidCents }: LockedInvoice,
    { cents, excessCents, means }: LockedPayment,
    reason: string,
  ): Promise<void> {
    await this.letters.post(tx, at, {
      kind: 'payment-reversed',
      to: { organisationId: payerId },
      facts: {
        invoiceNumber,
        order: orderId ? { orderId, number: await this.orderNumber(tx, orderId) } : null,
        amountCents: cents + excessCents,
        byCredit: means === 'credit',
        restCents: totalCents - paidCents + cents,
        reason,
        payer: kind === 'label' ? 'structure' : kind === 'vouchers-state' ? 'state' : 'funder',
      },
    });
  }

  private async orderNumber(tx: Tx, orderId: string): Promise<string> {
    const sql = 'SELECT number FROM voucher_order WHERE id = $1';
    return (await oneRow<{ number: string }>(tx, sql, [orderId])).number;
  }

  /** Locks the invoice's order first: its other invoices stand still too, so its funding is decided once. */
  private async lockInvoice(tx: Tx, invoiceId: string): Promise<LockedInvoice> {
    const invoice = await row<{ orderId: string | null }>(
      tx,
      'SELECT order_id AS "orderId" FROM invoice WHERE id = $1',
      [invoiceId],
    );
    if (!invoice) throw refuseAccess('not-found');
    if (invoice.orderId) await this.steps.lock(tx, invoice.orderId);
    return this.payments.lock(tx, invoiceId);
  }

  private async refuseFunded(tx: Tx, { kind, orderId }: LockedInvoice): Promise<void> {
    if (!orderId || shareOf(kind) === null) return;
    if (!(await this.steps.stepsOf(tx, orderId)).includes('funded')) return;
    throw refuseBilling('payment-backs-vouchers', { order: await this.orderNumber(tx, orderId) });
  }

  /** RULES `credit-note`: the State's share goes to orders under the same agreement, the funder's to its own orders. */
  private async refuseRestricted(tx: Tx, invoice: LockedInvoice, note: LockedCreditNote): Promise<void> {
    const names = { invoice: invoice.number, creditNote: note.number };
    if (invoice.kind === 'vouchers-funder' && invoice.payerId !== note.funderId) {
      throw refuseBilling('credit-of-another-funder', names);
    }
    if (invoice.kind !== 'vouchers-state') return;
    const { agreementId } = await oneRow<{ agreementId: string | null }>(
      tx,
      'SELECT agreement_id AS "agreementId" FROM voucher_order WHERE id = $1',
      [invoice.orderId],
    );
    if (note.agreementId !== agreementId) throw refuseBilling('credit-of-another-agreement', names);
  }
}

/** To a funder, another's invoice and another's credit note do not exist. */
function refuseOthers(actor: Actor, invoice: LockedInvoice, note: LockedCreditNote): void {
  if (actor.role === 'operator') return;
  const own = invoice.payerId === actor.organisationId && note.funderId === actor.organisationId;
  if (!own) throw refuseAccess('not-found');
}

/** Where the money of an invoice goes, what it settles, and the credit that an excess becomes. */
function accountsOf(invoice: LockedInvoice): { bank: Account; receivable: Account; credit: Account | null } {
  const { kind, orderId, payerId } = invoice;
  if (kind === 'label' || !orderId) {
    // A structure is its organisation, which pays for its label.
    const receivable = ofStructure('label-receivable', payerId);
    return { bank: ofOperator('bank-operating'), receivable, credit: null };
  }
  const receivable = ofOrder(RECEIVABLES[kind], orderId);
  if (kind === 'order-fee') return { bank: ofOperator('bank-operating'), receivable, credit: null };
  const credit = ofOrder(CREDITS[kind === 'vouchers-state' ? 'state' : 'funder'], orderId);
  return { bank: ofOperator('bank-ring-fenced'), receivable, credit };
}

/** The transfers of a payment, the other way; a payment by credit goes back to the order whose credit it was. */
function reversing(
  invoice: LockedInvoice,
  payment: LockedPayment,
  creditedOrderId: string | null,
): Transfer[] {
  const { bank, receivable, credit } = accountsOf(invoice);
  if (creditedOrderId) {
    const source = ofOrder(CREDITS[shareOf(invoice.kind) ?? 'funder'], creditedOrderId);
    return [{ kind: 'payment-by-credit-reversed', debit: receivable, credit: source, cents: payment.cents }];
  }
  return [
    { kind: 'payment-reversed', debit: receivable, credit: bank, cents: payment.cents },
    ...(credit
      ? [{ kind: 'overpayment-reversed', debit: credit, credit: bank, cents: payment.excessCents } as const]
      : []),
  ];
}
