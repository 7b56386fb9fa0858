import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import { ofOrder } from '../ledger/accounts.js';
import { Ledger } from '../ledger/ledger.js';
import { type Cents, euros } from '../shared/money.js';
import { wireNumber } from '../shared/wire.js';
import { refuseBilling } from './billing.refusals.js';
import { takeNumber } from './documents.js';
import { keepCreditNoteParties } from './paper-parties.js';

export const CREDIT_SHARES = ['funder', 'state'] as const;
export type CreditShare = (typeof CREDIT_SHARES)[number];

export const CREDIT_NOTE_KINDS = ['year-end', 'overpayment', 'cancellation'] as const;
export type CreditNoteKind = (typeof CREDIT_NOTE_KINDS)[number];

export interface CreditNoteDraft {
  readonly kind: CreditNoteKind;
  /** The invoice that a cancellation cancels, of which it bears the whole amount. */
  readonly invoiceId?: string;
  readonly orderId: string;
  readonly funderCents: Cents;
  readonly stateCents: Cents;
}

export interface IssuedCreditNote {
  readonly id: string;
  readonly number: string;
  readonly issuedAt: Date;
}

/** A credit note with something left of the funder's share. */
export interface OpenCredit {
  readonly creditNoteId: string;
  readonly number: string;
  readonly orderNumber: string;
  readonly restCents: Cents;
}

/** A credit note whose uses stand still until the transaction ends. */
export interface LockedCreditNote {
  readonly id: string;
  readonly number: string;
  readonly orderId: string;
  readonly funderId: string;
  readonly agreementId: string | null;
  readonly stateId: string | null;
  readonly funderCents: Cents;
  readonly stateCents: Cents;
}

/** What a credit is spent on: the payment it made, the transfer that gave it back and the decision behind it, or what it cancels. */
export type CreditUse =
  | { readonly purpose: 'payment'; readonly paymentId: string }
  | { readonly purpose: 'refund'; readonly bankReference: string; readonly reason: string }
  /** What a cancelled invoice still waited for: it is owed no more. */
  | { readonly purpose: 'set-off' }
  /** The payment whose excess it was is reversed: the money never came. */
  | { readonly purpose: 'reversal'; readonly reversedPaymentId: string };

/** Credit notes, in one series of numbers per exercise, and what each of their shares is spent on. */
@Injectable()
export class CreditNotes {
  constructor(private readonly ledger: Ledger) {}

  /**
   * Writes a credit note with the next number of the exercise of `at`, and its parties as they are now; amounts in cents, one of them at least
   * positive. A year-end note also moves the order's unused vouchers to its credits; the cash behind an overpayment
   * is posted with the payment, and what a cancellation takes back by who cancels. Refusal: billing.credit-note-exists for a second year-end note of an order.
   */
  async issue(tx: Tx, at: Date, draft: CreditNoteDraft): Promise<IssuedCreditNote> {
    const { kind, orderId, funderCents, stateCents } = draft;
    const { number, exercise, sequence, issuedAt, issuedOn } = await takeNumber(tx, 'credit_note', at);
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO credit_note (number, exercise, sequence, kind, order_id, funder_cents, state_cents, issued_at, issued_on,
                                invoice_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
      [
        number,
        exercise,
        sequence,
        kind,
        orderId,
        funderCents,
        stateCents,
        issuedAt,
        issuedOn,
        draft.invoiceId ?? null,
      ],
    );
    await keepCreditNoteParties(tx, id);
    if (kind === 'year-end') {
      const debit = ofOrder('vouchers-unused', orderId);
      await this.ledger.post(tx, issuedAt, { cause: 'credit-note', causeId: id }, [
        { kind: 'credit-note', debit, credit: ofOrder('credit-funder', orderId), cents: funderCents },
        { kind: 'credit-note', debit, credit: ofOrder('credit-state', orderId), cents: stateCents },
      ]);
    }
    return { id, number, issuedAt };
  }

  /** What is left of a funder's own share of its credit notes, oldest first; none for another organisation. */
  openOf(tx: Tx, funderId: string): Promise<OpenCredit[]> {
    return rows<OpenCredit>(
      tx,
      `SELECT * FROM (
         SELECT n.id AS "creditNoteId", n.number, o.number AS "orderNumber",
                (n.funder_cents - coalesce((SELECT sum(u.cents) FROM standing_credit_use u
                                             WHERE u.credit_note_id = n.id AND u.share = 'funder'), 0))::bigint AS "restCents"
           FROM credit_note n JOIN voucher_order o ON o.id = n.order_id
          WHERE o.funder_id = $1) open
        WHERE "restCents" > 0 ORDER BY number`,
      [funderId],
    );
  }

  /** Locks a credit note, after orders and invoices. Refusal: access.not-found. */
  async lock(tx: Tx, id: string): Promise<LockedCreditNote> {
    const note = await row<LockedCreditNote>(
      tx,
      `SELECT n.id, n.number, n.order_id AS "orderId", o.funder_id AS "funderId", o.agreement_id AS "agreementId",
              a.state_id AS "stateId", n.funder_cents AS "funderCents", n.state_cents AS "stateCents"
         FROM credit_note n JOIN voucher_order o ON o.id = n.order_id LEFT JOIN grant_agreement a ON a.id = o.agreement_id
        WHERE n.id = $1 FOR NO KEY UPDATE OF n`,
      [id],
    );
    if (!note) throw refuseAccess('not-found');
    return note;
  }

  /**
   * Spends some cents of one share of a locked credit note; returns the use's identifier.
   * Refusal: billing.credit-short when less is left.
   */
  async spend(
    tx: Tx,
    at: Date,
    note: LockedCreditNote,
    share: CreditShare,
    amountCents: Cents,
    use: CreditUse,
  ): Promise<string> {
    const totalCents = share === 'funder' ? note.funderCents : note.stateCents;
    const { spentCents, returns } = await this.usedOf(tx, note, share);
    const restCents = totalCents - spentCents;
    if (amountCents > restCents) {
      throw refuseBilling('credit-short', {
        creditNote: note.number,
        rest: euros(restCents),
        amount: euros(amountCents),
        restCents: wireNumber(restCents),
      });
    }
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO credit_use (credit_note_id, share, share_total_cents, spent_before_cents, cents, purpose,
                               payment_id, bank_reference, reason, at, reversed_payment_id, returns_before)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
      [
        note.id,
        share,
        totalCents,
        spentCents,
        amountCents,
        use.purpose,
        use.purpose === 'payment' ? use.paymentId : null,
        use.purpose === 'refund' ? use.bankReference : null,
        use.purpose === 'refund' ? use.reason : null,
        at,
        use.purpose === 'reversal' ? use.reversedPaymentId : null,
        returns,
      ],
    );
    return id;
  }

  /**
   * Gives back to its share what a payment by credit had taken, once that payment is reversed: it can be spent again.
   * Returns the order whose credit it is.
   */
  async giveBack(tx: Tx, paymentId: string): Promise<string> {
    const use = await oneRow<{ id: string; creditNoteId: string; share: CreditShare }>(
      tx,
      `SELECT id, credit_note_id AS "creditNoteId", share FROM credit_use WHERE payment_id = $1`,
      [paymentId],
    );
    const note = await this.lock(tx, use.creditNoteId);
    const { returns } = await this.usedOf(tx, note, use.share);
    await affected(
      tx,
      'INSERT INTO credit_return (credit_use_id, payment_id, credit_note_id, share, number) VALUES ($1, $2, $3, $4, $5)',
      [use.id, paymentId, note.id, use.share, returns + 1],
    );
    return note.orderId;
  }

  /** Refusal: billing.excess-spent when some of a share of the locked note has served. */
  async refuseSpent(tx: Tx, note: LockedCreditNote, share: CreditShare): Promise<void> {
    const { spentCents } = await this.usedOf(tx, note, share);
    if (spentCents > 0n)
      throw refuseBilling('excess-spent', { creditNote: note.number, spent: euros(spentCents) });
  }

  /** What stands spent of a share of the locked note, and how many of its uses were given back so far. */
  private usedOf(tx: Tx, note: LockedCreditNote, share: CreditShare) {
    return oneRow<{ spentCents: Cents; returns: number }>(
      tx,
      `SELECT (SELECT coalesce(sum(cents), 0)::bigint FROM standing_credit_use WHERE credit_note_id = $1 AND share = $2) AS "spentCents",
              (SELECT count(*)::int FROM credit_return WHERE credit_note_id = $1 AND share = $2) AS returns`,
      [note.id, share],
    );
  }

  /** Refusal: billing.refund-recorded when a refund of the locked note already bears the bank reference. */
  async refuseKnownRefund(tx: Tx, note: LockedCreditNote, bankReference: string): Promise<void> {
    const known = await row(
      tx,
      'SELECT 1 FROM credit_use WHERE credit_note_id = $1 AND bank_reference = $2',
      [note.id, bankReference],
    );
    if (known) throw refuseBilling('refund-recorded');
  }
}
