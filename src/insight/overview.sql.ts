import { counted, TALLY, UNALLOTTED, UNITS } from '../redemption/voucher-units.sql.js';

export const ORDERED_SQL = `
  SELECT coalesce(sum(o.books * o.book_size), 0)::int AS ordered,
         coalesce(sum(o.face_value_cents), 0)::bigint AS "orderedCents"
    FROM voucher_order o
   WHERE o.exercise = $1 AND ($2::uuid IS NULL OR o.funder_id = $2)
     AND EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'approved')
     AND NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'abandoned')`;

export const TOTAL_SQL = `
  ${UNITS} SELECT ${TALLY}, ${UNALLOTTED} FROM unit`;

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
    SELECT DISTINCT t.id, t.beneficiary_id, t.insee, t.age_bracket, t.module_id, t.sex, t.first_time
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
   UNION ALL
  SELECT 'sex', coalesce(sex, ''), coalesce(sex, ''), count(DISTINCT beneficiary_id)::int FROM served GROUP BY sex
   UNION ALL
  SELECT 'first-time', coalesce(first_time::text, ''), coalesce(first_time::text, ''), count(DISTINCT beneficiary_id)::int
    FROM served GROUP BY first_time
   ORDER BY 1, 3, 2`;
