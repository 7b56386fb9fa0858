import { Temporal } from 'temporal-polyfill';

/**
 * The one calendar of the scheme. Every day it speaks of is a day in Paris, written 'YYYY-MM-DD'; an instant is a
 * `Date`. Intervals are half-open: the first day is inside, the last one is not.
 */
const PARIS = 'Europe/Paris';

declare const dayBrand: unique symbol;

/** A real Paris day, 'YYYY-MM-DD'. Made by `isDay`, `asDay` or `parisDay`, never by a cast. */
export type Day = string & { readonly [dayBrand]: true };

/** From the day `from`, inside, to the day `until`, outside. */
export interface DayRange {
  readonly from: Day;
  readonly until: Day;
}

const MONTHS = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
] as const;

/** Whether a text is a day that exists: '2026-02-29' and '2026-2-1' are not. Years run from 1 to 9999, as in SQL. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string' || !/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/** The text as a day. Throws a RangeError if it is not one: what comes from a request is checked by `isDay` first. */
export function asDay(text: string): Day {
  if (!isDay(text)) throw new RangeError(`not a day: ${JSON.stringify(text)}`);
  return text;
}

/** The day it is in Paris at an instant: 31 December 23:30 UTC is already 1 January. */
export function parisDay(instant: Date): Day {
  const moment = Temporal.Instant.fromEpochMilliseconds(instant.getTime());
  return toDay(moment.toZonedDateTimeISO(PARIS).toPlainDate());
}

/** The first instant of a day in Paris: midnight there, at whatever offset the season gives. */
export function startOfParisDay(day: Day): Date {
  return new Date(toDate(day).toZonedDateTime(PARIS).epochMilliseconds);
}

/** The day `count` days later, or earlier when negative. */
export function addDays(day: Day, count: number): Day {
  return toDay(toDate(day).add({ days: count }));
}

/** The same day `count` years later. 29 February becomes 28 February where there is none, as PostgreSQL counts too. */
export function addYears(day: Day, count: number): Day {
  return toDay(toDate(day).add({ years: count }));
}

/** Negative, zero or positive as the first day is before, the same as or after the second: for sorting. */
export function compareDays(one: Day, other: Day): -1 | 0 | 1 {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** How many days from the first to the second; negative when the second is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return toDate(from).until(toDate(to), { largestUnit: 'day' }).days;
}

/** Whether a day lies in a half-open range. */
export function isWithin(range: DayRange, day: Day): boolean {
  return range.from <= day && day < range.until;
}

/** The instants of a range of days, half-open too: for `at >= from AND at < until`. */
export function instantsOf(range: DayRange): { from: Date; until: Date } {
  return { from: startOfParisDay(range.from), until: startOfParisDay(range.until) };
}

/** The exercise a day belongs to: its year in Paris. */
export function exerciseOf(day: Day): number {
  return Number(day.slice(0, 4));
}

/** The days of an exercise: from its 1 January to the next one, outside. */
export function exerciseDays(exercise: number): DayRange {
  return { from: dayOf(exercise, 1, 1), until: dayOf(exercise + 1, 1, 1) };
}

/** The day of a year, a month (1 to 12) and a day of the month. Throws a RangeError if there is none. */
export function dayOf(year: number, month: number, dayOfMonth: number): Day {
  return toDay(new Temporal.PlainDate(year, month, dayOfMonth));
}

/** A day as a French sentence says it: « 15 décembre 2026 », « 1er janvier 2027 ». */
export function frenchDay(day: Day): string {
  const date = toDate(day);
  const dayOfMonth = date.day === 1 ? '1er' : String(date.day);
  return `${dayOfMonth} ${MONTHS[date.month - 1]} ${date.year}`;
}

function toDate(day: Day): Temporal.PlainDate {
  return Temporal.PlainDate.from(day, { overflow: 'reject' });
}

function toDay(date: Temporal.PlainDate): Day {
  return asDay(date.toString());
}
