import { Injectable } from '@nestjs/common';
import { oneRow, type Tx } from '../database/sql.js';
import { tariffOn } from '../scheme/rules.js';
import { addDays } from '../shared/calendar.js';
import { type Cents, splitVatIncluded } from '../shared/money.js';
import { takeNumber } from './documents.js';
import { keepInvoiceAccount } from './invoice-accounts.js';
import { keepInvoiceParties } from './paper-parties.js';

export const INVOICE_KINDS = ['vouchers-funder', 'vouchers-state', 'order-fee', 'label'] as const;
export type InvoiceKind = (typeof INVOICE_KINDS)[number];

/** Public bodies pay within 30 days (Code de la commande publique, art. R. 2192-10). */
const PAYMENT_TERM_DAYS = 30;

export interface InvoiceDraft {
  readonly kind: InvoiceKind;
  readonly payerId: string;
  /** The order of a vouchers or fee invoice; the label of a label invoice. */
  readonly orderId?: string;
  readonly labelId?: string;
  readonly totalCents: Cents;
  /** A fee includes VAT at the rate of the day; vouchers are a means of payment, outside the scope of VAT. */
  readonly vat: 'included' | 'outside-scope';
}

export interface IssuedInvoice {
  readonly id: string;
  readonly number: string;
  readonly netCents: Cents;
  readonly vatCents: Cents;
  readonly totalCents: Cents;
  /** The instant the document bears: `at`, or that of the document before it when later. */
  readonly issuedAt: Date;
}

/** The invoices of the service, in one series of numbers per exercise. */
@Injectable()
export class Invoices {
  /**
   * Writes an invoice with the next number of the exercise of `at`, its parties and the account to pay into as they are now. Amounts are in cents, VAT included. The caller
   * has locked everything it needs (the counter comes last) and posts to the ledger:
   * `{ cause: 'invoice', causeId: invoice.id }`.
   */
  async issue(tx: Tx, at: Date, draft: InvoiceDraft): Promise<IssuedInvoice> {
    const { number, exercise, sequence, issuedAt, issuedOn } = await takeNumber(tx, 'invoice', at);
    const rate = draft.vat === 'included' ? tariffOn(issuedOn).vat.basisPoints : 0n;
    const { net, vat } = splitVatIncluded(draft.totalCents, rate);
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO invoice (number, exercise, sequence, kind, payer_id, order_id, label_id, net_cents, vat_cents,
                            total_cents, vat_rate_basis_points, issued_at, issued_on, due_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id`,
      [
        number,
        exercise,
        sequence,
        draft.kind,
        draft.payerId,
        draft.orderId ?? null,
        draft.labelId ?? null,
        net,
        vat,
        draft.totalCents,
        rate,
        issuedAt,
        issuedOn,
        addDays(issuedOn, PAYMENT_TERM_DAYS),
      ],
    );
    await keepInvoiceParties(tx, id);
    await keepInvoiceAccount(tx, id);
    return { id, number, netCents: net, vatCents: vat, totalCents: draft.totalCents, issuedAt };
  }
}
