import { affected, rows, type Tx } from '../database/sql.js';
import type { Party } from '../documents/party.js';

/**
 * Who an invoice or a credit note is from and to, as they were when it was issued: an organisation that moves or changes its
 * name changes no paper of before.
 */
export interface PaperParty extends Party {
  /** Of a structure: payment terms follow it. */
  readonly legalForm: string | null;
}

export interface InvoiceParties {
  readonly seller: PaperParty;
  readonly buyer: PaperParty;
  /** Of an order's invoices: on the State's, the buyer is another. */
  readonly funder?: PaperParty;
}

export interface CreditNoteParties {
  readonly seller: PaperParty;
  readonly funder: PaperParty;
  readonly state?: PaperParty;
}

type Side = 'seller' | 'buyer' | 'funder' | 'state';

const OPERATOR_SQL = `SELECT id FROM organisation WHERE kind = 'operator' ORDER BY created_at, id LIMIT 1`;

const KEEP_SQL = `
  INSERT INTO paper_party (invoice_id, credit_note_id, side, name, siret, street, postcode, city, vat_number, service_code, legal_form)
  SELECT side.invoice_id, side.credit_note_id, side.side, p.name, p.siret, p.street, p.postcode, p.city, p.vat_number,
         p.service_code, s.legal_form
    FROM side JOIN organisation p ON p.id = side.organisation_id LEFT JOIN structure s ON s.organisation_id = p.id`;

/** In the transaction that issues the invoice. */
export async function keepInvoiceParties(tx: Tx, invoiceId: string): Promise<void> {
  await affected(
    tx,
    `WITH side AS (
       SELECT i.id AS invoice_id, NULL::uuid AS credit_note_id, s.side, s.organisation_id
         FROM invoice i LEFT JOIN voucher_order o ON o.id = i.order_id
         CROSS JOIN LATERAL (VALUES ('seller', (${OPERATOR_SQL})), ('buyer', i.payer_id), ('funder', o.funder_id)) s (side, organisation_id)
        WHERE i.id = $1) ${KEEP_SQL}`,
    [invoiceId],
  );
}

/** In the transaction that issues the credit note. */
export async function keepCreditNoteParties(tx: Tx, creditNoteId: string): Promise<void> {
  await affected(
    tx,
    `WITH side AS (
       SELECT NULL::uuid AS invoice_id, n.id AS credit_note_id, s.side, s.organisation_id
         FROM credit_note n JOIN voucher_order o ON o.id = n.order_id LEFT JOIN grant_agreement a ON a.id = o.agreement_id
         CROSS JOIN LATERAL (VALUES ('seller', (${OPERATOR_SQL})), ('funder', o.funder_id), ('state', a.state_id)) s (side, organisation_id)
        WHERE n.id = $1) ${KEEP_SQL}`,
    [creditNoteId],
  );
}

export function partiesOf(tx: Tx, paper: { invoiceId: string }): Promise<InvoiceParties>;
export function partiesOf(tx: Tx, paper: { creditNoteId: string }): Promise<CreditNoteParties>;
export async function partiesOf(
  tx: Tx,
  paper: { invoiceId?: string; creditNoteId?: string },
): Promise<Partial<Record<Side, PaperParty>>> {
  const found = await rows<PaperParty & { side: Side }>(
    tx,
    `SELECT side, name, siret, street, postcode, city, vat_number AS "vatNumber", service_code AS "serviceCode",
            legal_form AS "legalForm"
       FROM paper_party WHERE invoice_id = $1 OR credit_note_id = $2`,
    [paper.invoiceId ?? null, paper.creditNoteId ?? null],
  );
  return Object.fromEntries(found.map(({ side, ...party }) => [side, party]));
}
