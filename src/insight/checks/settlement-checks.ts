import { type Check, TARIFF_SQL, TARIFFS } from './check.js';

export const SETTLEMENT_CHECKS: readonly Check[] = [
  {
    name: 'redemptions-paid-once',
    sentence:
      'A redemption is in at most one payout: its structure’s, of a run that was cut off after it; and it stands.',
    sql: `
      SELECT format('in %s payouts', count(*)) AS what, jsonb_build_object('redemption', redemption_id) AS ids
        FROM payout_line GROUP BY redemption_id HAVING count(*) > 1
       UNION ALL
      SELECT 'paid though undone, to another structure, or before its time', jsonb_build_object('redemption', l.redemption_id, 'payout', l.payout_id)
        FROM payout_line l
        JOIN payout p ON p.id = l.payout_id
        JOIN payout_run n ON n.id = p.run_id
        LEFT JOIN redemption r ON r.id = l.redemption_id
        LEFT JOIN voucher_end e ON e.redemption_id = l.redemption_id
       WHERE e.redemption_id IS NULL OR r.structure_id <> p.structure_id OR r.at >= n.cut_off_at`,
  },
  {
    name: 'payout-totals',
    sentence: 'A payout is the sum of its redemptions.',
    sql: `
      SELECT format('%s redemptions for %s cents, %s for %s told', count(r.id), coalesce(sum(r.structure_cents), 0), p.redemptions, p.cents) AS what,
             jsonb_build_object('payout', p.id) AS ids
        FROM payout p LEFT JOIN payout_line l ON l.payout_id = p.id LEFT JOIN redemption r ON r.id = l.redemption_id
       GROUP BY p.id HAVING count(r.id) <> p.redemptions OR coalesce(sum(r.structure_cents), 0) <> p.cents`,
  },
  {
    name: 'remittances',
    sentence:
      'A payout is remitted whole, to an account of its structure, and again only after the bank has rejected or returned it.',
    sql: `
      WITH attempt AS (
        SELECT p.id AS payout_id, p.cents AS due, p.structure_id, t.id, t.attempt, t.cents, b.structure_id AS paid_to,
               row_number() OVER (PARTITION BY p.id ORDER BY t.attempt) AS expected,
               lag(o.outcome) OVER (PARTITION BY p.id ORDER BY t.attempt) AS outcome_before
          FROM payout p
          LEFT JOIN remittance t ON t.payout_id = p.id
          LEFT JOIN bank_details b ON b.id = t.bank_details_id
          LEFT JOIN standing_answer o ON o.payout_id = t.payout_id AND o.attempt = t.attempt
      )
      SELECT format('attempt %s of %s cents for a payout of %s', coalesce(attempt::text, 'none'), cents, due) AS what,
             jsonb_build_object('payout', payout_id, 'remittance', id) AS ids
        FROM attempt
       WHERE id IS NULL OR attempt <> expected OR cents <> due OR paid_to IS DISTINCT FROM structure_id
          OR (attempt > 1 AND (outcome_before IN ('rejected', 'returned')) IS NOT TRUE)`,
  },
  {
    name: 'remittance-accounts',
    sentence: 'A transfer goes to an account that the operator had verified before its run was prepared.',
    sql: `
      SELECT 'to an account that was not verified then' AS what, jsonb_build_object('payout', t.payout_id, 'remittance', t.id) AS ids
        FROM remittance t
        JOIN payout_run n ON n.id = t.run_id
        LEFT JOIN bank_details_verification v ON v.bank_details_id = t.bank_details_id
       WHERE v.verified_at IS NULL OR v.verified_at > n.at`,
  },
  {
    name: 'bank-files',
    sentence:
      'The file of a run tells the bank its transfers: their number, their sum, and, once it was sent, what the ledger took out.',
    sql: `
      SELECT format('%s transfers of %s cents, where the run has %s of %s and the ledger %s of %s', f.transfers, f.cents,
                    r.transfers, r.cents, r.posted, r.posted_cents) AS what,
             jsonb_build_object('run', f.run_id) AS ids
        FROM bank_file f
        LEFT JOIN LATERAL (
          SELECT count(*) AS transfers, coalesce(sum(t.cents), 0) AS cents, count(p.id) AS posted, coalesce(sum(p.cents), 0) AS posted_cents
            FROM remittance t
            LEFT JOIN transfer p ON p.cause = 'remittance' AND p.cause_id = t.id AND p.kind = 'payout'
           WHERE t.run_id = f.run_id) r ON true
       WHERE (f.transfers, f.cents) IS DISTINCT FROM (r.transfers, r.cents)
          OR (EXISTS (SELECT 1 FROM payout_run_sent s WHERE s.run_id = f.run_id)
              AND (f.transfers, f.cents) IS DISTINCT FROM (r.posted, r.posted_cents))`,
  },
  {
    name: 'bank-answers',
    sentence: 'The bank answers for transfers that were sent to it.',
    sql: `
      SELECT format('%s, and never sent', o.outcome) AS what, jsonb_build_object('payout', o.payout_id) AS ids
        FROM remittance_outcome o JOIN remittance t ON t.payout_id = o.payout_id AND t.attempt = o.attempt
       WHERE NOT EXISTS (SELECT 1 FROM payout_run_sent s WHERE s.run_id = t.run_id)`,
  },
  {
    name: 'bank-returns',
    sentence:
      'Only a transfer that the bank had settled comes back, afterwards, and before it is tried again.',
    sql: `
      SELECT format('returned on %s, %s on %s', b.at, coalesce(o.outcome, 'never answered'), o.at) AS what,
             jsonb_build_object('payout', b.payout_id) AS ids
        FROM remittance_return b
        LEFT JOIN remittance_outcome o ON o.payout_id = b.payout_id AND o.attempt = b.attempt
        LEFT JOIN remittance again ON again.payout_id = b.payout_id AND again.attempt = b.attempt + 1
        LEFT JOIN payout_run n ON n.id = again.run_id
       WHERE o.outcome IS DISTINCT FROM 'confirmed' OR b.at < o.at OR n.at < b.at`,
  },
  {
    name: 'fee-sweeps',
    sentence:
      'A sweep is the fees of the redemptions that its run, which was sent, was the first to pay, VAT apart.',
    sql: `
      WITH ${TARIFF_SQL},
      earned AS (
        SELECT p.run_id, count(*) AS redemptions, sum(t."feeNetCents") AS net, sum(t."feeVatCents") AS vat
          FROM payout p
          JOIN payout_line l ON l.payout_id = p.id
          JOIN redemption r ON r.id = l.redemption_id
          JOIN voucher_order o ON o.id = r.order_id
          JOIN tariff t ON t.since = o.tariff_since
         GROUP BY p.run_id
      )
      SELECT format('%s + %s cents for %s redemptions, where %s + %s for %s are due', f.net_cents, f.vat_cents, f.redemptions,
                    coalesce(e.net, 0), coalesce(e.vat, 0), coalesce(e.redemptions, 0)) AS what,
             jsonb_build_object('feeSweep', f.id, 'run', f.run_id) AS ids
        FROM fee_sweep f LEFT JOIN earned e ON e.run_id = f.run_id
       WHERE (f.redemptions, f.net_cents, f.vat_cents) IS DISTINCT FROM (e.redemptions, e.net, e.vat)
          OR NOT EXISTS (SELECT 1 FROM payout_run_sent s WHERE s.run_id = f.run_id)`,
    params: [TARIFFS],
  },
];
