import { type Check, UNIT_SQL } from './check.js';

/**
 * RULES `credit-note`: of what is unredeemed, the State is credited its proportion, rounded down, when it paid the
 * operator; all the rest is the funder's. Written a second time here, so that the scheme is checked by another hand.
 */
const STATE_CREDIT = `
  (u.unredeemed_cents * CASE o.paid_to WHEN 'operator' THEN o.state_share_cents ELSE 0 END / o.face_value_cents)`;

const OUTCOME = `
  ${UNIT_SQL},
  outcome AS (
    SELECT unit.order_id, count(*) AS vouchers, count(h.voucher_serial) AS handed_out,
           count(*) FILTER (WHERE ended = 'redeemed') AS redeemed, count(*) FILTER (WHERE ended = 'expired') AS expired,
           count(*) FILTER (WHERE ended = 'revoked') AS revoked, count(*) FILTER (WHERE ended IS NULL) AS outstanding,
           count(*) FILTER (WHERE ended IN ('expired', 'revoked')) * o.voucher_cents AS unredeemed_cents
      FROM unit JOIN voucher_order o ON o.id = unit.order_id LEFT JOIN hand_out_voucher h ON h.voucher_serial = unit.serial
     GROUP BY unit.order_id, o.voucher_cents
  )`;

export const YEAR_END_CHECKS: readonly Check[] = [
  {
    name: 'statement-lines',
    sentence:
      'A line of a statement says what became of its order, which is its funder’s and of its exercise.',
    sql: `
      WITH ${OUTCOME}
      SELECT format('%s vouchers: %s handed out, %s redeemed, %s expired, %s revoked, credits %s + %s', l.vouchers, l.handed_out,
                    l.redeemed, l.expired, l.revoked, l.credit_funder_cents, l.credit_state_cents) AS what,
             jsonb_build_object('order', l.order_id, 'statement', l.statement_id) AS ids
        FROM statement_line l
        JOIN statement s ON s.id = l.statement_id
        JOIN voucher_order o ON o.id = l.order_id
        LEFT JOIN outcome u ON u.order_id = l.order_id
       WHERE o.funder_id <> s.funder_id OR o.exercise <> s.exercise
          OR (l.vouchers, l.handed_out, l.redeemed, l.expired, l.revoked, l.unredeemed_cents)
             IS DISTINCT FROM (u.vouchers, u.handed_out, u.redeemed, u.expired, u.revoked, u.unredeemed_cents)
          OR l.credit_state_cents <> ${STATE_CREDIT} OR l.credit_funder_cents + l.credit_state_cents <> l.unredeemed_cents`,
  },
  {
    name: 'year-end-credits',
    sentence:
      'A closed order has one credit note for what was not redeemed, in its two shares, or none if nothing was left.',
    sql: `
      WITH ${OUTCOME},
      noted AS (
        SELECT order_id, count(*) AS notes, sum(funder_cents) AS funder, sum(state_cents) AS state
          FROM credit_note WHERE kind = 'year-end' GROUP BY order_id
      ), closed AS (SELECT order_id FROM order_step WHERE step = 'closed')
      SELECT format('%s notes of %s + %s cents, for %s unredeemed', coalesce(n.notes, 0), coalesce(n.funder, 0), coalesce(n.state, 0),
                    u.unredeemed_cents) AS what,
             jsonb_build_object('order', o.id) AS ids
        FROM voucher_order o
        LEFT JOIN outcome u ON u.order_id = o.id LEFT JOIN noted n ON n.order_id = o.id LEFT JOIN closed c ON c.order_id = o.id
       WHERE (c.order_id IS NULL AND n.order_id IS NOT NULL)
          OR (c.order_id IS NOT NULL AND (
                coalesce(n.notes, 0) <> CASE WHEN u.unredeemed_cents > 0 THEN 1 ELSE 0 END
                OR coalesce(n.state, 0) <> ${STATE_CREDIT}
                OR coalesce(n.funder, 0) + coalesce(n.state, 0) <> u.unredeemed_cents))`,
  },
  {
    name: 'closed-orders',
    sentence:
      'An order is closed when nothing of it is in circulation and its statement is agreed or settled.',
    sql: `
      WITH ${OUTCOME}
      SELECT format('closed with %s vouchers in circulation, its statement %s', u.outstanding,
                    CASE WHEN l.order_id IS NULL THEN 'missing' ELSE coalesce(a.answer, 'unanswered') END) AS what,
             jsonb_build_object('order', c.order_id) AS ids
        FROM order_step c
        LEFT JOIN outcome u ON u.order_id = c.order_id
        LEFT JOIN statement_line l ON l.order_id = c.order_id
        LEFT JOIN statement_answer a ON a.statement_id = l.statement_id
        LEFT JOIN statement_settlement t ON t.statement_id = l.statement_id
       WHERE c.step = 'closed' AND (u.outstanding <> 0 OR (a.answer IS DISTINCT FROM 'agreed' AND t.statement_id IS NULL))`,
  },
  {
    name: 'closed-exercises',
    sentence: 'The key of the pseudonyms of a closed exercise is destroyed.',
    sql: `
      SELECT 'closed, and its pseudonyms can still be found' AS what, jsonb_build_object('exercise', c.exercise) AS ids
        FROM exercise_closing c LEFT JOIN exercise_key k ON k.exercise = c.exercise AND k.purpose = 'pseudonyms'
       WHERE k.destroyed_at IS NULL`,
  },
  {
    name: 'expired-in-time',
    sentence: 'A voucher expires once it can no longer be presented, and not on the last day of tolerance.',
    sql: `
      SELECT format('expired at %s, presentable until %s', x.at, c.tolerance_ends_on) AS what, jsonb_build_object('expiry', x.id) AS ids
        FROM expiry x JOIN voucher_order o ON o.id = x.order_id JOIN exercise c ON c.year = o.exercise
       WHERE (x.at AT TIME ZONE 'Europe/Paris')::date <= c.tolerance_ends_on`,
  },
  {
    name: 'year-end-runs',
    sentence: 'Each step of the year’s end that was begun is done, or is the work of a job that is not over.',
    sql: `
      WITH fault AS (
        SELECT r.id, CASE
          WHEN d.at < r.at THEN format('%s done at %s, begun at %s', r.step, d.at, r.at)
          WHEN d.run_id IS NULL AND j.id IS NULL THEN format('%s begun, and nobody works it', r.step)
          WHEN d.run_id IS NULL AND j.done_at IS NOT NULL THEN format('%s not done, and its job is', r.step)
          WHEN r.step IN ('expiry', 'statements', 'credit-notes') AND (r.at AT TIME ZONE 'Europe/Paris')::date <= x.tolerance_ends_on
            THEN format('%s begun at %s, vouchers presentable until %s', r.step, r.at, x.tolerance_ends_on)
        END AS what
          FROM year_end_run r
          JOIN exercise x ON x.year = r.exercise
          LEFT JOIN year_end_run_done d ON d.run_id = r.id
          LEFT JOIN job j ON j.kind = 'year-end-step' AND j.subject_id = r.id::text
      )
      SELECT what, jsonb_build_object('run', id) AS ids FROM fault WHERE what IS NOT NULL`,
  },
  {
    name: 'year-end-notices',
    sentence:
      'An organisation told something at the end of an exercise has one letter of it, and no other has one.',
    sql: `
      WITH noticed AS (
        SELECT n.organisation_id, r.exercise, r.step, n.at, n.run_id
          FROM year_end_notice n JOIN year_end_run r ON r.id = n.run_id
      ), posted AS (
        SELECT id, organisation_id, (facts->>'exercise')::int AS exercise, posted_at AS at,
               CASE WHEN kind LIKE 'year-end-alert%' THEN 'alert' WHEN kind LIKE 'hand-outs-stop%' THEN 'hand-outs-stop'
                    ELSE 'validity-end' END AS step
          FROM letter WHERE kind IN ('year-end-alert', 'year-end-alert-offices', 'hand-outs-stop', 'hand-outs-stop-offices', 'last-scans')
      )
      SELECT format('%s: %s notices, %s letters', step, count(run_id), count(id)) AS what,
             jsonb_build_object('organisation', organisation_id, 'exercise', exercise, 'letter', min(id::text)) AS ids
        FROM noticed FULL JOIN posted USING (organisation_id, exercise, step, at)
       GROUP BY step, organisation_id, exercise HAVING count(run_id) <> 1 OR count(id) <> 1`,
  },
  {
    name: 'office-drawers',
    sentence: 'An office is told once of its drawer in an exercise, with the alert to its prescriber.',
    sql: `
      SELECT format('%s letters, %s with the alert', count(l.id), count(n.run_id)) AS what,
             jsonb_build_object('office', l.office_id, 'exercise', l.facts->'exercise', 'letter', min(l.id::text)) AS ids
        FROM letter l
        LEFT JOIN (SELECT t.*, r.exercise FROM year_end_notice t JOIN year_end_run r ON r.id = t.run_id AND r.step = 'alert') n
               ON n.organisation_id = l.organisation_id AND n.exercise = (l.facts->>'exercise')::int AND n.at = l.posted_at
       WHERE l.kind = 'office-drawer'
       GROUP BY l.office_id, l.facts->'exercise' HAVING count(l.id) <> 1 OR count(n.run_id) <> 1`,
  },
];
