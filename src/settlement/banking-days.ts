import { Temporal } from 'temporal-polyfill';
import { addDays, asDay, type Day } from '../shared/calendar.js';

const SATURDAY = 6;
/** Closing days of TARGET that fall on the same date each year; the others hang on Easter (European Central Bank, since 2002). */
const CLOSED = ['01-01', '05-01', '12-25', '12-26'];

/** The first day after a day on which euro transfers are settled: the earliest that a bank can be asked for. */
export function bankingDayAfter(day: Day): Day {
  const next = addDays(day, 1);
  return isBankingDay(next) ? next : bankingDayAfter(next);
}

/** Whether TARGET, through which the banks of the euro area settle, is open on a day. */
export function isBankingDay(day: Day): boolean {
  if (Temporal.PlainDate.from(day).dayOfWeek >= SATURDAY || CLOSED.includes(day.slice(5))) return false;
  const easter = easterOf(Number(day.slice(0, 4)));
  return day !== addDays(easter, -2) && day !== addDays(easter, 1);
}

/** Easter Sunday of a year of the Gregorian calendar, by the computus of Meeus, Jones and Butcher. */
function easterOf(year: number): Day {
  const golden = year % 19;
  const century = Math.trunc(year / 100);
  const ofCentury = year % 100;
  const corrected = century - Math.trunc((century + 8) / 25) + 1;
  const moon = (19 * golden + century - Math.trunc(century / 4) - Math.trunc(corrected / 3) + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.trunc(ofCentury / 4) - moon - (ofCentury % 4)) % 7;
  const late = Math.trunc((golden + 11 * moon + 22 * weekday) / 451);
  const fromMarch = moon + weekday - 7 * late + 114;
  return asDay(new Temporal.PlainDate(year, Math.trunc(fromMarch / 31), (fromMarch % 31) + 1).toString());
}
