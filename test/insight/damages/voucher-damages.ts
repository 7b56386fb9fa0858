import { type Damage, closed, drop, first, redeemed } from './damage.js';

/** Of vouchers, redemptions and hand-outs. */
export const VOUCHER_DAMAGES: readonly Damage[] = [
  {
    check: 'vouchers-end-once',
    damage: 'a voucher that ends twice',
    sql: [
      drop('voucher_end', 'voucher_ends_once'),
      `INSERT INTO voucher_end SELECT voucher_serial, kind, NULL, NULL, expiry_id, at FROM voucher_end
        WHERE voucher_serial = (SELECT max(voucher_serial) FROM voucher_end WHERE kind = 'expired') RETURNING voucher_serial::text AS id`,
    ],
  },
  {
    check: 'redemptions-end-vouchers',
    damage: 'a redemption whose voucher is still good',
    sql: [`DELETE FROM voucher_end WHERE redemption_id = ${redeemed} RETURNING voucher_serial::text AS id`],
  },
  {
    check: 'redemptions-end-vouchers',
    damage: 'a voucher ended by a redemption that was undone',
    sql: [
      `INSERT INTO redemption_undo (redemption_id, reason, at) SELECT ${redeemed}, 'falsifié', now() RETURNING redemption_id::text AS id`,
    ],
  },
  {
    check: 'redemptions-end-vouchers',
    damage: 'a redemption of a voucher and the end of another',
    sql: [
      `UPDATE redemption SET voucher_serial = (SELECT max(serial) FROM voucher) WHERE id = ${redeemed} RETURNING id::text`,
    ],
  },
  {
    check: 'ends-together',
    damage: 'an expiry that tells one voucher too many',
    sql: [`UPDATE expiry SET vouchers = vouchers + 1 WHERE id = ${first('id', 'expiry')} RETURNING id::text`],
  },
  {
    check: 'ends-together',
    damage: 'a revocation of vouchers of another order',
    sql: [
      `UPDATE revocation SET order_id = (SELECT o.id FROM voucher_order o WHERE o.id <> revocation.order_id ORDER BY 1 LIMIT 1)
        WHERE id = ${first('id', 'revocation')} RETURNING id::text`,
    ],
  },
  {
    check: 'expired-were-active',
    damage: 'a voucher expired in June',
    sql: [
      `UPDATE voucher_end SET at = '2026-06-01' WHERE voucher_serial = (SELECT min(voucher_serial) FROM voucher_end WHERE kind = 'expired')
        RETURNING voucher_serial::text AS id`,
    ],
  },
  {
    check: 'replacements',
    damage: 'a replacement for a voucher that counts as lost',
    sql: [
      `UPDATE revocation SET replaced = false WHERE replaced
        RETURNING (SELECT r.serial::text FROM voucher r JOIN voucher_end e ON e.voucher_serial = r.replaces WHERE e.revocation_id = revocation.id) AS id`,
    ],
  },
  {
    check: 'replacements',
    damage: 'a lost voucher whose replacement is gone',
    sql: [`DELETE FROM voucher WHERE replaces IS NOT NULL RETURNING replaces::text AS id`],
  },
  ...[
    ['ten cents more to the structure', 'structure_cents = structure_cents + 10, fee_cents = fee_cents - 10'],
    ['a service priced under the face value', 'price_cents = 999, copayment_cents = 0'],
    ['a copayment above the rest of the price', 'copayment_cents = price_cents'],
  ].map(([damage, set]) => ({
    check: 'redemption-amounts',
    damage: String(damage),
    sql: [
      drop('redemption', 'redemption_price'),
      drop('redemption', 'redemption_copayment'),
      `UPDATE redemption SET ${set} WHERE id = ${redeemed} RETURNING id::text`,
    ],
  })),
  ...[
    [
      'a session held after the validity',
      `UPDATE redemption SET session_on = '2027-01-02' WHERE id = ${redeemed} RETURNING id::text`,
    ],
    [
      'a session held before the hand-out',
      `UPDATE redemption SET session_on = '2026-01-02' WHERE id = ${redeemed} RETURNING id::text`,
    ],
    [
      'a voucher redeemed that nobody was handed',
      `DELETE FROM hand_out_voucher WHERE voucher_serial = (SELECT voucher_serial FROM redemption WHERE id = ${redeemed}) RETURNING ${redeemed}::text AS id`,
    ],
    [
      'a session led by a conseiller numérique',
      `UPDATE mediator SET conseiller_numerique = true RETURNING ${redeemed}::text AS id`,
    ],
    [
      'a venue of another structure',
      `UPDATE redemption r SET venue_id = (SELECT v.id FROM venue v WHERE v.structure_id <> r.structure_id ORDER BY 1 LIMIT 1)
        WHERE id = ${redeemed} RETURNING id::text`,
    ],
    [
      'a redemption charged to another order',
      `UPDATE redemption r SET order_id = (SELECT o.id FROM voucher_order o WHERE o.id <> r.order_id ORDER BY 1 LIMIT 1)
        WHERE id = ${redeemed} RETURNING id::text`,
    ],
  ].map(([damage, sql]) => ({ check: 'redemptions-allowed', damage: String(damage), sql: [String(sql)] })),
  {
    check: 'group-sessions',
    damage: 'a group session that accepted more than it redeemed',
    sql: [`UPDATE group_session SET accepted = lines RETURNING id::text`],
  },

  ...[
    [
      'a voucher handed out before its order was active',
      `DELETE FROM order_step WHERE step = 'active' AND order_id = ${closed} RETURNING order_id::text AS id`,
    ],
    [
      'a hand-out after the last day',
      `UPDATE hand_out SET day = '2026-12-16' WHERE id = ${first('id', 'hand_out', 'exercise = 2026')} RETURNING id::text`,
    ],
    [
      'a hand-out to a person of another exercise',
      `UPDATE beneficiary SET exercise = 2025 WHERE id = (SELECT min(id) FROM beneficiary) RETURNING (SELECT h.id::text FROM hand_out h WHERE h.beneficiary_id = beneficiary.id ORDER BY 1 LIMIT 1) AS id`,
    ],
  ].map(([damage, sql]) => ({ check: 'handed-out-were-active', damage: String(damage), sql: [String(sql)] })),
  {
    check: 'handed-out-by-holder',
    damage: 'a begun book in another office',
    sql: [
      `UPDATE book_holding k SET office_id = (SELECT id FROM office o WHERE o.id <> k.office_id ORDER BY 1 LIMIT 1)
        WHERE book_id = (SELECT min(v.book_id) FROM voucher v JOIN hand_out_voucher h ON h.voucher_serial = v.serial) RETURNING book_id::text AS id`,
    ],
  },
  {
    check: 'held-vouchers',
    damage: 'a voucher in hand that is forgotten',
    sql: [
      `DELETE FROM voucher_held WHERE voucher_serial = (SELECT min(voucher_serial) FROM voucher_held) RETURNING voucher_serial::text AS id`,
    ],
  },
  {
    check: 'held-vouchers',
    damage: 'a spent voucher still held',
    sql: [
      `INSERT INTO voucher_held (voucher_serial, beneficiary_id, slot)
       SELECT r.voucher_serial, h.beneficiary_id, 1 FROM redemption r
         JOIN hand_out_voucher v ON v.voucher_serial = r.voucher_serial JOIN hand_out h ON h.id = v.hand_out_id
        WHERE r.id = ${redeemed} RETURNING voucher_serial::text AS id`,
    ],
  },
  {
    check: 'hand-out-limit',
    damage: 'somebody who holds more than two',
    sql: [
      drop('hand_out', 'hand_out_renewed_once'),
      `UPDATE hand_out SET beneficiary_id = (SELECT max(id) FROM beneficiary) WHERE exercise = 2027 RETURNING beneficiary_id::text AS id`,
    ],
  },
  {
    check: 'hand-out-rounds',
    damage: 'a renewal without a first hand-out',
    sql: [
      `UPDATE hand_out SET round = 2 WHERE id = ${first('id', 'hand_out', 'exercise = 2027')} RETURNING id::text`,
    ],
  },
  {
    check: 'hand-out-rounds',
    damage: 'a third hand-out on one module',
    sql: [
      drop('hand_out', 'hand_out_round'),
      `INSERT INTO hand_out (exercise, beneficiary_id, module_id, office_id, round, age_bracket, insee, prior_cents, at, day)
       SELECT exercise, beneficiary_id, module_id, office_id, 3, age_bracket, insee, prior_cents, at, day FROM hand_out WHERE round = 2
       RETURNING id::text`,
    ],
  },
  {
    check: 'hand-out-rounds',
    damage: 'a hand-out of nothing',
    sql: [
      `DELETE FROM hand_out_voucher WHERE hand_out_id = ${first('id', 'hand_out', 'exercise = 2027')} RETURNING hand_out_id::text AS id`,
    ],
  },
  {
    check: 'book-holdings',
    damage: 'a book in an office that never received it',
    sql: [
      `INSERT INTO book_holding (book_id, office_id) SELECT max(id), ${first('id', 'office')} FROM book WHERE kind = 'ordered' RETURNING book_id::text AS id`,
    ],
  },
  {
    check: 'book-holdings',
    damage: 'a book whose move is forgotten',
    sql: [
      `DELETE FROM allotment_book WHERE allotment_id = ${first('id', 'allotment', `kind = 'move'`)} RETURNING book_id::text AS id`,
    ],
  },
];
