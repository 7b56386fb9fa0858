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

interface LastTransfer extends AwaitedTransfer {
  readonly endToEndId: string;
  readonly sent: boolean;
  readonly outcome: string | null;
}

/** What the bank answers for the transfers it was sent. */
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
      const last = await this.awaited(tx, payoutId, answer.endToEndId);
      const reason = answer.outcome === 'rejected' ? answer.reason : null;
      await this.record(tx, actor, at, [{ ...last, outcome: answer.outcome, reason }]);
      return { id: payoutId, endToEndId: last.endToEndId, state: answer.outcome, answeredAt: at };
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
    const rejected = answers.filter(({ outcome }) => outcome === 'rejected');
    await this.ledger.postAll(
      tx,
      at,
      rejected.map(({ remittanceId, structureId, cents }) => ({
        kind: 'payout-rejected',
        cause: 'remittance',
        causeId: remittanceId,
        debit: ofOperator('bank-ring-fenced'),
        credit: ofStructure('structure-payable', structureId),
        cents,
      })),
    );
    for (const { payoutId, structureId, redemptions, cents: amountCents, reason } of rejected) {
      await this.letters.post(tx, at, {
        kind: 'payout-rejected',
        to: { organisationId: structureId },
        facts: { payoutId, amountCents, redemptions, reason: withoutAccountNumbers(reason ?? '') },
      });
    }
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

  private async awaited(tx: Tx, payoutId: string, endToEndId: string): Promise<LastTransfer> {
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
    if (!last.sent) throw refuseSettlement('not-sent');
    if (last.outcome !== null) throw refuseSettlement('already-answered');
    return last;
  }
}
