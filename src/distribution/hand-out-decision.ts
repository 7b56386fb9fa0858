import type { AllowanceReason, HandOutState } from '../scheme/allowance.js';
import { type Day, frenchDay } from '../shared/calendar.js';
import { refuseDistribution } from './distribution.refusals.js';
import { groupBy } from './group-by.js';
import type { VoucherFacts } from './voucher-facts.js';

/** Whether a voucher that was free in an office a moment ago no longer is. */
export function isGone(voucher: VoucherFacts, officeId: string): boolean {
  return voucher.handOut !== null || voucher.end !== null || voucher.officeId !== officeId;
}

/**
 * Whether a voucher may be handed out by an office today. Refusals, the first that applies: distribution.voucher-not-in-stock,
 * voucher-handed-out, voucher-revoked, voucher-expired, voucher-of-another-exercise, hand-outs-stopped, order-not-active
 * (RULES: activation).
 */
export function checkVoucher(
  voucher: VoucherFacts,
  rank: number,
  officeId: string,
  exercise: number,
  today: Day,
): void {
  if (voucher.officeId !== officeId) throw refuseDistribution('voucher-not-in-stock', { rank });
  if (voucher.handOut !== null) throw refuseDistribution('voucher-handed-out', { rank });
  if (voucher.end !== null) throw refuseDistribution(`voucher-${voucher.end}`, { rank });
  if (voucher.exercise !== exercise) {
    throw refuseDistribution('voucher-of-another-exercise', { rank, exercise: voucher.exercise });
  }
  if (today > voucher.handOutsStopOn) {
    throw refuseDistribution('hand-outs-stopped', { exercise, lastDay: frenchDay(voucher.handOutsStopOn) });
  }
  if (!voucher.active) throw refuseDistribution('order-not-active', { order: voucher.orderNumber });
}

/** What the rules look at, from the vouchers that the person was given in the exercise. */
export function stateOf(given: readonly VoucherFacts[], moduleId: string): HandOutState {
  const onModule = given.filter((voucher) => voucher.handOut?.moduleId === moduleId);
  const rounds = [...groupBy(onModule, (voucher) => voucher.handOut?.round ?? 0).entries()]
    .toSorted(([one], [other]) => one - other)
    .map(([, vouchers]) => ({ given: vouchers.length, unspent: unspent(vouchers) }));
  return { heldNow: unspent(given), rounds };
}

function unspent(vouchers: readonly VoucherFacts[]): number {
  return vouchers.filter((voucher) => voucher.end === null).length;
}

/** Why a person may receive nothing, or less: in the words of the refusal that a hand-out would get. */
export function reasonOf(reason: AllowanceReason) {
  const refusal = refuseDistribution(reason);
  return { code: refusal.code, fr: refusal.sentence('fr'), en: refusal.sentence('en') };
}
