import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { type AuditEntry, AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { affected, row, type Tx } from '../database/sql.js';
import { ofOperator, ofStructure } from '../ledger/accounts.js';
import { Ledger } from '../ledger/ledger.js';
import { Letters } from '../letters/letters.js';
import { Clock } from '../shared/clock.js';
import type { Cents } from '../shared/money.js';
import { withoutAccountNumbers } from '../structures/iban.js';
import { LAST_ATTEMPT_SQL } from './owed.js';
import { refuseSettlement } from './settlement.refusals.js';

export type BankAnswer =
  | { readonly outcome: 'confirmed'; readonly endToEndId: string }
  | { readonly outcome: 'rejected'; readonly endToEndId: string; readonly reason: string };

/** A transfer that awaits the answer of the bank. */
export interface AwaitedTransfer {
  readonly payoutId: string;
  readonly remittanceId: string;
  readonly structureId: string;
  readonly attempt: number;
  readonly redemptions: number;
  readonly cents: Cents;
}

/** What the bank said of one transfer; why, if it rejected it. */
export interface Answered extends AwaitedTransfer {
  readonly outcome: BankAnswer['outcome'];
  readonly reason: string | null;
}

/** A transfer whose money the structure is owed again, and why. */
type FailedTransfer = Omit<Answered, 'outcome'>;

interface LastTransfer extends AwaitedTransfer {
  readonly endToEndId: string;
  readonly sent: boolean;
  /** What the bank said last of it. */
  readonly outcome: BankAnswer['outcome'] | 'returned' | null;
}

/** What the bank answers for the transfers it was sent, and what comes back of those it had settled. */
@Injectable()
export class Payouts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly audit: AuditTrail,
    private readonly letters: Letters,
  ) {}

  /**
   * Records that the bank paid the last transfer of a payout, or rejected it: then the structure is owed the money
   * again. Refusals: access.not-found, settlement.transfer-not-awaited when the reference is not the last transfer's,
   * settlement.not-sent, settlement.already-answered.
   */
  answer(actor: Actor, once: OnceRequest, payoutId: string, answer: BankAnswer) {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      const last = await this.lockLast(tx, payoutId, answer.endToEndId);
      if (!last.sent) throw refuseSettlement('not-sent');
      if (last.outcome !== null) throw refuseSettlement('already-answered');
      const reason = answer.outcome === 'rejected' ? answer.reason : null;
      await this.record(tx, actor, at, [{ ...last, outcome: answer.outcome, reason }]);
      return { id: payoutId, endToEndId: last.endToEndId, state: answer.outcome, answeredAt: at };
    });
  }

  /**
   * Records that the money of a transfer which the bank had settled came back, as its statement or its notice tells: the
   * structure is owed it again, and a further attempt can follow. Refusals: access.not-found,
   * settlement.transfer-not-awaited when the reference is not the last transfer's, settlement.not-confirmed,
   * settlement.already-returned.
   */
  comeBack(
    actor: Actor,
    once: OnceRequest,
    payoutId: string,
    { endToEndId, reason }: { readonly endToEndId: string; readonly reason: string },
  ) {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      const last = await this.lockLast(tx, payoutId, endToEndId);
      if (last.outcome === 'returned') throw refuseSettlement('already-returned');
      if (last.outcome !== 'confirmed') throw refuseSettlement('not-confirmed');
      const { attempt, structureId, cents } = last;
      await affected(
        tx,
        `INSERT INTO remittance_return (payout_id, attempt, reason, at) VALUES ($1, $2, $3, $4)`,
        [payoutId, attempt, reason, at],
      );
      await this.giveBack(tx, at, 'payout-returned', [{ ...last, reason }]);
      await this.audit.record(tx, actor, at, {
        action: 'payout.returned',
        subject: 'payout',
        subjectId: payoutId,
        concerns: [structureId],
        details: { attempt, cents: Number(cents) },
      });
      return { id: payoutId, endToEndId, state: 'returned', answeredAt: at };
    });
  }

  /**
   * Writes answers down, all at once: what was rejected comes back to the ring-fenced account and is owed again. The
   * payouts are locked, and none of the transfers is answered yet.
   */
  async record(tx: Tx, actor: Actor, at: Date, answers: readonly Answered[]): Promise<void> {
    await affected(
      tx,
      `INSERT INTO remittance_outcome (payout_id, attempt, outcome, reason, at)
       SELECT *, $5::timestamptz FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[])`,
      [
        answers.map(({ payoutId }) => payoutId),
        answers.map(({ attempt }) => attempt),
        answers.map(({ outcome }) => outcome),
        answers.map(({ reason }) => reason),
        at,
      ],
    );
    await this.giveBack(
      tx,
      at,
      'payout-rejected',
      answers.filter(({ outcome }) => outcome === 'rejected'),
    );
    await this.audit.record(
      tx,
      actor,
      at,
      ...answers.map(({ outcome, payoutId, structureId, attempt, cents }): AuditEntry => ({
        action: `payout.${outcome}`,
        subject: 'payout',
        subjectId: payoutId,
        concerns: [structureId],
        details: { attempt, cents: Number(cents) },
      })),
    );
  }

  /** The money of transfers that failed is on the ring-fenced account again, and owed again; the structures are told. */
  private async giveBack(
    tx: Tx,
    at: Date,
    kind: 'payout-rejected' | 'payout-returned',
    failed: readonly FailedTransfer[],
  ): Promise<void> {
    await this.ledger.postAll(
      tx,
      at,
      failed.map(({ remittanceId, structureId, cents }) => ({
        kind,
        cause: 'remittance',
        causeId: remittanceId,
        debit: ofOperator('bank-ring-fenced'),
        credit: ofStructure('structure-payable', structureId),
        cents,
      })),
    );
    await this.letters.postAll(
      tx,
      at,
      failed.map(({ payoutId, structureId, redemptions, cents: amountCents, reason }) => ({
        kind,
        to: { organisationId: structureId },
        facts: { payoutId, amountCents, redemptions, reason: withoutAccountNumbers(reason ?? '') },
      })),
    );
  }

  /** Locks a payout; refuses a reference that is not its last transfer's. */
  private async lockLast(tx: Tx, payoutId: string, endToEndId: string): Promise<LastTransfer> {
    await affected(tx, `SELECT 1 FROM payout WHERE id = $1 FOR NO KEY UPDATE`, [payoutId]);
    const last = await row<LastTransfer>(
      tx,
      `SELECT p.id AS "payoutId", t.id AS "remittanceId", p.structure_id AS "structureId", t.attempt, p.redemptions, t.cents, t.end_to_end_id AS "endToEndId",
              EXISTS (SELECT 1 FROM payout_run_sent s WHERE s.run_id = t.run_id) AS sent, o.outcome
         FROM payout p ${LAST_ATTEMPT_SQL} WHERE p.id = $1`,
      [payoutId],
    );
    if (!last) throw refuseAccess('not-found');
    if (last.endToEndId !== endToEndId) throw refuseSettlement('transfer-not-awaited');
    return last;
  }
}
