import { type Check, TARIFF_SQL, TARIFFS, tariffOnSql } from './check.js';

export const HAND_OUT_CHECKS: readonly Check[] = [
  {
    name: 'handed-out-were-active',
    sentence: 'A voucher is handed out in its exercise, before hand-outs stop, when its order is active.',
    sql: `
      SELECT format('handed out on %s', h.day) AS what, jsonb_build_object('voucher', v.serial, 'order', v.order_id, 'handOut', h.id) AS ids
        FROM hand_out_voucher hv JOIN hand_out h ON h.id = hv.hand_out_id
        JOIN voucher v ON v.serial = hv.voucher_serial
        JOIN exercise x ON x.year = v.exercise
        JOIN beneficiary b ON b.id = h.beneficiary_id
        LEFT JOIN order_step s ON s.order_id = v.order_id AND s.step = 'active'
       WHERE s.at IS NULL OR s.at > h.at OR v.exercise <> h.exercise OR b.exercise <> h.exercise
          OR h.day NOT BETWEEN make_date(h.exercise, 1, 1) AND x.hand_outs_stop_on`,
  },
  {
    name: 'handed-out-by-holder',
    sentence: 'A voucher is handed out by the office that holds its book: a begun book never moves.',
    sql: `
      SELECT 'handed out by another office than the one that holds its book' AS what,
             jsonb_build_object('voucher', v.serial, 'book', v.book_id, 'handOut', h.id) AS ids
        FROM hand_out_voucher hv JOIN hand_out h ON h.id = hv.hand_out_id JOIN voucher v ON v.serial = hv.voucher_serial
        LEFT JOIN book_holding k ON k.book_id = v.book_id
       WHERE k.office_id IS DISTINCT FROM h.office_id`,
  },
  {
    name: 'held-vouchers',
    sentence: 'What each person holds is what they were handed less what has ended.',
    sql: `
      WITH due AS (
        SELECT hv.voucher_serial, h.beneficiary_id FROM hand_out_voucher hv JOIN hand_out h ON h.id = hv.hand_out_id
         WHERE NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = hv.voucher_serial)
      ), held AS (SELECT voucher_serial, beneficiary_id FROM voucher_held),
      wrong AS (
        SELECT 'not held' AS what, * FROM (TABLE due EXCEPT ALL TABLE held) missing
         UNION ALL
        SELECT 'held, and handed to someone else or ended', * FROM (TABLE held EXCEPT ALL TABLE due) unfounded
      )
      SELECT what, jsonb_build_object('voucher', voucher_serial, 'beneficiary', beneficiary_id) AS ids FROM wrong`,
  },
  {
    name: 'hand-out-limit',
    sentence: 'Nobody holds more unspent vouchers than the limit.',
    sql: `
      WITH ${TARIFF_SQL},
      held AS (
        SELECT h.beneficiary_id, count(*) AS vouchers, max(h.day) AS day
          FROM hand_out_voucher hv JOIN hand_out h ON h.id = hv.hand_out_id
         WHERE NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = hv.voucher_serial)
         GROUP BY h.beneficiary_id
      )
      SELECT format('%s unspent vouchers', vouchers) AS what, jsonb_build_object('beneficiary', beneficiary_id) AS ids
        FROM held, ${tariffOnSql('held.day')} rule WHERE vouchers > rule."heldAtMost"`,
    params: [TARIFFS],
  },
  {
    name: 'hand-out-rounds',
    sentence:
      'On one module a person has a first hand-out, then a renewal, each of one voucher up to the limit.',
    sql: `
      WITH ${TARIFF_SQL},
      round AS (
        SELECT h.id, h.beneficiary_id, h.module_id, h.round, h.day, count(hv.voucher_serial) AS vouchers,
               row_number() OVER (PARTITION BY h.beneficiary_id, h.module_id ORDER BY h.round, h.id) AS expected
          FROM hand_out h LEFT JOIN hand_out_voucher hv ON hv.hand_out_id = h.id GROUP BY h.id
      )
      SELECT format('round %s of %s vouchers, where round %s was due', round, vouchers, expected) AS what,
             jsonb_build_object('handOut', id, 'beneficiary', beneficiary_id, 'module', module_id) AS ids
        FROM round, ${tariffOnSql('round.day')} rule
       WHERE round <> expected OR round > rule."roundsAtMost" OR vouchers NOT BETWEEN 1 AND rule."heldAtMost"`,
    params: [TARIFFS],
  },
  {
    name: 'book-holdings',
    sentence: 'Every book is where its allotments have left it, and nowhere else.',
    sql: `
      WITH moved AS (
        SELECT b.book_id, a.to_office AS office_id, 1 AS books FROM allotment_book b JOIN allotment a ON a.id = b.allotment_id
         WHERE a.to_office IS NOT NULL
         UNION ALL
        SELECT b.book_id, a.from_office, -1 FROM allotment_book b JOIN allotment a ON a.id = b.allotment_id
         WHERE a.from_office IS NOT NULL
      ), left_at AS (
        SELECT book_id, office_id, sum(books) AS books FROM moved GROUP BY book_id, office_id
      )
      SELECT format('%s books by the allotments, %s by the holdings', coalesce(l.books, 0), CASE WHEN h.book_id IS NULL THEN 0 ELSE 1 END) AS what,
             jsonb_build_object('book', book_id, 'office', office_id) AS ids
        FROM left_at l FULL JOIN book_holding h USING (book_id, office_id)
       WHERE coalesce(l.books, 0) <> CASE WHEN h.book_id IS NULL THEN 0 ELSE 1 END`,
  },
];
