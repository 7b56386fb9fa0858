import { type OrderShares, stateRepaysCents } from '../scheme/credit.js';
import type { Cents } from '../shared/money.js';

/** An order under an agreement, neither refused, cancelled nor abandoned. */
export interface CommittedOrder extends OrderShares {
  /** The two shares of its year-end credit note, null before it is made. */
  readonly creditedFunderCents: Cents | null;
  readonly creditedStateCents: Cents | null;
}

/**
 * What an agreement's ceiling still allows, in cents. An order takes the State's share from its submission on; its
 * year-end credit note gives back what the State will not have paid: its credit, or, where the State pays the funder
 * on used vouchers, the claim that unused ones will never make.
 */
export function remainingCeiling(ceilingCents: Cents, orders: readonly CommittedOrder[]): Cents {
  return orders.reduce((remaining, order) => remaining - stateBears(order), ceilingCents);
}

function stateBears(order: CommittedOrder): Cents {
  const { creditedFunderCents, creditedStateCents } = order;
  if (creditedFunderCents === null || creditedStateCents === null) return order.stateShareCents;
  if (order.paidTo === 'operator') return order.stateShareCents - creditedStateCents;
  const redeemedCents = order.faceValueCents - creditedFunderCents - creditedStateCents;
  return stateRepaysCents({ ...order, redeemedCents });
}
