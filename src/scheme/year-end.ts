import type { Day, DayRange } from '../shared/calendar.js';
import { addDays, dayOf, exerciseDays } from '../shared/calendar.js';
import type { Cents } from '../shared/money.js';
import type { CreditSplit, OrderShares } from './credit.js';
import { creditSplit } from './credit.js';
import type { CalendarDate, Tariff } from './rules.js';

/** The days of an exercise's end. Each is a setting of the exercise; by default they come from the rules. */
export interface ExerciseCalendar {
  readonly exercise: number;
  /** The day the funder is told what is issued, handed out, asleep and started. */
  readonly alertOn: Day;
  /** The last day of hand-outs. */
  readonly handOutsStopOn: Day;
  /** The last day on which a session can be held. */
  readonly validityEndsOn: Day;
  /** The last day on which a structure can present a voucher. */
  readonly toleranceEndsOn: Day;
  /** The day of the statement. */
  readonly statementOn: Day;
}

/** The dates of a calendar that an exercise may set for itself. */
export type CalendarSettings = { readonly [Key in (typeof DATES)[number]]?: Day | undefined };

const DATES = ['alertOn', 'handOutsStopOn', 'validityEndsOn', 'toleranceEndsOn', 'statementOn'] as const;

/** The calendar of an exercise: the rules' dates, save those it sets for itself. Throws a RangeError out of order. */
export function calendarOf(
  exercise: number,
  tariff: Tariff,
  settings: CalendarSettings = {},
): ExerciseCalendar {
  const on = ({ yearsAfter, month, day }: CalendarDate) => dayOf(exercise + yearsAfter, month, day);
  const calendar: ExerciseCalendar = {
    exercise,
    alertOn: settings.alertOn ?? on(tariff['year-end'].alert),
    handOutsStopOn: settings.handOutsStopOn ?? on(tariff['year-end'].handOutsStop),
    validityEndsOn: settings.validityEndsOn ?? on(tariff.exercise.validityEnds),
    toleranceEndsOn: settings.toleranceEndsOn ?? on(tariff.exercise.toleranceEnds),
    statementOn: settings.statementOn ?? on(tariff['year-end'].statement),
  };
  const problem = calendarProblem(calendar);
  if (problem) throw new RangeError(`exercise ${exercise}: ${problem} is out of order`);
  return calendar;
}

/**
 * The first date of a calendar that comes too early, or null. They follow each other from the exercise's 1 January, two
 * may fall on one day, and the statement is not made on a day on which a voucher can still be presented.
 */
export function calendarProblem(calendar: ExerciseCalendar): keyof CalendarSettings | null {
  let earliest = exerciseDays(calendar.exercise).from;
  for (const name of DATES) {
    if (calendar[name] < earliest) return name;
    earliest = name === 'toleranceEndsOn' ? addDays(calendar[name], 1) : calendar[name];
  }
  return null;
}

/** The days on which a session can be held with the vouchers of an exercise. */
export function validityOf(calendar: ExerciseCalendar): DayRange {
  return { from: exerciseDays(calendar.exercise).from, until: addDays(calendar.validityEndsOn, 1) };
}

/**
 * Where a day stands in an exercise. Vouchers are handed out in `open` only; sessions are held in `open` and
 * `hand-outs-stopped`; vouchers are presented until `validity-over`, tolerance included.
 */
export type ExercisePhase =
  'not-started' | 'open' | 'hand-outs-stopped' | 'validity-over' | 'tolerance-over' | 'statement-due';

/** The phase of an exercise on a Paris day. */
export function phaseOn(calendar: ExerciseCalendar, day: Day): ExercisePhase {
  if (day < validityOf(calendar).from) return 'not-started';
  if (day <= calendar.handOutsStopOn) return 'open';
  if (day <= calendar.validityEndsOn) return 'hand-outs-stopped';
  if (day <= calendar.toleranceEndsOn) return 'validity-over';
  if (day < calendar.statementOn) return 'tolerance-over';
  return 'statement-due';
}

/** What became of an order's vouchers. A voucher that was replaced and its replacement are one. */
export interface OrderOutcome extends OrderShares {
  readonly voucherCents: Cents;
  readonly vouchers: number;
  readonly redeemed: number;
  /** Lost and not replaced. */
  readonly revoked: number;
  /** Neither redeemed nor revoked: already expired, or to expire by the closing. */
  readonly unspent: number;
}

export interface ClosingFigures extends CreditSplit {
  readonly vouchers: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly revoked: number;
  readonly redeemedCents: Cents;
  /** The face value credited: expired and revoked vouchers. */
  readonly unredeemedCents: Cents;
}

/**
 * The figures of one order in the year-end statement: what is left unredeemed, and its credit in two shares. The same
 * before the closing expires the vouchers and after. Throws a RangeError when the counts do not make the order.
 */
export function closingFigures(order: OrderOutcome): ClosingFigures {
  const { vouchers, redeemed, revoked, unspent, voucherCents, faceValueCents } = order;
  const counts = [redeemed, revoked, unspent];
  if (counts.some((count) => count < 0) || redeemed + revoked + unspent !== vouchers) {
    throw new RangeError(`${counts.join(' + ')} vouchers do not make an order of ${vouchers}`);
  }
  if (BigInt(vouchers) * voucherCents !== faceValueCents) {
    throw new RangeError(`${vouchers} vouchers of ${voucherCents} do not make ${faceValueCents}`);
  }
  const unredeemedCents = BigInt(unspent + revoked) * voucherCents;
  return {
    vouchers,
    redeemed,
    expired: unspent,
    revoked,
    redeemedCents: BigInt(redeemed) * voucherCents,
    unredeemedCents,
    ...creditSplit({ ...order, unredeemedCents }),
  };
}
