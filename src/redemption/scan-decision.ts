import { labelInForce, labelNotice } from '../scheme/label.js';
import {
  checkRedemption,
  fullCopaymentCents,
  type RedemptionRefusal,
  type ScanFacts,
  type VoucherFacts,
} from '../scheme/redemption-check.js';
import { type Tariff, tariffOn, tariffSince } from '../scheme/rules.js';
import { type Day, exerciseOf, frenchDay } from '../shared/calendar.js';
import type { Cents, Whole } from '../shared/money.js';
import type { Refusal, RefusalParams } from '../shared/refusal.js';
import type { Desk, VoucherRow } from './desk.js';
import { refuseRedemption } from './redemption.refusals.js';
import type { ScannedCode } from './scanned-codes.js';

/** What a line of a scan asks, once its defaults are filled in. */
export interface LineAmounts {
  readonly priceCents: Cents;
  readonly copaymentCents: Cents;
}

/** A voucher found good, with the amounts of its redemption. */
export interface GoodScan extends LineAmounts {
  readonly voucher: VoucherRow;
}

export type Judged =
  | { readonly good: GoodScan; readonly voucher: VoucherRow; readonly refusal: null }
  | { readonly good: null; readonly voucher: VoucherRow | null; readonly refusal: Refusal };

/** What a structure asks of one voucher: without a price the one it offers, without a copayment all that remains. */
export interface AskedLine {
  readonly code: ScannedCode;
  readonly priceCents?: Cents | undefined;
  readonly copaymentCents?: Cents | undefined;
}

/** One scan, or all those of a group session: who scans, and on which days. */
export interface ScanDay {
  readonly structureId: string;
  readonly sessionOn: Day;
  readonly today: Day;
  readonly desk: Desk;
}

/** Judges one line by the scheme: the first reason against it, in the scheme's order, or none. */
export function judge(scan: ScanDay, asked: AskedLine, vouchers: ReadonlyMap<bigint, VoucherRow>): Judged {
  const voucher = asked.code.serial === null ? null : (vouchers.get(asked.code.serial) ?? null);
  const tariff = voucher ? tariffSince(voucher.tariffSince) : tariffOn(scan.today);
  const amounts = amountsOf(scan.desk, asked, tariff);
  const answer = checkRedemption({
    ...serviceFacts(scan),
    ...amounts,
    codeReadable: asked.code.readable,
    voucher: voucher && voucherFacts(voucher, scan.structureId),
    tariff,
  });
  if (!answer.ok) return refusedLine(voucher, refuseRedemption(answer.code, paramsOf(answer.code, voucher)));
  const refusal = refusalOfVenue(scan.desk);
  // The scheme accepts no line without a voucher.
  if (refusal || !voucher) return refusedLine(voucher, refusal ?? refuseRedemption('voucher-unknown'));
  return { good: { voucher, ...amounts }, voucher, refusal: null };
}

function refusedLine(voucher: VoucherRow | null, refusal: Refusal): Judged {
  return { good: null, voucher, refusal };
}

/**
 * What is wrong with the session whichever voucher is scanned in it, or null: what the scheme would say of a voucher
 * with nothing wrong of its own.
 */
export function judgeSession(scan: ScanDay, priceCents: Cents | undefined): Refusal | null {
  const tariff = tariffOn(scan.today);
  const answer = checkRedemption({
    ...serviceFacts(scan),
    ...amountsOf(scan.desk, { priceCents }, tariff),
    codeReadable: true,
    voucher: flawless(scan),
    tariff,
  });
  return answer.ok ? refusalOfVenue(scan.desk) : refuseRedemption(answer.code);
}

/** The warning that the label ends soon, shown with every receipt. */
export function noticeOf(desk: Desk, today: Day): { lapsesOn: Day; daysLeft: number } | null {
  return labelNotice(desk.labels, today, tariffOn(today));
}

function serviceFacts({ desk, sessionOn, today }: ScanDay) {
  return {
    sessionOn,
    today,
    labelInForceOnSession: labelInForce(desk.labels, sessionOn) !== null,
    labelInForceToday: labelInForce(desk.labels, today) !== null,
    moduleOffered: desk.offerCents !== null,
    mediator: desk.conseillerNumerique === null ? null : { conseillerNumerique: desk.conseillerNumerique },
  } satisfies Partial<ScanFacts>;
}

/** Looked for last: the scheme's reasons come before ours. */
function refusalOfVenue(desk: Desk): Refusal | null {
  return desk.venueName === null ? refuseRedemption('venue-unknown') : null;
}

function amountsOf(desk: Desk, asked: Omit<AskedLine, 'code'>, tariff: Tariff): LineAmounts {
  const priceCents = asked.priceCents ?? desk.offerCents ?? tariff['face-value'].voucherCents;
  return { priceCents, copaymentCents: asked.copaymentCents ?? fullCopaymentCents(priceCents, 1, tariff) };
}

function voucherFacts({ active, handedOutOn, calendar, end }: VoucherRow, structureId: string): VoucherFacts {
  const where = end?.redemption?.structureId === structureId ? 'here' : 'elsewhere';
  const facts = { active, handedOutOn, calendar };
  return { ...facts, end: end?.kind === 'redeemed' ? { kind: end.kind, where } : end && { kind: end.kind } };
}

/** A voucher handed out on the day of the session, of that day's exercise, and still in time. */
function flawless({ sessionOn, today }: ScanDay): VoucherFacts {
  const calendar = {
    exercise: exerciseOf(sessionOn),
    alertOn: sessionOn,
    handOutsStopOn: sessionOn,
    validityEndsOn: sessionOn,
    toleranceEndsOn: today,
    statementOn: today,
  };
  return { active: true, handedOutOn: sessionOn, end: null, calendar };
}

/** What the sentence shows. Of a redemption elsewhere nothing is said, neither where nor when. */
function paramsOf(code: RedemptionRefusal, voucher: VoucherRow | null): RefusalParams {
  if (!voucher) return {};
  const { calendar, end } = voucher;
  switch (code) {
    case 'already-redeemed-here':
      return end?.redemption ? earlierReceipt(end.redemption) : {};
    case 'session-before-exercise':
      return { exercise: calendar.exercise };
    case 'voucher-expired':
      return onDay(calendar.validityEndsOn);
    case 'tolerance-over':
      return onDay(calendar.toleranceEndsOn);
    default:
      return {};
  }
}

/** The receipt that a structure already has for a voucher. */
export function earlierReceipt(earlier: { id: string; receipt: Whole; day: Day }): RefusalParams {
  return { receipt: Number(earlier.receipt), redemptionId: earlier.id, ...onDay(earlier.day) };
}

export function onDay(day: Day): { day: Day; frenchDay: string } {
  return { day, frenchDay: frenchDay(day) };
}
