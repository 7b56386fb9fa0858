import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Queue, QueueOptions } from 'bull';
import type { Redis } from 'ioredis';
import { describeBug } from '../shared/http/problem.js';
import { patientRedis } from './redis.js';

/** How many pieces one process works side by side: most of them wait for the database half of the time. */
export const AT_ONCE = 2;

/**
 * What tells the workers that pieces are due. It is only a hint: what it loses a sweep of the table finds again, and
 * what it says twice finds the piece under a lease, or done.
 */
export abstract class JobQueue {
  /** Tells the workers about pieces. False when nobody could be told: then whoever asks works them, if it works at all. */
  abstract tell(ids: readonly string[]): Promise<boolean>;
  /** From now on each hint calls `work`. */
  abstract listen(work: (id: string) => Promise<void>): void;
  abstract close(): Promise<void>;
}

/** No queue: pieces are worked in the process that adds them, and in any other that works at all, by its sweep. */
export class NoQueue extends JobQueue {
  tell(): Promise<boolean> {
    return Promise.resolve(false);
  }
  listen(): void {}
  close(): Promise<void> {
    return Promise.resolve();
  }
}

interface Hint {
  readonly id: string;
}

const ANSWER_WITHIN_MS = 2_000;
/** Hints that are enough for the workers to go on with until the next sweep. */
const MOST_WAITING = 1_000;

/** The connections to Redis that Bull asks for: this side keeps them, to know whether Redis is there. */
export class RedisClients {
  private readonly logger = new Logger('jobs');
  private readonly clients: Redis[] = [];
  private isAway = false;
  private isLeaving = false;

  constructor(
    private readonly url: string,
    private readonly staleAfterMs: number,
  ) {}

  /** Bull's own locks are short: that one process works a piece, and one alone, is the affair of its lease. */
  get queueOptions(): QueueOptions {
    return {
      prefix: 'passerelle',
      createClient: (type, options) => this.create(type, options ?? {}),
      settings: {
        lockDuration: this.staleAfterMs,
        stalledInterval: this.staleAfterMs,
        retryProcessDelay: 1_000,
      },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    };
  }

  get areReady(): boolean {
    return this.clients.every(({ status }) => status === 'ready' || status === 'wait');
  }

  /** From now on that a connection ends is our doing. */
  leave(): void {
    this.isLeaving = true;
  }

  disconnect(): void {
    for (const client of this.clients) client.disconnect();
  }

  private create(type: string, options: object): Redis {
    const client = patientRedis(this.url, options);
    this.clients.push(client);
    // Told once each way, by one of the connections: they come and go together. Each needs a listener all the same.
    client.on('error', () => undefined);
    if (type !== 'client') return client;
    client.on('error', () => this.tell(true, 'Redis is away: jobs go on without it, found by the sweep'));
    client.on('ready', () => this.tell(false, 'Redis is back'));
    client.on('close', () => this.tell(true, 'Redis is away: jobs go on without it, found by the sweep'));
    return client;
  }

  private tell(isAway: boolean, line: string): void {
    if (this.isLeaving || this.isAway === isAway) return;
    this.isAway = isAway;
    this.logger.warn(line);
  }
}

/** Hints carried by Bull: any number of workers take them in turn. */
export class RedisQueue extends JobQueue {
  private readonly logger = new Logger('jobs');

  constructor(
    private readonly queue: Queue<Hint>,
    private readonly clients: RedisClients,
  ) {
    super();
    // Without a listener, what Bull says when Redis goes away would end the process.
    queue.on('error', () => undefined);
  }

  async tell(ids: readonly string[]): Promise<boolean> {
    if (!this.clients.areReady) return false;
    if (ids.length === 0) return true;
    // Redis may go away meanwhile: Bull would then wait for it to come back.
    const late = pause(ANSWER_WITHIN_MS, false, { ref: false });
    return Promise.race([late, this.add(ids).catch(() => false)]);
  }

  listen(work: (id: string) => Promise<void>): void {
    const listening = this.queue.process(AT_ONCE, ({ data }) => work(data.id));
    listening.catch((error: unknown) => this.logger.error(describeBug(error)));
  }

  /** A Redis that is away is not waited for. */
  async close(): Promise<void> {
    this.clients.leave();
    if (!this.clients.areReady) this.clients.disconnect();
    const closed = this.queue.close().catch(() => undefined);
    await Promise.race([closed, pause(ANSWER_WITHIN_MS, undefined, { ref: false })]);
    this.clients.disconnect();
  }

  /** The id of a hint is that of its piece, so one that still waits is not added again. */
  private async add(ids: readonly string[]): Promise<boolean> {
    const room = ids.length === 1 ? 1 : MOST_WAITING - (await this.queue.getWaitingCount());
    if (room > 0)
      await this.queue.addBulk(ids.slice(0, room).map((id) => ({ data: { id }, opts: { jobId: id } })));
    return true;
  }
}
