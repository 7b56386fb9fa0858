import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';
import { affected, row, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { describeBug } from '../shared/http/problem.js';

/** Does one piece of work, named by its subject. Running it twice does nothing more: it may be called again. */
export type Handler = (subjectId: string) => Promise<void>;

const RETRY_AFTER_MS = 30_000;
const SWEEP_EVERY_MS = 10_000;

/**
 * Background work. The row in `job` is the truth, written in the transaction that makes the work necessary; waking the
 * runner after the commit is only a hint, and a sweep finds what a crash left behind. Several processes may run side
 * by side: a row is worked under its lock.
 */
@Injectable()
export class Jobs implements OnModuleDestroy {
  private readonly logger = new Logger('jobs');
  private readonly handlers = new Map<string, Handler>();
  private running: Promise<void> | null = null;
  private again = false;
  private sweep: NodeJS.Timeout | null = null;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Says what does one kind of work. Each capability registers its own when the service starts. */
  handle(kind: string, handler: Handler): void {
    if (this.handlers.has(kind)) throw new Error(`two handlers for the job ${kind}`);
    this.handlers.set(kind, handler);
  }

  /** Adds a piece of work. The same kind and subject is one piece, however often it is added. */
  async add(tx: Tx, kind: string, subjectId: string): Promise<void> {
    await affected(
      tx,
      `INSERT INTO job (kind, subject_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [kind, subjectId, this.clock.now()],
    );
    this.db.afterCommit(tx, () => this.wake());
  }

  /** Works in the background from now on. Without it (in commands and tests) work waits for `runDue`. */
  start(): void {
    this.sweep = setInterval(() => this.wake(), SWEEP_EVERY_MS);
    this.sweep.unref();
    this.wake();
  }

  /** Does all the work that is due, and returns how many pieces were done. */
  async runDue(): Promise<number> {
    let done = 0;
    while (await this.runNext()) done++;
    return done;
  }

  async onModuleDestroy(): Promise<void> {
    if (this.sweep) clearInterval(this.sweep);
    this.sweep = null;
    await this.running;
  }

  private wake(): void {
    if (!this.sweep) return;
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.runDue()
      .then(() => undefined)
      .catch((error: unknown) => this.logger.error(describeBug(error)))
      .finally(() => {
        this.running = null;
        if (!this.again) return;
        this.again = false;
        this.wake();
      });
  }

  /** Takes the oldest due piece under a lock of its own transaction, so that a crash gives it back. */
  private async runNext(): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const job = await row<{ id: string; kind: string; subjectId: string }>(
        tx,
        `SELECT id, kind, subject_id AS "subjectId" FROM job
          WHERE done_at IS NULL AND kind = ANY($1) AND (not_before IS NULL OR not_before <= $2)
          ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
        [[...this.handlers.keys()], this.clock.now()],
      );
      if (!job) return false;
      const failure = await this.attempt(job.kind, job.subjectId);
      await affected(
        tx,
        `UPDATE job SET attempts = attempts + 1, last_error = $2, done_at = $3, not_before = $4 WHERE id = $1`,
        failure === null
          ? [job.id, null, this.clock.now(), null]
          : [job.id, failure, null, new Date(this.clock.now().getTime() + RETRY_AFTER_MS)],
      );
      return true;
    });
  }

  private async attempt(kind: string, subjectId: string): Promise<string | null> {
    try {
      await (this.handlers.get(kind) as Handler)(subjectId);
      return null;
    } catch (error) {
      const what = describeBug(error);
      this.logger.error(`${kind} failed: ${what}`);
      return what.split('\n', 1)[0] ?? 'failed';
    }
  }
}
