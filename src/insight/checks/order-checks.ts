import { ORDER_STEP_RULES } from '../../scheme/order-steps.js';
import { type Check, TARIFF_SQL, TARIFFS, UNIT_SQL } from './check.js';

const STEP_RULES = JSON.stringify(
  Object.entries(ORDER_STEP_RULES).map(([step, rule]) => ({ step, ...rule })),
);

export const ORDER_CHECKS: readonly Check[] = [
  {
    name: 'order-steps',
    sentence:
      'Every order was submitted, and each of its steps came after those it needs, and not after one that it excludes.',
    sql: `
      WITH rule AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (step text, needs text[], excludes text[]))
      SELECT format('%s without %s before it', s.step, needed) AS what, jsonb_build_object('order', s.order_id) AS ids
        FROM order_step s JOIN rule r ON r.step = s.step CROSS JOIN LATERAL unnest(r.needs) AS needed
       WHERE NOT EXISTS (SELECT 1 FROM order_step e WHERE e.order_id = s.order_id AND e.step = needed AND e.at <= s.at)
       UNION ALL
      SELECT format('%s beside %s', s.step, excluded), jsonb_build_object('order', s.order_id)
        FROM order_step s JOIN rule r ON r.step = s.step CROSS JOIN LATERAL unnest(r.excludes) AS excluded
       WHERE EXISTS (SELECT 1 FROM order_step e JOIN rule o ON o.step = e.step
                      WHERE e.order_id = s.order_id AND e.step = excluded AND (e.at < s.at OR s.step = ANY (o.excludes)))
       UNION ALL
      SELECT 'never submitted', jsonb_build_object('order', o.id) FROM voucher_order o
       WHERE NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'submitted')`,
    params: [STEP_RULES],
  },
  {
    name: 'order-amounts',
    sentence:
      'Every order has the amounts of its tariff, reaches its minimum, and its two shares make its face value.',
    sql: `
      WITH ${TARIFF_SQL},
      fault AS (
        SELECT o.id, CASE
          WHEN t.since IS NULL THEN format('no tariff began on %s', o.tariff_since)
          WHEN o.voucher_cents <> t."voucherCents" OR o.book_size <> ALL(t."bookSizes") THEN 'vouchers of another tariff'
          WHEN o.face_value_cents <> o.books::bigint * o.book_size * o.voucher_cents THEN 'another face value than its books'
          WHEN o.fee_cents <> CASE WHEN o.agreement_id IS NULL THEN t."directFeeCents" ELSE 0 END THEN 'another fee'
          WHEN o.face_value_cents < CASE WHEN o.agreement_id IS NULL THEN t."directMinimumCents" ELSE t."cofundedMinimumCents" END
            THEN 'below its minimum'
          WHEN o.state_share_cents + o.funder_share_cents <> o.face_value_cents THEN 'shares that do not make the face value'
          WHEN o.state_share_cents > coalesce(o.face_value_cents * a.rate_numerator / a.rate_denominator, 0)
            THEN 'a State share above the rate of its agreement'
          WHEN o.paid_to IS DISTINCT FROM a.paid_to THEN 'another payee than its agreement'
          WHEN o.invoiced_to_state_cents <> CASE o.paid_to WHEN 'operator' THEN o.state_share_cents ELSE 0 END
            OR o.invoiced_to_funder_cents + o.invoiced_to_state_cents <> o.face_value_cents THEN 'other invoiced amounts'
        END AS what
          FROM voucher_order o LEFT JOIN grant_agreement a ON a.id = o.agreement_id LEFT JOIN tariff t ON t.since = o.tariff_since
      )
      SELECT what, jsonb_build_object('order', id) AS ids FROM fault WHERE what IS NOT NULL`,
    params: [TARIFFS],
  },
  {
    name: 'agreement-ceilings',
    sentence:
      'The State’s shares under an agreement stay within its ceiling; a refused, cancelled or abandoned order counts for nothing.',
    sql: `
      SELECT format('%s cents of shares over a ceiling of %s', sum(o.state_share_cents), a.ceiling_cents) AS what,
             jsonb_build_object('agreement', a.id) AS ids
        FROM grant_agreement a JOIN voucher_order o ON o.agreement_id = a.id
       WHERE NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step IN ('refused', 'cancelled', 'abandoned'))
       GROUP BY a.id HAVING sum(o.state_share_cents) > a.ceiling_cents`,
  },
  {
    name: 'order-invoices',
    sentence:
      'An invoiced order has one invoice for each payer’s part and one for its fee, and no other order has any.',
    sql: `
      WITH due AS (
        SELECT o.id, part.kind, part.payer_id, part.cents
          FROM voucher_order o
          JOIN order_step s ON s.order_id = o.id AND s.step = 'invoiced'
          LEFT JOIN grant_agreement a ON a.id = o.agreement_id
          CROSS JOIN LATERAL (VALUES ('vouchers-funder', o.funder_id, o.invoiced_to_funder_cents),
                                     ('vouchers-state', a.state_id, o.invoiced_to_state_cents),
                                     ('order-fee', o.funder_id, o.fee_cents)) AS part (kind, payer_id, cents)
         WHERE part.cents > 0
      ), made AS (
        SELECT order_id, kind, payer_id, total_cents FROM invoice WHERE order_id IS NOT NULL
      ), wrong AS (
        SELECT 'missing' AS fault, * FROM (TABLE due EXCEPT ALL TABLE made) missing
         UNION ALL
        SELECT 'unfounded', * FROM (TABLE made EXCEPT ALL TABLE due) unfounded
      )
      SELECT format('%s: %s of %s cents', fault, kind, cents) AS what, jsonb_build_object('order', id, 'payer', payer_id) AS ids
        FROM wrong`,
  },
  {
    name: 'abandoned-orders',
    sentence:
      'An abandoned order has each of its invoices cancelled in full, what was unpaid set off, and no voucher left; no other has.',
    sql: `
      WITH cancelled AS (
        SELECT i.id, i.order_id, n.id AS note_id, n.order_id AS noted_order, i.kind, i.total_cents,
               EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = i.order_id AND s.step = 'abandoned') AS abandoned,
               CASE i.kind WHEN 'vouchers-state' THEN n.state_cents ELSE n.funder_cents END AS noted,
               CASE i.kind WHEN 'vouchers-state' THEN n.funder_cents ELSE n.state_cents END AS noted_elsewhere,
               (SELECT coalesce(sum(p.cents), 0) FROM standing_payment p WHERE p.invoice_id = i.id) AS paid,
               (SELECT coalesce(sum(u.cents), 0) FROM credit_use u WHERE u.credit_note_id = n.id AND u.purpose = 'set-off') AS set_off
          FROM invoice i LEFT JOIN credit_note n ON n.invoice_id = i.id
      )
      SELECT format('invoice of %s cents, %s paid; credited %s, %s set off; abandoned: %s', total_cents, paid, noted, set_off, abandoned) AS what,
             jsonb_build_object('order', order_id, 'invoice', id) AS ids
        FROM cancelled
       WHERE abandoned <> (note_id IS NOT NULL)
          OR (abandoned AND (noted_order <> order_id OR noted <> total_cents OR noted_elsewhere <> 0 OR set_off <> total_cents - paid
                             OR (kind = 'order-fee' AND paid > 0)))
       UNION ALL
      SELECT 'a voucher that has not ended', jsonb_build_object('order', s.order_id, 'voucher', v.serial)
        FROM order_step s JOIN voucher v ON v.order_id = s.order_id
       WHERE s.step = 'abandoned' AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)
       UNION ALL
      SELECT 'a credit set off that cancels no invoice', jsonb_build_object('creditUse', u.id, 'creditNote', n.id)
        FROM credit_use u JOIN credit_note n ON n.id = u.credit_note_id WHERE u.purpose = 'set-off' AND n.invoice_id IS NULL`,
  },
  {
    name: 'order-funding',
    sentence:
      'An order is funded when its vouchers are paid in full, by payments that stand, and not before.',
    sql: `
      WITH paid AS (
        SELECT o.id, o.face_value_cents,
               (SELECT coalesce(sum(p.cents), 0) FROM standing_payment p JOIN invoice i ON i.id = p.invoice_id
                 WHERE i.order_id = o.id AND i.kind IN ('vouchers-funder', 'vouchers-state')) AS cents,
               EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'funded') AS funded
          FROM voucher_order o
      )
      SELECT format('%s of %s cents paid, funded: %s', cents, face_value_cents, funded) AS what, jsonb_build_object('order', id) AS ids
        FROM paid WHERE funded <> (cents = face_value_cents)`,
  },
  {
    name: 'order-vouchers',
    sentence:
      'An issued order has its books and all their vouchers, of its exercise, and no other order has any.',
    sql: `
      WITH made AS (
        SELECT o.id, o.books, o.book_size, o.exercise,
               EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'issued') AS issued,
               (SELECT count(*) FROM book b WHERE b.order_id = o.id AND b.kind = 'ordered' AND b.size = o.book_size) AS books_made,
               (SELECT count(*) FROM book b WHERE b.order_id = o.id AND b.kind = 'ordered') AS any_books_made
          FROM voucher_order o
      ), bound AS (
        SELECT b.id, b.order_id, b.size, count(v.serial) AS vouchers,
               bool_or(v.order_id <> b.order_id OR v.exercise <> o.exercise OR v.position NOT BETWEEN 1 AND b.size
                       OR (v.replaces IS NULL) <> (b.kind = 'ordered')) AS foreign_voucher
          FROM book b JOIN voucher_order o ON o.id = b.order_id LEFT JOIN voucher v ON v.book_id = b.id
         GROUP BY b.id, b.order_id, b.size
      )
      SELECT format('%s books made of %s ordered, issued: %s', any_books_made, books, issued) AS what, jsonb_build_object('order', id) AS ids
        FROM made WHERE any_books_made <> books_made OR books_made <> CASE WHEN issued THEN books ELSE 0 END
       UNION ALL
      SELECT format('%s vouchers in a book of %s, not all of its order', vouchers, size), jsonb_build_object('order', order_id, 'book', id)
        FROM bound WHERE vouchers <> size OR foreign_voucher`,
  },
  {
    name: 'order-face-value',
    sentence:
      'The face value of an active order is what is outstanding, redeemed, expired, and revoked without being replaced.',
    sql: `
      WITH ${UNIT_SQL},
      outcome AS (
        SELECT order_id, count(*) FILTER (WHERE ended IS NULL) AS outstanding, count(*) FILTER (WHERE ended = 'redeemed') AS redeemed,
               count(*) FILTER (WHERE ended = 'expired') AS expired, count(*) FILTER (WHERE ended = 'revoked') AS revoked
          FROM unit GROUP BY order_id
      )
      SELECT format('%s outstanding + %s redeemed + %s expired + %s revoked, of %s cents each, for %s cents',
                    coalesce(u.outstanding, 0), coalesce(u.redeemed, 0), coalesce(u.expired, 0), coalesce(u.revoked, 0),
                    o.voucher_cents, o.face_value_cents) AS what,
             jsonb_build_object('order', o.id) AS ids
        FROM voucher_order o
        JOIN order_step s ON s.order_id = o.id AND s.step = 'active'
        LEFT JOIN outcome u ON u.order_id = o.id
       WHERE coalesce(u.outstanding + u.redeemed + u.expired + u.revoked, 0) * o.voucher_cents <> o.face_value_cents`,
  },
  {
    name: 'order-balances',
    sentence: 'The balances of an order are those of its vouchers, payments and credit notes.',
    sql: `
      WITH ${UNIT_SQL},
      outcome AS (
        SELECT order_id, count(*) FILTER (WHERE ended IS NOT NULL) AS ended,
               count(*) FILTER (WHERE ended IN ('expired', 'revoked')) AS unused
          FROM unit GROUP BY order_id
      ), billed AS (
        SELECT i.order_id, i.kind, sum(i.total_cents) AS due,
               coalesce(sum((SELECT sum(p.cents) FROM standing_payment p WHERE p.invoice_id = i.id)), 0)
                 + coalesce(sum((SELECT sum(u.cents) FROM credit_use u JOIN credit_note n ON n.id = u.credit_note_id
                                  WHERE n.invoice_id = i.id AND u.purpose = 'set-off')), 0) AS paid
          FROM invoice i WHERE i.order_id IS NOT NULL GROUP BY i.order_id, i.kind
      ), credited AS (
        SELECT n.order_id, sum(n.funder_cents) AS funder, sum(n.state_cents) AS state,
               coalesce(sum(n.funder_cents + n.state_cents) FILTER (WHERE n.kind = 'year-end'), 0) AS year_end
          FROM credit_note n GROUP BY n.order_id
      ), spent AS (
        SELECT n.order_id, coalesce(sum(u.cents) FILTER (WHERE u.share = 'funder'), 0) AS funder,
               coalesce(sum(u.cents) FILTER (WHERE u.share = 'state'), 0) AS state
          FROM standing_credit_use u JOIN credit_note n ON n.id = u.credit_note_id GROUP BY n.order_id
      ), fact AS (
        SELECT o.id AS order_id, f.kind, f.cents
          FROM voucher_order o
          LEFT JOIN outcome u ON u.order_id = o.id
          LEFT JOIN credited c ON c.order_id = o.id
          LEFT JOIN spent p ON p.order_id = o.id
          CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'funded') AS funded,
                                     EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'abandoned') AS abandoned) step
          CROSS JOIN LATERAL (VALUES
            ('vouchers-outstanding', CASE WHEN funded THEN o.face_value_cents - coalesce(u.ended, 0) * o.voucher_cents ELSE 0 END),
            ('vouchers-unused', CASE WHEN abandoned THEN 0 ELSE coalesce(u.unused, 0) * o.voucher_cents - coalesce(c.year_end, 0) END),
            ('vouchers-ordered', CASE WHEN funded OR abandoned THEN 0 ELSE coalesce(
               (SELECT sum(b.due) FROM billed b WHERE b.order_id = o.id AND b.kind <> 'order-fee'), 0) END),
            ('credit-funder', coalesce(c.funder, 0) - coalesce(p.funder, 0)),
            ('credit-state', coalesce(c.state, 0) - coalesce(p.state, 0)),
            ('funder-receivable', (SELECT b.due - b.paid FROM billed b WHERE b.order_id = o.id AND b.kind = 'vouchers-funder')),
            ('state-receivable', (SELECT b.due - b.paid FROM billed b WHERE b.order_id = o.id AND b.kind = 'vouchers-state')),
            ('fee-receivable', (SELECT b.due - b.paid FROM billed b WHERE b.order_id = o.id AND b.kind = 'order-fee'))
          ) AS f (kind, cents)
      ), movement AS (
        SELECT debit_account AS account, cents FROM transfer UNION ALL SELECT credit_account, -cents FROM transfer
      ), balance AS (
        SELECT a.order_id, a.kind, sum(m.cents) * CASE WHEN a.kind LIKE '%receivable' THEN 1 ELSE -1 END AS cents
          FROM account a JOIN movement m ON m.account = a.id WHERE a.order_id IS NOT NULL GROUP BY a.id
      )
      SELECT format('%s is at %s cents, the facts say %s', kind, coalesce(b.cents, 0), coalesce(f.cents, 0)) AS what,
             jsonb_build_object('order', order_id) AS ids
        FROM fact f FULL JOIN balance b USING (order_id, kind) WHERE coalesce(b.cents, 0) <> coalesce(f.cents, 0)`,
  },
];
