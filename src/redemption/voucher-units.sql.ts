/**
 * Each voucher of an exercise ($1) with what became of it: of one funder or of the State's service that bears a part
 * ($2), or of all. A voucher that was replaced is left to its replacement. Its office is the one that handed it out, else the one
 * that holds its book.
 */
export const UNITS = `
  WITH unit AS (
    SELECT o.funder_id, o.voucher_cents AS cents, coalesce(t.office_id, b.office_id) AS office_id, t.day AS handed_out_on,
           e.kind AS ended, r.day AS redeemed_on, (e.at AT TIME ZONE 'Europe/Paris')::date AS ended_on
      FROM voucher v
      JOIN voucher_order o ON o.id = v.order_id
      LEFT JOIN hand_out_voucher h ON h.voucher_serial = v.serial
      LEFT JOIN hand_out t ON t.id = h.hand_out_id
      LEFT JOIN book_holding b ON b.book_id = v.book_id
      LEFT JOIN voucher_end e ON e.voucher_serial = v.serial
      LEFT JOIN redemption r ON r.id = e.redemption_id
     WHERE v.exercise = $1 AND ${ordersOf('$2')}
       AND NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'abandoned')
       AND NOT EXISTS (SELECT 1 FROM voucher later WHERE later.replaces = v.serial)
  )`;

/** Whether an order `o` is an organisation's: its funder, or the State's service of its agreement. Null means all. */
export function ordersOf(organisation: string): string {
  return `(${organisation}::uuid IS NULL OR o.funder_id = ${organisation} OR EXISTS (
    SELECT 1 FROM grant_agreement ag WHERE ag.id = o.agreement_id AND ag.state_id = ${organisation}))`;
}

/** How many units meet a condition, and their face value: "name" and "nameCents". */
export function counted(name: string, condition: string): string {
  return `count(*) FILTER (WHERE ${condition})::int AS "${name}",
          coalesce(sum(cents) FILTER (WHERE ${condition}), 0)::bigint AS "${name}Cents"`;
}

/** What became of units, each as `counted`. What sleeps is in the drawer of an office, in hands, or unallotted. */
export const TALLY = [
  counted('allotted', 'office_id IS NOT NULL'),
  counted('handedOut', 'handed_out_on IS NOT NULL'),
  counted('redeemed', `ended = 'redeemed'`),
  counted('expired', `ended = 'expired'`),
  counted('revoked', `ended = 'revoked'`),
  counted('inDrawer', 'ended IS NULL AND handed_out_on IS NULL AND office_id IS NOT NULL'),
  counted('inHands', 'ended IS NULL AND handed_out_on IS NOT NULL'),
].join(', ');

export const UNALLOTTED = counted('unallotted', 'ended IS NULL AND office_id IS NULL');
