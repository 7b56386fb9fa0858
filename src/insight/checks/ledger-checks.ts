import { ACCOUNT_KINDS, type AccountKind } from '../../ledger/accounts.js';
import type { TransferKind } from '../../ledger/ledger.js';
import type { Check } from './check.js';

/** From which kinds of accounts to which others each kind of transfer moves: debited, then credited. */
const MOVES: Readonly<Record<TransferKind, readonly (readonly [AccountKind, AccountKind])[]>> = {
  'vouchers-invoiced': [
    ['funder-receivable', 'vouchers-ordered'],
    ['state-receivable', 'vouchers-ordered'],
  ],
  'fee-invoiced': [['fee-receivable', 'order-fees']],
  'fee-vat-invoiced': [['fee-receivable', 'vat-due']],
  'label-invoiced': [['label-receivable', 'label-fees']],
  'label-vat-invoiced': [['label-receivable', 'vat-due']],
  payment: [
    ['bank-ring-fenced', 'funder-receivable'],
    ['bank-ring-fenced', 'state-receivable'],
    ['bank-operating', 'fee-receivable'],
    ['bank-operating', 'label-receivable'],
  ],
  'payment-by-credit': [
    ['credit-funder', 'funder-receivable'],
    ['credit-state', 'state-receivable'],
  ],
  overpayment: [
    ['bank-ring-fenced', 'credit-funder'],
    ['bank-ring-fenced', 'credit-state'],
  ],
  'payment-reversed': [
    ['funder-receivable', 'bank-ring-fenced'],
    ['state-receivable', 'bank-ring-fenced'],
    ['fee-receivable', 'bank-operating'],
    ['label-receivable', 'bank-operating'],
  ],
  'payment-by-credit-reversed': [
    ['funder-receivable', 'credit-funder'],
    ['state-receivable', 'credit-state'],
  ],
  'overpayment-reversed': [
    ['credit-funder', 'bank-ring-fenced'],
    ['credit-state', 'bank-ring-fenced'],
  ],
  activation: [['vouchers-ordered', 'vouchers-outstanding']],
  redemption: [['vouchers-outstanding', 'structure-payable']],
  'redemption-fee': [['vouchers-outstanding', 'redemption-fees']],
  'redemption-undone': [['structure-payable', 'vouchers-outstanding']],
  'redemption-fee-undone': [['redemption-fees', 'vouchers-outstanding']],
  revocation: [['vouchers-outstanding', 'vouchers-unused']],
  expiry: [['vouchers-outstanding', 'vouchers-unused']],
  payout: [['structure-payable', 'bank-ring-fenced']],
  'payout-rejected': [['bank-ring-fenced', 'structure-payable']],
  'payout-returned': [['bank-ring-fenced', 'structure-payable']],
  'fee-sweep': [['bank-operating', 'bank-ring-fenced']],
  'fee-earned': [['redemption-fees', 'redemption-fees-earned']],
  'fee-vat': [['redemption-fees', 'vat-due']],
  'credit-note': [
    ['vouchers-unused', 'credit-funder'],
    ['vouchers-unused', 'credit-state'],
  ],
  'credit-refund': [
    ['credit-funder', 'bank-ring-fenced'],
    ['credit-state', 'bank-ring-fenced'],
  ],
  cancellation: [
    ['vouchers-ordered', 'credit-funder'],
    ['vouchers-ordered', 'credit-state'],
    ['order-fees', 'credit-funder'],
    ['vat-due', 'credit-funder'],
  ],
  'set-off': [
    ['credit-funder', 'funder-receivable'],
    ['credit-state', 'state-receivable'],
    ['credit-funder', 'fee-receivable'],
  ],
};

const MOVES_JSON = JSON.stringify(
  Object.entries(MOVES).flatMap(([kind, moves]) => moves.map(([debit, credit]) => ({ kind, debit, credit }))),
);

const SIDES_JSON = JSON.stringify(Object.entries(ACCOUNT_KINDS).map(([kind, { side }]) => ({ kind, side })));

/** Both sides of the equation of RULES `backing`: the cash, and everything it is held for. */
const BACKED: readonly AccountKind[] = [
  'bank-ring-fenced',
  'vouchers-outstanding',
  'vouchers-unused',
  'structure-payable',
  'credit-funder',
  'credit-state',
  'vouchers-ordered',
  'funder-receivable',
  'state-receivable',
  'redemption-fees',
];

export const LEDGER_CHECKS: readonly Check[] = [
  {
    name: 'transfers-positive',
    sentence: 'Every transfer moves a positive amount from one account to another.',
    sql: `
      SELECT format('%s cents from account %s to account %s', cents, debit_account, credit_account) AS what,
             jsonb_build_object('transfer', id) AS ids
        FROM transfer WHERE cents <= 0 OR debit_account = credit_account`,
  },
  {
    name: 'transfers-between-right-accounts',
    sentence:
      'Every transfer moves between the accounts that its kind says; only a credit goes from one order to another.',
    sql: `
      WITH move AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS m (kind text, debit text, credit text))
      SELECT format('%s from %s to %s', t.kind, d.kind, c.kind) AS what, jsonb_build_object('transfer', t.id) AS ids
        FROM transfer t JOIN account d ON d.id = t.debit_account JOIN account c ON c.id = t.credit_account
       WHERE NOT EXISTS (SELECT 1 FROM move m WHERE m.kind = t.kind AND m.debit = d.kind AND m.credit = c.kind)
          OR (d.order_id <> c.order_id AND t.kind NOT IN ('payment-by-credit', 'payment-by-credit-reversed'))`,
    params: [MOVES_JSON],
  },
  {
    name: 'days-of-paris',
    sentence: 'Every day written beside an instant is the day it was in Paris.',
    sql: `
      WITH written AS (
        SELECT 'transfer' AS fact, id::text AS id, at, day FROM transfer
         UNION ALL SELECT 'redemption', id::text, at, day FROM redemption
         UNION ALL SELECT 'handOut', id::text, at, day FROM hand_out
         UNION ALL SELECT 'invoice', id::text, issued_at, issued_on FROM invoice
         UNION ALL SELECT 'creditNote', id::text, issued_at, issued_on FROM credit_note
      )
      SELECT format('%s is not the Paris day of %s', day, at) AS what, jsonb_build_object(fact, id) AS ids
        FROM written WHERE day <> (at AT TIME ZONE 'Europe/Paris')::date`,
  },
  {
    name: 'balances-not-negative',
    sentence: 'No account is negative on the side that its kind says.',
    sql: `
      WITH side AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS s (kind text, side text)),
      movement AS (
        SELECT debit_account AS account, 'debit' AS side, cents FROM transfer
         UNION ALL SELECT credit_account, 'credit', cents FROM transfer
      )
      SELECT format('%s is at %s cents', a.kind, sum(CASE WHEN m.side = s.side THEN m.cents ELSE -m.cents END)) AS what,
             jsonb_build_object('account', a.id, 'owner', a.owner_id) AS ids
        FROM movement m JOIN account a ON a.id = m.account JOIN side s ON s.kind = a.kind
       GROUP BY a.id HAVING sum(CASE WHEN m.side = s.side THEN m.cents ELSE -m.cents END) < 0`,
    params: [SIDES_JSON],
  },
  {
    name: 'backing',
    sentence: 'At the end of every day, the ring-fenced cash is what it is held for, to the cent.',
    sql: `
      WITH movement AS (
        SELECT t.day, t.cents FROM transfer t JOIN account a ON a.id = t.debit_account WHERE a.kind = ANY($1)
         UNION ALL
        SELECT t.day, -t.cents FROM transfer t JOIN account a ON a.id = t.credit_account WHERE a.kind = ANY($1)
      ), daily AS (
        SELECT day, sum(sum(cents)) OVER (ORDER BY day) AS gap FROM movement GROUP BY day
      )
      SELECT format('a gap of %s cents', gap) AS what, jsonb_build_object('day', day) AS ids FROM daily WHERE gap <> 0`,
    params: [BACKED],
  },
];
