import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { type Day, parisDay } from '../shared/calendar.js';
import { type Cents, euros, sum } from '../shared/money.js';
import { wireNumber } from '../shared/wire.js';
import {
  type BankTransfer,
  bankFileOf,
  messageIdOf,
  type NamedAccount,
  readBankFile,
  type RunToPay,
} from './bank-file.js';
import { bankingDayAfter } from './banking-days.js';
import { schemaFaults } from './iso20022.js';
import { keepAccountOf } from './operator-accounts.js';
import { refuseSettlement } from './settlement.refusals.js';

export interface BankFile {
  readonly name: string;
  readonly xml: string;
}

/** The transfer file of a run, for the bank. Made from the rows each time it is asked for: it holds IBANs, and is not kept. */
@Injectable()
export class BankFiles {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The file, the same to the byte each time, before the run is marked as sent and after. It leaves only if it is valid
   * against its schema and says what the ledger says. Who took it is in the audit trail. Refusals: access.not-found,
   * settlement.no-ring-fenced-account, settlement.bank-file-not-as-ledger, settlement.bank-file-changed.
   */
  make(actor: Actor, runId: string): Promise<BankFile> {
    return this.db.transaction(async (tx) => {
      const at = this.clock.now();
      const run = await this.runToPay(tx, runId);
      const xml = bankFileOf(run);
      requireSameAsRows(run, xml);
      await this.requireSameAsLedger(tx, run);
      const faults = await schemaFaults('pain.001.001.09', xml);
      if (faults.length > 0) throw new Error(`the bank file of a run is not valid: ${faults.join(', ')}`);
      await this.requireSameAsBefore(tx, at, run, xml);
      await this.audit.record(tx, actor, at, {
        action: 'bank-file.downloaded',
        subject: 'payout-run',
        subjectId: runId,
        details: { number: run.number, transfers: run.transfers.length },
      });
      return { name: `payouts-${run.number}.xml`, xml };
    });
  }

  private async runToPay(tx: Tx, runId: string): Promise<RunToPay> {
    const run = await row<Pick<RunToPay, 'id' | 'number' | 'preparedAt'> & { askedOn: Day | null }>(
      tx,
      `SELECT r.id, r.number, r.at AS "preparedAt", f.executes_on AS "askedOn"
         FROM payout_run r LEFT JOIN bank_file f ON f.run_id = r.id WHERE r.id = $1 FOR NO KEY UPDATE OF r`,
      [runId],
    );
    if (!run) throw refuseAccess('not-found');
    await keepAccountOf(tx, runId);
    const account = await row<NamedAccount>(
      tx,
      `SELECT a.iban, a.bic, a.holder FROM payout_run_account p JOIN operator_account a ON a.id = p.account_id WHERE p.run_id = $1`,
      [runId],
    );
    if (!account) throw refuseSettlement('no-ring-fenced-account');
    const transfers = await rows<BankTransfer>(
      tx,
      `SELECT t.end_to_end_id AS "endToEndId", t.cents, d.iban, d.bic, d.holder
         FROM remittance t JOIN bank_details d ON d.id = t.bank_details_id WHERE t.run_id = $1`,
      [runId],
    );
    const executesOn = run.askedOn ?? bankingDayAfter(parisDay(run.preparedAt));
    return { ...run, executesOn, account, transfers };
  }

  /**
   * What a run that was sent took out of the ring-fenced account is what its file tells the bank to take out; one that
   * was not sent took nothing. Refusal: settlement.bank-file-not-as-ledger.
   */
  private async requireSameAsLedger(tx: Tx, { id, transfers }: RunToPay): Promise<void> {
    const posted = await oneRow<{ sent: boolean; count: number; cents: Cents }>(
      tx,
      `SELECT EXISTS (SELECT 1 FROM payout_run_sent WHERE run_id = $1) AS sent, count(*)::int AS count,
              coalesce(sum(p.cents), 0)::bigint AS cents
         FROM remittance t JOIN transfer p ON p.cause = 'remittance' AND p.cause_id = t.id AND p.kind = 'payout'
        WHERE t.run_id = $1`,
      [id],
    );
    const expected = posted.sent
      ? { count: transfers.length, cents: totalOf(transfers) }
      : { count: 0, cents: 0n };
    if (posted.count !== expected.count || posted.cents !== expected.cents) {
      throw refuseSettlement('bank-file-not-as-ledger', {
        transfers: transfers.length,
        expectedTransfers: expected.count,
        ledgerTransfers: posted.count,
        file: euros(totalOf(transfers)),
        expected: euros(expected.cents),
        ledger: euros(posted.cents),
        fileCents: wireNumber(totalOf(transfers)),
        expectedCents: wireNumber(expected.cents),
        ledgerCents: wireNumber(posted.cents),
      });
    }
  }

  /** Writes down the digest of the first file, and holds every later one against it. */
  private async requireSameAsBefore(tx: Tx, at: Date, run: RunToPay, xml: string): Promise<void> {
    const digest = createHash('sha256').update(xml).digest();
    await affected(
      tx,
      `INSERT INTO bank_file (run_id, message_id, transfers, cents, digest, executes_on, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT ON CONSTRAINT bank_file_once DO NOTHING`,
      [run.id, messageIdOf(run), run.transfers.length, totalOf(run.transfers), digest, run.executesOn, at],
    );
    const first = await oneRow<{ digest: Buffer }>(tx, `SELECT digest FROM bank_file WHERE run_id = $1`, [
      run.id,
    ]);
    if (!first.digest.equals(digest)) throw refuseSettlement('bank-file-changed');
  }
}

function totalOf(transfers: readonly BankTransfer[]): Cents {
  return sum(transfers.map(({ cents }) => cents));
}

/** Holds the text of a file against the rows it was made from: each amount, and both totals. */
export function requireSameAsRows({ transfers }: RunToPay, xml: string): void {
  const { totals, amounts } = readBankFile(xml);
  const count = transfers.length;
  const cents = totalOf(transfers);
  const same =
    amounts.size === count &&
    transfers.every((each) => amounts.get(each.endToEndId) === each.cents) &&
    totals.every((total) => total.transfers === count && total.cents === cents);
  if (!same) throw new Error('a bank file does not say what its run says');
}
