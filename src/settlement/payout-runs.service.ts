import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { type AuditEntry, AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import { ofOperator, ofStructure } from '../ledger/accounts.js';
import { Ledger } from '../ledger/ledger.js';
import { Letters } from '../letters/letters.js';
import { Clock } from '../shared/clock.js';
import { type Page, type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import type { Cents } from '../shared/money.js';
import { destinationsOf, LAST_ATTEMPT_SQL, owedToStructures, waitingOf } from './owed.js';
import { keepAccountOf } from './ring-fenced-account.js';
import { refuseSettlement } from './settlement.refusals.js';

export interface RunCommand {
  /** Redemptions made before this instant are paid; now unless told. */
  readonly cutOffAt?: Date;
  /** Structures to pay on an account to which the bank rejected the last transfer: its mistake, not theirs. */
  readonly insistFor?: readonly string[];
}

export interface RunRow {
  readonly id: string;
  readonly number: number;
  readonly cutOffAt: Date;
  readonly at: Date;
  readonly sentAt: Date | null;
  /** Bank transfers of the run, those tried again included, and their sum. */
  readonly transfers: number;
  readonly cents: Cents;
  readonly confirmed: number;
  readonly rejected: number;
  /** Redemptions that the run was the first to pay. */
  readonly redemptions: number;
  /** What was kept of those redemptions, VAT included: what a sweep moves. */
  readonly feesCents: Cents;
  readonly feesSweptAt: Date | null;
  /** When the file for the bank was first made; null while it was not. */
  readonly bankFileAt: Date | null;
  /** What the bank calls the message of that file. */
  readonly bankMessageId: string | null;
}

interface Prepared {
  readonly payoutId: string;
  readonly structureId: string;
  readonly attempt: number;
  readonly cents: Cents;
}

interface SentRemittance {
  readonly id: string;
  readonly payoutId: string;
  readonly structureId: string;
  readonly cents: Cents;
  readonly attempt: number;
  /** How many the payout pays. */
  readonly redemptions: number;
}

interface Accounts {
  readonly structureIds: readonly string[];
  readonly bankDetailsIds: readonly string[];
}

/** Payout runs: what structures are owed becomes bank transfers, each redemption once, whatever runs at the same time. */
@Injectable()
export class PayoutRuns {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly audit: AuditTrail,
    private readonly letters: Letters,
  ) {}

  /**
   * Takes every unpaid redemption made before the cut-off, and every payout that the bank rejected, of the structures
   * that can be paid; the answer tells whose money waits, and why. Refusals: settlement.cut-off-in-future,
   * settlement.nothing-to-pay.
   */
  prepare(actor: Actor, once: OnceRequest, command: RunCommand = {}) {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      const cutOffAt = command.cutOffAt ?? at;
      if (cutOffAt > at) throw refuseSettlement('cut-off-in-future');
      // Two runs at once take turns: the second one finds what the first has left.
      await affected(tx, 'LOCK TABLE payout_run IN SHARE ROW EXCLUSIVE MODE');
      const owed = await owedToStructures(tx, { before: cutOffAt });
      const destinations = await destinationsOf(
        tx,
        owed.map((each) => each.structureId),
        command.insistFor,
      );
      const waiting = owed
        .map((each) => waitingOf(each, destinations.get(each.structureId)))
        .filter(({ reason }) => reason !== 'next-run');
      const accounts = [...destinations].flatMap(([structureId, destination]) =>
        'bankDetailsId' in destination ? [{ structureId, bankDetailsId: destination.bankDetailsId }] : [],
      );
      const { id } = await oneRow<{ id: string }>(
        tx,
        `INSERT INTO payout_run (cut_off_at, at) VALUES ($1, $2) RETURNING id`,
        [cutOffAt, at],
      );
      await keepAccountOf(tx, id);
      const payable: Accounts = {
        structureIds: accounts.map((each) => each.structureId),
        bankDetailsIds: accounts.map((each) => each.bankDetailsId),
      };
      const retried = await this.retryRejected(tx, id, payable);
      const fresh = await this.payRedemptions(tx, id, cutOffAt, payable);
      const prepared = [...retried, ...fresh];
      if (prepared.length === 0)
        throw refuseSettlement('nothing-to-pay', { waitingStructures: waiting.length });
      await this.recordPrepared(tx, actor, at, id, prepared, command.insistFor ?? []);
      return { ...(await this.find(tx, id)), waiting };
    });
  }

  /**
   * Marks a run as sent to the bank: its transfers leave the ring-fenced account. Refusals: access.not-found,
   * settlement.already-sent.
   */
  send(actor: Actor, once: OnceRequest, runId: string) {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      const run = await row<{ number: number }>(
        tx,
        `SELECT number FROM payout_run WHERE id = $1 FOR NO KEY UPDATE`,
        [runId],
      );
      if (!run) throw refuseAccess('not-found');
      if (await row(tx, `SELECT 1 FROM payout_run_sent WHERE run_id = $1`, [runId])) {
        throw refuseSettlement('already-sent');
      }
      await affected(tx, `INSERT INTO payout_run_sent (run_id, at) VALUES ($1, $2)`, [runId, at]);
      const remittances = await rows<SentRemittance>(
        tx,
        `SELECT t.id, t.payout_id AS "payoutId", p.structure_id AS "structureId", t.cents, t.attempt, p.redemptions
           FROM remittance t JOIN payout p ON p.id = t.payout_id WHERE t.run_id = $1 ORDER BY t.id`,
        [runId],
      );
      await this.ledger.postAll(
        tx,
        at,
        remittances.map(({ id, structureId, cents }) => ({
          kind: 'payout',
          cause: 'remittance',
          causeId: id,
          debit: ofStructure('structure-payable', structureId),
          credit: ofOperator('bank-ring-fenced'),
          cents,
        })),
      );
      await this.audit.record(
        tx,
        actor,
        at,
        {
          action: 'payout-run.sent',
          subject: 'payout-run',
          subjectId: runId,
          details: { number: run.number },
        },
        ...remittances.map(({ payoutId, structureId, cents }): AuditEntry => ({
          action: 'payout.sent',
          subject: 'payout',
          subjectId: payoutId,
          concerns: [structureId],
          details: { cents: Number(cents) },
        })),
      );
      for (const { payoutId, structureId, cents, attempt, redemptions } of remittances) {
        await this.letters.post(tx, at, {
          kind: 'payout-sent',
          to: { organisationId: structureId },
          facts: { payoutId, amountCents: cents, redemptions, attempt, runNumber: run.number },
        });
      }
      return this.find(tx, runId);
    });
  }

  /** The latest run first. */
  list(page: PageQuery): Promise<Page<RunRow>> {
    const [before] = readCursor(page, 'whole');
    return this.db.read(async (tx) => {
      const found = await rows<RunRow>(
        tx,
        `${RUN_SQL} WHERE $1::bigint IS NULL OR pr.number < $1 ORDER BY pr.number DESC LIMIT $2`,
        [before, rowsToFetch(page)],
      );
      return toPage(page, found, (last) => [last.number]);
    });
  }

  /** Refusal: access.not-found. */
  get(runId: string): Promise<RunRow> {
    return this.db.read((tx) => this.find(tx, runId));
  }

  private async find(tx: Tx, runId: string): Promise<RunRow> {
    const run = await row<RunRow>(tx, `${RUN_SQL} WHERE pr.id = $1`, [runId]);
    if (!run) throw refuseAccess('not-found');
    return run;
  }

  /**
   * One payout for each structure, with a line for each of its redemptions. The end of each voucher is read under a
   * lock that an undo in progress excludes: that redemption is passed over, and left to the next run if it stands.
   */
  private payRedemptions(tx: Tx, runId: string, cutOffAt: Date, payable: Accounts): Promise<Prepared[]> {
    return rows<Prepared>(
      tx,
      `WITH due AS MATERIALIZED (
         SELECT r.id, r.structure_id, r.structure_cents
           FROM voucher_end e JOIN redemption r ON r.id = e.redemption_id
          WHERE r.at < $2 AND r.structure_id = ANY($3::uuid[])
            AND NOT EXISTS (SELECT 1 FROM payout_line l WHERE l.redemption_id = r.id)
            FOR KEY SHARE OF e SKIP LOCKED
       ), made AS (
         INSERT INTO payout (run_id, structure_id, redemptions, cents)
         SELECT $1, structure_id, count(*), sum(structure_cents) FROM due GROUP BY structure_id
         RETURNING id, structure_id, cents
       ), lines AS (
         INSERT INTO payout_line (redemption_id, payout_id)
         SELECT d.id, m.id FROM due d JOIN made m ON m.structure_id = d.structure_id
       )
       INSERT INTO remittance (payout_id, attempt, run_id, bank_details_id, end_to_end_id, cents)
       SELECT m.id, 1, $1, a.bank_details_id, replace(m.id::text, '-', '') || '-1', m.cents
         FROM made m JOIN unnest($3::uuid[], $4::uuid[]) AS a (structure_id, bank_details_id) ON a.structure_id = m.structure_id
       RETURNING payout_id AS "payoutId", attempt, cents,
                 (SELECT structure_id FROM made WHERE made.id = payout_id) AS "structureId"`,
      [runId, cutOffAt, payable.structureIds, payable.bankDetailsIds],
    );
  }

  /** One more attempt for each payout whose last one was rejected. */
  private retryRejected(tx: Tx, runId: string, payable: Accounts): Promise<Prepared[]> {
    return rows<Prepared>(
      tx,
      `WITH again AS (
         SELECT p.id, p.structure_id, p.cents, t.attempt, a.bank_details_id FROM payout p ${LAST_ATTEMPT_SQL}
           JOIN unnest($2::uuid[], $3::uuid[]) AS a (structure_id, bank_details_id) ON a.structure_id = p.structure_id
          WHERE o.outcome = 'rejected'
       )
       INSERT INTO remittance (payout_id, attempt, run_id, bank_details_id, end_to_end_id, cents, follows, follows_outcome)
       SELECT id, attempt + 1, $1, bank_details_id, replace(id::text, '-', '') || '-' || (attempt + 1), cents, attempt, 'rejected'
         FROM again
       RETURNING payout_id AS "payoutId", attempt, cents,
                 (SELECT structure_id FROM again WHERE again.id = payout_id) AS "structureId"`,
      [runId, payable.structureIds, payable.bankDetailsIds],
    );
  }

  private async recordPrepared(
    tx: Tx,
    actor: Actor,
    at: Date,
    runId: string,
    prepared: readonly Prepared[],
    insistFor: readonly string[],
  ): Promise<void> {
    await this.audit.record(
      tx,
      actor,
      at,
      {
        action: 'payout-run.prepared',
        subject: 'payout-run',
        subjectId: runId,
        details: { transfers: prepared.length, insistFor },
      },
      ...prepared.map(({ payoutId, structureId, attempt, cents }): AuditEntry => ({
        action: 'payout.prepared',
        subject: 'payout',
        subjectId: payoutId,
        concerns: [structureId],
        details: { attempt, cents: Number(cents) },
      })),
    );
  }
}

const RUN_SQL = `
  SELECT pr.id, pr.number, pr.cut_off_at AS "cutOffAt", pr.at, s.at AS "sentAt",
         t.transfers, t.cents, t.confirmed, t.rejected,
         (SELECT coalesce(sum(p.redemptions), 0)::int FROM payout p WHERE p.run_id = pr.id) AS redemptions,
         (SELECT coalesce(sum(r.fee_cents), 0)::bigint
            FROM payout p JOIN payout_line l ON l.payout_id = p.id JOIN redemption r ON r.id = l.redemption_id
           WHERE p.run_id = pr.id) AS "feesCents",
         f.at AS "feesSweptAt", b.at AS "bankFileAt", b.message_id AS "bankMessageId"
    FROM payout_run pr
    JOIN LATERAL (
      SELECT count(*)::int AS transfers, sum(r.cents)::bigint AS cents,
             count(*) FILTER (WHERE o.outcome = 'confirmed')::int AS confirmed,
             count(*) FILTER (WHERE o.outcome = 'rejected')::int AS rejected
        FROM remittance r LEFT JOIN remittance_outcome o ON o.payout_id = r.payout_id AND o.attempt = r.attempt
       WHERE r.run_id = pr.id) t ON true
    LEFT JOIN payout_run_sent s ON s.run_id = pr.id
    LEFT JOIN fee_sweep f ON f.run_id = pr.id
    LEFT JOIN bank_file b ON b.run_id = pr.id`;
