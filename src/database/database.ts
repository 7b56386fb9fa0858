import { timingSafeEqual } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DatabaseError } from 'pg';
import { DataSource, QueryFailedError } from 'typeorm';
import { Clock } from '../shared/clock.js';
import { refuseRequest } from '../shared/http/request.refusals.js';
import { Refusal, type RefusalParams, refusalOf, refusalOfConstraint } from '../shared/refusal.js';
import { toWire, type Wire } from '../shared/wire.js';
import { affected, row, type Tx } from './sql.js';

/** What makes two requests the same one: who asks, the key they chose, and a keyed hash of what is asked. */
export interface OnceRequest {
  readonly organisationId: string;
  readonly key: string;
  readonly hash: Buffer;
}

interface FirstAnswer {
  requestHash: Buffer;
  answer: unknown;
  refusal: { code: string; params: RefusalParams } | null;
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const ATTEMPTS = 5;

/**
 * The transactions of the service. One is opened per use case, and its handle passed down.
 * A work may run again after a deadlock, so it touches nothing but the database; what must follow a commit is
 * given to `afterCommit`.
 */
@Injectable()
export class Database {
  private readonly followUps = new WeakMap<Tx, (() => void)[]>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Runs the work in one transaction (READ COMMITTED: locks are taken before what they protect is read). */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(work);
      } catch (error) {
        const code = driverCode(error);
        if (code !== SERIALIZATION_FAILURE && code !== DEADLOCK_DETECTED)
          throw refusalOfDatabase(error) ?? error;
        if (attempt === ATTEMPTS) throw refuseRequest('busy');
        await pause(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  /** Reads several things as of one instant; writes are refused by the database. */
  async read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const result = await work(runner.manager);
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /**
   * Reads as of one instant what is too long to be read at once: the transaction lasts while its parts are taken, and
   * ends with them, or when whoever takes them goes away (`return()`). It keeps a connection for so long.
   */
  async *reading<T>(work: (tx: Tx) => AsyncIterable<T>): AsyncGenerator<T, void> {
    const runner = this.dataSource.createQueryRunner();
    let end = 'ROLLBACK';
    try {
      await runner.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      yield* work(runner.manager);
      end = 'COMMIT';
    } finally {
      await runner.query(end).catch(() => undefined);
      await runner.release();
    }
  }

  /**
   * Runs the work once for an Idempotency-Key: a repetition gets the first answer again, refusals included.
   * Refusal codes: request.idempotency-key-reused when the same key comes with something else.
   */
  async once<T>(request: OnceRequest, work: (tx: Tx) => Promise<T>): Promise<Wire<T>> {
    try {
      return await this.transaction(async (tx) => {
        const earlier = await this.claim(tx, request, null);
        if (earlier) return replay<T>(request, earlier);
        const answer = toWire(await work(tx));
        await affected(
          tx,
          'UPDATE first_answer SET answer = $3 WHERE organisation_id = $1 AND idempotency_key = $2',
          [request.organisationId, request.key, JSON.stringify(answer)],
        );
        return answer;
      });
    } catch (error) {
      if (
        !(error instanceof Refusal) ||
        error instanceof ReplayedRefusal ||
        error.code.startsWith('request.')
      )
        throw error;
      return this.keepRefusal<T>(request, error);
    }
  }

  /** Runs once the transaction is committed, and only then: waking a worker, never work of its own. */
  afterCommit(tx: Tx, then: () => void): void {
    const list = this.followUps.get(tx);
    if (list) list.push(then);
    else this.followUps.set(tx, [then]);
  }

  private async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { result, followUps } = await this.dataSource.transaction(async (tx) => ({
      result: await work(tx),
      followUps: this.followUps.get(tx) ?? [],
    }));
    for (const then of followUps) then();
    return result;
  }

  /** The work was rolled back; its refusal is kept alone, unless another process answered meanwhile. */
  private async keepRefusal<T>(request: OnceRequest, refusal: Refusal): Promise<Wire<T>> {
    return this.transaction(async (tx) => {
      const earlier = await this.claim(tx, request, { code: refusal.code, params: refusal.params });
      if (earlier) return replay<T>(request, earlier);
      return null;
    }).then((replayed) => {
      if (replayed === null) throw refusal;
      return replayed;
    });
  }

  /** Takes the key, waiting for whoever is answering it; gives the earlier answer if there is one. */
  private async claim(
    tx: Tx,
    request: OnceRequest,
    refusal: FirstAnswer['refusal'],
  ): Promise<FirstAnswer | null> {
    const taken = await affected(
      tx,
      `INSERT INTO first_answer (organisation_id, idempotency_key, request_hash, refusal, answered_at)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [
        request.organisationId,
        request.key,
        request.hash,
        refusal && JSON.stringify(refusal),
        this.clock.now(),
      ],
    );
    if (taken === 1) return null;
    return row<FirstAnswer>(
      tx,
      `SELECT request_hash AS "requestHash", answer, refusal FROM first_answer
        WHERE organisation_id = $1 AND idempotency_key = $2`,
      [request.organisationId, request.key],
    );
  }
}

/** A refusal given again: it is in the table already. */
class ReplayedRefusal extends Refusal {}

function replay<T>(request: OnceRequest, earlier: FirstAnswer): Wire<T> {
  if (!timingSafeEqual(request.hash, earlier.requestHash)) throw refuseRequest('idempotency-key-reused');
  if (earlier.refusal) {
    const refusal = refusalOf(earlier.refusal.code, earlier.refusal.params);
    throw new ReplayedRefusal(refusal.code, refusal.text, refusal.params);
  }
  return earlier.answer as Wire<T>;
}

function driverError(error: unknown): { code?: string | undefined; constraint?: string | undefined } | null {
  if (error instanceof DatabaseError) return error;
  return error instanceof QueryFailedError ? (error.driverError as DatabaseError) : null;
}

function driverCode(error: unknown): string | undefined {
  return driverError(error)?.code;
}

/** The one edge where a violated constraint becomes the refusal it enforces. */
function refusalOfDatabase(error: unknown): Refusal | null {
  const constraint = driverError(error)?.constraint;
  return constraint ? refusalOfConstraint(constraint) : null;
}
