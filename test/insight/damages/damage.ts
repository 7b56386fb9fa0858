/** A way to tamper with the books, and the check that must name the row. */
export interface Damage {
  readonly check: string;
  readonly damage: string;
  /** The last statement gives the identifier, as text, that the check must name. */
  readonly sql: readonly string[];
}

export const drop = (table: string, constraint: string) =>
  `ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`;
/** The first row of a table that meets a condition, so that one row is damaged. */
export const first = (key: string, from: string, where = 'true') =>
  `(SELECT ${key} FROM ${from} WHERE ${where} ORDER BY 1 LIMIT 1)`;

/** The co-funded order of the whole life, which people used. */
export const closed = first(
  'o.id',
  'voucher_order o JOIN order_step s ON s.order_id = o.id',
  `s.step = 'closed' AND o.state_share_cents > 0`,
);
/** The order whose books were printed and whose money never came. */
export const abandoned = first('order_id', 'order_step', `step = 'abandoned'`);
export const redeemed = first(
  'id',
  'redemption',
  'NOT EXISTS (SELECT 1 FROM redemption_undo u WHERE u.redemption_id = redemption.id)',
);
export const yearEnd = first('id', 'credit_note', `kind = 'year-end' AND state_cents > 0`);
