import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, row, rows, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { toJson } from '../shared/wire.js';
import type { JobQuery, JobState, JobView } from './jobs.dto.js';
import { Jobs } from './jobs.js';
import { refuseJobs } from './jobs.refusals.js';

const LOOK_EVERY_MS = 1_000;
/** After ten minutes a browser asks again by itself, and its session is looked at anew. */
const MOST_LOOKS = 600;

/** What a row is, each condition as it is asked of the lists too. */
const STATE_SQL: Record<JobState, string> = {
  done: 'done_at IS NOT NULL',
  failed: 'failed_at IS NOT NULL',
  running: 'attempt_id IS NOT NULL',
  waiting: 'done_at IS NULL AND failed_at IS NULL AND attempt_id IS NULL',
};

const JOB_SQL = `
  SELECT id, kind, subject_id AS "subjectId", progress_done AS done, progress_total AS total, attempts,
         CASE WHEN ${STATE_SQL.done} THEN 'done' WHEN ${STATE_SQL.failed} THEN 'failed'
              WHEN ${STATE_SQL.running} THEN 'running' ELSE 'waiting' END AS state,
         last_error AS "lastError", result, created_at AS "createdAt", started_at AS "startedAt",
         not_before AS "notBefore", coalesce(done_at, failed_at) AS "endedAt"
    FROM job`;

/** Background work as it is seen: by the operator all of it, by an organisation what it asked for. */
@Injectable()
export class JobViews implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly audit: AuditTrail,
  ) {}

  /** Newest first, for the operator. */
  list(query: JobQuery): Promise<Page<JobView>> {
    const [at, id] = readCursor(query, 'instant', 'id');
    return this.db.read(async (tx) => {
      const found = await rows<JobView>(
        tx,
        `${JOB_SQL} WHERE ${query.state ? STATE_SQL[query.state] : 'true'}
            AND ($1::timestamptz IS NULL OR (created_at, id) < ($1, $2::uuid))
          ORDER BY created_at DESC, id DESC LIMIT $3`,
        [at, id, rowsToFetch(query)],
      );
      return toPage(query, found, (last) => [last.createdAt, last.id]);
    });
  }

  /** Refusal: access.not-found, for another organisation too. */
  read(actor: Actor, id: string): Promise<JobView> {
    return this.db.read((tx) => this.find(tx, actor, id));
  }

  /**
   * The job as server-sent events: each time that its row has changed, looked at every second because another process
   * may be at work; the last one tells how it ended. Refusal: access.not-found, before any event.
   */
  async follow(actor: Actor, id: string): Promise<Readable> {
    const first = await this.read(actor, id);
    return Readable.from(this.events(actor, first));
  }

  /** Refusals: access.not-found, jobs.not-failed. */
  async retry(actor: Actor, id: string): Promise<JobView> {
    return this.db.transaction(async (tx) => {
      const revived = await affected(
        tx,
        `UPDATE job SET failed_at = NULL, attempts = 0, not_before = NULL WHERE id = $1 AND failed_at IS NOT NULL`,
        [id],
      );
      const job = await this.find(tx, actor, id);
      if (revived === 0) throw refuseJobs('not-failed');
      await this.audit.record(tx, actor, this.clock.now(), {
        action: 'job.retried',
        subject: 'job',
        subjectId: id,
        details: { kind: job.kind },
      });
      this.jobs.tellOf(tx, [id]);
      return job;
    });
  }

  /** Listeners would keep the service from stopping. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private async find(tx: Tx, actor: Actor, id: string): Promise<JobView> {
    const isOperator = actor.role === 'operator';
    const job = await row<JobView>(tx, `${JOB_SQL} WHERE id = $1 AND ($2 OR asked_by = $3)`, [
      id,
      isOperator,
      actor.organisationId,
    ]);
    if (!job) throw refuseAccess('not-found');
    return isOperator ? job : { ...job, lastError: null };
  }

  private async *events(actor: Actor, first: JobView): AsyncGenerator<string> {
    let job = first;
    let told = '';
    for (let look = 1; look <= MOST_LOOKS; look++) {
      const now = toJson(job);
      // A comment when nothing has changed: a listener who is gone is noticed where something is said.
      yield now === told ? ':\n\n' : `event: job\ndata: ${now}\n\n`;
      told = now;
      if (job.endedAt) return;
      const stopped = await pause(LOOK_EVERY_MS, false, { signal: this.stopping.signal }).catch(() => true);
      if (stopped) return;
      job = await this.read(actor, first.id);
    }
  }
}
