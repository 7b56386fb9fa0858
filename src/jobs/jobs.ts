import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';
import { oneRow, row, rows, type Tx } from '../database/sql.js';
import { asDay, type Day, startOfParisDay } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { describeBug } from '../shared/http/problem.js';
import { Settings } from '../shared/settings.module.js';
import { Attempts } from './attempts.js';
import { type Handler, Handlers, type JobContext, type Patience } from './handlers.js';
import { AT_ONCE, JobQueue } from './job-queue.js';
import { Leases } from './leases.js';
import { Runner } from './runner.js';

const MOST_AT_ONCE = 1_000;
const HOUR_MS = 3_600_000;

/**
 * Background work. The row in `job` is the truth, written in the transaction that makes the work necessary. A queue is
 * told after the commit, which is only a hint: every few seconds a sweep finds what is due and was not told, or was
 * lost. A piece is worked under a lease (leases.ts), by one process alone, in the service or in any number of workers.
 */
@Injectable()
export class Jobs implements OnModuleDestroy {
  private readonly logger = new Logger('jobs');
  private timer: NodeJS.Timeout | null = null;
  private sweeping: Promise<void> | null = null;
  private again = false;
  private readonly everyDay: { kind: string; fromHour: number; plannedOn: Day | null }[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly handlers: Handlers,
    private readonly attempts: Attempts,
    private readonly runner: Runner,
    private readonly queue: JobQueue,
    private readonly leases: Leases,
    private readonly settings: Settings,
  ) {}

  /** Says what does one kind of work. Each capability registers its own when the service starts. */
  handle(kind: string, handler: Handler, patience?: Patience): void {
    this.handlers.set(kind, handler, patience);
  }

  /**
   * Adds a piece of work, and returns its id. The same kind and subject is one piece, however often it is added, even
   * when it is done: what must be made again has a subject of its own. `askedBy` is the organisation that may follow it;
   * `notBefore` is the instant until which it waits.
   */
  async add(
    tx: Tx,
    kind: string,
    subjectId: string,
    askedBy: string | null = null,
    notBefore: Date | null = null,
  ): Promise<string> {
    const added = await row<{ id: string }>(
      tx,
      `INSERT INTO job (kind, subject_id, asked_by, created_at, not_before) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING RETURNING id`,
      [kind, subjectId, askedBy, this.clock.now(), notBefore],
    );
    if (!added) {
      const sql = 'SELECT id FROM job WHERE kind = $1 AND subject_id = $2';
      return (await oneRow<{ id: string }>(tx, sql, [kind, subjectId])).id;
    }
    if (!notBefore) this.tellOf(tx, [added.id]);
    return added.id;
  }

  /** Adds a piece of work for each of many subjects, in one statement. Those that were added before stay as they are. */
  async addAll(tx: Tx, kind: string, subjectIds: readonly string[]): Promise<void> {
    const added = await rows<{ id: string }>(
      tx,
      `INSERT INTO job (kind, subject_id, created_at) SELECT $1, subject_id, $3 FROM unnest($2::text[]) AS s (subject_id)
       ON CONFLICT DO NOTHING RETURNING id`,
      [kind, subjectIds, this.clock.now()],
    );
    this.tellOf(
      tx,
      added.map(({ id }) => id),
    );
  }

  /**
   * Says what is done once a day, whatever the number of processes: from `fromHour` of the Paris day on, a piece of the
   * kind is added whose subject is the day. A day on which nothing ran is not made up for, so the handler does whatever
   * is due by its day, not what falls on that day alone.
   */
  daily(
    kind: string,
    fromHour: number,
    handler: (day: Day, context: JobContext) => ReturnType<Handler>,
  ): void {
    this.handle(kind, (day, context) => handler(asDay(day), context));
    this.everyDay.push({ kind, fromHour, plannedOn: null });
  }

  /** Adds what is daily and has come due. Whoever works in the background calls it; in tests, call it before `runDue`. */
  async planToday(): Promise<void> {
    const today = this.clock.today();
    const sinceMidnightMs = this.clock.now().getTime() - startOfParisDay(today).getTime();
    for (const each of this.everyDay) {
      // What the memory says saves a statement every few seconds; that a day is planned once, the table says.
      if (each.plannedOn === today || sinceMidnightMs < each.fromHour * HOUR_MS) continue;
      await this.db.transaction((tx) => this.add(tx, each.kind, today));
      each.plannedOn = today;
    }
  }

  /** Once the transaction is committed, tells the workers that pieces are due. */
  tellOf(tx: Tx, jobIds: readonly string[]): void {
    if (jobIds.length === 0) return;
    this.db.afterCommit(tx, () => {
      void this.queue.tell(jobIds).then((told) => told || this.wake());
    });
  }

  /** Works in the background from now on. Without it (in commands and tests) work waits for `runDue`. */
  start(): void {
    this.queue.listen(async (id) => {
      await this.runner.work(id).catch((error: unknown) => this.logger.error(describeBug(error)));
    });
    this.timer = setInterval(() => this.wake(), this.settings.sweepEveryMs);
    this.timer.unref();
    this.wake();
  }

  /** Does all the work that is due, waits for what others do of it, and returns how many pieces were worked here. */
  async runDue(): Promise<number> {
    for (let worked = 0; ;) {
      const due = await this.attempts.due(MOST_AT_ONCE);
      if (due.length === 0 || this.runner.isStopping) return worked;
      const now = await this.workThrough(due);
      worked += now;
      if (now === 0) await pause(50);
    }
  }

  /** Pieces at work stop where they are and are due again, then the connections that they needed are closed. */
  async onModuleDestroy(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await this.runner.stop();
    await this.sweeping;
    await this.queue.close();
    await this.leases.close();
  }

  private wake(): void {
    if (!this.timer) return;
    if (this.sweeping) {
      this.again = true;
      return;
    }
    this.sweeping = this.sweep()
      .catch((error: unknown) => this.logger.error(describeBug(error)))
      .finally(() => {
        this.sweeping = null;
        if (!this.again) return;
        this.again = false;
        this.wake();
      });
  }

  /** Tells the queue what is due; where there is no queue, or it is away, works it here. */
  private async sweep(): Promise<void> {
    await this.planToday();
    for (;;) {
      const due = await this.attempts.due(MOST_AT_ONCE);
      if (due.length === 0 || (await this.queue.tell(due))) return;
      const halves = Array.from({ length: AT_ONCE }, () => this.workThrough(due));
      const worked = await Promise.all(halves);
      if (worked.every((count) => count === 0)) return;
    }
  }

  private async workThrough(ids: readonly string[]): Promise<number> {
    let worked = 0;
    for (const id of ids) if (await this.runner.work(id)) worked++;
    return worked;
  }
}
