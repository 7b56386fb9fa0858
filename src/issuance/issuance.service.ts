import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Actors } from '../access/actors.js';
import { refuseAccess } from '../access/access.refusals.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import { Jobs } from '../jobs/jobs.js';
import { Letters } from '../letters/letters.js';
import { OrderFunding } from '../orders/order-funding.service.js';
import { OrderSteps } from '../orders/order-steps.service.js';
import { Clock } from '../shared/clock.js';
import { type Page, type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { Exercises } from './exercises.service.js';
import { refuseIssuance } from './issuance.refusals.js';
import { Keyring } from './keyring.js';

export const ISSUE_ORDER = 'issue-order';

interface OrderToIssue {
  number: string;
  exercise: number;
  funderId: string;
  books: number;
  bookSize: number;
}

export interface BookRow {
  readonly id: bigint;
  readonly number: number;
  readonly kind: 'ordered' | 'replacement';
  readonly size: number;
  readonly ended: number;
}

/** Makes the books of an order. It runs as a job once the order is funded, or earlier when the operator asks. */
@Injectable()
export class Issuance implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly actors: Actors,
    private readonly orderSteps: OrderSteps,
    private readonly funding: OrderFunding,
    private readonly exercises: Exercises,
    private readonly keyring: Keyring,
    private readonly audit: AuditTrail,
    private readonly letters: Letters,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(ISSUE_ORDER, (orderId) => this.issueFunded(orderId));
  }

  /**
   * Issues early, so that vouchers can be printed before the money has come (RULES: activation).
   * Refusals: access.not-found, issuance.already-issued, those of the order's steps.
   */
  issueNow(actor: Actor, once: OnceRequest, orderId: string) {
    return this.db.once(once, async (tx) => {
      const vouchers = await this.issue(tx, actor, orderId);
      if (vouchers === null) throw refuseIssuance('already-issued');
      return { orderId, vouchers };
    });
  }

  /** The books of an order, replacements included, with how many of their vouchers have ended. */
  books(actor: Actor, orderId: string, page: PageQuery): Promise<Page<BookRow>> {
    const [after] = readCursor(page, 'whole');
    return this.db.read(async (tx) => {
      const order = await row<{ funderId: string }>(
        tx,
        `SELECT funder_id AS "funderId" FROM voucher_order WHERE id = $1`,
        [orderId],
      );
      if (!order || (actor.role === 'funder' && order.funderId !== actor.organisationId))
        throw refuseAccess('not-found');
      const found = await rows<BookRow>(
        tx,
        `SELECT b.id, b.number, b.kind, b.size,
                (SELECT count(*)::int FROM voucher v JOIN voucher_end e ON e.voucher_serial = v.serial WHERE v.book_id = b.id) AS ended
           FROM book b WHERE b.order_id = $1 AND b.number > $2 ORDER BY b.number LIMIT $3`,
        [orderId, after ?? 0n, rowsToFetch(page)],
      );
      return toPage(page, found, (last) => [last.number]);
    });
  }

  private async issueFunded(orderId: string): Promise<void> {
    await this.db.transaction(async (tx) => this.issue(tx, await this.actors.system(tx), orderId));
  }

  /** Returns how many vouchers were made, or null when they were already there. */
  private async issue(tx: Tx, actor: Actor, orderId: string): Promise<number | null> {
    const at = this.clock.now();
    const order = await row<OrderToIssue>(
      tx,
      `SELECT number, exercise, funder_id AS "funderId", books, book_size AS "bookSize" FROM voucher_order WHERE id = $1 FOR NO KEY UPDATE`,
      [orderId],
    );
    if (!order) throw refuseAccess('not-found');
    const steps = await this.orderSteps.stepsOf(tx, orderId);
    if (steps.includes('issued')) return null;
    await this.orderSteps.take(tx, at, actor, orderId, 'issued');
    // The exercise is opened and its key made before any voucher exists that needs them.
    await this.exercises.calendarOf(tx, order.exercise);
    await this.keyring.key(tx, at, order.exercise, 'codes');
    const vouchers = await this.makeBooks(tx, orderId, order);
    await this.audit.record(tx, actor, at, {
      action: 'order.issued',
      subject: 'order',
      subjectId: orderId,
      concerns: [order.funderId],
      details: { books: order.books, vouchers },
    });
    const { number, funderId, books } = order;
    await this.letters.post(tx, at, {
      kind: 'books-ready',
      to: { organisationId: funderId },
      facts: { orderId, number, books, vouchers, funded: steps.includes('funded') },
    });
    await this.funding.activateIfReady(tx, at, actor, orderId);
    return vouchers;
  }

  private async makeBooks(tx: Tx, orderId: string, order: OrderToIssue): Promise<number> {
    await affected(
      tx,
      `INSERT INTO book (order_id, number, kind, size) SELECT $1, n, 'ordered', $3 FROM generate_series(1, $2::int) n`,
      [orderId, order.books, order.bookSize],
    );
    const { made } = await oneRow<{ made: number }>(
      tx,
      `WITH made AS (
         INSERT INTO voucher (book_id, position, order_id, exercise)
         SELECT b.id, p, b.order_id, $2 FROM book b CROSS JOIN LATERAL generate_series(1, b.size) p
          WHERE b.order_id = $1 ORDER BY b.number, p RETURNING 1
       ) SELECT count(*)::int AS made FROM made`,
      [orderId, order.exercise],
    );
    return made;
  }
}
