import { affected, rows, type Tx } from '../database/sql.js';

/** The account that an invoice asks to be paid into. */
export interface InvoiceAccount {
  readonly iban: string;
  readonly bic: string;
  readonly holder: string;
}

/**
 * In the transaction that issues the invoice: the operator's account set last, of the kind that the database derives from
 * the invoice's. Vouchers are paid into the ring-fenced account, so that no money of theirs is ever in another; fees and
 * labels into the operating one. An invoice issued before the account is set names none.
 */
export async function keepInvoiceAccount(tx: Tx, invoiceId: string): Promise<void> {
  await affected(
    tx,
    `INSERT INTO invoice_account (invoice_id, invoice_kind, account_id)
     SELECT i.id, i.kind, a.id FROM invoice i JOIN operator_account a
         ON a.kind = CASE WHEN i.kind IN ('vouchers-funder', 'vouchers-state') THEN 'ring-fenced' ELSE 'operating' END
      WHERE i.id = $1 ORDER BY a.set_at DESC LIMIT 1`,
    [invoiceId],
  );
}

/** The accounts of these invoices, by invoice. */
export async function accountsOf(
  tx: Tx,
  invoiceIds: readonly string[],
): Promise<ReadonlyMap<string, InvoiceAccount>> {
  const found = await rows<InvoiceAccount & { invoiceId: string }>(
    tx,
    `SELECT k.invoice_id AS "invoiceId", a.iban, a.bic, a.holder
       FROM invoice_account k JOIN operator_account a ON a.id = k.account_id WHERE k.invoice_id = ANY ($1::uuid[])`,
    [invoiceIds],
  );
  return new Map(found.map(({ invoiceId, ...account }) => [invoiceId, account]));
}
