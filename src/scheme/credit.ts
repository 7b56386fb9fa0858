import type { Cents } from '../shared/money.js';
import { share } from '../shared/money.js';
import type { PaidTo } from './rules.js';

/** The face value of an order and the State's share of it, which decide how what is left is shared. */
export interface OrderShares {
  readonly faceValueCents: Cents;
  readonly stateShareCents: Cents;
  /** Null for a direct order, which has no State share. */
  readonly paidTo: PaidTo | null;
}

export interface CreditSplit {
  readonly funderCents: Cents;
  /** Restricted: to an order under the same agreement, or back to the State. */
  readonly stateCents: Cents;
}

/**
 * The two lines of a credit note (rule `credit-note`): the State's is its proportion of the unredeemed face value, rounded
 * down, and the funder's is the rest, odd cent included. Where the State pays the funder on used vouchers, it has paid
 * nothing for the unused ones: all of the credit is the funder's. Throws a RangeError if more is unredeemed than ordered.
 */
export function creditSplit(order: OrderShares & { readonly unredeemedCents: Cents }): CreditSplit {
  if (order.unredeemedCents > order.faceValueCents) {
    throw new RangeError(`${order.unredeemedCents} unredeemed of an order of ${order.faceValueCents}`);
  }
  const paidByState = order.paidTo === 'operator' ? order.stateShareCents : 0n;
  const { part, rest } = share(order.unredeemedCents, paidByState, order.faceValueCents);
  return { funderCents: rest, stateCents: part };
}

/**
 * What the State repays the funder on used vouchers under an agreement that pays the funder: its proportion of the
 * redeemed face value, rounded down. Zero under an agreement that pays the operator, and for a direct order.
 */
export function stateRepaysCents(order: OrderShares & { readonly redeemedCents: Cents }): Cents {
  if (order.redeemedCents > order.faceValueCents) {
    throw new RangeError(`${order.redeemedCents} redeemed of an order of ${order.faceValueCents}`);
  }
  const repaid = order.paidTo === 'funder' ? order.stateShareCents : 0n;
  return share(order.redeemedCents, repaid, order.faceValueCents).part;
}
