import { Injectable, Logger } from '@nestjs/common';
import { describeBug } from '../shared/http/problem.js';
import { Attempts, type Attempt, type Progress } from './attempts.js';
import { Handlers, type JobContext } from './handlers.js';
import { Leases } from './leases.js';

const PROGRESS_EVERY_MS = 300;

/** Works one piece of work, whoever said that it is due: a queue, a sweep, or a command. */
@Injectable()
export class Runner {
  private readonly logger = new Logger('jobs');
  private readonly stopping = new AbortController();
  private readonly working = new Set<Promise<boolean>>();

  constructor(
    private readonly leases: Leases,
    private readonly attempts: Attempts,
    private readonly handlers: Handlers,
  ) {}

  /** Works a piece if it is due and nobody else works it. Returns whether it was worked here, well or badly. */
  async work(jobId: string): Promise<boolean> {
    if (this.stopping.signal.aborted) return false;
    const work = this.workUnderLease(jobId);
    this.working.add(work);
    try {
      return await work;
    } finally {
      this.working.delete(work);
    }
  }

  get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Tells the pieces at work to stop where they are, and waits for them. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.working);
  }

  private async workUnderLease(jobId: string): Promise<boolean> {
    const lease = await this.leases.take(jobId);
    if (!lease) return false;
    try {
      const attempt = await this.attempts.begin(jobId);
      if (!attempt) return false;
      await this.run(attempt, lease.lost);
      return true;
    } finally {
      await lease.release();
    }
  }

  private async run(attempt: Attempt, leaseLost: AbortSignal): Promise<void> {
    const overtaken = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, leaseLost, overtaken.signal]);
    const progress = new ProgressWriter(async (at) => {
      if (!(await this.attempts.progress(attempt, at))) overtaken.abort();
    });
    const context: JobContext = {
      attempt: attempt.number,
      signal,
      progress: (done, total) => progress.tell({ done, total }),
    };
    try {
      const result = await this.handlers.of(attempt.kind).handler(attempt.subjectId, context);
      await this.attempts.succeed(attempt, progress.last, result ?? null);
    } catch (error) {
      await this.fail(attempt, signal, error);
    }
  }

  private async fail(attempt: Attempt, signal: AbortSignal, error: unknown): Promise<void> {
    if (signal.aborted) {
      // Of a lost piece this writes nothing: the attempt is not the one at work any more, or its process is cut off.
      await this.attempts.interrupt(attempt);
      return;
    }
    const again = await this.attempts.fail(attempt, whatFailed(error));
    this.logger.error(
      `${attempt.kind} failed (attempt ${attempt.number}${again ? '' : ', the last'}): ${describeBug(error)}`,
    );
  }
}

/** Writes the first word at once, then the latest one at most every so often. */
class ProgressWriter {
  last: Progress | null = null;
  private writtenAtMs = -Infinity;

  constructor(private readonly write: (progress: Progress) => Promise<void>) {}

  async tell(progress: Progress): Promise<void> {
    this.last = progress;
    const nowMs = performance.now();
    if (nowMs - this.writtenAtMs < PROGRESS_EVERY_MS) return;
    this.writtenAtMs = nowMs;
    await this.write(progress);
  }
}

/**
 * A failure for the row, which people of the operator read: the code of a refusal or of a database error, or the name
 * of an error. A message may quote a value, so it is in the log alone.
 */
export function whatFailed(error: unknown): string {
  if (!(error instanceof Error)) return 'a value that is not an error was thrown';
  if (error.name === 'Refusal' || 'driverError' in error || 'severity' in error)
    return (describeBug(error).split('\n', 1)[0] as string).trim();
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? `${error.name} ${code}` : error.name;
}
