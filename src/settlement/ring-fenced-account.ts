import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, oneRow, row, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { readBankAccount } from '../structures/iban.js';
import type { NamedAccount } from './bank-file.js';
import { refuseSettlement } from './settlement.refusals.js';

export interface SetAccount extends NamedAccount {
  readonly id: string;
  readonly setAt: Date;
}

const LATEST_SQL = `SELECT id, iban, bic, holder, set_at AS "setAt" FROM ring_fenced_account ORDER BY set_at DESC LIMIT 1`;

/**
 * The account that structures are paid from, as its bank knows it. A change is a new row: a run keeps the account it
 * was prepared under. Its IBAN is in this table and in the transfer files, and nowhere else.
 */
@Injectable()
export class RingFencedAccounts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Sets the account that the next runs are paid from. The one already set, given again, stays as it is.
   * Refusals: structures.iban-invalid, structures.iban-outside-sepa, structures.bic-invalid.
   */
  set(actor: Actor, typed: NamedAccount): Promise<SetAccount> {
    const given = { ...readBankAccount(typed), holder: typed.holder };
    return this.db.transaction(async (tx) => {
      // Two at once take turns; who only reads does not wait.
      await affected(tx, 'LOCK TABLE ring_fenced_account IN SHARE ROW EXCLUSIVE MODE');
      const before = await row<SetAccount>(tx, LATEST_SQL);
      if (before && isSame(before, given)) return before;
      const at = this.clock.now();
      // Later than the one it replaces even if the clock went back meanwhile: the last row is the one that counts.
      await affected(
        tx,
        `INSERT INTO ring_fenced_account (iban, bic, holder, set_at)
         SELECT $1, $2, $3, greatest($4::timestamptz, max(set_at) + interval '1 millisecond') FROM ring_fenced_account`,
        [given.iban, given.bic, given.holder, at],
      );
      const after = await oneRow<SetAccount>(tx, LATEST_SQL);
      await this.audit.record(tx, actor, at, {
        action: 'ring-fenced-account.set',
        subject: 'ring-fenced-account',
        subjectId: after.id,
      });
      return after;
    });
  }

  /** Refusal: settlement.no-ring-fenced-account. */
  get(): Promise<SetAccount> {
    return this.db.read(async (tx) => {
      const latest = await row<SetAccount>(tx, LATEST_SQL);
      if (!latest) throw refuseSettlement('no-ring-fenced-account');
      return latest;
    });
  }
}

/** Ties a run to the account set last, unless it has one already or none is set. */
export async function keepAccountOf(tx: Tx, runId: string): Promise<void> {
  await affected(
    tx,
    `INSERT INTO payout_run_account (run_id, account_id)
     SELECT $1, id FROM ring_fenced_account ORDER BY set_at DESC LIMIT 1 ON CONFLICT DO NOTHING`,
    [runId],
  );
}

function isSame(one: NamedAccount, other: NamedAccount): boolean {
  return one.iban === other.iban && one.bic === other.bic && one.holder === other.holder;
}
