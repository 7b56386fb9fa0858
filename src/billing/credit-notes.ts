import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import { oneRow, row, type Tx } from '../database/sql.js';
import { ofOrder } from '../ledger/accounts.js';
import { Ledger } from '../ledger/ledger.js';
import { type Cents, euros } from '../shared/money.js';
import { wireNumber } from '../shared/wire.js';
import { refuseBilling } from './billing.refusals.js';
import { takeNumber } from './documents.js';
import { keepCreditNoteParties } from './paper-parties.js';

export const CREDIT_SHARES = ['funder', 'state'] as const;
export type CreditShare = (typeof CREDIT_SHARES)[number];

export interface CreditNoteDraft {
  readonly kind: 'year-end' | 'overpayment';
  readonly orderId: string;
  readonly funderCents: Cents;
  readonly stateCents: Cents;
}

export interface IssuedCreditNote {
  readonly id: string;
  readonly number: string;
  readonly issuedAt: Date;
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

/** What a credit is spent on: the payment it made, or the transfer that gave it back and the decision behind it. */
export type CreditUse =
  | { readonly purpose: 'payment'; readonly paymentId: string }
  | { readonly purpose: 'refund'; readonly bankReference: string; readonly reason: string };

/** Credit notes, in one series of numbers per exercise, and what each of their shares is spent on. */
@Injectable()
export class CreditNotes {
  constructor(private readonly ledger: Ledger) {}

  /**
   * Writes a credit note with the next number of the exercise of `at`, and its parties as they are now; amounts in cents, one of them at least
   * positive. A year-end note also moves the order's unused vouchers to its credits; the cash behind an overpayment
   * is posted with the payment. Refusal: billing.credit-note-exists for a second year-end note of an order.
   */
  async issue(tx: Tx, at: Date, draft: CreditNoteDraft): Promise<IssuedCreditNote> {
    const { kind, orderId, funderCents, stateCents } = draft;
    const { number, exercise, sequence, issuedAt, issuedOn } = await takeNumber(tx, 'credit_note', at);
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO credit_note (number, exercise, sequence, kind, order_id, funder_cents, state_cents, issued_at, issued_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
      [number, exercise, sequence, kind, orderId, funderCents, stateCents, issuedAt, issuedOn],
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
    const { spentCents } = await oneRow<{ spentCents: Cents }>(
      tx,
      'SELECT coalesce(sum(cents), 0)::bigint AS "spentCents" FROM credit_use WHERE credit_note_id = $1 AND share = $2',
      [note.id, share],
    );
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
                               payment_id, bank_reference, reason, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
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
      ],
    );
    return id;
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
