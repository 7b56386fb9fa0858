import { type Check, kind, OPERATOR, transfersOfFacts } from './check.js';

const { outstanding, unused } = {
  outstanding: kind('vouchers-outstanding'),
  unused: kind('vouchers-unused'),
};
const [ringFenced, operating] = [kind('bank-ring-fenced'), kind('bank-operating')];
const [payable, fees, vat] = [kind('structure-payable'), kind('redemption-fees'), kind('vat-due')];

/** What an invoice of vouchers or of an order's fee is owed on. */
const RECEIVABLE = `CASE i.kind WHEN 'vouchers-funder' THEN ${kind('funder-receivable')}
  WHEN 'vouchers-state' THEN ${kind('state-receivable')} WHEN 'order-fee' THEN ${kind('fee-receivable')}
  ELSE ${kind('label-receivable')} END`;
/** A structure is its organisation: it owes its label. */
const OWES = 'coalesce(i.order_id, i.payer_id)';
const IS_VOUCHERS = `i.kind IN ('vouchers-funder', 'vouchers-state')`;
const CREDIT_OF_INVOICE = `CASE i.kind WHEN 'vouchers-state' THEN ${kind('credit-state')} ELSE ${kind('credit-funder')} END`;
const CREDIT_OF_SHARE = `CASE u.share WHEN 'state' THEN ${kind('credit-state')} ELSE ${kind('credit-funder')} END`;

/**
 * Each fact that moves money against its transfers, both ways. The columns of a query: the cause and its identifier,
 * the kind, the debited account and its owner, the credited account and its owner, the cents and the instant.
 */
export const FACT_CHECKS: readonly Check[] = [
  transfersOfFacts({
    name: 'transfers-of-invoices',
    sentence: 'Every invoice is posted as owed, its VAT apart, and nothing else is.',
    kinds: ['vouchers-invoiced', 'fee-invoiced', 'fee-vat-invoiced', 'label-invoiced', 'label-vat-invoiced'],
    facts: `
      SELECT 'invoice', i.id, 'vouchers-invoiced', ${RECEIVABLE}, i.order_id, ${kind('vouchers-ordered')}, i.order_id,
             i.total_cents, i.issued_at
        FROM invoice i WHERE ${IS_VOUCHERS}
       UNION ALL
      SELECT 'invoice', i.id, CASE i.kind WHEN 'label' THEN 'label-invoiced' ELSE 'fee-invoiced' END, ${RECEIVABLE}, ${OWES},
             CASE i.kind WHEN 'label' THEN ${kind('label-fees')} ELSE ${kind('order-fees')} END, ${OPERATOR}, i.net_cents, i.issued_at
        FROM invoice i WHERE NOT ${IS_VOUCHERS}
       UNION ALL
      SELECT 'invoice', i.id, CASE i.kind WHEN 'label' THEN 'label-vat-invoiced' ELSE 'fee-vat-invoiced' END, ${RECEIVABLE}, ${OWES},
             ${vat}, ${OPERATOR}, i.vat_cents, i.issued_at
        FROM invoice i WHERE NOT ${IS_VOUCHERS}`,
  }),
  transfersOfFacts({
    name: 'transfers-of-payments',
    sentence:
      'Every payment is on its account and off its invoice, its excess is a credit, and nothing else is.',
    kinds: ['payment', 'overpayment', 'payment-by-credit'],
    facts: `
      SELECT 'payment', p.id, 'payment', CASE WHEN ${IS_VOUCHERS} THEN ${ringFenced} ELSE ${operating} END, ${OPERATOR},
             ${RECEIVABLE}, ${OWES}, p.cents, p.recorded_at
        FROM payment p JOIN invoice i ON i.id = p.invoice_id WHERE p.means = 'bank'
       UNION ALL
      SELECT 'payment', p.id, 'overpayment', ${ringFenced}, ${OPERATOR}, ${CREDIT_OF_INVOICE}, i.order_id, p.excess_cents, p.recorded_at
        FROM payment p JOIN invoice i ON i.id = p.invoice_id
       UNION ALL
      SELECT 'payment', p.id, 'payment-by-credit', ${CREDIT_OF_SHARE}, n.order_id, ${RECEIVABLE}, ${OWES}, u.cents, p.recorded_at
        FROM payment p JOIN invoice i ON i.id = p.invoice_id
        JOIN credit_use u ON u.payment_id = p.id JOIN credit_note n ON n.id = u.credit_note_id`,
  }),
  transfersOfFacts({
    name: 'transfers-of-reversed-payments',
    sentence: 'Every payment that was reversed is off its account and on its invoice again, and no other is.',
    kinds: ['payment-reversed', 'overpayment-reversed', 'payment-by-credit-reversed'],
    facts: `
      SELECT 'payment-reversal', p.id, 'payment-reversed', ${RECEIVABLE}, ${OWES},
             CASE WHEN ${IS_VOUCHERS} THEN ${ringFenced} ELSE ${operating} END, ${OPERATOR}, p.cents, r.at
        FROM payment_reversal r JOIN payment p ON p.id = r.payment_id JOIN invoice i ON i.id = p.invoice_id WHERE p.means = 'bank'
       UNION ALL
      SELECT 'payment-reversal', p.id, 'overpayment-reversed', ${CREDIT_OF_INVOICE}, i.order_id, ${ringFenced}, ${OPERATOR}, p.excess_cents, r.at
        FROM payment_reversal r JOIN payment p ON p.id = r.payment_id JOIN invoice i ON i.id = p.invoice_id
       UNION ALL
      SELECT 'payment-reversal', p.id, 'payment-by-credit-reversed', ${RECEIVABLE}, ${OWES}, ${CREDIT_OF_SHARE}, n.order_id, u.cents, r.at
        FROM payment_reversal r JOIN payment p ON p.id = r.payment_id JOIN invoice i ON i.id = p.invoice_id
        JOIN credit_use u ON u.payment_id = p.id JOIN credit_note n ON n.id = u.credit_note_id`,
  }),
  transfersOfFacts({
    name: 'transfers-of-cancellations',
    sentence:
      'Every invoice of an abandoned order is taken back into a credit, which sets off what was unpaid, and no other is.',
    kinds: ['cancellation', 'set-off'],
    facts: `
      SELECT 'credit-note', n.id, 'cancellation', ${kind('vouchers-ordered')}, i.order_id, ${CREDIT_OF_INVOICE}, i.order_id,
             i.total_cents, n.issued_at
        FROM credit_note n JOIN invoice i ON i.id = n.invoice_id WHERE ${IS_VOUCHERS}
       UNION ALL
      SELECT 'credit-note', n.id, 'cancellation', ${kind('order-fees')}, ${OPERATOR}, ${CREDIT_OF_INVOICE}, i.order_id, i.net_cents, n.issued_at
        FROM credit_note n JOIN invoice i ON i.id = n.invoice_id WHERE i.kind = 'order-fee'
       UNION ALL
      SELECT 'credit-note', n.id, 'cancellation', ${vat}, ${OPERATOR}, ${CREDIT_OF_INVOICE}, i.order_id, i.vat_cents, n.issued_at
        FROM credit_note n JOIN invoice i ON i.id = n.invoice_id WHERE i.kind = 'order-fee'
       UNION ALL
      SELECT 'credit-use', u.id, 'set-off', ${CREDIT_OF_SHARE}, n.order_id, ${RECEIVABLE}, i.order_id, u.cents, u.at
        FROM credit_use u JOIN credit_note n ON n.id = u.credit_note_id JOIN invoice i ON i.id = n.invoice_id
       WHERE u.purpose = 'set-off'`,
  }),
  transfersOfFacts({
    name: 'transfers-of-activations',
    sentence: 'The face value of an order is in circulation once it is funded, and only then.',
    kinds: ['activation'],
    facts: `
      SELECT 'order', o.id, 'activation', ${kind('vouchers-ordered')}, o.id, ${outstanding}, o.id, o.face_value_cents, s.at
        FROM voucher_order o JOIN order_step s ON s.order_id = o.id AND s.step = 'funded'`,
  }),
  transfersOfFacts({
    name: 'transfers-of-redemptions',
    sentence:
      'Every redemption is two transfers, to the structure and to the fee, and each such transfer has its redemption.',
    kinds: ['redemption', 'redemption-fee'],
    facts: `
      SELECT 'redemption', r.id, 'redemption', ${outstanding}, r.order_id, ${payable}, r.structure_id, r.structure_cents, r.at
        FROM redemption r
       UNION ALL
      SELECT 'redemption', r.id, 'redemption-fee', ${outstanding}, r.order_id, ${fees}, ${OPERATOR}, r.fee_cents, r.at
        FROM redemption r`,
  }),
  transfersOfFacts({
    name: 'transfers-of-undone-redemptions',
    sentence: 'Every redemption that was undone is reversed exactly, and no other is.',
    kinds: ['redemption-undone', 'redemption-fee-undone'],
    facts: `
      SELECT 'redemption-undo', r.id, 'redemption-undone', ${payable}, r.structure_id, ${outstanding}, r.order_id, r.structure_cents, u.at
        FROM redemption_undo u JOIN redemption r ON r.id = u.redemption_id
       UNION ALL
      SELECT 'redemption-undo', r.id, 'redemption-fee-undone', ${fees}, ${OPERATOR}, ${outstanding}, r.order_id, r.fee_cents, u.at
        FROM redemption_undo u JOIN redemption r ON r.id = u.redemption_id`,
  }),
  transfersOfFacts({
    name: 'transfers-of-revocations',
    sentence:
      'Vouchers revoked and not replaced are unused face value; a replacement moves no money, nor an abandoned order.',
    kinds: ['revocation'],
    facts: `
      SELECT 'revocation', r.id, 'revocation', ${outstanding}, r.order_id, ${unused}, r.order_id, r.vouchers * o.voucher_cents, r.at
        FROM revocation r JOIN voucher_order o ON o.id = r.order_id
       WHERE NOT r.replaced AND NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'abandoned')`,
  }),
  transfersOfFacts({
    name: 'transfers-of-expiries',
    sentence: 'Vouchers that expired are unused face value, and nothing else is.',
    kinds: ['expiry'],
    facts: `
      SELECT 'expiry', x.id, 'expiry', ${outstanding}, x.order_id, ${unused}, x.order_id, x.vouchers * o.voucher_cents, x.at
        FROM expiry x JOIN voucher_order o ON o.id = x.order_id`,
  }),
  transfersOfFacts({
    name: 'transfers-of-payouts',
    sentence:
      'Every remittance of a run that was sent has left the ring-fenced account, and every one rejected or returned is back.',
    kinds: ['payout', 'payout-rejected', 'payout-returned'],
    facts: `
      SELECT 'remittance', t.id, 'payout', ${payable}, p.structure_id, ${ringFenced}, ${OPERATOR}, t.cents, s.at
        FROM remittance t JOIN payout p ON p.id = t.payout_id JOIN payout_run_sent s ON s.run_id = t.run_id
       UNION ALL
      SELECT 'remittance', t.id, 'payout-rejected', ${ringFenced}, ${OPERATOR}, ${payable}, p.structure_id, t.cents, o.at
        FROM remittance t JOIN payout p ON p.id = t.payout_id
        JOIN remittance_outcome o ON o.payout_id = t.payout_id AND o.attempt = t.attempt WHERE o.outcome = 'rejected'
       UNION ALL
      SELECT 'remittance', t.id, 'payout-returned', ${ringFenced}, ${OPERATOR}, ${payable}, p.structure_id, t.cents, b.at
        FROM remittance t JOIN payout p ON p.id = t.payout_id
        JOIN remittance_return b ON b.payout_id = t.payout_id AND b.attempt = t.attempt`,
  }),
  transfersOfFacts({
    name: 'transfers-of-fee-sweeps',
    sentence:
      'Every sweep moves its fees to the operating account, earned net and VAT due, and nothing else does.',
    kinds: ['fee-sweep', 'fee-earned', 'fee-vat'],
    facts: `
      SELECT 'fee-sweep', f.id, 'fee-sweep', ${operating}, ${OPERATOR}, ${ringFenced}, ${OPERATOR}, f.net_cents + f.vat_cents, f.at
        FROM fee_sweep f
       UNION ALL
      SELECT 'fee-sweep', f.id, 'fee-earned', ${fees}, ${OPERATOR}, ${kind('redemption-fees-earned')}, ${OPERATOR}, f.net_cents, f.at
        FROM fee_sweep f
       UNION ALL
      SELECT 'fee-sweep', f.id, 'fee-vat', ${fees}, ${OPERATOR}, ${vat}, ${OPERATOR}, f.vat_cents, f.at FROM fee_sweep f`,
  }),
  transfersOfFacts({
    name: 'transfers-of-credit-notes',
    sentence:
      'Every year-end credit note turns unused face value into its two credits, and nothing else does.',
    kinds: ['credit-note'],
    facts: `
      SELECT 'credit-note', n.id, 'credit-note', ${unused}, n.order_id, ${kind('credit-funder')}, n.order_id, n.funder_cents, n.issued_at
        FROM credit_note n WHERE n.kind = 'year-end'
       UNION ALL
      SELECT 'credit-note', n.id, 'credit-note', ${unused}, n.order_id, ${kind('credit-state')}, n.order_id, n.state_cents, n.issued_at
        FROM credit_note n WHERE n.kind = 'year-end'`,
  }),
  transfersOfFacts({
    name: 'transfers-of-refunds',
    sentence: 'Every credit given back has left the ring-fenced account, and nothing else has as a refund.',
    kinds: ['credit-refund'],
    facts: `
      SELECT 'credit-use', u.id, 'credit-refund', ${CREDIT_OF_SHARE}, n.order_id, ${ringFenced}, ${OPERATOR}, u.cents, u.at
        FROM credit_use u JOIN credit_note n ON n.id = u.credit_note_id WHERE u.purpose = 'refund'`,
  }),
];
