import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { affected, row, rows, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { readBankReport } from './bank-report.js';
import { answersOf, countsOf, linesOf, type Said, saidOf, type TransferOfRun } from './bank-report-lines.js';
import { Payouts } from './payouts.service.js';
import { refuseSettlement } from './settlement.refusals.js';

interface RunOfReport {
  readonly id: string;
  readonly number: number;
  readonly sent: boolean;
}

/** The bank's reports on the transfers of a run, applied as the operator would apply them by hand. */
@Injectable()
export class BankReports {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly payouts: Payouts,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Applies a payment status report: confirms what is settled, rejects what is rejected, and says of each other line
   * why nothing was recorded. The same report again changes nothing. Refusals: settlement.bank-report-malformed,
   * settlement.bank-report-not-understood, settlement.bank-report-of-another-message, settlement.not-sent.
   */
  apply(actor: Actor, once: OnceRequest, xml: string) {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      const report = readBankReport(xml);
      const run = await this.runOf(tx, report.messageId);
      const transfers = await this.lockTransfers(tx, run.id);
      const said = saidOf(report, transfers);
      const strangers = await this.otherRuns(tx, said, transfers);
      const lines = linesOf(said, transfers, strangers);
      const answers = answersOf(lines, transfers);
      await this.payouts.record(tx, actor, at, answers);
      const counts = countsOf(lines);
      await this.audit.record(tx, actor, at, {
        action: 'bank-report.applied',
        subject: 'payout-run',
        subjectId: run.id,
        details: { number: run.number, ...counts },
      });
      return { runId: run.id, runNumber: run.number, ...counts, lines };
    });
  }

  private async runOf(tx: Tx, messageId: string): Promise<RunOfReport> {
    const run = await row<RunOfReport>(
      tx,
      `SELECT r.id, r.number, EXISTS (SELECT 1 FROM payout_run_sent s WHERE s.run_id = r.id) AS sent
         FROM bank_file f JOIN payout_run r ON r.id = f.run_id WHERE f.message_id = $1`,
      [messageId],
    );
    if (!run) throw refuseSettlement('bank-report-of-another-message', { messageId });
    if (!run.sent) throw refuseSettlement('not-sent');
    return run;
  }

  /** The transfers of a run, whose payouts nobody else answers for meanwhile. */
  private async lockTransfers(tx: Tx, runId: string): Promise<Map<string, TransferOfRun>> {
    await affected(
      tx,
      `SELECT 1 FROM payout p WHERE EXISTS (SELECT 1 FROM remittance t WHERE t.payout_id = p.id AND t.run_id = $1)
        ORDER BY p.id FOR NO KEY UPDATE`,
      [runId],
    );
    const found = await rows<TransferOfRun>(
      tx,
      `SELECT p.id AS "payoutId", t.id AS "remittanceId", p.structure_id AS "structureId", t.attempt, p.redemptions, t.cents,
              t.end_to_end_id AS "endToEndId", o.outcome
         FROM remittance t
         JOIN payout p ON p.id = t.payout_id
         LEFT JOIN remittance_outcome o ON o.payout_id = t.payout_id AND o.attempt = t.attempt
        WHERE t.run_id = $1 ORDER BY t.end_to_end_id`,
      [runId],
    );
    return new Map(found.map((transfer) => [transfer.endToEndId, transfer]));
  }

  /** References of transfers that exist, but not in this run. */
  private async otherRuns(
    tx: Tx,
    said: readonly Said[],
    transfers: ReadonlyMap<string, TransferOfRun>,
  ): Promise<ReadonlySet<string>> {
    const unknown = said.map(({ endToEndId }) => endToEndId).filter((id) => !transfers.has(id));
    const found = await rows<{ id: string }>(
      tx,
      `SELECT end_to_end_id AS id FROM remittance WHERE end_to_end_id = ANY($1::text[])`,
      [unknown],
    );
    return new Set(found.map(({ id }) => id));
  }
}
