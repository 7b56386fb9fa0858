import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { type AuditEntry, AuditTrail, type Author } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import { Exercises } from '../issuance/exercises.service.js';
import { Letters } from '../letters/letters.js';
import { Clock } from '../shared/clock.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { lockedCalendar, requireToleranceOver } from './exercise-lock.js';
import { type OrderAtYearEnd, ordersAtYearEnd } from './orders-at-year-end.js';
import { YearEndRuns } from './runs.js';
import { readStatement, readStatements } from './statement-views.js';
import type { StatementQuery, StatementSummary } from './statement.dto.js';
import { refuseYearEnd } from './year-end.refusals.js';

/** The statement (état contradictoire) of each funder: what its orders came to, which it agrees or contests. */
@Injectable()
export class Statements {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly exercises: Exercises,
    private readonly runs: YearEndRuns,
    private readonly letters: Letters,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Makes the statements of an exercise, on their day or earlier; those there are stay as they are. An order that was
   * fully paid only after its funder's statement joins it, answered or not: nothing of it could be used, so the whole of it is credited.
   * Refusals: issuance.exercise-unknown, year-end.tolerance-not-over, year-end.expiry-incomplete.
   */
  issue(actor: Actor, once: OnceRequest, exercise: number) {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      requireToleranceOver(await lockedCalendar(tx, this.exercises, exercise), this.clock.today());
      const { toExpire, statements } = await this.issueIn(tx, at, actor, exercise);
      if (toExpire > 0) throw refuseYearEnd('expiry-incomplete', { vouchers: toExpire });
      // Again with nothing to add is the same as once.
      if (statements > 0 || !(await this.runs.current(tx, exercise)).has('statements'))
        await this.runs.record(tx, at, exercise, 'statements', actor.personId);
      return {
        exercise,
        items: await readStatements(tx, 'WHERE s.exercise = $1 ORDER BY f.name, s.id', [exercise]),
      };
    });
  }

  /**
   * The same within a transaction that has locked the exercise. While vouchers are still to expire it makes nothing,
   * and tells how many.
   */
  async issueIn(tx: Tx, at: Date, author: Author, exercise: number) {
    const orders = await ordersAtYearEnd(tx, exercise);
    const toExpire = orders.reduce((total, order) => total + order.toExpire, 0);
    const added =
      toExpire > 0
        ? []
        : await this.addLines(
            tx,
            at,
            exercise,
            orders.filter((order) => order.statement === 'none'),
          );
    await this.audit.record(
      tx,
      author,
      at,
      ...added.map(({ statementId, funderId, lines }): AuditEntry => ({
        action: 'statement.issued',
        subject: 'statement',
        subjectId: statementId,
        concerns: [funderId],
        details: { exercise, orders: lines },
      })),
    );
    for (const { statementId, funderId } of added)
      await this.tellFunder(tx, at, exercise, statementId, funderId);
    return {
      toExpire,
      statements: added.length,
      orders: added.reduce((total, { lines }) => total + lines, 0),
    };
  }

  /** The statement as it is now: the orders that joined it are in its figures. */
  private async tellFunder(tx: Tx, at: Date, exercise: number, statementId: string, organisationId: string) {
    const [statement] = await readStatements(tx, 'WHERE s.id = $1', [statementId]);
    const { vouchers, redeemed, expired, revoked, creditFunderCents, creditStateCents } = statement!.total;
    const { orders } = await oneRow<{ orders: number }>(
      tx,
      'SELECT count(*)::int AS orders FROM statement_line WHERE statement_id = $1',
      [statementId],
    );
    const figures = { orders, vouchers, redeemed, expired, revoked, creditFunderCents, creditStateCents };
    await this.letters.post(tx, at, {
      kind: 'statement-issued',
      to: { organisationId },
      facts: { exercise, statementId, ...figures },
    });
  }

  /** A funder's own statements, the operator's all: latest first. */
  list(actor: Actor, query: StatementQuery): Promise<Page<StatementSummary>> {
    const [at, id] = readCursor(query, 'instant', 'id');
    return this.db.read(async (tx) => {
      const found = await readStatements(
        tx,
        `WHERE ($1::uuid IS NULL OR s.funder_id = $1) AND ($2::int IS NULL OR s.exercise = $2)
           AND ($3::timestamptz IS NULL OR (s.issued_at, s.id) < ($3, $4::uuid))
         ORDER BY s.issued_at DESC, s.id DESC LIMIT $5`,
        [
          actor.role === 'operator' ? null : actor.organisationId,
          query.exercise ?? null,
          at,
          id,
          rowsToFetch(query),
        ],
      );
      return toPage(query, found, (last) => [last.issuedAt, last.id]);
    });
  }

  /** Refusal: access.not-found for what does not exist or is another funder's. */
  get(actor: Actor, id: string) {
    return this.db.read((tx) => readStatement(tx, actor, id));
  }

  /** The funder agrees. Refusals: access.not-found, year-end.already-answered, year-end.already-settled. */
  agree(actor: Actor, once: OnceRequest, id: string) {
    return this.db.once(once, (tx) => this.answer(tx, actor, id, 'agreed', null));
  }

  /** The funder contests, with its reason. Refusals: those of `agree`. */
  contest(actor: Actor, once: OnceRequest, id: string, reason: string) {
    return this.db.once(once, (tx) => this.answer(tx, actor, id, 'contested', reason));
  }

  /**
   * The operator settles a statement that is contested, or that stays without an answer, and explains.
   * Refusals: access.not-found, year-end.agreed-needs-no-settlement, year-end.already-settled.
   */
  settle(actor: Actor, once: OnceRequest, id: string, explanation: string) {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      const statement = await this.lock(tx, actor, id);
      if (statement.state === 'settled') throw refuseYearEnd('already-settled');
      if (statement.state === 'agreed') throw refuseYearEnd('agreed-needs-no-settlement');
      await affected(
        tx,
        'INSERT INTO statement_settlement (statement_id, explanation, by_person, at) VALUES ($1, $2, $3, $4)',
        [id, explanation, actor.personId, at],
      );
      await this.record(tx, actor, at, statement, 'statement.settled');
      return readStatement(tx, actor, id);
    });
  }

  private async answer(
    tx: Tx,
    actor: Actor,
    id: string,
    answer: 'agreed' | 'contested',
    reason: string | null,
  ) {
    const at = this.clock.now();
    const statement = await this.lock(tx, actor, id);
    if (statement.state === 'settled') throw refuseYearEnd('already-settled');
    if (statement.state !== 'waiting') throw refuseYearEnd('already-answered');
    await affected(
      tx,
      'INSERT INTO statement_answer (statement_id, answer, reason, by_person, at) VALUES ($1, $2, $3, $4, $5)',
      [id, answer, reason, actor.personId, at],
    );
    await this.record(tx, actor, at, statement, `statement.${answer}`);
    return readStatement(tx, actor, id);
  }

  /** An answer and a settlement given at once come one after the other. */
  private async lock(tx: Tx, actor: Actor, id: string): Promise<StatementSummary> {
    await row(tx, 'SELECT 1 FROM statement WHERE id = $1 FOR NO KEY UPDATE', [id]);
    // A statement of its own: it sees what whoever held the lock has committed.
    return readStatement(tx, actor, id);
  }

  private record(
    tx: Tx,
    actor: Actor,
    at: Date,
    statement: StatementSummary,
    action: `statement.${'agreed' | 'contested' | 'settled'}`,
  ): Promise<void> {
    const { id: subjectId, funderId, exercise } = statement;
    return this.audit.record(tx, actor, at, {
      action,
      subject: 'statement',
      subjectId,
      concerns: [funderId],
      details: { exercise },
    });
  }

  /** Returns the statements that received lines. */
  private async addLines(tx: Tx, at: Date, exercise: number, orders: readonly OrderAtYearEnd[]) {
    await affected(
      tx,
      `INSERT INTO statement (exercise, funder_id, issued_at) SELECT $1, funder_id, $2
         FROM (SELECT DISTINCT unnest($3::uuid[]) AS funder_id) funders ON CONFLICT ON CONSTRAINT statement_once DO NOTHING`,
      [exercise, at, orders.map(({ funderId }) => funderId)],
    );
    return rows<{ statementId: string; funderId: string; lines: number }>(
      tx,
      `WITH added AS (
         INSERT INTO statement_line (statement_id, order_id, vouchers, handed_out, redeemed, expired, revoked,
                                     unredeemed_cents, credit_funder_cents, credit_state_cents)
         SELECT s.id, l.order_id, l.vouchers, l.handed_out, l.redeemed, l.expired, l.revoked,
                l.funder_cents + l.state_cents, l.funder_cents, l.state_cents
           FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::bigint[], $10::bigint[])
             AS l (order_id, funder_id, vouchers, handed_out, redeemed, expired, revoked, funder_cents, state_cents)
           JOIN statement s ON s.exercise = $1 AND s.funder_id = l.funder_id
         RETURNING statement_id
       )
       SELECT s.id AS "statementId", s.funder_id AS "funderId", count(*)::int AS lines
         FROM added a JOIN statement s ON s.id = a.statement_id GROUP BY s.id, s.funder_id`,
      [
        exercise,
        orders.map(({ orderId }) => orderId),
        orders.map(({ funderId }) => funderId),
        orders.map(({ vouchers }) => vouchers),
        orders.map(({ handedOut }) => handedOut),
        orders.map(({ redeemed }) => redeemed),
        orders.map(({ expired }) => expired),
        orders.map(({ revoked }) => revoked),
        orders.map(({ funderCents }) => funderCents),
        orders.map(({ stateCents }) => stateCents),
      ],
    );
  }
}
