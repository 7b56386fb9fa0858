import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { affected, row, rows } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { Handlers, type JobResult } from './handlers.js';

/** A piece being worked. The id of the attempt is what makes a late word of a lost attempt count for nothing. */
export interface Attempt {
  readonly id: string;
  readonly jobId: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly number: number;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Not over, and its pause, if it has one, has passed. */
const DUE_SQL = `done_at IS NULL AND failed_at IS NULL AND kind = ANY($1) AND (not_before IS NULL OR not_before <= $2)`;
const NO_MORE = `ended without a word each time: perhaps its process was killed, or ran out of memory`;

/** The rows of `job` as a piece is worked: the truth about what is due, how far it is and how it ended. */
@Injectable()
export class Attempts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly handlers: Handlers,
  ) {}

  /** The pieces that are due, the oldest first, those at work elsewhere included. */
  async due(most: number): Promise<string[]> {
    const found = await this.db.read((tx) =>
      rows<{ id: string }>(tx, `SELECT id FROM job WHERE ${DUE_SQL} ORDER BY created_at, id LIMIT $3`, [
        this.handlers.kinds,
        this.clock.now(),
        most,
      ]),
    );
    return found.map(({ id }) => id);
  }

  /** Begins an attempt, or gives null when the piece is not due any more. Whoever calls holds the lease of the piece. */
  async begin(jobId: string): Promise<Attempt | null> {
    const id = randomUUID();
    return this.db.transaction(async (tx) => {
      const begun = await row<Omit<Attempt, 'id' | 'jobId'>>(
        tx,
        `UPDATE job SET attempt_id = $3, attempts = attempts + 1, started_at = $2, not_before = NULL
          WHERE id = $4 AND ${DUE_SQL} RETURNING kind, subject_id AS "subjectId", attempts AS number`,
        [this.handlers.kinds, this.clock.now(), id, jobId],
      );
      if (!begun) return null;
      // A piece that kills its process leaves no error behind, and would otherwise be tried for ever.
      if (begun.number > this.handlers.of(begun.kind).patience.attempts) {
        await affected(
          tx,
          `UPDATE job SET attempt_id = NULL, attempts = attempts - 1, failed_at = $2, last_error = coalesce(last_error, $3)
            WHERE id = $1`,
          [jobId, this.clock.now(), NO_MORE],
        );
        return null;
      }
      return { id, jobId, ...begun };
    });
  }

  /** Writes how far the attempt is. False when the piece is not this attempt's any more. */
  async progress(attempt: Attempt, { done, total }: Progress): Promise<boolean> {
    return this.write(attempt, `progress_done = $3, progress_total = $4`, [done, total]);
  }

  async succeed(attempt: Attempt, progress: Progress | null, result: JobResult | null): Promise<boolean> {
    return this.write(
      attempt,
      `attempt_id = NULL, done_at = $3, last_error = NULL, result = $4,
       progress_done = coalesce($5, progress_done), progress_total = coalesce($6, progress_total)`,
      [this.clock.now(), result && JSON.stringify(result), progress?.done ?? null, progress?.total ?? null],
    );
  }

  /** The attempt failed: another comes after a pause, unless it was the last. Returns whether another comes. */
  async fail(attempt: Attempt, error: string): Promise<boolean> {
    const { attempts, firstPauseMs } = this.handlers.of(attempt.kind).patience;
    const now = this.clock.now();
    const again = attempt.number < attempts;
    const pause = firstPauseMs * 4 ** (attempt.number - 1);
    await this.write(attempt, `attempt_id = NULL, last_error = $3, not_before = $4, failed_at = $5`, [
      error,
      again ? new Date(now.getTime() + pause) : null,
      again ? null : now,
    ]);
    return again;
  }

  /** The process stops: the piece is due again at once, and the attempt does not count. */
  async interrupt(attempt: Attempt): Promise<boolean> {
    return this.write(attempt, `attempt_id = NULL, attempts = attempts - 1`, []);
  }

  private async write(attempt: Attempt, what: string, params: readonly unknown[]): Promise<boolean> {
    const written = await this.db.transaction((tx) =>
      affected(tx, `UPDATE job SET ${what} WHERE id = $1 AND attempt_id = $2`, [
        attempt.jobId,
        attempt.id,
        ...params,
      ]),
    );
    return written === 1;
  }
}
