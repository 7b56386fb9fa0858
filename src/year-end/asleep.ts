import { oneRow, rows, type Tx } from '../database/sql.js';
import { counted, TALLY, UNALLOTTED, UNITS } from '../redemption/voucher-units.sql.js';
import type { Cents } from '../shared/money.js';

/** What became of the vouchers of a funder, or of several: the figures of its overview. */
export interface Uses {
  readonly issued: number;
  readonly handedOut: number;
  readonly redeemed: number;
  /** In the drawers of offices, never handed out. */
  readonly inDrawer: number;
  readonly inDrawerCents: Cents;
  /** Handed out, and not spent. */
  readonly inHands: number;
  readonly inHandsCents: Cents;
  /** In no office. */
  readonly unallotted: number;
  readonly unallottedCents: Cents;
  /** Books of which a voucher at least was handed out. */
  readonly booksStarted: number;
}

/** What of a funder sleeps in an office. */
export interface AsleepInOffice {
  readonly funderId: string;
  readonly officeId: string;
  readonly officeName: string;
  readonly prescriberId: string;
  readonly prescriberName: string;
  readonly inDrawer: number;
  readonly inDrawerCents: Cents;
  readonly inHands: number;
}

const STARTED_SQL = `
  SELECT o.funder_id, count(DISTINCT v.book_id)::int AS books
    FROM hand_out_voucher h JOIN voucher v ON v.serial = h.voucher_serial JOIN voucher_order o ON o.id = v.order_id
   WHERE v.exercise = $1 GROUP BY o.funder_id`;

/** The funders that have vouchers in an exercise, by name, with what became of these. */
export function usesByFunder(tx: Tx, exercise: number): Promise<(Uses & { funderId: string })[]> {
  return rows(
    tx,
    `${UNITS}, started AS (${STARTED_SQL})
     SELECT f.id AS "funderId", count(*)::int AS issued, ${TALLY}, ${UNALLOTTED},
            coalesce(max(s.books), 0)::int AS "booksStarted"
       FROM unit JOIN organisation f ON f.id = unit.funder_id LEFT JOIN started s ON s.funder_id = unit.funder_id
      GROUP BY f.id ORDER BY f.name, f.id`,
    [exercise, null],
  );
}

/** The same of all the orders of a funder or of a State's service, or of all there are (null). */
export function usesOf(
  tx: Tx,
  exercise: number,
  organisationId: string | null,
): Promise<Omit<Uses, 'booksStarted'>> {
  const sql = `${UNITS} SELECT count(*)::int AS issued, ${TALLY}, ${UNALLOTTED} FROM unit`;
  return oneRow(tx, sql, [exercise, organisationId]);
}

/** The offices where vouchers sleep, those with the fullest drawers first. */
export function asleepByOffice(tx: Tx, exercise: number): Promise<AsleepInOffice[]> {
  return rows<AsleepInOffice>(
    tx,
    `${UNITS}
     SELECT * FROM (
       SELECT unit.funder_id AS "funderId", f.id AS "officeId", f.name AS "officeName", p.id AS "prescriberId", p.name AS "prescriberName",
              ${counted('inDrawer', 'ended IS NULL AND handed_out_on IS NULL')},
              ${counted('inHands', 'ended IS NULL AND handed_out_on IS NOT NULL')}
         FROM unit JOIN office f ON f.id = unit.office_id JOIN organisation p ON p.id = f.prescriber_id
        GROUP BY unit.funder_id, f.id, p.id
     ) office WHERE "inDrawer" + "inHands" > 0 ORDER BY "inDrawer" DESC, "officeName", "prescriberName"`,
    [exercise, null],
  );
}
