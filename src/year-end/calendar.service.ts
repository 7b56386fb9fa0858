import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Actors } from '../access/actors.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { rows, type Tx } from '../database/sql.js';
import { Exercises } from '../issuance/exercises.service.js';
import type { JobContext, JobResult } from '../jobs/handlers.js';
import { Jobs } from '../jobs/jobs.js';
import type { ExerciseCalendar } from '../scheme/year-end.js';
import { phaseOn } from '../scheme/year-end.js';
import {
  isNotice,
  lastDayOfNotice,
  SCHEDULED_STEPS,
  stepState,
  type YearEndNotice,
} from '../scheme/year-end-steps.js';
import { exerciseDays, frenchDay } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { wireNumber } from '../shared/wire.js';
import { Closing } from './closing.service.js';
import { lockedCalendar, openedCalendar, requireToleranceOver } from './exercise-lock.js';
import { Expiry } from './expiry.service.js';
import { Notices } from './notices.service.js';
import { type Run, runState, YEAR_END_JOB, YearEndRuns } from './runs.js';
import { Statements } from './statements.service.js';
import { yearEndFacts } from './year-end-facts.js';
import { refuseYearEnd } from './year-end.refusals.js';

/** Early enough for letters to be there in the morning, and past midnight wherever a clock is a little off. */
const FROM_HOUR = 5;

/**
 * The end of each exercise as scheduled work. Every day what is due by its calendar begins, each step as a run that a
 * job works: so a day on which nothing ran is made up for on the next, a step is never begun twice, and one that was
 * cut short goes on where it stopped. What somebody asks for earlier is the same run. The closing is not among them: it destroys a key.
 */
@Injectable()
export class YearEndCalendar implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly exercises: Exercises,
    private readonly runs: YearEndRuns,
    private readonly notices: Notices,
    private readonly expiry: Expiry,
    private readonly statements: Statements,
    private readonly closing: Closing,
    private readonly jobs: Jobs,
    private readonly actors: Actors,
    private readonly audit: AuditTrail,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(YEAR_END_JOB, (runId, context) => this.work(runId, context));
    this.jobs.daily('year-end-calendar', FROM_HOUR, () => this.beginAllDue());
  }

  /**
   * Begins a step by hand: a notice before its day, or the expiry once the tolerance is over. What is at work or done
   * already is not begun again: the answer is the same run.
   * Refusals: issuance.exercise-unknown, year-end.not-begun, .notice-too-late, .tolerance-not-over.
   */
  begin(actor: Actor, once: OnceRequest, exercise: number, step: YearEndNotice | 'expiry') {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      const calendar = await lockedCalendar(tx, this.exercises, exercise);
      const last = (await this.runs.current(tx, exercise)).get(step);
      if (last && (!last.doneAt || !(await this.isNeededAgain(tx, exercise, step)))) return begun(last);
      this.requireTimely(calendar, step);
      await this.audit.record(tx, actor, at, {
        action: 'exercise.step-begun',
        subject: 'exercise',
        subjectId: String(exercise),
        details: { step },
      });
      return begun(
        await this.runs.begin(tx, at, exercise, step, { scheduled: false, personId: actor.personId }),
      );
    });
  }

  /** Begins what has come due in every exercise, and returns how many steps. Done twice, it begins nothing more. */
  async beginAllDue(): Promise<{ begun: number }> {
    const found = await this.db.read((tx) =>
      rows<{ year: number }>(tx, 'SELECT year FROM exercise ORDER BY year'),
    );
    let begun = 0;
    for (const { year } of found) begun += await this.beginDue(year);
    return { begun };
  }

  private beginDue(exercise: number): Promise<number> {
    return this.db.transaction(async (tx) => {
      const calendar = await lockedCalendar(tx, this.exercises, exercise);
      const facts = await yearEndFacts(tx, exercise, null);
      const runs = await this.runs.current(tx, exercise);
      const today = this.clock.today();
      const due = SCHEDULED_STEPS.filter(
        (step) => stepState(step, calendar, today, runState(runs.get(step)), facts) === 'due',
      );
      for (const step of due)
        await this.runs.begin(tx, this.clock.now(), exercise, step, { scheduled: true });
      return due.length;
    });
  }

  private async isNeededAgain(tx: Tx, exercise: number, step: YearEndNotice | 'expiry'): Promise<boolean> {
    return step === 'expiry' && (await yearEndFacts(tx, exercise, null)).vouchersToExpire > 0;
  }

  private requireTimely(calendar: ExerciseCalendar, step: YearEndNotice | 'expiry'): void {
    const today = this.clock.today();
    if (!isNotice(step)) {
      requireToleranceOver(calendar, today);
      return;
    }
    if (phaseOn(calendar, today) === 'not-started') throw refuseYearEnd('not-begun', firstDayOf(calendar));
    const last = lastDayOfNotice(calendar, step);
    if (today > last) throw refuseYearEnd('notice-too-late', { day: last, frenchDay: frenchDay(last) });
  }

  /** Works a run; one that is over already is left as it is. What its end makes due begins with it, if days lead. */
  private async work(runId: string, context: JobContext): Promise<JobResult | void> {
    const { run, calendar } = await this.db.read(async (tx) => {
      const found = await this.runs.find(tx, runId);
      return { run: found, calendar: await openedCalendar(tx, this.exercises, found.exercise) };
    });
    if (run.doneAt) return;
    const result = await this.doStep(run, calendar, context);
    await this.end(run, result);
    if (run.scheduled) await this.beginDue(run.exercise);
    return result;
  }

  private async doStep(run: Run, calendar: ExerciseCalendar, context: JobContext): Promise<JobResult> {
    const { exercise, step } = run;
    switch (step) {
      case 'alert':
      case 'hand-outs-stop':
      case 'validity-end':
        return this.notices.tell(run.id, calendar, step, context);
      case 'expiry': {
        requireToleranceOver(calendar, this.clock.today());
        const { vouchers, cents } = await this.expiry.run(exercise, context);
        return { vouchers, cents: wireNumber(cents) };
      }
      case 'statements':
        requireToleranceOver(calendar, this.clock.today());
        return this.db.transaction(async (tx) => {
          await lockedCalendar(tx, this.exercises, exercise);
          return this.statements.issueIn(tx, this.clock.now(), await this.actors.system(tx), exercise);
        });
      case 'credit-notes':
        requireToleranceOver(calendar, this.clock.today());
        return this.closing.creditAll(exercise, context);
    }
  }

  private end({ id, exercise, step }: Run, result: JobResult): Promise<void> {
    return this.db.transaction(async (tx) => {
      const at = this.clock.now();
      if (!(await this.runs.end(tx, at, id))) return;
      await this.audit.record(tx, await this.actors.system(tx), at, {
        action: 'exercise.step-done',
        subject: 'exercise',
        subjectId: String(exercise),
        details: { step, ...result },
      });
    });
  }
}

/** These steps are worked by jobs alone. */
function begun({ id, exercise, step, jobId }: Run) {
  return { exercise, step, runId: id, jobId: jobId! };
}

function firstDayOf({ exercise }: ExerciseCalendar) {
  const day = exerciseDays(exercise).from;
  return { day, frenchDay: frenchDay(day) };
}
