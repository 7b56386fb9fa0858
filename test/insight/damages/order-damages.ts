import { type Damage, abandoned, closed, drop, first } from './damage.js';

/** Of the ledger and of orders. */
export const ORDER_DAMAGES: readonly Damage[] = [
  {
    check: 'transfers-positive',
    damage: 'an amount turned round',
    sql: [
      drop('transfer', 'transfer_positive'),
      `UPDATE transfer SET cents = -cents WHERE id = (SELECT min(id) FROM transfer WHERE kind = 'payout') RETURNING id::text`,
    ],
  },
  {
    check: 'transfers-positive',
    damage: 'a transfer from an account to itself',
    sql: [
      drop('transfer', 'transfer_moves'),
      `UPDATE transfer SET credit_account = debit_account WHERE id = (SELECT min(id) FROM transfer) RETURNING id::text`,
    ],
  },
  {
    check: 'transfers-between-right-accounts',
    damage: 'a redemption credited to the operating account',
    sql: [
      `UPDATE transfer SET credit_account = (SELECT id FROM account WHERE kind = 'bank-operating')
        WHERE id = (SELECT min(id) FROM transfer WHERE kind = 'redemption') RETURNING id::text`,
    ],
  },
  {
    check: 'transfers-between-right-accounts',
    damage: 'face value put in circulation for another order',
    sql: [
      `UPDATE transfer t SET credit_account = (SELECT max(id) FROM account a WHERE a.kind = 'vouchers-outstanding' AND a.id <> t.credit_account)
        WHERE t.id = (SELECT min(id) FROM transfer WHERE kind = 'activation') RETURNING t.id::text`,
    ],
  },
  {
    check: 'days-of-paris',
    damage: 'a transfer of another day',
    sql: [
      drop('transfer', 'transfer_day_is_paris'),
      `UPDATE transfer SET day = day + 1 WHERE id = (SELECT min(id) FROM transfer) RETURNING id::text`,
    ],
  },
  ...[
    ['redemption', 'day'],
    ['hand_out', 'day'],
    ['invoice', 'issued_on'],
    ['credit_note', 'issued_on'],
  ].map(([table, day]) => ({
    check: 'days-of-paris',
    damage: `a row of ${table} of another day`,
    sql: [
      `UPDATE ${table} SET ${day} = ${day} + 1 WHERE id = ${first('id', String(table))} RETURNING id::text`,
    ],
  })),
  {
    check: 'balances-not-negative',
    damage: 'more vouchers expired than there were',
    sql: [
      `UPDATE transfer SET cents = cents * 100 WHERE id = (SELECT min(id) FROM transfer WHERE kind = 'expiry') RETURNING debit_account::text AS id`,
    ],
  },
  {
    check: 'backing',
    damage: 'a cent of cash that nothing explains',
    sql: [
      `UPDATE transfer SET cents = cents - 1 WHERE id = (SELECT min(id) FROM transfer WHERE kind = 'fee-sweep') RETURNING day::text AS id`,
    ],
  },

  {
    check: 'order-steps',
    damage: 'an order funded and never invoiced',
    sql: [
      `DELETE FROM order_step WHERE step = 'invoiced' AND order_id = ${closed} RETURNING order_id::text AS id`,
    ],
  },
  {
    check: 'order-steps',
    damage: 'an order approved and refused',
    sql: [
      'DROP INDEX order_decided_once',
      `INSERT INTO order_step (order_id, step, at) SELECT ${closed}, 'refused', now() RETURNING order_id::text AS id`,
    ],
  },
  {
    check: 'order-steps',
    damage: 'an order that nobody submitted',
    sql: [
      `DELETE FROM order_step WHERE step = 'submitted' AND order_id = ${closed} RETURNING order_id::text AS id`,
    ],
  },
  {
    check: 'order-steps',
    damage: 'an order active before its money came',
    sql: [
      `UPDATE order_step SET at = at - interval '1 minute' WHERE step = 'active' AND order_id = ${closed} RETURNING order_id::text AS id`,
    ],
  },
  ...[
    [
      'a State share above its rate',
      'state_share_cents = state_share_cents + 1, funder_share_cents = funder_share_cents - 1',
    ],
    ['shares that do not make the face value', 'funder_share_cents = funder_share_cents - 1'],
    ['vouchers of another value', 'voucher_cents = 999'],
    ['a tariff that never was', `tariff_since = '2020-01-01'`],
    ['another payee than the agreement’s', `paid_to = 'funder'`],
    [
      'the State invoiced another amount',
      'invoiced_to_state_cents = invoiced_to_state_cents - 1, invoiced_to_funder_cents = invoiced_to_funder_cents + 1',
    ],
    ['a fee under an agreement', 'fee_cents = 1'],
    ['a book size that does not exist', 'book_size = 20, books = books / 2'],
    ['fewer books than the minimum', 'books = 1, face_value_cents = 10000'],
  ].map(([damage, set]) => ({
    check: 'order-amounts',
    damage: String(damage),
    sql: [
      ...['shares', 'face_value', 'invoiced', 'minimum', 'book_size'].map((name) =>
        drop('voucher_order', `voucher_order_${name}`),
      ),
      `UPDATE voucher_order SET ${set} WHERE id = ${first('id', 'voucher_order', 'state_share_cents > 0')} RETURNING id::text`,
    ],
  })),
  {
    check: 'agreement-ceilings',
    damage: 'more granted than the ceiling',
    sql: [`UPDATE grant_agreement SET ceiling_cents = 100 RETURNING id::text`],
  },
  {
    check: 'order-invoices',
    damage: 'an invoice of another payer',
    sql: [
      `UPDATE invoice SET payer_id = ${first('id', 'organisation', `kind = 'prescriber'`)} WHERE id = ${first('id', 'invoice', `kind = 'vouchers-state'`)}
        RETURNING order_id::text AS id`,
    ],
  },
  {
    check: 'order-invoices',
    damage: 'a fee that is not invoiced',
    sql: [
      `DELETE FROM invoice WHERE id = ${first('id', 'invoice', `kind = 'order-fee'`)} RETURNING order_id::text AS id`,
    ],
  },
  {
    check: 'order-steps',
    damage: 'books issued after their order was abandoned',
    sql: [
      `UPDATE order_step SET at = at + interval '1 day' WHERE step = 'issued' AND order_id = ${abandoned} RETURNING order_id::text AS id`,
    ],
  },
  {
    check: 'order-steps',
    damage: 'an abandoned order that is funded',
    sql: [
      'DROP INDEX order_funded_or_abandoned',
      `INSERT INTO order_step (order_id, step, at) SELECT ${abandoned}, 'funded', now() - interval '20 years' RETURNING order_id::text AS id`,
    ],
  },
  ...[
    [
      'an invoice of an abandoned order that still stands',
      `UPDATE credit_note SET invoice_id = NULL, kind = 'overpayment' WHERE id = `,
    ],
    [
      'an invoice cancelled by a cent too little',
      'UPDATE credit_note SET funder_cents = funder_cents - 1 WHERE id = ',
    ],
    [
      'a cent of an unpaid invoice that is still owed',
      `UPDATE credit_use SET cents = cents - 1 WHERE purpose = 'set-off' AND credit_note_id = `,
    ],
  ].map(([damage, sql]) => ({
    check: 'abandoned-orders',
    damage: String(damage),
    sql: [
      `${sql} ${first('n.id', 'credit_note n JOIN invoice i ON i.id = n.invoice_id', `i.kind = 'vouchers-funder'`)} RETURNING ${abandoned}::text AS id`,
    ],
  })),
  {
    check: 'abandoned-orders',
    damage: 'an order that came back to life with its invoices cancelled',
    sql: [`DELETE FROM order_step WHERE step = 'abandoned' RETURNING order_id::text AS id`],
  },
  {
    check: 'abandoned-orders',
    damage: 'a voucher of an abandoned order that is still good',
    sql: [
      `DELETE FROM voucher_end WHERE voucher_serial = (SELECT min(serial) FROM voucher WHERE order_id = ${abandoned}) RETURNING voucher_serial::text AS id`,
    ],
  },
  {
    check: 'order-funding',
    damage: 'an order funded by a payment that was reversed',
    sql: [
      `INSERT INTO payment_reversal (payment_id, invoice_id, number, reason, at)
       SELECT p.id, p.invoice_id, 1, 'falsifié', now() FROM payment p JOIN invoice i ON i.id = p.invoice_id
        WHERE i.order_id = ${closed} AND i.kind = 'vouchers-state' RETURNING (${closed})::text AS id`,
    ],
  },
  {
    check: 'order-funding',
    damage: 'an order funded without all its payments',
    sql: [
      `DELETE FROM payment WHERE id = ${first('p.id', 'standing_payment p JOIN invoice i ON i.id = p.invoice_id', `i.kind = 'vouchers-state'`)}
        RETURNING (SELECT order_id::text FROM invoice i WHERE i.id = invoice_id) AS id`,
    ],
  },
  {
    check: 'order-funding',
    damage: 'a paid order that is not funded',
    sql: [
      `DELETE FROM order_step WHERE step = 'funded' AND order_id = ${closed} RETURNING order_id::text AS id`,
    ],
  },
  {
    check: 'order-vouchers',
    damage: 'a voucher too many in a book',
    sql: [
      `INSERT INTO voucher (book_id, position, order_id, exercise) SELECT book_id, 11, order_id, exercise FROM voucher
        WHERE serial = (SELECT min(serial) FROM voucher) RETURNING book_id::text AS id`,
    ],
  },
  {
    check: 'order-vouchers',
    damage: 'a book that is gone',
    sql: [
      `DELETE FROM book WHERE id = (SELECT max(id) FROM book WHERE kind = 'ordered') RETURNING order_id::text AS id`,
    ],
  },
  {
    check: 'order-vouchers',
    damage: 'a voucher of another exercise',
    sql: [
      `UPDATE voucher SET exercise = 2025 WHERE serial = (SELECT min(serial) FROM voucher) RETURNING book_id::text AS id`,
    ],
  },
  {
    check: 'order-face-value',
    damage: 'a voucher that vanished',
    sql: [
      `DELETE FROM voucher WHERE serial = (SELECT min(voucher_serial) FROM voucher_end WHERE kind = 'expired') RETURNING order_id::text AS id`,
    ],
  },
  {
    check: 'order-face-value',
    damage: 'a replacement that replaces nothing any more',
    sql: [`UPDATE voucher SET replaces = NULL WHERE replaces IS NOT NULL RETURNING order_id::text AS id`],
  },
  {
    check: 'order-balances',
    damage: 'an expired voucher brought back to life',
    sql: [
      `DELETE FROM voucher_end WHERE voucher_serial = (SELECT max(voucher_serial) FROM voucher_end WHERE kind = 'expired')
        RETURNING (SELECT order_id::text FROM voucher WHERE serial = voucher_serial) AS id`,
    ],
  },
  {
    check: 'order-balances',
    damage: 'a payment made larger',
    sql: [
      drop('payment', 'payment_not_over'),
      `UPDATE payment SET cents = cents + 1 WHERE id = ${first('p.id', 'standing_payment p JOIN invoice i ON i.id = p.invoice_id', `i.kind = 'order-fee'`)}
        RETURNING (SELECT order_id::text FROM invoice i WHERE i.id = invoice_id) AS id`,
    ],
  },
];
