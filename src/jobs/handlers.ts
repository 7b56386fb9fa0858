import { Injectable } from '@nestjs/common';

/** What a handler is told, and tells, while it works a piece. */
export interface JobContext {
  /** 1 at the first attempt. */
  readonly attempt: number;
  /**
   * Aborted when the process stops, or when it lost the piece to another: the handler then ends with an error
   * (`signal.throwIfAborted()` between two parts), and the piece goes on elsewhere.
   */
  readonly signal: AbortSignal;
  /** Tells how far the piece is. It is written a few times a second at most, so it may be called for every part. */
  progress(done: number, total: number): Promise<void>;
}

/** Where what was made is found: identifiers and counts, never names or codes; at most 4 kB as JSON. */
export type JobResult = Readonly<Record<string, string | number>>;

/**
 * Does one piece of work, named by its subject. It may be called again after any crash: it reads from the tables what is
 * done already, goes on from there, and does nothing more when all is done.
 */
export type Handler = (subjectId: string, context: JobContext) => Promise<JobResult | void>;

/** How often a kind of work is tried before it has failed, and how long the first pause is; each next is four times longer. */
export interface Patience {
  readonly attempts: number;
  readonly firstPauseMs: number;
}

/** 10 s, 40 s, nearly 3, 11 and 43 minutes: an hour in which whatever was away comes back. */
const PATIENCE: Patience = { attempts: 6, firstPauseMs: 10_000 };

/** Who does which kind of work. Each capability says its own when the service starts. */
@Injectable()
export class Handlers {
  private readonly byKind = new Map<string, { handler: Handler; patience: Patience }>();

  set(kind: string, handler: Handler, patience: Patience = PATIENCE): void {
    if (this.byKind.has(kind)) throw new Error(`two handlers for the job ${kind}`);
    this.byKind.set(kind, { handler, patience });
  }

  of(kind: string): { handler: Handler; patience: Patience } {
    const found = this.byKind.get(kind);
    if (!found) throw new Error(`no handler for the job ${kind}`);
    return found;
  }

  get kinds(): string[] {
    return [...this.byKind.keys()];
  }
}
