import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { rows } from '../database/sql.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { ACCOUNT_KINDS } from './accounts.js';
import type { AccountQuery, AccountView, TransferQuery, TransferView } from './ledger.dto.js';

/** The books as they stand, for whoever checks them. */
@Injectable()
export class LedgerReader {
  constructor(private readonly db: Database) {}

  /** Accounts in the order they were opened, each with its balance in cents on the side that its kind says. */
  async accounts(query: AccountQuery): Promise<Page<AccountView>> {
    const [after] = readCursor(query, 'whole');
    const found = await this.db.read((tx) =>
      rows<Omit<AccountView, 'balanceCents'> & { netCents: bigint }>(
        tx,
        `SELECT a.id, a.kind, a.order_id AS "orderId", a.structure_id AS "structureId",
                ${ownerOf('a')} AS "ownerName",
                (coalesce((SELECT sum(cents) FROM transfer WHERE debit_account = a.id), 0)
                 - coalesce((SELECT sum(cents) FROM transfer WHERE credit_account = a.id), 0))::bigint AS "netCents"
           FROM account a
          WHERE ($1::uuid IS NULL OR a.order_id = $1)
            AND ($2::uuid IS NULL OR a.structure_id = $2)
            AND ($3::text IS NULL OR a.kind = $3)
            AND ($4::bigint IS NULL OR a.id > $4)
            AND ($6::bigint IS NULL OR a.id = $6)
          ORDER BY a.id LIMIT $5`,
        [
          query.orderId ?? null,
          query.structureId ?? null,
          query.kind ?? null,
          after,
          rowsToFetch(query),
          query.accountId ?? null,
        ],
      ),
    );
    const accounts = found.map(({ netCents, ...account }) => ({
      ...account,
      balanceCents: ACCOUNT_KINDS[account.kind].side === 'debit' ? netCents : -netCents,
    }));
    return toPage(query, accounts, (last) => [last.id]);
  }

  /** Transfers, newest first. */
  async transfers(query: TransferQuery): Promise<Page<TransferView>> {
    const [before] = readCursor(query, 'whole');
    const found = await this.db.read((tx) =>
      rows<TransferView>(
        tx,
        transfersSql({
          ofAccount: query.accountId !== undefined,
          ofCause: query.causeId !== undefined,
          before: before !== null,
        }),
        [query.accountId ?? null, query.causeId ?? null, before, rowsToFetch(query)],
      ),
    );
    return toPage(query, found, (last) => [last.id]);
  }
}

/**
 * Of an account ($1), of a cause ($2), before a transfer ($3); at most $4 of them. Each question has a text of its own: one
 * text for all would have one plan, kept by PostgreSQL, that reads the whole ledger to find the transfers of one cause.
 */
export function transfersSql(asked: { ofAccount: boolean; ofCause: boolean; before: boolean }): string {
  return `
  SELECT t.id, t.kind, t.debit_account AS "debitAccountId", t.credit_account AS "creditAccountId",
         d.kind AS "debitKind", ${ownerOf('d')} AS "debitOwner",
         c.kind AS "creditKind", ${ownerOf('c')} AS "creditOwner",
         t.cents AS "amountCents", t.cause, t.cause_id AS "causeId", t.at, t.day
    FROM transfer t JOIN account d ON d.id = t.debit_account JOIN account c ON c.id = t.credit_account
   WHERE ${asked.ofAccount ? '(t.debit_account = $1 OR t.credit_account = $1)' : '$1::bigint IS NULL'}
     AND ${asked.ofCause ? 't.cause_id = $2' : '$2::uuid IS NULL'}
     AND ${asked.before ? 't.id < $3' : '$3::bigint IS NULL'}
   ORDER BY t.id DESC LIMIT $4`;
}

/** What people call the owner of an account; null for the operator's own. */
function ownerOf(account: string): string {
  return `coalesce((SELECT number FROM voucher_order WHERE id = ${account}.order_id),
                   (SELECT name FROM organisation WHERE id = ${account}.structure_id))`;
}
