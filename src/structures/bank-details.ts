import { row, rows, type Tx } from '../database/sql.js';
import type { BankDetails } from './bank-details.dto.js';

/** The account a structure is paid on. */
export interface VerifiedBankDetails {
  readonly id: string;
  readonly structureId: string;
  readonly iban: string;
  readonly bic: string;
  readonly holder: string;
}

/** The details that a structure gave last, verified or not; null when it never gave any. The IBAN is whole. */
export async function latestBankDetails(tx: Tx, structureId: string): Promise<BankDetails | null> {
  return row<BankDetails>(
    tx,
    `SELECT d.id, d.iban, d.bic, d.holder, d.submitted_at AS "submittedAt", v.verified_at AS "verifiedAt"
       FROM bank_details d LEFT JOIN bank_details_verification v ON v.bank_details_id = d.id
      WHERE d.structure_id = $1 ORDER BY d.submitted_at DESC LIMIT 1`,
    [structureId],
  );
}

/**
 * The accounts that may be paid, by structure: the last details given, and only if they are verified. Newer details
 * that await verification make the older ones count no longer. Other structures are absent: their money waits.
 */
export async function verifiedBankDetails(
  tx: Tx,
  structureIds: readonly string[],
): Promise<Map<string, VerifiedBankDetails>> {
  const found = await rows<VerifiedBankDetails>(
    tx,
    `SELECT d.id, d.structure_id AS "structureId", d.iban, d.bic, d.holder
       FROM (SELECT DISTINCT ON (structure_id) * FROM bank_details
              WHERE structure_id = ANY($1::uuid[]) ORDER BY structure_id, submitted_at DESC) d
       JOIN bank_details_verification v ON v.bank_details_id = d.id`,
    [structureIds],
  );
  return new Map(found.map((details) => [details.structureId, details]));
}
