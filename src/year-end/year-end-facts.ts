import { oneRow, type Tx } from '../database/sql.js';
import { ordersOf } from '../redemption/voucher-units.sql.js';
import type { YearEndFacts } from '../scheme/year-end-steps.js';

/** Unspent vouchers of active orders of the exercise $1. */
export const TO_EXPIRE_SQL = `
  voucher v
  JOIN order_step s ON s.order_id = v.order_id AND s.step = 'active'
  JOIN voucher_order o ON o.id = v.order_id
 WHERE v.exercise = $1 AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)`;

const FACTS_SQL = `
  WITH to_expire AS (
    SELECT v.order_id, count(*)::int AS vouchers FROM ${TO_EXPIRE_SQL} AND ${ordersOf('$2')} GROUP BY v.order_id
  ), active AS (
    SELECT o.id, l.statement_id, u.order_id IS NOT NULL AS "toExpire",
           EXISTS (SELECT 1 FROM order_step c WHERE c.order_id = o.id AND c.step = 'closed') AS closed,
           t.statement_id IS NOT NULL OR coalesce(a.answer = 'agreed', false) AS accepted,
           a.answer, t.statement_id AS settled
      FROM voucher_order o
      JOIN order_step s ON s.order_id = o.id AND s.step = 'active'
      LEFT JOIN to_expire u ON u.order_id = o.id
      LEFT JOIN statement_line l ON l.order_id = o.id
      LEFT JOIN statement_answer a ON a.statement_id = l.statement_id
      LEFT JOIN statement_settlement t ON t.statement_id = l.statement_id
     WHERE o.exercise = $1 AND ${ordersOf('$2')}
  )
  SELECT (SELECT coalesce(sum(vouchers), 0)::int FROM to_expire) AS "vouchersToExpire",
         count(*) FILTER (WHERE statement_id IS NULL)::int AS "ordersWithoutStatement",
         count(DISTINCT statement_id) FILTER (WHERE answer IS NULL AND settled IS NULL)::int AS "statementsWithoutAnswer",
         count(DISTINCT statement_id) FILTER (WHERE answer = 'contested' AND settled IS NULL)::int AS "statementsContested",
         count(*) FILTER (WHERE accepted AND NOT "toExpire" AND NOT closed)::int AS "ordersToCredit",
         count(*) FILTER (WHERE NOT closed)::int AS "ordersNotClosed",
         EXISTS (SELECT 1 FROM exercise_closing WHERE exercise = $1) AS closed
    FROM active`;

/** What there is to do in an exercise, for the orders of a funder or of a State's service, or for all (null). */
export function yearEndFacts(tx: Tx, exercise: number, organisationId: string | null): Promise<YearEndFacts> {
  return oneRow<YearEndFacts>(tx, FACTS_SQL, [exercise, organisationId]);
}
