import { Injectable } from '@nestjs/common';
import { affected, oneRow, rows, type Tx } from '../database/sql.js';
import { parisDay } from '../shared/calendar.js';
import type { Cents } from '../shared/money.js';
import { ACCOUNT_KINDS, type Account } from './accounts.js';

/** Every kind of movement the books know, by the fact that causes it. */
export const TRANSFER_KINDS = [
  'vouchers-invoiced',
  'fee-invoiced',
  'fee-vat-invoiced',
  'label-invoiced',
  'label-vat-invoiced',
  'payment',
  'payment-by-credit',
  'overpayment',
  'payment-reversed',
  'payment-by-credit-reversed',
  'overpayment-reversed',
  'activation',
  'redemption',
  'redemption-fee',
  'redemption-undone',
  'redemption-fee-undone',
  'revocation',
  'expiry',
  'payout',
  'payout-rejected',
  'payout-returned',
  'fee-sweep',
  'fee-earned',
  'fee-vat',
  'credit-note',
  'credit-refund',
  'cancellation',
  'set-off',
] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** One movement: a positive number of cents from the debited account to the credited one. */
export interface Transfer {
  readonly kind: TransferKind;
  readonly debit: Account;
  readonly credit: Account;
  readonly cents: Cents;
}

/** The fact a transfer follows from: a redemption, a payment, a remittance… */
export interface Cause {
  readonly cause: string;
  readonly causeId: string;
}

export type CausedTransfer = Transfer & Cause;

/**
 * The books. Rows are only added: a mistake is reversed by a further transfer. No row holds a running balance, so no
 * two scans ever wait for each other here; a balance is a sum.
 */
@Injectable()
export class Ledger {
  /** Posts the transfers of one fact. Zero amounts are left out: they move nothing. */
  async post(tx: Tx, at: Date, cause: Cause, transfers: readonly Transfer[]): Promise<void> {
    await this.postAll(
      tx,
      at,
      transfers.map((transfer) => ({ ...transfer, ...cause })),
    );
  }

  /** Posts the transfers of many facts (a group session, a payout run) in one statement. */
  async postAll(tx: Tx, at: Date, transfers: readonly CausedTransfer[]): Promise<void> {
    const moving = transfers.filter((transfer) => transfer.cents !== 0n);
    if (moving.length === 0) return;
    if (moving.some((transfer) => transfer.cents < 0n)) throw new Error('a transfer moves a positive amount');
    if ((await this.insert(tx, at, moving)) === moving.length) return;
    // Some account did not exist yet: nothing can be missing after this.
    await this.open(
      tx,
      moving.flatMap((transfer) => [transfer.debit, transfer.credit]),
    );
    const missing = await this.insert(tx, at, moving);
    if (missing === 0) throw new Error('transfers could not be posted');
  }

  /** The balance of an account in cents, on the side that its kind says. */
  async balance(tx: Tx, account: Account): Promise<Cents> {
    const { net } = await oneRow<{ net: bigint }>(
      tx,
      `SELECT coalesce(sum(CASE WHEN t.debit_account = a.id THEN t.cents ELSE -t.cents END), 0)::bigint AS net
         FROM account a JOIN transfer t ON a.id IN (t.debit_account, t.credit_account)
        WHERE a.kind = $1 AND a.owner_id = $2`,
      [account.kind, account.ownerId],
    );
    return ACCOUNT_KINDS[account.kind].side === 'debit' ? net : -net;
  }

  private async open(tx: Tx, accounts: readonly Account[]): Promise<void> {
    // Sorted, so that two transactions opening the same accounts wait for each other in one order.
    const distinct = [...new Map(accounts.map((account) => [JSON.stringify(account), account])).entries()]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([, account]) => account);
    const ownersOf = (owner: string) =>
      distinct.map((account) => (ACCOUNT_KINDS[account.kind].of === owner ? account.ownerId : null));
    await affected(
      tx,
      `INSERT INTO account (kind, order_id, structure_id)
       SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[]) ON CONFLICT DO NOTHING`,
      [distinct.map((account) => account.kind), ownersOf('order'), ownersOf('structure')],
    );
  }

  private async insert(tx: Tx, at: Date, transfers: readonly CausedTransfer[]): Promise<number> {
    const inserted = await rows(
      tx,
      `WITH wanted AS (
         SELECT *, count(*) OVER () AS total
           FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::bigint[], $7::text[], $8::uuid[])
             AS w (kind, debit_kind, debit_owner, credit_kind, credit_owner, cents, cause, cause_id)
       ), resolved AS (
         SELECT w.*, d.id AS debit_id, c.id AS credit_id, count(*) OVER () AS found
           FROM wanted w
           JOIN account d ON d.kind = w.debit_kind AND d.owner_id = w.debit_owner
           JOIN account c ON c.kind = w.credit_kind AND c.owner_id = w.credit_owner
       )
       INSERT INTO transfer (kind, debit_account, credit_account, cents, cause, cause_id, at, day)
       SELECT kind, debit_id, credit_id, cents, cause, cause_id, $9, $10 FROM resolved WHERE found = total
       RETURNING 1`,
      [
        transfers.map((transfer) => transfer.kind),
        transfers.map((transfer) => transfer.debit.kind),
        transfers.map((transfer) => transfer.debit.ownerId),
        transfers.map((transfer) => transfer.credit.kind),
        transfers.map((transfer) => transfer.credit.ownerId),
        transfers.map((transfer) => transfer.cents),
        transfers.map((transfer) => transfer.cause),
        transfers.map((transfer) => transfer.causeId),
        at,
        parisDay(at),
      ],
    );
    return inserted.length;
  }
}
