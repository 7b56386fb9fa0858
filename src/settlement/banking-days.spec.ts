import * as fc from 'fast-check';
import { addDays, asDay, type Day, daysBetween } from '../shared/calendar.js';
import { bankingDayAfter, isBankingDay } from './banking-days.js';

const anyDay: fc.Arbitrary<Day> = fc
  .integer({ min: 0, max: 73_000 })
  .map((offset) => addDays(asDay('2002-01-01'), offset));

describe('the next banking day', () => {
  it.each([
    ['a Monday is followed by the Tuesday', '2026-03-02', '2026-03-03'],
    ['a Friday by the Monday', '2026-03-06', '2026-03-09'],
    ['a Saturday by the Monday', '2026-03-07', '2026-03-09'],
    ['Maundy Thursday by the Tuesday after Easter', '2026-04-02', '2026-04-07'],
    ['Good Friday too', '2026-04-03', '2026-04-07'],
    ['the eve of 1 May, a Friday, by the Monday', '2026-04-30', '2026-05-04'],
    ['Christmas Eve by the Monday after a Saturday 26 December', '2026-12-24', '2026-12-28'],
    ['New Year’s Eve by the Monday when 1 January is a Friday', '2026-12-31', '2027-01-04'],
    ['French holidays are days of work for TARGET', '2026-07-13', '2026-07-14'],
    ['Ascension too', '2026-05-13', '2026-05-14'],
  ])('%s', (_what, day, next) => {
    expect(bankingDayAfter(asDay(day))).toBe(next);
  });

  it.each([
    // Easter Sundays as published: the earliest, the latest, and those around the years of use.
    ['2008-03-23'],
    ['2011-04-24'],
    ['2024-03-31'],
    ['2025-04-20'],
    ['2026-04-05'],
    ['2027-03-28'],
    ['2028-04-16'],
    ['2029-04-01'],
    ['2030-04-21'],
    ['2035-03-25'],
    ['2038-04-25'],
    ['2049-04-18'],
    ['2076-04-19'],
    ['2100-03-28'],
  ])('is never Good Friday nor Easter Monday: Easter is on %s', (easter) => {
    const sunday = asDay(easter);
    expect([-3, -2, 1, 2].map((days) => isBankingDay(addDays(sunday, days)))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(bankingDayAfter(addDays(sunday, -3))).toBe(addDays(sunday, 2));
  });

  it('is never a closed day, never skips an open one, never goes back, and comes within five days', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const next = bankingDayAfter(day);
        expect(next > day && isBankingDay(next)).toBe(true);
        expect(daysBetween(day, next)).toBeLessThanOrEqual(5);
        for (let between = addDays(day, 1); between < next; between = addDays(between, 1))
          expect(isBankingDay(between)).toBe(false);
        expect(bankingDayAfter(addDays(day, 1)) >= next).toBe(true);
        const weekday = new Date(`${next}T12:00:00Z`).getUTCDay();
        expect([0, 6]).not.toContain(weekday);
        expect(next.slice(5)).not.toMatch(/^(01-01|05-01|12-25|12-26)$/);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves as many open days in a year as TARGET has', () => {
    // Weekdays of the year less the closing days that fall on one.
    const openIn = (year: number) =>
      Array.from({ length: 366 }, (_, index) => addDays(asDay(`${year}-01-01`), index)).filter(
        (day) => day.startsWith(String(year)) && isBankingDay(day),
      ).length;
    expect([2024, 2025, 2026, 2027].map(openIn)).toEqual([256, 255, 256, 258]);
  });
});
