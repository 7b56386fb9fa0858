import { fullCopaymentCents } from '../scheme/redemption-check.js';
import type { Tariff } from '../scheme/rules.js';
import type { Cents } from '../shared/money.js';

/** What a structure has declared, as far as a label depends on it. */
export interface Declared {
  readonly bankDetails: boolean;
  readonly openVenues: number;
  /** Mediators who have not left. */
  readonly mediators: readonly { readonly conseillerNumerique: boolean }[];
  /** Prices of the modules it offers. */
  readonly prices: readonly Cents[];
}

/** What is missing before a label can be granted or renewed, in the order in which it is told. */
export const LABEL_GAPS = ['bank-details', 'venue', 'mediator', 'offer'] as const;
export type LabelGap = (typeof LABEL_GAPS)[number];

/**
 * Without any one of these a label would be paid for and nothing could be redeemed, or nothing paid out. The other
 * criteria are judged by people. Bank details need not be verified yet: their money waits until they are.
 */
export function labelGaps(declared: Declared, tariff: Tariff): LabelGap[] {
  const met: Record<LabelGap, boolean> = {
    'bank-details': declared.bankDetails,
    venue: declared.openVenues > 0,
    mediator: declared.mediators.some((mediator) => !mediator.conseillerNumerique),
    offer: declared.prices.some((price) => payableByVoucher(price, tariff)),
  };
  return LABEL_GAPS.filter((gap) => !met[gap]);
}

/** Whether a service of this price can take a voucher, of which no change is given (rules `face-value`, `partial`). */
export function payableByVoucher(priceCents: Cents, tariff: Tariff): boolean {
  return fullCopaymentCents(priceCents, 1, tariff) >= 0n;
}
