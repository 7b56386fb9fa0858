import { rows, type Tx } from '../database/sql.js';
import { BILLING_CHECKS } from './checks/billing-checks.js';
import type { Check } from './checks/check.js';
import { FACT_CHECKS } from './checks/fact-checks.js';
import { HAND_OUT_CHECKS } from './checks/hand-out-checks.js';
import { LEDGER_CHECKS } from './checks/ledger-checks.js';
import { ORDER_CHECKS } from './checks/order-checks.js';
import { SETTLEMENT_CHECKS } from './checks/settlement-checks.js';
import { VOUCHER_CHECKS } from './checks/voucher-checks.js';
import { YEAR_END_CHECKS } from './checks/year-end-checks.js';

/** A row of the books that is not as a check says it must be. It names nobody: identifiers, amounts and days only. */
export interface Finding {
  readonly check: string;
  /** What is wrong, in words. */
  readonly what: string;
  /** Where: the identifiers of the rows, by what they are. */
  readonly ids: Readonly<Record<string, string | number | null>>;
}

/** Everything that must be true of the books, in the order of a voucher's life. */
export const CHECKS: readonly Check[] = [
  ...LEDGER_CHECKS,
  ...FACT_CHECKS,
  ...ORDER_CHECKS,
  ...VOUCHER_CHECKS,
  ...HAND_OUT_CHECKS,
  ...SETTLEMENT_CHECKS,
  ...BILLING_CHECKS,
  ...YEAR_END_CHECKS,
];

/** Rows shown per check: a damage that touches every row is told once too often already. */
export const MOST_FINDINGS = 200;

/** One check: what it finds, at most MOST_FINDINGS rows; nothing when its sentence is true. */
export async function runCheck(tx: Tx, check: Check): Promise<Finding[]> {
  const found = await rows<Omit<Finding, 'check'>>(
    tx,
    `SELECT what, ids FROM (${check.sql}) wrong ORDER BY ids::text, what LIMIT ${MOST_FINDINGS}`,
    check.params ?? [],
  );
  return found.map(({ what, ids }) => ({ check: check.name, what, ids }));
}

/**
 * Checks the whole of the books, as of one instant when `tx` is a `Database.read`: nothing found is clean books. It reads
 * only, and locks nothing, so the service may go on beside it.
 */
export async function auditBooks(tx: Tx): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) findings.push(...(await runCheck(tx, check)));
  return findings;
}
