import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { row, rows, type Tx } from '../database/sql.js';
import type { Day } from '../shared/calendar.js';
import { type Page, type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import type { Cents } from '../shared/money.js';
import { maskIban } from '../structures/iban.js';
import { sentencesOfReason } from './bank-reasons.js';
import { destinationsOf, LAST_ATTEMPT_SQL, owedToStructures, type Waiting, waitingOf } from './owed.js';

export const PAYOUT_STATES = ['prepared', 'sent', 'confirmed', 'rejected', 'returned'] as const;
export type PayoutState = (typeof PAYOUT_STATES)[number];

export interface PayoutFilter extends PageQuery {
  readonly structureId?: string;
  readonly runId?: string;
  readonly state?: PayoutState;
  /** The payout that pays this scan. */
  readonly redemptionId?: string;
}

export interface PayoutRow {
  readonly id: string;
  readonly runId: string;
  readonly runNumber: number;
  readonly structureId: string;
  readonly structureName: string;
  readonly redemptions: number;
  readonly cents: Cents;
  readonly state: PayoutState;
  readonly endToEndId: string;
}

export interface AttemptRow {
  readonly attempt: number;
  readonly runId: string;
  readonly runNumber: number;
  readonly endToEndId: string;
  readonly account: string;
  readonly state: PayoutState;
  readonly sentAt: Date | null;
  readonly answeredAt: Date | null;
  readonly returnedAt: Date | null;
  readonly reason: string | null;
  readonly sentences: { readonly fr: string; readonly en: string } | null;
}

export interface LineRow {
  readonly redemptionId: string;
  readonly receipt: bigint;
  readonly at: Date;
  readonly sessionOn: Day;
  readonly venueName: string;
  readonly moduleTitle: string;
  readonly cents: Cents;
}

export const PAYOUT_STATE_SQL = `coalesce(o.outcome, CASE WHEN s.run_id IS NULL THEN 'prepared' ELSE 'sent' END)`;

const PAYOUT_SQL = `
  SELECT p.id, p.run_id AS "runId", pr.number AS "runNumber", p.structure_id AS "structureId", g.name AS "structureName",
         p.redemptions, p.cents, ${PAYOUT_STATE_SQL} AS state, t.end_to_end_id AS "endToEndId"
    FROM payout p
    JOIN payout_run pr ON pr.id = p.run_id
    JOIN organisation g ON g.id = p.structure_id
    ${LAST_ATTEMPT_SQL}
    LEFT JOIN payout_run_sent s ON s.run_id = t.run_id`;

/** Payouts, to read: a structure its own, the operator all; and what waits to be paid, and why. */
@Injectable()
export class PayoutLists {
  constructor(private readonly db: Database) {}

  /** The payouts of the latest run first; `waiting` is what is in no payout, or in one whose money came back. */
  list(actor: Actor, query: PayoutFilter): Promise<Page<PayoutRow> & { waiting: Waiting[] }> {
    const [number, id] = readCursor(query, 'whole', 'id');
    return this.db.read(async (tx) => {
      const found = await rows<PayoutRow>(
        tx,
        `${PAYOUT_SQL}
          WHERE ($1::uuid IS NULL OR p.structure_id = $1) AND ($2::uuid IS NULL OR p.structure_id = $2)
            AND ($3::uuid IS NULL OR EXISTS (SELECT 1 FROM remittance x WHERE x.payout_id = p.id AND x.run_id = $3))
            AND ($4::text IS NULL OR ${PAYOUT_STATE_SQL} = $4)
            AND ($5::uuid IS NULL OR p.id = (SELECT l.payout_id FROM payout_line l WHERE l.redemption_id = $5))
            AND ($6::bigint IS NULL OR (pr.number, p.id) < ($6, $7::uuid))
          ORDER BY pr.number DESC, p.id DESC LIMIT $8`,
        [
          ownOnly(actor),
          query.structureId ?? null,
          query.runId ?? null,
          query.state ?? null,
          query.redemptionId ?? null,
          number,
          id,
          rowsToFetch(query),
        ],
      );
      const page = toPage(query, found, (last) => [last.runNumber, last.id]);
      return { ...page, waiting: await this.waiting(tx, ownOnly(actor) ?? query.structureId ?? null) };
    });
  }

  /** One payout, its attempts, and a page of its lines, each leading to a scan. Refusal: access.not-found. */
  get(actor: Actor, id: string, page: PageQuery) {
    return this.db.read((tx) => this.detail(tx, actor, id, page));
  }

  /**
   * From a line of the bank's statement to the payout it paid, and to every scan: the transfer of this end-to-end id,
   * beside all that `get` tells of its payout. Refusal: access.not-found.
   */
  bankLine(actor: Actor, endToEndId: string, page: PageQuery) {
    return this.db.read(async (tx) => {
      const line = await row<{ payoutId: string; attempt: number }>(
        tx,
        `SELECT payout_id AS "payoutId", attempt FROM remittance WHERE end_to_end_id = $1`,
        [endToEndId],
      );
      if (!line) throw refuseAccess('not-found');
      const payout = await this.detail(tx, actor, line.payoutId, page);
      return { transfer: payout.attempts.find(({ attempt }) => attempt === line.attempt), payout };
    });
  }

  private async detail(tx: Tx, actor: Actor, id: string, page: PageQuery) {
    const [after] = readCursor(page, 'whole');
    const payout = await row<PayoutRow>(
      tx,
      `${PAYOUT_SQL} WHERE p.id = $1 AND ($2::uuid IS NULL OR p.structure_id = $2)`,
      [id, ownOnly(actor)],
    );
    if (!payout) throw refuseAccess('not-found');
    const attempts = await rows<Omit<AttemptRow, 'account' | 'sentences'> & { iban: string }>(
      tx,
      `SELECT t.attempt, t.run_id AS "runId", pr.number AS "runNumber", t.end_to_end_id AS "endToEndId", d.iban, ${PAYOUT_STATE_SQL} AS state,
                s.at AS "sentAt", o.answered_at AS "answeredAt", o.returned_at AS "returnedAt", o.reason
           FROM remittance t
           JOIN payout_run pr ON pr.id = t.run_id
           JOIN bank_details d ON d.id = t.bank_details_id
           LEFT JOIN payout_run_sent s ON s.run_id = t.run_id
           LEFT JOIN standing_answer o ON o.payout_id = t.payout_id AND o.attempt = t.attempt
          WHERE t.payout_id = $1 ORDER BY t.attempt`,
      [id],
    );
    const lines = await rows<LineRow>(
      tx,
      `SELECT r.id AS "redemptionId", r.receipt, r.at, r.session_on AS "sessionOn", v.name AS "venueName",
                m.title AS "moduleTitle", r.structure_cents AS cents
           FROM payout_line l
           JOIN redemption r ON r.id = l.redemption_id
           JOIN venue v ON v.id = r.venue_id
           JOIN module m ON m.id = r.module_id
          WHERE l.payout_id = $1 AND r.receipt > $2 ORDER BY r.receipt LIMIT $3`,
      [id, after ?? 0n, rowsToFetch(page)],
    );
    return {
      ...payout,
      attempts: attempts.map(({ iban, ...attempt }): AttemptRow => ({
        ...attempt,
        account: maskIban(iban),
        sentences: sentencesOfReason(attempt.reason),
      })),
      lines: toPage(page, lines, (last) => [last.receipt]),
    };
  }

  private async waiting(tx: Tx, structureId: string | null): Promise<Waiting[]> {
    const owed = await owedToStructures(tx, { structureId });
    const destinations = await destinationsOf(
      tx,
      owed.map((each) => each.structureId),
    );
    return owed.map((each) => waitingOf(each, destinations.get(each.structureId)));
  }
}

/** The structure whose payouts an actor reads; null for the operator, who reads all. */
function ownOnly(actor: Actor): string | null {
  return actor.kind === 'operator' ? null : actor.organisationId;
}
