import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { Exercises } from '../issuance/exercises.service.js';
import { phaseOn } from '../scheme/year-end.js';
import { awaitedBy, dayOfStep, stepState, YEAR_END_STEPS } from '../scheme/year-end-steps.js';
import { Clock } from '../shared/clock.js';
import type { CalendarView } from './calendar.dto.js';
import { asList, figuresOfSteps } from './calendar-figures.js';
import { openedCalendar } from './exercise-lock.js';
import { runState, YearEndRuns } from './runs.js';
import { awaitedSentences, STEP_SENTENCES } from './step-sentences.js';
import { yearEndFacts } from './year-end-facts.js';

/** The end of an exercise as it is seen: each step, its day, where it is and what it comes to. */
@Injectable()
export class YearEndCalendarViews {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly exercises: Exercises,
    private readonly runs: YearEndRuns,
  ) {}

  /**
   * A funder sees the figures of its own orders and a State's service those of its agreements; who did what, and the
   * work behind it, are the operator's affair. Refusal: issuance.exercise-unknown.
   */
  show(actor: Actor, exercise: number): Promise<CalendarView> {
    const isOperator = actor.role === 'operator';
    const organisationId = isOperator ? null : actor.organisationId;
    const today = this.clock.today();
    return this.db.read(async (tx) => {
      const calendar = await openedCalendar(tx, this.exercises, exercise);
      const facts = await yearEndFacts(tx, exercise, organisationId);
      const runs = await this.runs.current(tx, exercise);
      const figures = await figuresOfSteps(tx, calendar, organisationId);
      const steps = YEAR_END_STEPS.map((step) => {
        const run = runs.get(step);
        const state = stepState(step, calendar, today, runState(run), facts);
        return {
          step,
          day: dayOfStep(calendar, step),
          sentences: STEP_SENTENCES[step],
          state,
          waitsFor: awaitedBy(step, state, facts).map(({ what, count }) => ({
            what,
            count,
            sentences: awaitedSentences(what, count),
          })),
          jobId: isOperator ? (run?.jobId ?? null) : null,
          done: run?.progressDone ?? null,
          total: run?.progressTotal ?? null,
          begunAt: run?.at ?? null,
          doneAt: run?.doneAt ?? null,
          scheduled: run?.scheduled ?? null,
          byName: isOperator ? (run?.byName ?? null) : null,
          figures: asList(figures[step]),
        };
      });
      return { ...calendar, phase: phaseOn(calendar, today), steps };
    });
  }
}
