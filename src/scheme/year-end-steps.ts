import { addDays, type Day } from '../shared/calendar.js';
import type { ExerciseCalendar } from './year-end.js';

/** The end of an exercise, step by step (RULES: year-end calendar). */
export const YEAR_END_STEPS = [
  'alert',
  'hand-outs-stop',
  'validity-end',
  'tolerance-end',
  'expiry',
  'statements',
  'credit-notes',
  'closing',
] as const;
export type YearEndStep = (typeof YEAR_END_STEPS)[number];

/** The steps that tell people something, once in an exercise. */
export const NOTICES = ['alert', 'hand-outs-stop', 'validity-end'] as const;
export type YearEndNotice = (typeof NOTICES)[number];

/** The steps that run by themselves. The closing destroys a key, so a person decides it. */
export const SCHEDULED_STEPS = [...NOTICES, 'expiry', 'statements', 'credit-notes'] as const;
export type ScheduledStep = (typeof SCHEDULED_STEPS)[number];

export function isNotice(step: YearEndStep): step is YearEndNotice {
  return (NOTICES as readonly YearEndStep[]).includes(step);
}

/** The day of a step. Vouchers expire on the day after the last one on which they can be presented. */
export function dayOfStep(calendar: ExerciseCalendar, step: YearEndStep): Day {
  switch (step) {
    case 'alert':
      return calendar.alertOn;
    case 'hand-outs-stop':
      return calendar.handOutsStopOn;
    case 'validity-end':
      return calendar.validityEndsOn;
    case 'tolerance-end':
      return calendar.toleranceEndsOn;
    case 'expiry':
      return addDays(calendar.toleranceEndsOn, 1);
    case 'statements':
    case 'credit-notes':
    case 'closing':
      return calendar.statementOn;
  }
}

/** The last day on which a notice is of use: what it asks for can still be done. */
export function lastDayOfNotice(calendar: ExerciseCalendar, notice: YearEndNotice): Day {
  switch (notice) {
    case 'alert':
      return calendar.handOutsStopOn;
    case 'hand-outs-stop':
      return calendar.validityEndsOn;
    case 'validity-end':
      return calendar.toleranceEndsOn;
  }
}

/**
 * Where a step is. `missed`: a notice whose use is over, and that nobody was sent; `waiting`: for something other than
 * its day; `failed`: its work was given up, until the operator tries it again.
 */
export const STEP_STATES = ['to-come', 'due', 'at-work', 'failed', 'waiting', 'missed', 'done'] as const;
export type StepState = (typeof STEP_STATES)[number];

/** The last run of a step, or an earlier one that is not over. */
export type RunState = 'none' | 'at-work' | 'failed' | 'done';

/** What there is to do in an exercise. */
export interface YearEndFacts {
  /** Unspent vouchers of active orders. */
  readonly vouchersToExpire: number;
  /** Active orders in no statement yet. */
  readonly ordersWithoutStatement: number;
  readonly statementsWithoutAnswer: number;
  /** Contested, and not settled. */
  readonly statementsContested: number;
  /** Agreed or settled, expired, and not closed. */
  readonly ordersToCredit: number;
  readonly ordersNotClosed: number;
  readonly closed: boolean;
}

/** Where a step is on a day. What is `due` and scheduled begins by itself. */
export function stepState(
  step: YearEndStep,
  calendar: ExerciseCalendar,
  today: Day,
  run: RunState,
  facts: YearEndFacts,
): StepState {
  if (run === 'at-work' || run === 'failed') return run;
  const hasCome = today >= dayOfStep(calendar, step);
  switch (step) {
    case 'alert':
    case 'hand-outs-stop':
    case 'validity-end':
      if (run === 'done') return 'done';
      if (!hasCome) return 'to-come';
      return today <= lastDayOfNotice(calendar, step) ? 'due' : 'missed';
    case 'tolerance-end':
      return today > calendar.toleranceEndsOn ? 'done' : 'to-come';
    case 'expiry':
      if (!hasCome) return 'to-come';
      return run === 'none' || facts.vouchersToExpire > 0 ? 'due' : 'done';
    case 'statements':
      if (run === 'done' && facts.ordersWithoutStatement === 0) return 'done';
      if (!hasCome) return 'to-come';
      return facts.vouchersToExpire > 0 ? 'waiting' : 'due';
    case 'credit-notes':
      if (facts.ordersToCredit > 0) return 'due';
      if (!hasCome) return 'to-come';
      return facts.ordersNotClosed > 0 ? 'waiting' : 'done';
    case 'closing':
      if (facts.closed) return 'done';
      if (!hasCome) return 'to-come';
      return facts.ordersNotClosed > 0 ? 'waiting' : 'due';
  }
}

/** What a waiting step waits for, in the order in which it comes. */
export const AWAITED_AT_YEAR_END = [
  'vouchers-to-expire',
  'orders-without-statement',
  'statements-without-answer',
  'statements-contested',
  'orders-to-credit',
] as const;
export type AwaitedAtYearEnd = (typeof AWAITED_AT_YEAR_END)[number];

/** Nothing when the step is not waiting. */
export function awaitedBy(
  step: YearEndStep,
  state: StepState,
  facts: YearEndFacts,
): { what: AwaitedAtYearEnd; count: number }[] {
  if (state !== 'waiting') return [];
  const counts: Record<AwaitedAtYearEnd, number> = {
    'vouchers-to-expire': facts.vouchersToExpire,
    'orders-without-statement': step === 'statements' ? 0 : facts.ordersWithoutStatement,
    'statements-without-answer': step === 'statements' ? 0 : facts.statementsWithoutAnswer,
    'statements-contested': step === 'statements' ? 0 : facts.statementsContested,
    'orders-to-credit': step === 'closing' ? facts.ordersToCredit : 0,
  };
  return AWAITED_AT_YEAR_END.map((what) => ({ what, count: counts[what] })).filter(({ count }) => count > 0);
}
