import type { Cents } from '../shared/money.js';

/** A payment as it arrives on an invoice. */
export interface PaymentToCheck {
  readonly totalCents: Cents;
  readonly paidCents: Cents;
  readonly amountCents: Cents;
  /** What to do with what is beyond the invoice's rest. */
  readonly excess: 'refuse' | 'credit';
  /** Whether the invoice's money is held for vouchers: only such an excess may become a credit. */
  readonly ringFenced: boolean;
}

export type PaymentAnswer =
  | { readonly ok: true; readonly appliedCents: Cents; readonly excessCents: Cents }
  | { readonly ok: false; readonly why: 'invoice-paid' }
  | {
      readonly ok: false;
      readonly why: 'excess' | 'excess-of-fee';
      readonly restCents: Cents;
      readonly excessCents: Cents;
    };

/**
 * How much of a payment an invoice takes, and how much is beyond it; applied and excess always make the amount. The
 * same is enforced by the chain of payments in the database (payment_one_after_another, payment_not_over).
 */
export function checkPayment(payment: PaymentToCheck): PaymentAnswer {
  const { totalCents, paidCents, amountCents } = payment;
  if (amountCents <= 0n || paidCents < 0n || paidCents > totalCents) {
    throw new RangeError(`not a payment: ${amountCents} on ${paidCents} of ${totalCents}`);
  }
  const restCents = totalCents - paidCents;
  if (restCents === 0n) return { ok: false, why: 'invoice-paid' };
  if (amountCents <= restCents) return { ok: true, appliedCents: amountCents, excessCents: 0n };
  const excessCents = amountCents - restCents;
  if (!payment.ringFenced) return { ok: false, why: 'excess-of-fee', restCents, excessCents };
  if (payment.excess === 'refuse') return { ok: false, why: 'excess', restCents, excessCents };
  return { ok: true, appliedCents: restCents, excessCents };
}
