import { type Check, TARIFF_SQL, TARIFFS, tariffOnSql } from './check.js';

export const BILLING_CHECKS: readonly Check[] = [
  {
    name: 'document-numbers',
    sentence:
      'Invoices and credit notes are numbered from 1 without a gap in each exercise, in the order of their dates.',
    sql: `
      WITH document AS (
        SELECT 'invoice' AS fact, id, exercise, sequence, issued_at, issued_on FROM invoice
         UNION ALL SELECT 'creditNote', id, exercise, sequence, issued_at, issued_on FROM credit_note
      ), numbered AS (
        SELECT *, row_number() OVER series AS expected, lag(issued_at) OVER series AS issued_before
          FROM document WINDOW series AS (PARTITION BY fact, exercise ORDER BY sequence)
      )
      SELECT format('number %s of %s where %s was due', sequence, exercise, expected) AS what, jsonb_build_object(fact, id) AS ids
        FROM numbered
       WHERE sequence <> expected OR issued_at < issued_before OR exercise <> extract(year FROM issued_on)`,
  },
  {
    name: 'invoice-amounts',
    sentence:
      'An invoice is its net amount and its VAT, at the rate of its day; vouchers are outside the scope of VAT.',
    sql: `
      WITH ${TARIFF_SQL}
      SELECT format('%s + %s cents for %s at %s basis points', i.net_cents, i.vat_cents, i.total_cents, i.vat_rate_basis_points) AS what,
             jsonb_build_object('invoice', i.id) AS ids
        FROM invoice i, ${tariffOnSql('i.issued_on')} rule
       WHERE i.net_cents + i.vat_cents <> i.total_cents
          OR i.vat_rate_basis_points <> CASE WHEN i.kind IN ('order-fee', 'label') THEN rule."vatBasisPoints" ELSE 0 END
          OR abs(i.net_cents * (10000 + i.vat_rate_basis_points) - i.total_cents * 10000) * 2 > 10000 + i.vat_rate_basis_points`,
    params: [TARIFFS],
  },
  {
    name: 'label-invoices',
    sentence: 'Every year of label is invoiced to its structure, at the fee of its day.',
    sql: `
      WITH ${TARIFF_SQL}
      SELECT format('an invoice of %s cents', coalesce(i.total_cents::text, 'no')) AS what, jsonb_build_object('label', l.id, 'invoice', i.id) AS ids
        FROM label l LEFT JOIN invoice i ON i.label_id = l.id,
             ${tariffOnSql(`(l.granted_at AT TIME ZONE 'Europe/Paris')::date`)} rule
       WHERE i.total_cents IS DISTINCT FROM rule."labelFeeCents" OR i.payer_id <> l.structure_id`,
    params: [TARIFFS],
  },
  {
    name: 'payment-chains',
    sentence:
      'Each payment of an invoice starts where the one before ended, less what was reversed by then, and the last does not pass its total.',
    sql: `
      WITH chain AS (
        SELECT p.*, i.total_cents,
               coalesce(sum(p.cents) OVER (PARTITION BY p.invoice_id ORDER BY p.reversals_before, p.paid_before_cents
                                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
               - (SELECT coalesce(sum(q.cents), 0) FROM payment_reversal r JOIN payment q ON q.id = r.payment_id
                   WHERE r.invoice_id = p.invoice_id AND r.number <= p.reversals_before) AS paid_before
          FROM payment p JOIN invoice i ON i.id = p.invoice_id
      )
      SELECT format('%s cents after %s, where %s were paid of %s', cents, paid_before_cents, paid_before, total_cents) AS what,
             jsonb_build_object('payment', id, 'invoice', invoice_id) AS ids
        FROM chain
       WHERE paid_before_cents <> paid_before OR paid_before + cents > total_cents OR invoice_total_cents <> total_cents`,
  },
  {
    name: 'payment-reversals',
    sentence:
      'A reversal is counted within its invoice, gives back the credit that the payment was made of, and uses up that of its excess.',
    sql: `
      WITH counted AS (
        SELECT r.payment_id, r.invoice_id, r.number, row_number() OVER (PARTITION BY r.invoice_id ORDER BY r.number) AS expected
          FROM payment_reversal r
      )
      SELECT format('reversal %s where %s was due', c.number, c.expected) AS what,
             jsonb_build_object('payment', c.payment_id, 'invoice', c.invoice_id) AS ids
        FROM counted c WHERE c.number <> c.expected
       UNION ALL
      SELECT 'reversed before the payment it reverses', jsonb_build_object('payment', p.id)
        FROM payment_reversal r JOIN payment p ON p.id = r.payment_id
       WHERE r.at < p.recorded_at OR r.invoice_id <> p.invoice_id OR r.number <= p.reversals_before
       UNION ALL
      SELECT 'a payment by credit reversed without its return, or a return without its reversal', jsonb_build_object('payment', p.id)
        FROM payment p LEFT JOIN payment_reversal r ON r.payment_id = p.id
        LEFT JOIN credit_use u ON u.payment_id = p.id LEFT JOIN credit_return t ON t.credit_use_id = u.id
       WHERE (p.means = 'credit' AND r.payment_id IS NOT NULL) <> (t.credit_use_id IS NOT NULL)
          OR t.payment_id <> p.id OR t.credit_note_id <> u.credit_note_id OR t.share <> u.share
       UNION ALL
      SELECT 'an excess reversed for another amount, or not at all', jsonb_build_object('payment', p.id)
        FROM payment_reversal r JOIN payment p ON p.id = r.payment_id LEFT JOIN credit_use u ON u.reversed_payment_id = p.id
       WHERE coalesce(u.cents, 0) <> p.excess_cents OR u.credit_note_id <> p.excess_credit_note_id`,
  },
  {
    name: 'payments-by-credit',
    sentence:
      'A payment by credit spends as much of one credit note, and an excess is a credit note of its own.',
    sql: `
      SELECT 'a payment by credit that spends another amount, or none' AS what, jsonb_build_object('payment', p.id) AS ids
        FROM payment p LEFT JOIN credit_use u ON u.payment_id = p.id
       WHERE (p.means = 'credit') <> (u.id IS NOT NULL) OR u.cents <> p.cents
       UNION ALL
      SELECT 'an excess that is not its credit note', jsonb_build_object('payment', p.id, 'creditNote', p.excess_credit_note_id)
        FROM payment p JOIN invoice i ON i.id = p.invoice_id LEFT JOIN credit_note n ON n.id = p.excess_credit_note_id
       WHERE p.excess_cents > 0 AND (
               n.kind IS DISTINCT FROM 'overpayment' OR n.order_id IS DISTINCT FROM i.order_id OR p.excess_cents IS DISTINCT FROM
               CASE i.kind WHEN 'vouchers-state' THEN n.state_cents WHEN 'vouchers-funder' THEN n.funder_cents END)
       UNION ALL
      SELECT 'a credit note of an overpayment that never came', jsonb_build_object('creditNote', n.id)
        FROM credit_note n
       WHERE n.kind = 'overpayment' AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.excess_credit_note_id = n.id)`,
  },
  {
    name: 'credit-use-chains',
    sentence:
      'Each use of a credit share starts where the one before ended, less what was given back by then, and the last does not pass the share.',
    sql: `
      WITH chain AS (
        SELECT u.*, CASE u.share WHEN 'state' THEN n.state_cents ELSE n.funder_cents END AS share_cents,
               coalesce(sum(u.cents) OVER (PARTITION BY u.credit_note_id, u.share ORDER BY u.returns_before, u.spent_before_cents
                                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
               - (SELECT coalesce(sum(q.cents), 0) FROM credit_return r JOIN credit_use q ON q.id = r.credit_use_id
                   WHERE r.credit_note_id = u.credit_note_id AND r.share = u.share AND r.number <= u.returns_before) AS spent_before
          FROM credit_use u JOIN credit_note n ON n.id = u.credit_note_id
      )
      SELECT format('%s cents after %s, where %s were spent of %s', cents, spent_before_cents, spent_before, share_cents) AS what,
             jsonb_build_object('creditUse', id, 'creditNote', credit_note_id) AS ids
        FROM chain
       WHERE spent_before_cents <> spent_before OR spent_before + cents > share_cents OR share_total_cents <> share_cents`,
  },
  {
    name: 'credit-restrictions',
    sentence:
      'The State’s share of a credit pays orders under the same agreement only, and a funder’s its own orders.',
    sql: `
      SELECT format('the %s share of a credit note paid a %s invoice', u.share, i.kind) AS what,
             jsonb_build_object('creditUse', u.id, 'creditNote', n.id, 'invoice', i.id) AS ids
        FROM credit_use u
        JOIN credit_note n ON n.id = u.credit_note_id JOIN voucher_order credited ON credited.id = n.order_id
        JOIN payment p ON p.id = u.payment_id JOIN invoice i ON i.id = p.invoice_id
        LEFT JOIN voucher_order paid ON paid.id = i.order_id
       WHERE i.kind <> 'vouchers-' || u.share
          OR (u.share = 'state' AND paid.agreement_id IS DISTINCT FROM credited.agreement_id)
          OR (u.share = 'funder' AND paid.funder_id IS DISTINCT FROM credited.funder_id)`,
  },
];
