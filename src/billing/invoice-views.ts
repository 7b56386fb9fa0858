import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { rows, type Tx } from '../database/sql.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { accountsOf } from './invoice-accounts.js';
import type { InvoiceQuery, InvoiceView, PaymentView } from './billing.dto.js';

type InvoiceRow = Omit<InvoiceView, 'payer' | 'payTo' | 'payments'> & { payerId: string; payerName: string };
type PaymentRow = PaymentView & { invoiceId: string };

/** Invoices as they are read: by their payer, and by the operator. */
@Injectable()
export class InvoiceViews {
  constructor(private readonly db: Database) {}

  list(actor: Actor, query: InvoiceQuery): Promise<Page<InvoiceView>> {
    const [after] = readCursor(query, 'text');
    return this.db.read(async (tx) => {
      const found = await rows<{ id: string; number: string }>(
        tx,
        `SELECT i.id, i.number FROM invoice i
          WHERE ($1::uuid IS NULL OR i.payer_id = $1)
            AND ($2::uuid IS NULL OR i.order_id = $2)
            AND ($3::text IS NULL OR i.kind = $3)
            AND ($4::boolean IS NULL
                 OR $4 = (i.total_cents > coalesce((SELECT sum(p.cents) FROM standing_payment p WHERE p.invoice_id = i.id), 0)
                       AND NOT EXISTS (SELECT 1 FROM credit_note n WHERE n.invoice_id = i.id)))
            AND ($5::int IS NULL
                 OR EXISTS (SELECT 1 FROM voucher_order o WHERE o.id = i.order_id AND o.exercise = $5))
            AND ($6::text IS NULL OR i.number < $6)
          ORDER BY i.number DESC LIMIT $7`,
        [
          payerAsking(actor),
          query.orderId ?? null,
          query.kind ?? null,
          query.open ?? null,
          query.exercise ?? null,
          after,
          rowsToFetch(query),
        ],
      );
      const page = toPage(query, found, (last) => [last.number]);
      const items = await this.load(
        tx,
        'id',
        page.items.map((each) => each.id),
      );
      return { items: items.toReversed(), next: page.next };
    });
  }

  /** Refusal: access.not-found for an invoice that does not exist or that another organisation pays. */
  get(actor: Actor, id: string): Promise<InvoiceView> {
    return this.db.read((tx) => this.find(tx, actor, id));
  }

  async find(tx: Tx, actor: Actor, id: string): Promise<InvoiceView> {
    const [invoice] = await this.load(tx, 'id', [id]);
    if (!invoice || !mayRead(actor, invoice)) throw refuseAccess('not-found');
    return invoice;
  }

  /**
   * The invoices of some orders, by number, for whoever may read the orders: both funders of an order see what is left
   * to pay of each invoice, but payments are shown to the invoice's payer and to the operator only.
   */
  async ofOrders(tx: Tx, actor: Actor, orderIds: readonly string[]): Promise<InvoiceView[]> {
    const invoices = await this.load(tx, 'order_id', orderIds);
    return invoices.map((invoice) => (mayRead(actor, invoice) ? invoice : { ...invoice, payments: [] }));
  }

  private async load(tx: Tx, by: 'id' | 'order_id', ids: readonly string[]): Promise<InvoiceView[]> {
    const invoices = await rows<InvoiceRow>(
      tx,
      `SELECT i.id, i.number, i.kind, i.payer_id AS "payerId", payer.name AS "payerName", i.order_id AS "orderId",
              o.number AS "orderNumber", o.engagement_number AS "engagementNumber", i.net_cents AS "netCents",
              i.vat_cents AS "vatCents", i.total_cents AS "totalCents", i.vat_rate_basis_points AS "vatRateBasisPoints",
              i.issued_at AS "issuedAt", i.issued_on AS "issuedOn", i.due_on AS "dueOn",
              paid.cents AS "paidCents", CASE WHEN n.id IS NULL THEN i.total_cents - paid.cents ELSE 0 END AS "restCents",
              n.id AS "cancelledByCreditNoteId"
         FROM invoice i
         JOIN organisation payer ON payer.id = i.payer_id
         LEFT JOIN voucher_order o ON o.id = i.order_id
         LEFT JOIN credit_note n ON n.invoice_id = i.id
         CROSS JOIN LATERAL (SELECT coalesce(sum(p.cents), 0)::bigint AS cents FROM standing_payment p WHERE p.invoice_id = i.id) paid
        WHERE i.${by} = ANY ($1::uuid[]) ORDER BY i.number`,
      [ids],
    );
    const payments = await rows<PaymentRow>(
      tx,
      `SELECT p.invoice_id AS "invoiceId", p.id, p.cents, p.means, p.bank_reference AS "bankReference",
              p.received_on AS "receivedOn", p.recorded_at AS "recordedAt", p.excess_cents AS "excessCents",
              p.excess_credit_note_id AS "excessCreditNoteId", u.credit_note_id AS "creditNoteId",
              r.at AS "reversedAt", r.reason AS "reversalReason"
         FROM payment p LEFT JOIN credit_use u ON u.payment_id = p.id LEFT JOIN payment_reversal r ON r.payment_id = p.id
        WHERE p.invoice_id = ANY ($1::uuid[]) ORDER BY p.reversals_before, p.paid_before_cents`,
      [invoices.map((invoice) => invoice.id)],
    );
    const accounts = await accountsOf(
      tx,
      invoices.map((invoice) => invoice.id),
    );
    return invoices.map(({ payerId, payerName, ...invoice }) => ({
      ...invoice,
      payTo: accounts.get(invoice.id) ?? null,
      payer: { id: payerId, name: payerName },
      payments: payments
        .filter((payment) => payment.invoiceId === invoice.id)
        .map(({ invoiceId: _invoice, ...payment }) => payment),
    }));
  }
}

/** Null for the operator, who sees every payer's. */
function payerAsking(actor: Actor): string | null {
  return actor.role === 'operator' ? null : actor.organisationId;
}

function mayRead(actor: Actor, invoice: InvoiceView): boolean {
  return actor.role === 'operator' || invoice.payer.id === actor.organisationId;
}
