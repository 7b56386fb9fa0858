import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { affected, oneRow, row, type Tx } from '../database/sql.js';
import { type Day, frenchDay, parisDay } from '../shared/calendar.js';
import { type Cents, euros } from '../shared/money.js';
import { wireNumber } from '../shared/wire.js';
import { refuseBilling } from './billing.refusals.js';
import { CreditNotes, type CreditShare, type LockedCreditNote } from './credit-notes.js';
import type { InvoiceKind } from './invoices.js';
import { checkPayment } from './payment-check.js';

/** An invoice whose payments stand still until the transaction ends. */
export interface LockedInvoice {
  readonly id: string;
  readonly number: string;
  readonly kind: InvoiceKind;
  readonly payerId: string;
  readonly orderId: string | null;
  readonly totalCents: Cents;
  readonly paidCents: Cents;
  /** How many of its payments were reversed so far. */
  readonly reversals: number;
  /** The number of the credit note that cancels it; null while it stands. */
  readonly cancelledBy: string | null;
}

export interface BankPayment {
  readonly amountCents: Cents;
  readonly receivedOn: Day;
  readonly bankReference: string;
  /** What to do with what is beyond the invoice's rest. */
  readonly excess: 'refuse' | 'credit';
}

/** A payment that stands, to be reversed. */
export interface LockedPayment {
  readonly id: string;
  readonly means: 'bank' | 'credit';
  readonly cents: Cents;
  readonly excessCents: Cents;
  readonly excessCreditNoteId: string | null;
}

export interface RecordedPayment {
  readonly id: string;
  /** What the invoice took; with the excess it makes what was received. */
  readonly appliedCents: Cents;
  readonly excessCents: Cents;
}

const SHARE_PAID: Partial<Record<InvoiceKind, CreditShare>> = {
  'vouchers-funder': 'funder',
  'vouchers-state': 'state',
};

/** Whose money settles an invoice of vouchers; null for a fee, which is the operator's and not held for anyone. */
export function shareOf(kind: InvoiceKind): CreditShare | null {
  return SHARE_PAID[kind] ?? null;
}

/**
 * A bank reference as it is compared: without regard to case and to spaces in a row, so that the same transfer typed
 * twice is seen as the same.
 */
export function canonicalReference(reference: string): string {
  return reference.trim().replaceAll(/\s+/g, ' ').toUpperCase();
}

/** What invoices receive. The callers post to the ledger and see what it means for an order. */
@Injectable()
export class Payments {
  constructor(private readonly creditNotes: CreditNotes) {}

  /** Locks an invoice (its order, if any, is locked before) and sums its payments. Refusal: access.not-found. */
  async lock(tx: Tx, invoiceId: string): Promise<LockedInvoice> {
    const invoice = await row<Omit<LockedInvoice, 'paidCents' | 'reversals' | 'cancelledBy'>>(
      tx,
      `SELECT id, number, kind, payer_id AS "payerId", order_id AS "orderId", total_cents AS "totalCents"
         FROM invoice WHERE id = $1 FOR NO KEY UPDATE`,
      [invoiceId],
    );
    if (!invoice) throw refuseAccess('not-found');
    // A statement of its own: it sees what whoever held the lock has committed.
    const state = await oneRow<Pick<LockedInvoice, 'paidCents' | 'reversals' | 'cancelledBy'>>(
      tx,
      `SELECT (SELECT coalesce(sum(cents), 0)::bigint FROM standing_payment WHERE invoice_id = $1) AS "paidCents",
              (SELECT count(*)::int FROM payment_reversal WHERE invoice_id = $1) AS reversals,
              (SELECT number FROM credit_note WHERE invoice_id = $1) AS "cancelledBy"`,
      [invoiceId],
    );
    return { ...invoice, ...state };
  }

  /**
   * Records a bank transfer on a locked invoice. What is beyond the invoice becomes a credit note when asked.
   * Refusals: billing.invoice-cancelled, .bank-reference-used, .received-in-the-future, .invoice-paid, .excess,
   * .excess-of-fee.
   */
  async receive(tx: Tx, at: Date, invoice: LockedInvoice, payment: BankPayment): Promise<RecordedPayment> {
    refuseCancelled(invoice);
    const bankReference = canonicalReference(payment.bankReference);
    await this.refuseKnownTransfer(tx, invoice, bankReference);
    const today = parisDay(at);
    if (payment.receivedOn > today) {
      throw refuseBilling('received-in-the-future', { today: frenchDay(today), todayDay: today });
    }
    const share = shareOf(invoice.kind);
    const answer = checkPayment({ ...invoice, ...payment, ringFenced: share !== null });
    if (!answer.ok) {
      throw refuseBilling(answer.why, {
        invoice: invoice.number,
        ...('excessCents' in answer ? amounts(answer) : {}),
      });
    }
    const { appliedCents, excessCents } = answer;
    const excessNote = excessCents > 0n ? await this.creditExcess(tx, at, invoice, excessCents) : null;
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO payment (invoice_id, invoice_total_cents, paid_before_cents, cents, means, bank_reference,
                            received_on, recorded_at, excess_cents, excess_credit_note_id, reversals_before)
       VALUES ($1, $2, $3, $4, 'bank', $5, $6, $7, $8, $9, $10) RETURNING id`,
      [
        invoice.id,
        invoice.totalCents,
        invoice.paidCents,
        appliedCents,
        bankReference,
        payment.receivedOn,
        at,
        excessCents,
        excessNote,
        invoice.reversals,
      ],
    );
    return { id, appliedCents, excessCents };
  }

  /**
   * Pays a locked invoice of vouchers out of a locked credit note, whose restrictions the caller has checked.
   * Refusals: billing.credit-not-for-fees, .invoice-cancelled, .invoice-paid, .credit-over-invoice, .credit-short.
   */
  async payByCredit(
    tx: Tx,
    at: Date,
    invoice: LockedInvoice,
    creditNote: LockedCreditNote,
    amountCents: Cents,
  ): Promise<{ id: string; share: CreditShare }> {
    const share = shareOf(invoice.kind);
    if (!share) throw refuseBilling('credit-not-for-fees', { invoice: invoice.number });
    refuseCancelled(invoice);
    const answer = checkPayment({ ...invoice, amountCents, excess: 'refuse', ringFenced: true });
    if (!answer.ok) {
      throw answer.why === 'invoice-paid'
        ? refuseBilling('invoice-paid', { invoice: invoice.number })
        : refuseBilling('credit-over-invoice', {
            invoice: invoice.number,
            amount: euros(amountCents),
            ...amounts(answer),
          });
    }
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO payment (invoice_id, invoice_total_cents, paid_before_cents, cents, means, received_on, recorded_at,
                            reversals_before)
       VALUES ($1, $2, $3, $4, 'credit', $5, $6, $7) RETURNING id`,
      [invoice.id, invoice.totalCents, invoice.paidCents, amountCents, parisDay(at), at, invoice.reversals],
    );
    await this.creditNotes.spend(tx, at, creditNote, share, amountCents, {
      purpose: 'payment',
      paymentId: id,
    });
    return { id, share };
  }

  /**
   * A payment of a locked invoice, to be reversed.
   * Refusals: access.not-found for one of another invoice; billing.payment-reversed, .invoice-cancelled.
   */
  async toReverse(tx: Tx, invoice: LockedInvoice, paymentId: string): Promise<LockedPayment> {
    const payment = await row<LockedPayment & { reversed: boolean }>(
      tx,
      `SELECT id, means, cents, excess_cents AS "excessCents", excess_credit_note_id AS "excessCreditNoteId",
              EXISTS (SELECT 1 FROM payment_reversal r WHERE r.payment_id = p.id) AS reversed
         FROM payment p WHERE id = $1 AND invoice_id = $2`,
      [paymentId, invoice.id],
    );
    if (!payment) throw refuseAccess('not-found');
    if (payment.reversed) throw refuseBilling('payment-reversed');
    refuseCancelled(invoice);
    return payment;
  }

  /**
   * Reverses a payment that stands: the invoice waits for its amount again; the payment and its reversal both stay. The
   * credit it was made of is given back, and the credit note that its excess became is used up.
   * Refusal: billing.excess-spent when some of that credit note has served.
   */
  async reverse(
    tx: Tx,
    at: Date,
    actor: Actor,
    invoice: LockedInvoice,
    payment: LockedPayment,
    reason: string,
  ) {
    await affected(
      tx,
      `INSERT INTO payment_reversal (payment_id, invoice_id, number, reason, by_person, at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [payment.id, invoice.id, invoice.reversals + 1, reason, actor.personId, at],
    );
    const creditedOrderId =
      payment.means === 'credit' ? await this.creditNotes.giveBack(tx, payment.id) : null;
    if (payment.excessCreditNoteId) {
      const share = shareOf(invoice.kind) ?? 'funder';
      const note = await this.creditNotes.lock(tx, payment.excessCreditNoteId);
      await this.creditNotes.refuseSpent(tx, note, share);
      const use = { purpose: 'reversal', reversedPaymentId: payment.id } as const;
      await this.creditNotes.spend(tx, at, note, share, payment.excessCents, use);
    }
    return { creditedOrderId };
  }

  private async refuseKnownTransfer(tx: Tx, invoice: LockedInvoice, bankReference: string): Promise<void> {
    const known = await row(
      tx,
      'SELECT 1 FROM standing_payment WHERE invoice_id = $1 AND bank_reference = $2',
      [invoice.id, bankReference],
    );
    if (known) throw refuseBilling('bank-reference-used');
  }

  private async creditExcess(tx: Tx, at: Date, invoice: LockedInvoice, excessCents: Cents): Promise<string> {
    if (!invoice.orderId) throw new Error('only an invoice of an order has an excess to credit');
    const ofState = shareOf(invoice.kind) === 'state';
    const { id } = await this.creditNotes.issue(tx, at, {
      kind: 'overpayment',
      orderId: invoice.orderId,
      funderCents: ofState ? 0n : excessCents,
      stateCents: ofState ? excessCents : 0n,
    });
    return id;
  }
}

/** Refusal: billing.invoice-cancelled. */
function refuseCancelled({ number, cancelledBy }: LockedInvoice): void {
  if (cancelledBy) throw refuseBilling('invoice-cancelled', { invoice: number, creditNote: cancelledBy });
}

/** The amounts of a refusal, as the sentence says them and as data. */
function amounts({ restCents, excessCents }: { restCents: Cents; excessCents: Cents }) {
  return {
    rest: euros(restCents),
    excess: euros(excessCents),
    restCents: wireNumber(restCents),
    excessCents: wireNumber(excessCents),
  };
}
