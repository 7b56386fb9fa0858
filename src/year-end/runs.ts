import { Injectable } from '@nestjs/common';
import { affected, oneRow, rows, type Tx } from '../database/sql.js';
import { Jobs } from '../jobs/jobs.js';
import type { RunState, ScheduledStep, YearEndStep } from '../scheme/year-end-steps.js';

/** The job that works one run of a step; its subject is the run. */
export const YEAR_END_JOB = 'year-end-step';

/** One time that a step is done: begun by its day, or asked for by a person or a program. */
export interface Run {
  readonly id: string;
  readonly exercise: number;
  readonly step: ScheduledStep;
  readonly scheduled: boolean;
  readonly at: Date;
  readonly doneAt: Date | null;
  /** Null for a run that was done at once, with the request that asked for it. */
  readonly jobId: string | null;
}

/** A run as it is shown. */
export interface ShownRun extends Run {
  readonly byName: string | null;
  readonly progressDone: number | null;
  readonly progressTotal: number | null;
  readonly failed: boolean;
}

/** Who asks for a run: its day has come, or somebody wants it. */
export type Asked = { readonly scheduled: true } | { readonly scheduled: false; personId: string | null };

const RUN_SQL = `
  SELECT r.id, r.exercise, r.step, r.scheduled, r.at, d.at AS "doneAt", j.id AS "jobId", p.display_name AS "byName",
         j.progress_done AS "progressDone", j.progress_total AS "progressTotal", j.failed_at IS NOT NULL AS failed
    FROM year_end_run r
    LEFT JOIN year_end_run_done d ON d.run_id = r.id
    LEFT JOIN job j ON j.kind = '${YEAR_END_JOB}' AND j.subject_id = r.id::text
    LEFT JOIN person p ON p.id = r.by_person`;

/** The runs of the steps of an exercise. Whoever adds one holds the lock of the exercise (exercise-lock.ts). */
@Injectable()
export class YearEndRuns {
  constructor(private readonly jobs: Jobs) {}

  /** Begins a run of a step, as a job. */
  async begin(tx: Tx, at: Date, exercise: number, step: ScheduledStep, asked: Asked): Promise<Run> {
    const id = await this.add(tx, at, exercise, step, asked);
    const jobId = await this.jobs.add(tx, YEAR_END_JOB, id);
    return { id, exercise, step, scheduled: asked.scheduled, at, doneAt: null, jobId };
  }

  /** Writes down a run that a person asked for and that the same transaction does. */
  async record(
    tx: Tx,
    at: Date,
    exercise: number,
    step: ScheduledStep,
    personId: string | null,
  ): Promise<void> {
    await this.end(tx, at, await this.add(tx, at, exercise, step, { scheduled: false, personId }));
  }

  /** A run is over: no more than once, whoever says it. */
  async end(tx: Tx, at: Date, runId: string): Promise<boolean> {
    const ended = await affected(
      tx,
      'INSERT INTO year_end_run_done (run_id, at) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT year_end_run_done_once DO NOTHING',
      [runId, at],
    );
    return ended === 1;
  }

  async find(tx: Tx, runId: string): Promise<Run> {
    return oneRow<Run>(tx, `${RUN_SQL} WHERE r.id = $1`, [runId]);
  }

  /** Of each step, the run at work if there is one, else the last. */
  async current(tx: Tx, exercise: number): Promise<Map<YearEndStep, ShownRun>> {
    const found = await rows<ShownRun>(
      tx,
      `SELECT DISTINCT ON (step) * FROM (${RUN_SQL} WHERE r.exercise = $1) run
        ORDER BY step, "doneAt" IS NOT NULL, at DESC, id`,
      [exercise],
    );
    return new Map(found.map((run) => [run.step, run]));
  }

  private async add(tx: Tx, at: Date, exercise: number, step: ScheduledStep, asked: Asked): Promise<string> {
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO year_end_run (exercise, step, number, scheduled, by_person, at)
       SELECT $1, $2, count(*) + 1, $3, $4, $5 FROM year_end_run WHERE exercise = $1 AND step = $2 RETURNING id`,
      [exercise, step, asked.scheduled, asked.scheduled ? null : asked.personId, at],
    );
    return id;
  }
}

export function runState(run: ShownRun | undefined): RunState {
  if (!run) return 'none';
  if (run.doneAt) return 'done';
  return run.failed ? 'failed' : 'at-work';
}
