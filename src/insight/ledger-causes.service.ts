import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import { Database } from '../database/database.js';
import { rows } from '../database/sql.js';
import type { CauseObject, LedgerCause } from './ledger-cause.dto.js';

/** What the transfers of the ledger follow from, as objects that can be looked at. */
@Injectable()
export class LedgerCauses {
  constructor(private readonly db: Database) {}

  /** What the fact of a transfer is about, the nearest first. Refusal: access.not-found when nothing was caused by it. */
  async find(causeId: string): Promise<LedgerCause> {
    const about = await this.db.read((tx) => rows<CauseObject & { at: number }>(tx, CAUSE_SQL, [causeId]));
    if (about.length === 0) throw refuseAccess('not-found');
    return { causeId, about: about.map(({ kind, id, number }) => ({ kind, id, number })) };
  }
}

/** Each kind of fact leads to the objects that people know: a payment to its invoice, a transfer to its payout. */
export const CAUSE_SQL = `
  WITH fact AS (
    SELECT $1::uuid AS id WHERE EXISTS (SELECT 1 FROM transfer WHERE cause_id = $1)
  ), known AS (
    SELECT coalesce(i.id, p.invoice_id) AS invoice_id,
           coalesce(n.id, u.credit_note_id) AS note_id,
           r.id AS redemption_id,
           m.id AS remittance_id,
           coalesce(s.run_id, m.run_id) AS run_id,
           coalesce(o.id, i.order_id, pi.order_id, n.order_id, un.order_id, r.order_id, v.order_id, e.order_id) AS order_id
      FROM fact f
      LEFT JOIN invoice i ON i.id = f.id
      LEFT JOIN payment p ON p.id = f.id
      LEFT JOIN invoice pi ON pi.id = p.invoice_id
      LEFT JOIN credit_note n ON n.id = f.id
      LEFT JOIN credit_use u ON u.id = f.id
      LEFT JOIN credit_note un ON un.id = u.credit_note_id
      LEFT JOIN redemption r ON r.id = f.id
      LEFT JOIN remittance m ON m.id = f.id
      LEFT JOIN fee_sweep s ON s.id = f.id
      LEFT JOIN voucher_order o ON o.id = f.id
      LEFT JOIN revocation v ON v.id = f.id
      LEFT JOIN expiry e ON e.id = f.id
  )
  SELECT 1 AS at, 'invoice' AS kind, i.id, i.number FROM known k JOIN invoice i ON i.id = k.invoice_id
   UNION ALL
  SELECT 2, 'credit-note', n.id, n.number FROM known k JOIN credit_note n ON n.id = k.note_id
   UNION ALL
  SELECT 3, 'redemption', r.id, r.receipt::text FROM known k JOIN redemption r ON r.id = k.redemption_id
   UNION ALL
  SELECT 4, 'payout', m.payout_id, m.end_to_end_id FROM known k JOIN remittance m ON m.id = k.remittance_id
   UNION ALL
  SELECT 5, 'payout-run', p.id, p.number::text FROM known k JOIN payout_run p ON p.id = k.run_id
   UNION ALL
  SELECT 6, 'order', o.id, o.number FROM known k JOIN voucher_order o ON o.id = k.order_id
   ORDER BY at`;
