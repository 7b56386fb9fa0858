import type { Tariff } from './rules.js';

/**
 * How many vouchers a person may receive (rules `hand-out-limit` and `renewal`). A hand-out is a round: on one module
 * and in one exercise there is a first one and a renewal, each of up to two vouchers. A hand-out of a single voucher is
 * a round like another. A voucher that was lost and replaced counts once: the replacement is the same value.
 */
export interface HandOutState {
  /** Unspent vouchers the person holds now: over all modules, offices and funders of the exercise. */
  readonly heldNow: number;
  /** The hand-outs already made to the person on this module in this exercise, oldest first. */
  readonly rounds: readonly Round[];
}

export interface Round {
  readonly given: number;
  /** How many of them are neither spent nor declared lost. */
  readonly unspent: number;
}

/** Why a person may receive nothing, or less than asked. In the order in which they are looked for. */
export const ALLOWANCE_REASONS = ['renewal-used', 'hand-out-limit', 'first-ones-not-spent'] as const;
export type AllowanceReason = (typeof ALLOWANCE_REASONS)[number];

export type Allowance =
  | { readonly mayReceive: number; readonly round: number; readonly reason: null }
  | { readonly mayReceive: 0; readonly round: null; readonly reason: AllowanceReason };

export type HandOutAnswer =
  | { readonly ok: true; readonly round: number }
  | { readonly ok: false; readonly reason: AllowanceReason; readonly mayReceive: number };

/**
 * What a person may receive now on this module, and as which round (1, or 2 for the renewal). Of several reasons
 * against it, the most lasting is given: a renewal that was used comes back in no case, a full hand comes free.
 */
export function allowanceOf(state: HandOutState, tariff: Tariff): Allowance {
  checkCounts(state);
  const limit = tariff['hand-out-limit'].vouchers;
  if (state.rounds.length > tariff.renewal.renewals) return nothing('renewal-used');
  if (state.heldNow >= limit) return nothing('hand-out-limit');
  if (state.rounds.some((round) => round.unspent > 0)) return nothing('first-ones-not-spent');
  return { mayReceive: limit - state.heldNow, round: state.rounds.length + 1, reason: null };
}

/** Whether so many vouchers (one or more) may be handed out now on this module, all together or not at all. */
export function checkHandOut(state: HandOutState, requested: number, tariff: Tariff): HandOutAnswer {
  if (!Number.isSafeInteger(requested) || requested < 1) {
    throw new RangeError(`not a number of vouchers to hand out: ${requested}`);
  }
  const allowance = allowanceOf(state, tariff);
  if (allowance.reason !== null) return { ok: false, reason: allowance.reason, mayReceive: 0 };
  if (requested > allowance.mayReceive) {
    return { ok: false, reason: 'hand-out-limit', mayReceive: allowance.mayReceive };
  }
  return { ok: true, round: allowance.round };
}

/**
 * Whether a scan may be undone: the voucher comes back to the person, who must not then hold more than the limit.
 * `heldNow` counts the person's unspent vouchers before the undo.
 */
export function mayUndoRedemption(heldNow: number, tariff: Tariff): boolean {
  return heldNow + 1 <= tariff['hand-out-limit'].vouchers;
}

function nothing(reason: AllowanceReason): Allowance {
  return { mayReceive: 0, round: null, reason };
}

function checkCounts({ heldNow, rounds }: HandOutState): void {
  const unspent = rounds.reduce((total, round) => total + round.unspent, 0);
  const consistent = rounds.every((round) => round.unspent >= 0 && round.unspent <= round.given);
  if (!consistent || heldNow < unspent) {
    throw new RangeError(`inconsistent hand-outs: ${heldNow} held, ${unspent} unspent on the module`);
  }
}
