import * as fc from 'fast-check';
import type { Day } from './calendar.js';
import {
  addDays,
  addYears,
  asDay,
  compareDays,
  dayOf,
  daysBetween,
  exerciseDays,
  exerciseOf,
  frenchDay,
  instantsOf,
  isDay,
  isWithin,
  parisDay,
  startOfParisDay,
} from './calendar.js';

const HOUR_MS = 3_600_000;
const anyDay: fc.Arbitrary<Day> = fc
  .integer({ min: -20_000, max: 40_000 })
  .map((offset) => addDays(asDay('2000-01-01'), offset));

describe('isDay', () => {
  it.each([
    '2026-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '0000-01-01',
    '2026-1-1',
    '2026-01-01T00:00:00Z',
    ' 2026-01-01',
    '2026-01-01\n',
    '+002026-01-01',
    '20260101',
    '٢٠٢٦-٠١-٠١',
    '',
  ])('refuses %p', (text) => {
    expect(isDay(text)).toBe(false);
    expect(() => asDay(text)).toThrow(RangeError);
  });

  it.each([20260101, null, undefined, new Date(0), {}])('refuses what is not a text: %p', (value) => {
    expect(isDay(value)).toBe(false);
  });

  it.each(['2026-01-01', '2028-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('accepts %p', (text) => {
    expect(isDay(text)).toBe(true);
  });
});

describe('parisDay', () => {
  it.each([
    ['2026-12-31T22:59:59.999Z', '2026-12-31'],
    ['2026-12-31T23:00:00.000Z', '2027-01-01'],
    ['2026-12-31T23:30:00.000Z', '2027-01-01'],
    ['2026-07-14T21:59:59.999Z', '2026-07-14'],
    ['2026-07-14T22:00:00.000Z', '2026-07-15'],
    ['2026-03-28T23:00:00.000Z', '2026-03-29'],
    ['2026-03-29T21:59:59.999Z', '2026-03-29'],
    ['2026-03-29T22:00:00.000Z', '2026-03-30'],
    ['2026-10-25T22:59:59.999Z', '2026-10-25'],
    ['2026-10-25T23:00:00.000Z', '2026-10-26'],
  ])('at %s it is %s in Paris, whatever the season', (instant, day) => {
    expect(parisDay(new Date(instant))).toBe(day);
  });

  it('refuses an instant that is none', () => {
    expect(() => parisDay(new Date(Number.NaN))).toThrow(RangeError);
  });
});

describe('startOfParisDay', () => {
  it.each([
    ['2027-01-01', '2026-12-31T23:00:00.000Z'],
    ['2026-07-14', '2026-07-13T22:00:00.000Z'],
    ['2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['2026-10-26', '2026-10-25T23:00:00.000Z'],
  ])('%s begins at %s', (day, instant) => {
    expect(startOfParisDay(asDay(day)).toISOString()).toBe(instant);
  });

  it.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-06-01', 24],
  ])('%s lasts %p hours', (text, hours) => {
    const { from, until } = instantsOf({ from: asDay(text), until: addDays(asDay(text), 1) });
    expect(until.getTime() - from.getTime()).toBe(hours * HOUR_MS);
  });

  it('belongs to its day, and the millisecond before to the day before', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const start = startOfParisDay(day);
        expect(parisDay(start)).toBe(day);
        expect(parisDay(new Date(start.getTime() - 1))).toBe(addDays(day, -1));
      }),
    );
  });
});

describe('addDays, addYears and daysBetween', () => {
  it.each([
    ['2028-02-29', 1, '2029-02-28'],
    ['2028-02-29', 4, '2032-02-29'],
    ['2027-02-28', 1, '2028-02-28'],
    ['2026-12-31', 1, '2027-12-31'],
    ['2028-02-29', -1, '2027-02-28'],
  ])('%s and %p years is %s', (day, years, expected) => {
    expect(addYears(asDay(day), years)).toBe(expected);
  });

  it('steps over the end of a year and the days when the clock changes', () => {
    expect(addDays(asDay('2026-12-31'), 1)).toBe('2027-01-01');
    expect(addDays(asDay('2026-03-28'), 2)).toBe('2026-03-30');
    expect(addDays(asDay('2026-10-26'), -2)).toBe('2026-10-24');
  });

  it('come back to where they started', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -4000, max: 4000 }), (day, count) => {
        const other = addDays(day, count);
        expect(addDays(other, -count)).toBe(day);
        expect(daysBetween(day, other)).toBe(count);
        expect(compareDays(day, other)).toBe(-Math.sign(count) + 0);
      }),
    );
  });

  it('refuse to leave the years that a day can be written in', () => {
    expect(() => addDays(asDay('9999-12-31'), 1)).toThrow(RangeError);
    expect(() => addYears(asDay('0001-01-01'), -1)).toThrow(RangeError);
  });
});

describe('exercises', () => {
  it('an exercise is a year: its last day is inside, the next 1 January is not', () => {
    const range = exerciseDays(2026);
    expect(range).toEqual({ from: '2026-01-01', until: '2027-01-01' });
    expect(isWithin(range, asDay('2026-01-01'))).toBe(true);
    expect(isWithin(range, asDay('2026-12-31'))).toBe(true);
    expect(isWithin(range, asDay('2027-01-01'))).toBe(false);
    expect(isWithin(range, asDay('2025-12-31'))).toBe(false);
  });

  it('every day lies in its own exercise and in no neighbouring one', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const exercise = exerciseOf(day);
        const inside = [-1, 0, 1].map((offset) => isWithin(exerciseDays(exercise + offset), day));
        expect(inside).toEqual([false, true, false]);
      }),
    );
  });
});

describe('dayOf', () => {
  it('makes real days and refuses the others', () => {
    expect(dayOf(2026, 2, 28)).toBe('2026-02-28');
    expect(() => dayOf(2026, 2, 29)).toThrow(RangeError);
    expect(() => dayOf(10_000, 1, 1)).toThrow(RangeError);
  });
});

describe('frenchDay', () => {
  it.each([
    ['2026-12-15', '15 décembre 2026'],
    ['2027-01-01', '1er janvier 2027'],
    ['2026-02-28', '28 février 2026'],
    ['2026-08-11', '11 août 2026'],
  ])('writes %s as « %s »', (day, expected) => {
    expect(frenchDay(asDay(day))).toBe(expected);
  });
});
