import type { Day } from '../shared/calendar.js';

/**
 * Age brackets of the statistics, youngest first, each with its first age in years. Apart from the pseudonym, because the
 * screens show the bracket as the birth date is typed.
 */
const BRACKETS = [
  { bracket: '-18', fromAge: 0 },
  { bracket: '18-25', fromAge: 18 },
  { bracket: '26-39', fromAge: 26 },
  { bracket: '40-59', fromAge: 40 },
  { bracket: '60-69', fromAge: 60 },
  { bracket: '70+', fromAge: 70 },
] as const;

export type AgeBracket = (typeof BRACKETS)[number]['bracket'];
export const AGE_BRACKETS: readonly AgeBracket[] = BRACKETS.map(({ bracket }) => bracket);

/** The bracket of a person's exact age on a day; who was born on 29 February is a year older on 1 March. */
export function ageBracket(birthDate: Day, day: Day): AgeBracket {
  const age = ageOn(birthDate, day);
  const found = BRACKETS.findLast(({ fromAge }) => fromAge <= age);
  if (!found) throw new RangeError(`born on ${birthDate}, after ${day}`);
  return found.bracket;
}

function ageOn(birthDate: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
