import { rows, type Tx } from '../database/sql.js';
import type { PaidTo } from '../scheme/rules.js';
import { type ClosingFigures, closingFigures } from '../scheme/year-end.js';
import type { Cents } from '../shared/money.js';

/** Where the statement that an order stands in is: `none` before there is one. */
export const STATEMENT_STATES = ['none', 'waiting', 'agreed', 'contested', 'settled'] as const;
export type StatementState = (typeof STATEMENT_STATES)[number];

/** An active order of an exercise: what became of its vouchers, and how far its closing has come. */
export interface OrderAtYearEnd extends ClosingFigures {
  readonly orderId: string;
  readonly number: string;
  readonly exercise: number;
  readonly funderId: string;
  readonly funderName: string;
  /** Null for a direct order. */
  readonly stateId: string | null;
  /** Vouchers that reached someone; one that was replaced counts as its replacement does. */
  readonly handedOut: number;
  /** Unspent vouchers that have not expired yet. */
  readonly toExpire: number;
  readonly statement: StatementState;
  readonly closed: boolean;
}

interface OrderRow {
  orderId: string;
  number: string;
  funderId: string;
  funderName: string;
  stateId: string | null;
  voucherCents: Cents;
  faceValueCents: Cents;
  stateShareCents: Cents;
  paidTo: PaidTo | null;
  vouchers: number;
  handedOut: number;
  redeemed: number;
  revoked: number;
  unspent: number;
  toExpire: number;
  statement: StatementState;
  closed: boolean;
}

/**
 * A voucher that was replaced and its replacement are one, and the last of such a line tells what became of it: so a
 * voucher with no replacement is one unit of face value. All the figures of an order are as of one instant.
 */
const ORDERS_SQL = `
  WITH outcome AS (
    SELECT v.order_id,
           count(*)::int AS vouchers,
           count(h.voucher_serial)::int AS handed_out,
           count(*) FILTER (WHERE e.kind = 'redeemed')::int AS redeemed,
           count(*) FILTER (WHERE e.kind = 'revoked')::int AS revoked,
           count(*) FILTER (WHERE e.kind IS NULL OR e.kind = 'expired')::int AS unspent,
           count(*) FILTER (WHERE e.kind IS NULL)::int AS to_expire
      FROM voucher v
      LEFT JOIN voucher_end e ON e.voucher_serial = v.serial
      LEFT JOIN hand_out_voucher h ON h.voucher_serial = v.serial
     WHERE v.exercise = $1 AND ($2::uuid IS NULL OR v.order_id = $2)
       AND NOT EXISTS (SELECT 1 FROM voucher later WHERE later.replaces = v.serial)
     GROUP BY v.order_id
  )
  SELECT o.id AS "orderId", o.number, o.funder_id AS "funderId", f.name AS "funderName", g.state_id AS "stateId",
         o.voucher_cents AS "voucherCents", o.face_value_cents AS "faceValueCents",
         o.state_share_cents AS "stateShareCents", o.paid_to AS "paidTo",
         u.vouchers, u.handed_out AS "handedOut", u.redeemed, u.revoked, u.unspent, u.to_expire AS "toExpire",
         CASE WHEN l.order_id IS NULL THEN 'none'
              WHEN t.statement_id IS NOT NULL THEN 'settled'
              ELSE coalesce(a.answer, 'waiting') END AS statement,
         EXISTS (SELECT 1 FROM order_step c WHERE c.order_id = o.id AND c.step = 'closed') AS closed
    FROM voucher_order o
    JOIN order_step active ON active.order_id = o.id AND active.step = 'active'
    JOIN outcome u ON u.order_id = o.id
    JOIN organisation f ON f.id = o.funder_id
    LEFT JOIN grant_agreement g ON g.id = o.agreement_id
    LEFT JOIN statement_line l ON l.order_id = o.id
    LEFT JOIN statement_answer a ON a.statement_id = l.statement_id
    LEFT JOIN statement_settlement t ON t.statement_id = l.statement_id
   WHERE o.exercise = $1
   ORDER BY f.name, o.funder_id, o.number`;

/** The active orders of an exercise, or one of them, by funder, with the figures of their statement and credit note. */
export async function ordersAtYearEnd(
  tx: Tx,
  exercise: number,
  orderId: string | null = null,
): Promise<OrderAtYearEnd[]> {
  const found = await rows<OrderRow>(tx, ORDERS_SQL, [exercise, orderId]);
  return found.map((order) => ({
    orderId: order.orderId,
    number: order.number,
    exercise,
    funderId: order.funderId,
    funderName: order.funderName,
    stateId: order.stateId,
    handedOut: order.handedOut,
    toExpire: order.toExpire,
    statement: order.statement,
    closed: order.closed,
    ...closingFigures(order),
  }));
}

/** An order of the exercise that is neither active nor abandoned: its vouchers were never worth anything, so nothing expires. */
export interface OrderNotActive {
  readonly orderId: string;
  readonly number: string;
  readonly funderId: string;
  readonly funderName: string;
  readonly steps: readonly string[];
  /** Received for its vouchers: it stays owed to whoever paid, as paid in advance. */
  readonly paidCents: Cents;
}

export function ordersNotActive(tx: Tx, exercise: number): Promise<OrderNotActive[]> {
  return rows<OrderNotActive>(
    tx,
    `SELECT o.id AS "orderId", o.number, o.funder_id AS "funderId", f.name AS "funderName",
            (SELECT array_agg(s.step) FROM order_step s WHERE s.order_id = o.id) AS steps,
            coalesce((SELECT sum(p.cents) FROM standing_payment p JOIN invoice i ON i.id = p.invoice_id
                       WHERE i.order_id = o.id AND i.kind IN ('vouchers-funder', 'vouchers-state')), 0)::bigint AS "paidCents"
       FROM voucher_order o JOIN organisation f ON f.id = o.funder_id
      WHERE o.exercise = $1 
        AND NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step IN ('active', 'abandoned'))
      ORDER BY f.name, o.funder_id, o.number`,
    [exercise],
  );
}
