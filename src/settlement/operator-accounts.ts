import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, oneRow, row, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { readBankAccount } from '../structures/iban.js';
import type { NamedAccount } from './bank-file.js';

/** Other people's money is in the first: vouchers are paid into it, structures from it. Fees are paid into the second. */
export type OperatorAccountKind = 'ring-fenced' | 'operating';

export interface SetAccount extends NamedAccount {
  readonly id: string;
  readonly setAt: Date;
}

const LATEST_SQL = `SELECT id, iban, bic, holder, set_at AS "setAt" FROM operator_account WHERE kind = $1 ORDER BY set_at DESC LIMIT 1`;

/**
 * The operator's two accounts, as their banks know them. A change is a new row: a run keeps the account it was prepared
 * under, an invoice the one it asked to be paid into (src/billing/invoice-accounts.ts). Their IBANs are in this table, on
 * invoices and in transfer files, and nowhere else.
 */
@Injectable()
export class OperatorAccounts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Sets the account that next runs or invoices will name. The one already set, given again, stays as it is.
   * Refusals: structures.iban-invalid, structures.iban-outside-sepa, structures.bic-invalid.
   */
  set(actor: Actor, kind: OperatorAccountKind, typed: NamedAccount): Promise<SetAccount> {
    const given = { ...readBankAccount(typed), holder: typed.holder };
    return this.db.transaction(async (tx) => {
      // Two at once take turns; who only reads does not wait.
      await affected(tx, 'LOCK TABLE operator_account IN SHARE ROW EXCLUSIVE MODE');
      const before = await row<SetAccount>(tx, LATEST_SQL, [kind]);
      if (before && isSame(before, given)) return before;
      const at = this.clock.now();
      // Later than the one it replaces even if the clock went back meanwhile: the last row is the one that counts.
      await affected(
        tx,
        `INSERT INTO operator_account (kind, iban, bic, holder, set_at)
         SELECT $1, $2, $3, $4, greatest($5::timestamptz, max(set_at) + interval '1 millisecond') FROM operator_account WHERE kind = $1`,
        [kind, given.iban, given.bic, given.holder, at],
      );
      const after = await oneRow<SetAccount>(tx, LATEST_SQL, [kind]);
      await this.audit.record(tx, actor, at, {
        action: 'operator-account.set',
        subject: 'operator-account',
        subjectId: after.id,
        details: { kind },
      });
      return after;
    });
  }

  /** Both, null where none is set yet. */
  get(): Promise<{ ringFenced: SetAccount | null; operating: SetAccount | null }> {
    return this.db.read(async (tx) => ({
      ringFenced: await row<SetAccount>(tx, LATEST_SQL, ['ring-fenced']),
      operating: await row<SetAccount>(tx, LATEST_SQL, ['operating']),
    }));
  }
}

/** Ties a run to the ring-fenced account set last, unless it has one already or none is set. */
export async function keepAccountOf(tx: Tx, runId: string): Promise<void> {
  await affected(
    tx,
    `INSERT INTO payout_run_account (run_id, account_id)
     SELECT $1, id FROM operator_account WHERE kind = 'ring-fenced' ORDER BY set_at DESC LIMIT 1 ON CONFLICT DO NOTHING`,
    [runId],
  );
}

function isSame(one: NamedAccount, other: NamedAccount): boolean {
  return one.iban === other.iban && one.bic === other.bic && one.holder === other.holder;
}
