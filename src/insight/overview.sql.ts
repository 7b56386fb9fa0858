/**
 * Each voucher of an exercise ($1), of one funder or of all ($2), with what became of it. A voucher that was replaced is
 * left to its replacement; one of an abandoned order was never worth anything. Its office is the one that handed it out, else the one that holds its book.
 */
const UNITS = `
  WITH unit AS (
    SELECT o.voucher_cents AS cents, coalesce(t.office_id, b.office_id) AS office_id, t.day AS handed_out_on,
           e.kind AS ended, r.day AS redeemed_on, (e.at AT TIME ZONE 'Europe/Paris')::date AS ended_on
      FROM voucher v
      JOIN voucher_order o ON o.id = v.order_id
      LEFT JOIN hand_out_voucher h ON h.voucher_serial = v.serial
      LEFT JOIN hand_out t ON t.id = h.hand_out_id
      LEFT JOIN book_holding b ON b.book_id = v.book_id
      LEFT JOIN voucher_end e ON e.voucher_serial = v.serial
      LEFT JOIN redemption r ON r.id = e.redemption_id
     WHERE v.exercise = $1 AND ($2::uuid IS NULL OR o.funder_id = $2)
       AND NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'abandoned')
       AND NOT EXISTS (SELECT 1 FROM voucher later WHERE later.replaces = v.serial)
  )`;

/** How many units meet a condition, and their face value: "name" and "nameCents". */
function counted(name: string, condition: string): string {
  return `count(*) FILTER (WHERE ${condition})::int AS "${name}",
          coalesce(sum(cents) FILTER (WHERE ${condition}), 0)::bigint AS "${name}Cents"`;
}

const TALLY = [
  counted('allotted', 'office_id IS NOT NULL'),
  counted('handedOut', 'handed_out_on IS NOT NULL'),
  counted('redeemed', `ended = 'redeemed'`),
  counted('expired', `ended = 'expired'`),
  counted('revoked', `ended = 'revoked'`),
  counted('inDrawer', 'ended IS NULL AND handed_out_on IS NULL AND office_id IS NOT NULL'),
  counted('inHands', 'ended IS NULL AND handed_out_on IS NOT NULL'),
].join(', ');

export const ORDERED_SQL = `
  SELECT coalesce(sum(o.books * o.book_size), 0)::int AS ordered,
         coalesce(sum(o.face_value_cents), 0)::bigint AS "orderedCents"
    FROM voucher_order o
   WHERE o.exercise = $1 AND ($2::uuid IS NULL OR o.funder_id = $2)
     AND EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'approved')
     AND NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'abandoned')`;

export const TOTAL_SQL = `
  ${UNITS} SELECT ${TALLY}, ${counted('unallotted', 'ended IS NULL AND office_id IS NULL')} FROM unit`;

export const OFFICES_SQL = `
  ${UNITS}
  SELECT f.id AS "officeId", f.name AS "officeName", p.name AS "prescriberName", ${TALLY}
    FROM unit JOIN office f ON f.id = unit.office_id JOIN organisation p ON p.id = f.prescriber_id
   GROUP BY f.id, p.name ORDER BY p.name, f.name, f.id`;

/** A unit is handed out in one month and ends in another. */
export const MONTHS_SQL = `
  ${UNITS}, happened AS (
    SELECT handed_out_on AS day, 'handed-out' AS what, cents FROM unit
     UNION ALL SELECT redeemed_on, 'redeemed', cents FROM unit WHERE ended = 'redeemed'
     UNION ALL SELECT ended_on, 'expired', cents FROM unit WHERE ended = 'expired'
  )
  SELECT to_char(day, 'YYYY-MM') AS month, ${counted('handedOut', `what = 'handed-out'`)},
         ${counted('redeemed', `what = 'redeemed'`)}, ${counted('expired', `what = 'expired'`)}
    FROM happened WHERE day IS NOT NULL GROUP BY 1 ORDER BY 1`;

/** Different people, not hand-outs; one who was served on two modules is one person of each. */
export const PEOPLE_SQL = `
  WITH served AS (
    SELECT DISTINCT t.id, t.beneficiary_id, t.insee, t.age_bracket, t.module_id
      FROM hand_out t
      JOIN hand_out_voucher h ON h.hand_out_id = t.id
      JOIN voucher v ON v.serial = h.voucher_serial
      JOIN voucher_order o ON o.id = v.order_id
     WHERE t.exercise = $1 AND ($2::uuid IS NULL OR o.funder_id = $2)
  )
  SELECT 'commune' AS by, insee AS key, insee AS label, count(DISTINCT beneficiary_id)::int AS people
    FROM served GROUP BY insee
   UNION ALL
  SELECT 'age', age_bracket, age_bracket, count(DISTINCT beneficiary_id)::int FROM served GROUP BY age_bracket
   UNION ALL
  SELECT 'module', m.id::text, m.title, count(DISTINCT beneficiary_id)::int
    FROM served JOIN module m ON m.id = served.module_id GROUP BY m.id
   ORDER BY 1, 3, 2`;
