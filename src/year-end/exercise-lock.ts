import { row, type Tx } from '../database/sql.js';
import type { Exercises } from '../issuance/exercises.service.js';
import { refuseIssuance } from '../issuance/issuance.refusals.js';
import type { ExerciseCalendar } from '../scheme/year-end.js';
import { type Day, frenchDay } from '../shared/calendar.js';
import { refuseYearEnd } from './year-end.refusals.js';

/** The calendar of an exercise that is open, writing nothing. Refusal: issuance.exercise-unknown. */
export async function openedCalendar(
  tx: Tx,
  exercises: Exercises,
  exercise: number,
): Promise<ExerciseCalendar> {
  if (!(await row(tx, 'SELECT 1 FROM exercise WHERE year = $1', [exercise])))
    throw refuseIssuance('exercise-unknown');
  return exercises.calendarOf(tx, exercise);
}

/**
 * The same, the exercise locked until the end of the transaction: statements, credit notes and closing of one exercise
 * go one after the other, and its dates stand still. Taken before the orders. Refusal: issuance.exercise-unknown.
 */
export async function lockedCalendar(
  tx: Tx,
  exercises: Exercises,
  exercise: number,
): Promise<ExerciseCalendar> {
  const found = await row(tx, 'SELECT 1 FROM exercise WHERE year = $1 FOR NO KEY UPDATE', [exercise]);
  if (!found) throw refuseIssuance('exercise-unknown');
  return exercises.calendarOf(tx, exercise);
}

/** Refusal: year-end.tolerance-not-over on the last day of tolerance and before. */
export function requireToleranceOver(calendar: ExerciseCalendar, today: Day): void {
  const last = calendar.toleranceEndsOn;
  if (today <= last) throw refuseYearEnd('tolerance-not-over', { day: last, frenchDay: frenchDay(last) });
}
