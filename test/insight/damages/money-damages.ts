import { type Damage, closed, drop, first, yearEnd } from './damage.js';

const anExpiry = first('id', 'year_end_run', `step = 'expiry'`);
const aNotice = first('id', 'letter', `kind = 'hand-outs-stop'`);

/** Of settlement, billing and the end of the year. */
export const MONEY_DAMAGES: readonly Damage[] = [
  {
    check: 'redemptions-paid-once',
    damage: 'a redemption in two payouts',
    sql: [
      drop('payout_line', 'paid_out_once'),
      `INSERT INTO payout_line SELECT redemption_id, (SELECT p.id FROM payout p WHERE p.id <> l.payout_id ORDER BY 1 LIMIT 1)
         FROM payout_line l WHERE redemption_id = ${first('redemption_id', 'payout_line')} RETURNING redemption_id::text AS id`,
    ],
  },
  {
    check: 'redemptions-paid-once',
    damage: 'a redemption paid though it was undone',
    sql: [
      `INSERT INTO payout_line (redemption_id, payout_id) SELECT redemption_id, ${first('id', 'payout')} FROM redemption_undo RETURNING redemption_id::text AS id`,
    ],
  },
  {
    check: 'redemptions-paid-once',
    damage: 'a redemption paid by a run that was cut off before it',
    sql: [
      `UPDATE payout_run SET cut_off_at = '2026-01-01' RETURNING (SELECT l.payout_id::text FROM payout_line l JOIN payout p ON p.id = l.payout_id WHERE p.run_id = payout_run.id ORDER BY 1 LIMIT 1) AS id`,
    ],
  },
  {
    check: 'payout-totals',
    damage: 'a payout of a cent more than its redemptions',
    sql: [`UPDATE payout SET cents = cents + 1 WHERE id = ${first('id', 'payout')} RETURNING id::text`],
  },
  {
    check: 'payout-totals',
    damage: 'a payout that lost a redemption',
    sql: [
      `DELETE FROM payout_line WHERE redemption_id = ${first('redemption_id', 'payout_line')} RETURNING payout_id::text AS id`,
    ],
  },
  {
    check: 'remittances',
    damage: 'a transfer of another amount than its payout',
    sql: [
      `UPDATE remittance SET cents = cents + 1 WHERE id = ${first('id', 'remittance')} RETURNING id::text`,
    ],
  },
  {
    check: 'remittances',
    damage: 'a transfer to the account of another structure',
    sql: [
      `UPDATE remittance t SET bank_details_id = (SELECT b.id FROM bank_details b WHERE b.structure_id <> (SELECT structure_id FROM payout p WHERE p.id = t.payout_id) ORDER BY 1 LIMIT 1)
        WHERE id = ${first('id', 'remittance')} RETURNING id::text`,
    ],
  },
  {
    check: 'remittances',
    damage: 'a payout paid again though the bank had confirmed it',
    sql: [
      `UPDATE remittance_outcome SET outcome = 'confirmed' WHERE outcome = 'rejected' RETURNING payout_id::text AS id`,
    ],
  },
  {
    check: 'remittances',
    damage: 'a payout that nobody pays',
    sql: [
      `DELETE FROM remittance WHERE payout_id = ${first('id', 'payout')} RETURNING payout_id::text AS id`,
    ],
  },
  {
    check: 'remittance-accounts',
    damage: 'a transfer to an account verified only afterwards',
    sql: [
      `UPDATE bank_details_verification SET verified_at = '2030-01-01'
        WHERE bank_details_id = (SELECT bank_details_id FROM remittance WHERE id = ${first('id', 'remittance')})`,
      `SELECT ${first('id', 'remittance')}::text AS id`,
    ],
  },
  {
    check: 'remittance-accounts',
    damage: 'a transfer to an account that nobody verified',
    sql: [
      `DELETE FROM bank_details_verification WHERE bank_details_id = (SELECT bank_details_id FROM remittance WHERE id = ${first('id', 'remittance')})`,
      `SELECT ${first('id', 'remittance')}::text AS id`,
    ],
  },
  {
    check: 'bank-files',
    damage: 'a file of a cent more than its run',
    sql: [`UPDATE bank_file SET cents = cents + 1 RETURNING run_id::text AS id`],
  },
  {
    check: 'bank-files',
    damage: 'a transfer added to a run after its file was made',
    sql: [
      drop('remittance', 'remittance_follows'),
      `INSERT INTO remittance (payout_id, attempt, run_id, bank_details_id, end_to_end_id, cents)
       SELECT payout_id, attempt + 7, run_id, bank_details_id, end_to_end_id || '7', cents FROM remittance
        WHERE run_id = (SELECT run_id FROM bank_file) LIMIT 1 RETURNING run_id::text AS id`,
    ],
  },
  {
    check: 'bank-files',
    damage: 'a transfer of the file that the ledger does not know',
    sql: [
      `DELETE FROM transfer WHERE kind = 'payout' AND cause_id = (SELECT t.id FROM remittance t JOIN bank_file f ON f.run_id = t.run_id ORDER BY 1 LIMIT 1)`,
      `SELECT run_id::text AS id FROM bank_file`,
    ],
  },
  {
    check: 'bank-answers',
    damage: 'an answer for a run that was never sent',
    sql: [
      `DELETE FROM payout_run_sent`,
      `SELECT payout_id::text AS id FROM remittance_outcome ORDER BY 1 LIMIT 1`,
    ],
  },
  {
    check: 'remittances',
    damage: 'a payout paid again though its money had never come back',
    sql: [`DELETE FROM remittance_return RETURNING payout_id::text AS id`],
  },
  {
    check: 'bank-returns',
    damage: 'a return of money that the bank had not paid',
    sql: [
      `UPDATE remittance_outcome o SET outcome = 'rejected' FROM remittance_return b
        WHERE b.payout_id = o.payout_id AND b.attempt = o.attempt RETURNING o.payout_id::text AS id`,
    ],
  },
  ...[
    ['a return before the transfer was settled', '2026-01-01'],
    ['a transfer tried again before its money came back', '2030-01-01'],
  ].map(([damage, at]) => ({
    check: 'bank-returns',
    damage: String(damage),
    sql: [`UPDATE remittance_return SET at = '${at}' RETURNING payout_id::text AS id`],
  })),
  {
    check: 'fee-sweeps',
    damage: 'a cent of VAT taken as earned',
    sql: [`UPDATE fee_sweep SET net_cents = net_cents + 1, vat_cents = vat_cents - 1 RETURNING id::text`],
  },

  {
    check: 'document-numbers',
    damage: 'an invoice that was torn out',
    sql: [
      `DELETE FROM invoice WHERE exercise = 2026 AND sequence = 2`,
      `SELECT id::text FROM invoice WHERE exercise = 2026 AND sequence = 3`,
    ],
  },
  {
    check: 'document-numbers',
    damage: 'a credit note that was antedated',
    sql: [
      `UPDATE credit_note SET issued_at = issued_at - interval '1 hour' WHERE exercise = 2027 AND sequence = 2 RETURNING id::text`,
    ],
  },
  {
    check: 'invoice-amounts',
    damage: 'a cent of VAT moved to the net amount',
    sql: [
      `UPDATE invoice SET net_cents = net_cents + 1, vat_cents = vat_cents - 1 WHERE id = ${first('id', 'invoice', `kind = 'label'`)} RETURNING id::text`,
    ],
  },
  {
    check: 'invoice-amounts',
    damage: 'vouchers invoiced with VAT',
    sql: [
      `UPDATE invoice SET net_cents = round(total_cents / 1.2), vat_cents = total_cents - round(total_cents / 1.2), vat_rate_basis_points = 2000
        WHERE id = ${first('id', 'invoice', `kind = 'vouchers-funder'`)} RETURNING id::text`,
    ],
  },
  {
    check: 'label-invoices',
    damage: 'a label that is not invoiced',
    sql: [
      `DELETE FROM invoice WHERE id = ${first('id', 'invoice', `kind = 'label'`)} RETURNING label_id::text AS id`,
    ],
  },
  {
    check: 'payment-chains',
    damage: 'a payment that starts before the one before ended',
    sql: [
      `UPDATE payment SET paid_before_cents = paid_before_cents - 1 WHERE id = ${first('id', 'payment', 'paid_before_cents > 0')} RETURNING id::text`,
    ],
  },
  {
    check: 'payment-chains',
    damage: 'a payment that still counts one that was reversed before it',
    sql: [
      `UPDATE payment SET paid_before_cents = paid_before_cents + 1 WHERE id = ${first('id', 'payment', 'reversals_before > 0')} RETURNING id::text`,
    ],
  },
  ...[
    ['a reversal that was torn out', 'UPDATE payment_reversal SET number = number + 1'],
    ['a reversal before its payment', `UPDATE payment_reversal SET at = '2020-01-01'`],
  ].map(([damage, sql]) => ({
    check: 'payment-reversals',
    damage: String(damage),
    sql: [
      `${sql} WHERE payment_id = ${first('payment_id', 'payment_reversal')} RETURNING payment_id::text AS id`,
    ],
  })),
  {
    check: 'payment-reversals',
    damage: 'a reversed payment whose credit was kept',
    sql: ['DELETE FROM credit_return RETURNING payment_id::text AS id'],
  },
  {
    check: 'payment-reversals',
    damage: 'a credit given back for a payment that stands',
    sql: [
      `DELETE FROM payment_reversal WHERE payment_id IN (SELECT payment_id FROM credit_return) RETURNING payment_id::text AS id`,
    ],
  },
  {
    check: 'payment-reversals',
    damage: 'a reversed payment whose excess is still a credit',
    sql: [`DELETE FROM credit_use WHERE purpose = 'reversal' RETURNING reversed_payment_id::text AS id`],
  },
  {
    check: 'credit-use-chains',
    damage: 'a use that forgets what was given back before it',
    sql: [
      `UPDATE credit_use SET spent_before_cents = spent_before_cents + 1 WHERE returns_before > 0 RETURNING id::text`,
    ],
  },
  {
    check: 'payments-by-credit',
    damage: 'a payment by a credit that was not spent',
    sql: [
      `DELETE FROM credit_use WHERE id = ${first('id', 'credit_use', `purpose = 'payment'`)} RETURNING payment_id::text AS id`,
    ],
  },
  {
    check: 'payments-by-credit',
    damage: 'an excess that makes a larger credit note',
    sql: [
      `UPDATE credit_note SET funder_cents = funder_cents + 1 WHERE kind = 'overpayment' RETURNING id::text`,
    ],
  },
  {
    check: 'payments-by-credit',
    damage: 'a credit note for an overpayment that never came',
    sql: [
      drop('payment', 'payment_excess'),
      `UPDATE payment SET excess_cents = 0, excess_credit_note_id = NULL WHERE excess_cents > 0 RETURNING id::text`,
      `SELECT id::text FROM credit_note WHERE kind = 'overpayment'`,
    ],
  },
  {
    check: 'credit-use-chains',
    damage: 'a credit share spent beyond its total',
    sql: [
      drop('credit_use', 'credit_use_not_over'),
      `UPDATE credit_use SET cents = share_total_cents WHERE id = ${first('id', 'credit_use', 'spent_before_cents > 0')} RETURNING id::text`,
    ],
  },
  {
    check: 'credit-restrictions',
    damage: 'the State’s share spent for the funder',
    sql: [
      `UPDATE credit_use SET share = 'funder', spent_before_cents = 9 WHERE share = 'state' AND purpose = 'payment' RETURNING id::text`,
    ],
  },
  {
    check: 'credit-restrictions',
    damage: 'the State’s share spent under another agreement',
    sql: [
      `UPDATE voucher_order SET agreement_id = gen_random_uuid() WHERE id = (SELECT order_id FROM credit_note WHERE id = ${yearEnd})`,
      `SELECT id::text FROM credit_use WHERE share = 'state' AND purpose = 'payment'`,
    ],
  },

  ...[
    ['a statement that hides a redeemed voucher', 'redeemed = redeemed - 1, expired = expired + 1'],
    ['a statement that tells a hand-out too many', 'handed_out = handed_out + 1'],
    [
      'a statement that gives the State’s cent to the funder',
      'credit_funder_cents = credit_funder_cents + 1, credit_state_cents = credit_state_cents - 1',
    ],
  ].map(([damage, set]) => ({
    check: 'statement-lines',
    damage: String(damage),
    sql: [
      `UPDATE statement_line SET ${set} WHERE order_id = (SELECT order_id FROM credit_note WHERE id = ${yearEnd}) RETURNING order_id::text AS id`,
    ],
  })),
  {
    check: 'statement-lines',
    damage: 'an order in the statement of another funder',
    sql: [
      `UPDATE statement SET funder_id = gen_random_uuid()`,
      `SELECT order_id::text AS id FROM statement_line ORDER BY 1 LIMIT 1`,
    ],
  },
  {
    check: 'year-end-credits',
    damage: 'a cent of the State’s credited to the funder',
    sql: [
      `UPDATE credit_note SET funder_cents = funder_cents + 1, state_cents = state_cents - 1 WHERE id = ${yearEnd} RETURNING order_id::text AS id`,
    ],
  },
  {
    check: 'year-end-credits',
    damage: 'a credit note that is gone',
    sql: [`DELETE FROM credit_note WHERE id = ${yearEnd} RETURNING order_id::text AS id`],
  },
  {
    check: 'year-end-credits',
    damage: 'a credit note for an order that is not closed',
    sql: [
      `DELETE FROM order_step WHERE step = 'closed' AND order_id = ${closed} RETURNING order_id::text AS id`,
    ],
  },
  {
    check: 'closed-orders',
    damage: 'an order closed over the silence of its funder',
    sql: [
      `DELETE FROM statement_answer`,
      `SELECT order_id::text AS id FROM order_step WHERE step = 'closed' ORDER BY 1 LIMIT 1`,
    ],
  },
  {
    check: 'closed-orders',
    damage: 'an order closed without a statement',
    sql: [`DELETE FROM statement_line WHERE order_id = ${closed} RETURNING order_id::text AS id`],
  },
  {
    check: 'closed-exercises',
    damage: 'a closed exercise whose key was kept',
    sql: [
      `UPDATE exercise_key SET destroyed_at = NULL WHERE purpose = 'pseudonyms' AND exercise = 2026 RETURNING exercise::text AS id`,
    ],
  },
  {
    check: 'expired-in-time',
    damage: 'vouchers that expired on the last day of tolerance',
    sql: [
      `UPDATE expiry SET at = '2027-01-31T22:30:00Z' WHERE id = ${first('id', 'expiry')} RETURNING id::text`,
    ],
  },
  ...(
    [
      ['that nobody works', `DELETE FROM job WHERE subject_id = ${anExpiry}::text`],
      ['whose job is over', `SELECT 1`],
    ] as const
  ).map(([which, sql]) => ({
    check: 'year-end-runs',
    damage: `a step that is not done, ${which}`,
    sql: [sql, `DELETE FROM year_end_run_done WHERE run_id = ${anExpiry} RETURNING run_id::text AS id`],
  })),
  {
    check: 'year-end-runs',
    damage: 'a step done before it was begun',
    sql: [
      `UPDATE year_end_run_done SET at = '2026-01-01' WHERE run_id = ${anExpiry} RETURNING run_id::text AS id`,
    ],
  },
  {
    check: 'year-end-runs',
    damage: 'an expiry begun on the last day of tolerance',
    sql: [`UPDATE year_end_run SET at = '2027-01-31T22:30:00Z' WHERE id = ${anExpiry} RETURNING id::text`],
  },
  {
    check: 'office-drawers',
    damage: 'an office told of its drawer on a day without the alert',
    sql: [
      `INSERT INTO letter (kind, organisation_id, office_id, facts, posted_at)
       SELECT 'office-drawer', prescriber_id, id, '{"exercise": 2026}', '2026-06-01' FROM office LIMIT 1 RETURNING office_id::text AS id`,
    ],
  },
  {
    check: 'year-end-notices',
    damage: 'an organisation told without a letter',
    sql: [`DELETE FROM letter WHERE id = ${aNotice} RETURNING organisation_id::text AS id`],
  },
  {
    check: 'year-end-notices',
    damage: 'a letter sent twice',
    sql: [
      `INSERT INTO letter (kind, organisation_id, facts, posted_at) SELECT kind, organisation_id, facts, posted_at FROM letter
        WHERE id = ${aNotice} RETURNING organisation_id::text AS id`,
    ],
  },
  {
    check: 'year-end-notices',
    damage: 'a letter to an organisation that was not to be told',
    sql: [
      `INSERT INTO letter (kind, organisation_id, facts, posted_at) SELECT kind, ${first('id', 'organisation', `kind = 'operator'`)}, facts, posted_at
         FROM letter WHERE id = ${aNotice} RETURNING organisation_id::text AS id`,
    ],
  },
];
