import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { affected, rows } from '../database/sql.js';
import type { JobContext } from '../jobs/handlers.js';
import { Letters } from '../letters/letters.js';
import type { ExerciseCalendar } from '../scheme/year-end.js';
import type { YearEndNotice } from '../scheme/year-end-steps.js';
import { Clock } from '../shared/clock.js';
import { type Notice, noticesOf } from './recipients.js';

/** What people are told at the end of an exercise, each organisation once. */
@Injectable()
export class Notices {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly letters: Letters,
  ) {}

  /** Tells everyone whom the notice concerns and who was not told yet; returns how many were told in all. */
  async tell(runId: string, calendar: ExerciseCalendar, step: YearEndNotice, context: JobContext) {
    const { notices, told } = await this.db.read(async (tx) => ({
      notices: await noticesOf(tx, calendar, step),
      told: await rows<{ id: string }>(
        tx,
        'SELECT organisation_id AS id FROM year_end_notice WHERE run_id = $1',
        [runId],
      ),
    }));
    const already = new Set(told.map(({ id }) => id));
    const left = notices.filter(({ organisationId }) => !already.has(organisationId));
    const total = already.size + left.length;
    for (const [index, notice] of left.entries()) {
      context.signal.throwIfAborted();
      await this.post(runId, notice);
      await context.progress(already.size + index + 1, total);
    }
    return { told: total };
  }

  /** The row and the letters in one transaction: neither is there without the other. */
  private post(runId: string, { organisationId, letters }: Notice): Promise<void> {
    return this.db.transaction(async (tx) => {
      const at = this.clock.now();
      const first = await affected(
        tx,
        `INSERT INTO year_end_notice (run_id, organisation_id, at) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT year_end_notice_once DO NOTHING`,
        [runId, organisationId, at],
      );
      if (first === 1) await this.letters.postAll(tx, at, letters);
    });
  }
}
