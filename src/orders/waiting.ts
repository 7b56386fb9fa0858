import type { InvoiceKind } from '../billing/invoices.js';
import type { OrderStep } from '../scheme/order-steps.js';
import type { Cents } from '../shared/money.js';

/** What an order waits for: the operator's decision, a payment of someone's, or its books. */
export const AWAITED = ['decision', 'funder-payment', 'state-payment', 'fee-payment', 'issuance'] as const;
export type Awaited = (typeof AWAITED)[number];

const PAYMENTS: readonly (readonly [InvoiceKind, Awaited])[] = [
  ['vouchers-funder', 'funder-payment'],
  ['vouchers-state', 'state-payment'],
  ['order-fee', 'fee-payment'],
];

/**
 * What must still happen to an order, in the order in which it is usually done; nothing once it was refused,
 * cancelled or abandoned. An unpaid fee is awaited even when the order is active: it does not hold the vouchers back.
 */
export function waitingFor(
  steps: Iterable<OrderStep>,
  invoices: readonly { readonly kind: InvoiceKind; readonly restCents: Cents }[],
): Awaited[] {
  const taken = new Set(steps);
  if (taken.has('refused') || taken.has('cancelled') || taken.has('abandoned')) return [];
  if (!taken.has('approved')) return ['decision'];
  const payments = PAYMENTS.filter(([kind]) =>
    invoices.some((invoice) => invoice.kind === kind && invoice.restCents > 0n),
  ).map(([, awaited]) => awaited);
  return taken.has('issued') ? payments : [...payments, 'issuance'];
}
