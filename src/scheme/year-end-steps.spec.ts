import { asDay, type Day } from '../shared/calendar.js';
import { tariffOn } from './rules.js';
import { calendarOf } from './year-end.js';
import {
  awaitedBy,
  dayOfStep,
  lastDayOfNotice,
  NOTICES,
  stepState,
  YEAR_END_STEPS,
  type YearEndFacts,
  type YearEndStep,
} from './year-end-steps.js';

const CALENDAR = calendarOf(2026, tariffOn(asDay('2026-01-01')));
const NOTHING: YearEndFacts = {
  vouchersToExpire: 0,
  ordersWithoutStatement: 0,
  statementsWithoutAnswer: 0,
  statementsContested: 0,
  ordersToCredit: 0,
  ordersNotClosed: 0,
  closed: false,
};
const state = (
  step: YearEndStep,
  day: string,
  run: 'none' | 'at-work' | 'failed' | 'done' = 'none',
  facts = {},
) => stepState(step, CALENDAR, asDay(day), run, { ...NOTHING, ...facts });

describe('the steps of the end of an exercise', () => {
  it('have the days of RULES, and come in their order', () => {
    const days = YEAR_END_STEPS.map((step) => dayOfStep(CALENDAR, step));
    expect(days).toEqual([
      '2026-11-30',
      '2026-12-15',
      '2026-12-31',
      '2027-01-31',
      '2027-02-01',
      '2027-02-07',
      '2027-02-07',
      '2027-02-07',
    ]);
    expect(days.toSorted()).toEqual(days);
  });

  it.each(NOTICES)(
    '%s is not sent before its day, once it was sent, or when it is of no use any more',
    (notice) => {
      const day = dayOfStep(CALENDAR, notice);
      const last = lastDayOfNotice(CALENDAR, notice);
      const before = (of: Day) => new Date(Date.parse(of) - 86_400_000).toISOString().slice(0, 10);
      const after = (of: Day) => new Date(Date.parse(of) + 86_400_000).toISOString().slice(0, 10);
      expect(state(notice, before(day))).toBe('to-come');
      expect(state(notice, day)).toBe('due');
      expect(state(notice, last)).toBe('due');
      expect(state(notice, after(last))).toBe('missed');
      for (const when of [before(day), day, after(last)]) expect(state(notice, when, 'done')).toBe('done');
    },
  );

  it.each(YEAR_END_STEPS)('%s at work, or failed, is not begun a second time', (step) => {
    for (const day of ['2026-06-01', '2026-12-01', '2027-02-01', '2027-02-07']) {
      expect(state(step, day, 'at-work', { vouchersToExpire: 3 })).toBe('at-work');
      expect(state(step, day, 'failed', { vouchersToExpire: 3 })).toBe('failed');
    }
  });

  it('nothing expires on the last day of tolerance, and what is left or comes later does from the next day on', () => {
    expect(state('expiry', '2027-01-31', 'none', { vouchersToExpire: 3 })).toBe('to-come');
    expect(state('expiry', '2027-02-01', 'none', { vouchersToExpire: 3 })).toBe('due');
    expect(state('expiry', '2027-02-01')).toBe('due');
    expect(state('expiry', '2027-02-02', 'done')).toBe('done');
    expect(state('expiry', '2027-03-02', 'done', { vouchersToExpire: 3 })).toBe('due');
  });

  it('no statement is made while a voucher is to expire, nor again while it leaves out no order', () => {
    const left = { ordersWithoutStatement: 2 };
    expect(state('statements', '2027-02-06', 'none', left)).toBe('to-come');
    expect(state('statements', '2027-02-07', 'none', { ...left, vouchersToExpire: 1 })).toBe('waiting');
    expect(state('statements', '2027-02-07', 'none', left)).toBe('due');
    expect(state('statements', '2027-02-03', 'done')).toBe('done');
    expect(state('statements', '2027-03-01', 'done', left)).toBe('due');
  });

  it('credit notes wait for answers, and do not wait for those who gave none', () => {
    const open = { ordersNotClosed: 2 };
    expect(state('credit-notes', '2027-02-06', 'none', open)).toBe('to-come');
    expect(state('credit-notes', '2027-02-07', 'none', open)).toBe('waiting');
    expect(state('credit-notes', '2027-02-08', 'done', { ...open, ordersToCredit: 1 })).toBe('due');
    expect(state('credit-notes', '2027-02-08', 'done', open)).toBe('waiting');
    expect(state('credit-notes', '2027-02-08', 'done')).toBe('done');
  });

  it('the closing waits for every order', () => {
    expect(state('closing', '2027-02-06')).toBe('to-come');
    expect(state('closing', '2027-02-07', 'none', { ordersNotClosed: 1 })).toBe('waiting');
    expect(state('closing', '2027-02-07')).toBe('due');
    expect(state('closing', '2027-02-07', 'none', { closed: true })).toBe('done');
  });

  it('what waits says for what, each step for what comes before it', () => {
    const facts = {
      ...NOTHING,
      vouchersToExpire: 1,
      ordersWithoutStatement: 2,
      statementsWithoutAnswer: 3,
      statementsContested: 4,
      ordersToCredit: 5,
    };
    const awaited = (step: YearEndStep) => awaitedBy(step, 'waiting', facts).map(({ count }) => count);
    expect(awaited('statements')).toEqual([1]);
    expect(awaited('credit-notes')).toEqual([1, 2, 3, 4]);
    expect(awaited('closing')).toEqual([1, 2, 3, 4, 5]);
    expect(awaitedBy('closing', 'due', facts)).toEqual([]);
  });
});
