import type { Day } from '../shared/calendar.js';
import { isWithin } from '../shared/calendar.js';
import type { Cents } from '../shared/money.js';
import { splitVatIncluded } from '../shared/money.js';
import type { Tariff } from './rules.js';
import type { ExerciseCalendar } from './year-end.js';
import { validityOf } from './year-end.js';

/**
 * Why a voucher cannot be redeemed, in the order in which it is looked for: first what is written on the paper, then
 * the voucher, then the days, then the structure and its service. Of several reasons the first is given, so that the
 * same facts always get the same answer.
 */
export const REDEMPTION_REFUSALS = [
  /** The code has not the right length, a wrong symbol, or a check symbol that does not fit. */
  'code-mistyped',
  /** No such voucher, or a code that was not derived by us. */
  'voucher-unknown',
  /** By the same structure, which is shown its own receipt. */
  'already-redeemed-here',
  /** By another structure, of which nothing is said. */
  'already-redeemed-elsewhere',
  'voucher-revoked',
  /** Rule `activation`: the money of the order is not on the ring-fenced account. */
  'voucher-not-active',
  'voucher-not-handed-out',
  'session-in-future',
  'session-before-exercise',
  'session-before-hand-out',
  /** Rule `exercise`: the session was held after the end of validity, or the closing expired the voucher. */
  'voucher-expired',
  /** Rule `exercise`: the session was in time, and the voucher is presented after the end of tolerance. */
  'tolerance-over',
  /** Rule `label-fee`: no label in force on the day of the session, or none today. */
  'label-lapsed',
  'module-not-offered',
  'mediator-unknown',
  /** Rule `free-of-charge`. */
  'mediator-is-conseiller-numerique',
  /** Rules `face-value` and `partial`: no change is given. */
  'price-below-face-value',
  'copayment-wrong',
] as const;
export type RedemptionRefusal = (typeof REDEMPTION_REFUSALS)[number];

export interface VoucherFacts {
  /** Whether the voucher's order is active: funded and issued. */
  readonly active: boolean;
  readonly handedOutOn: Day | null;
  readonly end:
    | null
    | { readonly kind: 'redeemed'; readonly where: 'here' | 'elsewhere' }
    | { readonly kind: 'revoked' }
    | { readonly kind: 'expired' };
  /** The calendar of the voucher's exercise. */
  readonly calendar: ExerciseCalendar;
}

/** The facts of one scan line. "Here" is the structure that scans, at whichever of its venues. */
export interface ScanFacts {
  /** Whether the code could be read: length, alphabet and check symbol (`parseCode`). */
  readonly codeReadable: boolean;
  /** Null when no voucher has the serial of the code, or when the code's MAC is not ours (`macMatches`). */
  readonly voucher: VoucherFacts | null;
  readonly sessionOn: Day;
  readonly today: Day;
  readonly labelInForceOnSession: boolean;
  readonly labelInForceToday: boolean;
  readonly moduleOffered: boolean;
  /** Null when the structure has no such mediator. */
  readonly mediator: { readonly conseillerNumerique: boolean } | null;
  /** Price of the service for this person. */
  readonly priceCents: Cents;
  /** What this person pays beside the vouchers, recorded and never collected by us. */
  readonly copaymentCents: Cents;
  /** Vouchers that pay this person's session, this one included. One unless told. */
  readonly vouchersForSession?: number | undefined;
  /** The tariff of the voucher's order. */
  readonly tariff: Tariff;
}

export type RedemptionAnswer =
  { readonly ok: true } | { readonly ok: false; readonly code: RedemptionRefusal };

/** Whether this voucher may be redeemed, or the first reason why not, in the order of `REDEMPTION_REFUSALS`. */
export function checkRedemption(facts: ScanFacts): RedemptionAnswer {
  if (!facts.codeReadable) return { ok: false, code: 'code-mistyped' };
  if (!facts.voucher) return { ok: false, code: 'voucher-unknown' };
  const code = voucherRefusal(facts.voucher) ?? dayRefusal(facts.voucher, facts) ?? serviceRefusal(facts);
  return code ? { ok: false, code } : { ok: true };
}

function voucherRefusal({ end, active, handedOutOn }: VoucherFacts): RedemptionRefusal | null {
  if (end?.kind === 'redeemed') {
    return end.where === 'here' ? 'already-redeemed-here' : 'already-redeemed-elsewhere';
  }
  if (end?.kind === 'revoked') return 'voucher-revoked';
  if (!active) return 'voucher-not-active';
  if (!handedOutOn) return 'voucher-not-handed-out';
  return null;
}

/** An expired voucher is refused by its days first, so that the answer is the same before and after the closing. */
function dayRefusal(voucher: VoucherFacts, { sessionOn, today }: ScanFacts): RedemptionRefusal | null {
  const { calendar, handedOutOn, end } = voucher;
  const validity = validityOf(calendar);
  if (sessionOn > today) return 'session-in-future';
  if (sessionOn < validity.from) return 'session-before-exercise';
  if (handedOutOn && sessionOn < handedOutOn) return 'session-before-hand-out';
  if (!isWithin(validity, sessionOn)) return 'voucher-expired';
  if (today > calendar.toleranceEndsOn) return 'tolerance-over';
  return end?.kind === 'expired' ? 'voucher-expired' : null;
}

function serviceRefusal(facts: ScanFacts): RedemptionRefusal | null {
  if (!facts.labelInForceOnSession || !facts.labelInForceToday) return 'label-lapsed';
  if (!facts.moduleOffered) return 'module-not-offered';
  if (!facts.mediator) return 'mediator-unknown';
  if (facts.mediator.conseillerNumerique) return 'mediator-is-conseiller-numerique';
  const restCents = fullCopaymentCents(facts.priceCents, facts.vouchersForSession ?? 1, facts.tariff);
  if (restCents < 0n) return 'price-below-face-value';
  if (facts.copaymentCents < 0n || facts.copaymentCents > restCents) return 'copayment-wrong';
  return null;
}

/**
 * What remains of a price once so many vouchers have paid their part: the most a copayment can be, since another aid may
 * pay some of it. Negative when the vouchers are worth more than the price, which cannot take them.
 */
export function fullCopaymentCents(priceCents: Cents, vouchers: number, tariff: Tariff): Cents {
  return priceCents - tariff['face-value'].voucherCents * BigInt(vouchers);
}

export interface RedemptionSplit {
  readonly structureCents: Cents;
  /** The fee, VAT included: `feeNetCents` + `feeVatCents`. */
  readonly feeCents: Cents;
  readonly feeNetCents: Cents;
  readonly feeVatCents: Cents;
}

/** How one redeemed voucher is split, to the whole cent (rule `redemption`): the two parts make its face value. */
export function splitRedemption(tariff: Tariff): RedemptionSplit {
  const { structureCents, feeCents } = tariff.redemption;
  if (structureCents + feeCents !== tariff['face-value'].voucherCents) {
    throw new RangeError(`the tariff of ${tariff.since} does not split a voucher into its parts`);
  }
  const fee = splitVatIncluded(feeCents, tariff.vat.basisPoints);
  return { structureCents, feeCents, feeNetCents: fee.net, feeVatCents: fee.vat };
}
