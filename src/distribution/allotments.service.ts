import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { type AuditEntry, AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { oneRow, rows, type Tx } from '../database/sql.js';
import { Letters } from '../letters/letters.js';
import { Clock } from '../shared/clock.js';
import { type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { type BookChoice, type BookState, bookStates, lockBooks, numbersOf } from './books.js';
import { refuseDistribution } from './distribution.refusals.js';
import { Office } from './office.entity.js';
import { Offices, officesOf, seenOffices } from './offices.service.js';

export type AllotmentKind = 'allot' | 'move' | 'take-back' | 'replace';

/** Books that changed place together, from one office (or none) to another (or none). */
export interface AllotmentMade {
  readonly id: string;
  readonly kind: AllotmentKind;
  readonly fromOfficeId: string | null;
  readonly toOfficeId: string | null;
  readonly books: number;
}

interface Listed extends AllotmentMade {
  readonly at: Date;
  readonly funderName: string;
  readonly fromOfficeName: string | null;
  readonly toOfficeName: string | null;
}

const DONE = { allot: 'allotted', move: 'moved', 'take-back': 'taken-back', replace: 'replaced' } as const;

/** What becomes of the row that says where each book is; $3 is the office they go to. */
const HOLDING_SQL = {
  allot: `INSERT INTO book_holding (book_id, office_id) SELECT book_id, $3 FROM placed`,
  replace: `INSERT INTO book_holding (book_id, office_id) SELECT book_id, $3 FROM placed`,
  move: `UPDATE book_holding h SET office_id = $3 FROM placed WHERE h.book_id = placed.book_id`,
  'take-back': `DELETE FROM book_holding h USING placed WHERE h.book_id = placed.book_id`,
} as const;

/** Sends the books of funders to the offices of prescribers. */
@Injectable()
export class Allotments {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly offices: Offices,
    private readonly audit: AuditTrail,
    private readonly letters: Letters,
  ) {}

  /**
   * Gives books of the funder's own, held nowhere, to an office of any prescriber. The order is issued; it may not be
   * active yet, since printed books may travel before the money (RULES: activation stops the hand-out, not the books).
   * Refusals: access.not-found, access.office-closed, distribution.books-unclear, order-not-issued, books-out-of-range, books-already-held,
   * books-distributed.
   */
  allot(actor: Actor, once: OnceRequest, { officeId, ...choice }: BookChoice & { officeId: string }) {
    return this.db.once(once, async (tx) => {
      const { id: toOffice } = await this.offices.any(tx, officeId);
      const books = await bookStates(tx, await lockBooks(tx, actor.organisationId, choice));
      const held = books.filter((book) => book.officeId !== null);
      if (held.length > 0) throw refuseDistribution('books-already-held', { books: numbersOf(held) });
      refuseDistributed(books);
      return this.change(tx, actor, 'allot', books, toOffice);
    });
  }

  /**
   * Moves books of the funder's own to another office, while nothing of them was handed out or has ended.
   * Refusals: those of `allot` without books-already-held, distribution.books-not-held, books-already-there.
   */
  move(actor: Actor, once: OnceRequest, { toOfficeId, ...choice }: BookChoice & { toOfficeId: string }) {
    return this.db.once(once, async (tx) => {
      const { id: toOffice } = await this.offices.any(tx, toOfficeId);
      const books = await bookStates(tx, await lockBooks(tx, actor.organisationId, choice));
      refuseUnheld(books);
      const there = books.filter((book) => book.officeId === toOffice);
      if (there.length > 0) throw refuseDistribution('books-already-there', { books: numbersOf(there) });
      refuseDistributed(books);
      return this.change(tx, actor, 'move', books, toOffice);
    });
  }

  /** Takes books back to the funder, while nothing of them was handed out or has ended. Refusals: those of `move`. */
  takeBack(actor: Actor, once: OnceRequest, choice: BookChoice) {
    return this.db.once(once, async (tx) => {
      const books = await bookStates(tx, await lockBooks(tx, actor.organisationId, choice));
      refuseUnheld(books);
      refuseDistributed(books);
      return this.change(tx, actor, 'take-back', books, null);
    });
  }

  /** What was sent where: a funder's own books, what concerns a prescriber's offices, everything for the operator. */
  async list(actor: Actor, page: PageQuery) {
    const [at, id] = readCursor(page, 'instant', 'id');
    const found = await this.db.read((tx) =>
      rows<Listed>(
        tx,
        `SELECT a.id, a.kind, a.at, f.name AS "funderName", a.from_office AS "fromOfficeId", a.to_office AS "toOfficeId",
                (SELECT name FROM office WHERE id = a.from_office) AS "fromOfficeName",
                (SELECT name FROM office WHERE id = a.to_office) AS "toOfficeName",
                (SELECT count(*)::int FROM allotment_book WHERE allotment_id = a.id) AS books
           FROM allotment a JOIN organisation f ON f.id = a.funder_id
          WHERE ($3::uuid IS NULL OR a.funder_id = $3)
            AND EXISTS (SELECT 1 FROM office o WHERE o.id IN (a.from_office, a.to_office) AND ${seenOffices('$1', '$2')})
            AND ($4::timestamptz IS NULL OR (a.at, a.id) < ($4, $5::uuid))
          ORDER BY a.at DESC, a.id DESC LIMIT $6`,
        [
          ...officesOf(actor),
          actor.kind === 'funder' ? actor.organisationId : null,
          at,
          id,
          rowsToFetch(page),
        ],
      ),
    );
    return toPage(page, found, (last) => [last.at, last.id]);
  }

  /**
   * Writes where books go now: one allotment per office they leave, and the row that says where each is. The caller has
   * locked the books and checked that they may go; a replacement book is new, and goes to the office of the lost ones.
   */
  async record(
    tx: Tx,
    at: Date,
    kind: AllotmentKind,
    funderId: string,
    bookIds: readonly bigint[],
    toOffice: string | null,
  ): Promise<AllotmentMade[]> {
    return rows<AllotmentMade>(
      tx,
      `WITH placed AS MATERIALIZED (
         SELECT b.book_id, h.office_id FROM unnest($1::bigint[]) AS b (book_id) LEFT JOIN book_holding h ON h.book_id = b.book_id
       ), made AS (
         INSERT INTO allotment (kind, funder_id, from_office, to_office, at)
         SELECT $5, $2, office_id, $3, $4 FROM placed GROUP BY office_id RETURNING id, kind, from_office, to_office
       ), lines AS (
         INSERT INTO allotment_book (allotment_id, book_id)
         SELECT made.id, placed.book_id FROM made JOIN placed ON placed.office_id IS NOT DISTINCT FROM made.from_office
       ), held AS (${HOLDING_SQL[kind]})
       SELECT id, kind, from_office AS "fromOfficeId", to_office AS "toOfficeId",
              (SELECT count(*)::int FROM placed WHERE placed.office_id IS NOT DISTINCT FROM made.from_office) AS books
         FROM made ORDER BY from_office`,
      [bookIds, funderId, toOffice, at, kind],
    );
  }

  private async change(
    tx: Tx,
    actor: Actor,
    kind: AllotmentKind,
    books: readonly BookState[],
    toOffice: string | null,
  ): Promise<{ books: number; allotments: AllotmentMade[] }> {
    const at = this.clock.now();
    const bookIds = books.map(({ id }) => id);
    const made = await this.record(tx, at, kind, actor.organisationId, bookIds, toOffice);
    const prescriberOf = await this.prescribersOf(tx, made);
    await this.audit.record(
      tx,
      actor,
      at,
      ...made.map(({ id, fromOfficeId, toOfficeId, books: count }): AuditEntry => ({
        action: `books.${DONE[kind]}`,
        subject: 'allotment',
        subjectId: id,
        concerns: [fromOfficeId, toOfficeId].flatMap((office) => prescriberOf.get(office) ?? []),
        details: { books: count, fromOfficeId, toOfficeId },
      })),
    );
    if (toOffice) await this.tellOffice(tx, at, actor.organisationId, toOffice, books);
    return { books: books.length, allotments: made };
  }

  /** Tells the prescriber of an office that books are on their way to it. */
  private async tellOffice(
    tx: Tx,
    at: Date,
    funderId: string,
    officeId: string,
    books: readonly BookState[],
  ): Promise<void> {
    const { prescriberId, ...names } = await oneRow<{
      prescriberId: string;
      officeName: string;
      funderName: string;
      vouchers: number;
    }>(
      tx,
      `SELECT o.prescriber_id AS "prescriberId", o.name AS "officeName", f.name AS "funderName",
              (SELECT sum(size)::int FROM book WHERE id = ANY($3::bigint[])) AS vouchers
         FROM office o CROSS JOIN organisation f WHERE o.id = $1 AND f.id = $2`,
      [officeId, funderId, books.map(({ id }) => id)],
    );
    await this.letters.post(tx, at, {
      kind: 'allotment-received',
      to: { organisationId: prescriberId },
      facts: { ...names, books: books.length },
    });
  }

  /** Whose offices the books leave and reach: they may read of it. */
  private async prescribersOf(tx: Tx, made: readonly AllotmentMade[]): Promise<Map<string | null, string>> {
    const offices = made.flatMap(({ fromOfficeId, toOfficeId }) => [fromOfficeId, toOfficeId]);
    const found = await tx.findBy(Office, { id: In(offices.filter((id) => id !== null)) });
    return new Map(found.map(({ id, prescriberId }) => [id, prescriberId]));
  }
}

function refuseUnheld(books: readonly BookState[]): void {
  const unheld = books.filter((book) => book.officeId === null);
  if (unheld.length > 0) throw refuseDistribution('books-not-held', { books: numbersOf(unheld) });
}

function refuseDistributed(books: readonly BookState[]): void {
  const begun = books.filter((book) => book.distributed);
  if (begun.length > 0) throw refuseDistribution('books-distributed', { books: numbersOf(begun) });
}
