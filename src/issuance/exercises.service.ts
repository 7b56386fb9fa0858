import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import { tariffOn } from '../scheme/rules.js';
import { calendarOf, calendarProblem, type ExerciseCalendar, phaseOn } from '../scheme/year-end.js';
import { type Day, exerciseDays } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { refuseIssuance } from './issuance.refusals.js';

const CALENDAR_SQL = `
  SELECT year AS exercise, alert_on AS "alertOn", hand_outs_stop_on AS "handOutsStopOn", validity_ends_on AS "validityEndsOn",
         tolerance_ends_on AS "toleranceEndsOn", statement_on AS "statementOn"
    FROM exercise`;

/** The exercises and their calendars, whose dates are settings. */
@Injectable()
export class Exercises {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** The calendar of an exercise; its first use opens it with the dates of the rules. */
  async calendarOf(tx: Tx, exercise: number): Promise<ExerciseCalendar> {
    const known = await row<ExerciseCalendar>(tx, `${CALENDAR_SQL} WHERE year = $1`, [exercise]);
    if (known) return known;
    const calendar = calendarOf(exercise, tariffOn(exerciseDays(exercise).from));
    await affected(
      tx,
      `INSERT INTO exercise (year, alert_on, hand_outs_stop_on, validity_ends_on, tolerance_ends_on, statement_on)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [
        exercise,
        calendar.alertOn,
        calendar.handOutsStopOn,
        calendar.validityEndsOn,
        calendar.toleranceEndsOn,
        calendar.statementOn,
      ],
    );
    return oneRow<ExerciseCalendar>(tx, `${CALENDAR_SQL} WHERE year = $1`, [exercise]);
  }

  async list() {
    const today = this.clock.today();
    const calendars = await this.db.read((tx) =>
      rows<ExerciseCalendar>(tx, `${CALENDAR_SQL} ORDER BY year DESC`),
    );
    return { items: calendars.map((calendar) => ({ ...calendar, phase: phaseOn(calendar, today) })) };
  }

  /**
   * Sets the dates of an exercise still to come. A date that has passed has had its effect and stays.
   * Refusals: issuance.exercise-unknown, issuance.calendar-out-of-order, issuance.calendar-begun.
   */
  async setCalendar(actor: Actor, exercise: number, dates: Omit<ExerciseCalendar, 'exercise'>) {
    return this.db.transaction(async (tx) => {
      const at = this.clock.now();
      const today = this.clock.today();
      const before = await row<ExerciseCalendar>(tx, `${CALENDAR_SQL} WHERE year = $1 FOR NO KEY UPDATE`, [
        exercise,
      ]);
      if (!before) throw refuseIssuance('exercise-unknown');
      const after: ExerciseCalendar = { exercise, ...dates };
      const problem = calendarProblem(after);
      if (problem) throw refuseIssuance('calendar-out-of-order', { date: after[problem] });
      for (const name of [
        'alertOn',
        'handOutsStopOn',
        'validityEndsOn',
        'toleranceEndsOn',
        'statementOn',
      ] as const) {
        const changed: Day | false =
          before[name] !== after[name] && (before[name] < after[name] ? before[name] : after[name]);
        if (changed && changed < today) throw refuseIssuance('calendar-begun', { date: changed });
      }
      await affected(
        tx,
        `UPDATE exercise SET alert_on = $2, hand_outs_stop_on = $3, validity_ends_on = $4, tolerance_ends_on = $5, statement_on = $6
          WHERE year = $1`,
        [
          exercise,
          after.alertOn,
          after.handOutsStopOn,
          after.validityEndsOn,
          after.toleranceEndsOn,
          after.statementOn,
        ],
      );
      await this.audit.record(tx, actor, at, {
        action: 'exercise.calendar-set',
        subject: 'exercise',
        subjectId: String(exercise),
        details: { ...dates },
      });
      return { ...after, phase: phaseOn(after, today) };
    });
  }
}
