import { type Check, TARIFF_SQL, TARIFFS } from './check.js';

export const VOUCHER_CHECKS: readonly Check[] = [
  {
    name: 'vouchers-end-once',
    sentence: 'A voucher ends at most once.',
    sql: `
      SELECT format('%s ends', count(*)) AS what, jsonb_build_object('voucher', voucher_serial) AS ids
        FROM voucher_end GROUP BY voucher_serial HAVING count(*) > 1`,
  },
  {
    name: 'redemptions-end-vouchers',
    sentence:
      'Every redemption that stands is the end of its voucher, and every such end is a redemption that stands.',
    sql: `
      WITH standing AS (
        SELECT r.id, r.voucher_serial FROM redemption r
         WHERE NOT EXISTS (SELECT 1 FROM redemption_undo u WHERE u.redemption_id = r.id)
      ), ended AS (
        SELECT redemption_id, voucher_serial FROM voucher_end WHERE kind = 'redeemed'
      )
      SELECT 'redeemed and not ended' AS what, jsonb_build_object('redemption', id, 'voucher', voucher_serial) AS ids
        FROM (TABLE standing EXCEPT ALL TABLE ended) missing
       UNION ALL
      SELECT 'ended by a redemption that does not stand', jsonb_build_object('redemption', redemption_id, 'voucher', voucher_serial)
        FROM (TABLE ended EXCEPT ALL TABLE standing) unfounded`,
  },
  {
    name: 'ends-together',
    sentence: 'A revocation and an expiry ended as many vouchers as they say, all of their order.',
    sql: `
      WITH together AS (
        SELECT 'revocation' AS fact, id, order_id, vouchers FROM revocation
         UNION ALL SELECT 'expiry', id, order_id, vouchers FROM expiry
      ), ended AS (
        SELECT coalesce(e.revocation_id, e.expiry_id) AS cause_id, v.order_id
          FROM voucher_end e JOIN voucher v ON v.serial = e.voucher_serial WHERE e.kind <> 'redeemed'
      )
      SELECT format('%s vouchers ended, %s of the order, %s told', count(e.cause_id),
                    count(*) FILTER (WHERE e.order_id = t.order_id), t.vouchers) AS what,
             jsonb_build_object(t.fact, t.id, 'order', t.order_id) AS ids
        FROM together t LEFT JOIN ended e ON e.cause_id = t.id
       GROUP BY t.fact, t.id, t.order_id, t.vouchers
      HAVING count(e.cause_id) <> t.vouchers OR count(*) FILTER (WHERE e.order_id = t.order_id) <> t.vouchers`,
  },
  {
    name: 'expired-were-active',
    sentence: 'Only vouchers of active orders expire, once the tolerance of their exercise is over.',
    sql: `
      SELECT 'expired too early, or in an order that is not active' AS what, jsonb_build_object('voucher', v.serial, 'order', v.order_id) AS ids
        FROM voucher_end e JOIN voucher v ON v.serial = e.voucher_serial JOIN exercise x ON x.year = v.exercise
       WHERE e.kind = 'expired' AND (
               (e.at AT TIME ZONE 'Europe/Paris')::date <= x.tolerance_ends_on OR
               NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = v.order_id AND s.step = 'active'))`,
  },
  {
    name: 'replacements',
    sentence:
      'A replacement stands for a voucher of its order that was revoked to be replaced, and each of those has one.',
    sql: `
      SELECT 'a replacement for a voucher that was not revoked to be replaced' AS what,
             jsonb_build_object('voucher', r.serial, 'replaces', r.replaces) AS ids
        FROM voucher r JOIN voucher lost ON lost.serial = r.replaces
        LEFT JOIN voucher_end e ON e.voucher_serial = lost.serial
        LEFT JOIN revocation k ON k.id = e.revocation_id
       WHERE lost.order_id <> r.order_id OR k.replaced IS NOT TRUE
       UNION ALL
      SELECT 'revoked to be replaced, and not replaced', jsonb_build_object('voucher', e.voucher_serial, 'revocation', k.id)
        FROM voucher_end e JOIN revocation k ON k.id = e.revocation_id
       WHERE k.replaced AND NOT EXISTS (SELECT 1 FROM voucher r WHERE r.replaces = e.voucher_serial)`,
  },
  {
    name: 'redemption-amounts',
    sentence:
      'A redemption is split as the tariff of its order says, and paid a service of at least the face value.',
    sql: `
      WITH ${TARIFF_SQL}
      SELECT format('%s + %s cents of a service of %s, copayment %s', r.structure_cents, r.fee_cents, r.price_cents, r.copayment_cents) AS what,
             jsonb_build_object('redemption', r.id) AS ids
        FROM redemption r JOIN voucher_order o ON o.id = r.order_id LEFT JOIN tariff t ON t.since = o.tariff_since
       WHERE (r.structure_cents, r.fee_cents) IS DISTINCT FROM (t."structureCents", t."feeCents")
          OR r.price_cents < o.voucher_cents OR r.copayment_cents NOT BETWEEN 0 AND r.price_cents - o.voucher_cents`,
    params: [TARIFFS],
  },
  {
    name: 'redemptions-allowed',
    sentence:
      'A redeemed voucher had been handed out, in time, and was scanned by a mediator of the structure who may, at its venue.',
    sql: `
      WITH fault AS (
        SELECT r.id, CASE
          WHEN v.order_id <> r.order_id THEN 'the voucher is of another order'
          WHEN h.id IS NULL THEN 'the voucher was never handed out'
          WHEN r.session_on < h.day OR r.session_on > r.day OR r.session_on > x.validity_ends_on OR r.day > x.tolerance_ends_on
            THEN format('session on %s, scan on %s', r.session_on, r.day)
          WHEN m.structure_id <> r.structure_id OR m.conseiller_numerique THEN 'the mediator may not'
          WHEN w.structure_id <> r.structure_id THEN 'the venue is another structure’s'
        END AS what
          FROM redemption r
          JOIN voucher v ON v.serial = r.voucher_serial
          JOIN exercise x ON x.year = v.exercise
          JOIN mediator m ON m.id = r.mediator_id
          JOIN venue w ON w.id = r.venue_id
          LEFT JOIN hand_out_voucher hv ON hv.voucher_serial = v.serial
          LEFT JOIN hand_out h ON h.id = hv.hand_out_id
      )
      SELECT what, jsonb_build_object('redemption', id) AS ids FROM fault WHERE what IS NOT NULL`,
  },
  {
    name: 'group-sessions',
    sentence: 'A group session accepted as many vouchers as it redeemed, all for its structure.',
    sql: `
      SELECT format('%s redemptions, %s accepted', count(r.id), g.accepted) AS what, jsonb_build_object('groupSession', g.id) AS ids
        FROM group_session g LEFT JOIN redemption r ON r.group_session_id = g.id
       GROUP BY g.id HAVING count(r.id) <> g.accepted OR bool_or(r.structure_id <> g.structure_id)`,
  },
];
