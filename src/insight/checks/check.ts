import type { AccountKind } from '../../ledger/accounts.js';
import { NO_OWNER } from '../../ledger/accounts.js';
import type { TransferKind } from '../../ledger/ledger.js';
import { splitRedemption } from '../../scheme/redemption-check.js';
import { RULES, tariffsOf } from '../../scheme/rules.js';
import { toJson } from '../../shared/wire.js';

/** One thing that must be true of the books: its sentence, and the query that finds where it is not. */
export interface Check {
  readonly name: string;
  readonly sentence: string;
  /** Gives a row for each thing that is not as the sentence says: `what` is wrong, and the `ids` of what (jsonb). */
  readonly sql: string;
  /** What the query takes as $1, $2…: the numbers and tables of the scheme and of the ledger, never repeated here. */
  readonly params?: readonly unknown[];
  /** The kinds of transfers that this check accounts for, one by one. */
  readonly accountsFor?: readonly TransferKind[];
}

/** Every tariff there has been, for queries that join an order or a document to its own. */
export const TARIFFS = toJson(
  tariffsOf(RULES).map((tariff) => ({
    since: tariff.since,
    voucherCents: tariff['face-value'].voucherCents,
    bookSizes: tariff['face-value'].bookSizes,
    cofundedMinimumCents: tariff['cofunded-minimum'].faceValueCents,
    directMinimumCents: tariff['direct-minimum'].faceValueCents,
    directFeeCents: tariff['direct-fee'].feeCents,
    labelFeeCents: tariff['label-fee'].feeCents,
    heldAtMost: tariff['hand-out-limit'].vouchers,
    roundsAtMost: 1 + tariff.renewal.renewals,
    vatBasisPoints: tariff.vat.basisPoints,
    ...splitRedemption(tariff),
  })),
);

/** The tariffs as a table, given TARIFFS as $1. */
export const TARIFF_SQL = `
  tariff AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS t (
      since date, "voucherCents" bigint, "bookSizes" int[], "cofundedMinimumCents" bigint, "directMinimumCents" bigint,
      "directFeeCents" bigint, "labelFeeCents" bigint, "heldAtMost" int, "roundsAtMost" int, "vatBasisPoints" bigint,
      "structureCents" bigint, "feeCents" bigint, "feeNetCents" bigint, "feeVatCents" bigint)
  )`;

/** The tariff in force on a day given by an SQL expression, to join as a table. */
export function tariffOnSql(day: string): string {
  return `LATERAL (SELECT * FROM tariff t WHERE t.since <= ${day} ORDER BY t.since DESC LIMIT 1)`;
}

/**
 * The units of value of each order: the vouchers that no other replaces. A voucher that was replaced and its
 * replacement are one unit, which ends as the last of them does.
 */
export const UNIT_SQL = `
  unit AS (
    SELECT v.order_id, v.serial, e.kind AS ended
      FROM voucher v LEFT JOIN voucher_end e ON e.voucher_serial = v.serial
     WHERE NOT EXISTS (SELECT 1 FROM voucher later WHERE later.replaces = v.serial)
  )`;

/** A query that gives the transfers which the facts call for; columns as in EXPECTED. */
export interface Expected {
  readonly name: string;
  readonly sentence: string;
  readonly kinds: readonly TransferKind[];
  readonly facts: string;
}

const COLUMNS = 'cause, cause_id, kind, debit, debit_owner, credit, credit_owner, cents, at';

/** Holds the transfers of some kinds against the facts that call for them, both ways, to the cent and to the instant. */
export function transfersOfFacts({ name, sentence, kinds, facts }: Expected): Check {
  const sql = `
    WITH expected (${COLUMNS}) AS (${facts}),
    called_for AS (SELECT ${COLUMNS} FROM expected WHERE cents <> 0),
    posted AS (
      SELECT t.cause, t.cause_id, t.kind, d.kind AS debit, d.owner_id AS debit_owner, c.kind AS credit,
             c.owner_id AS credit_owner, t.cents, t.at
        FROM transfer t JOIN account d ON d.id = t.debit_account JOIN account c ON c.id = t.credit_account
       WHERE t.kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})
    ),
    wrong AS (
      SELECT 'missing' AS fault, * FROM (TABLE called_for EXCEPT ALL TABLE posted) missing
       UNION ALL
      SELECT 'unfounded', * FROM (TABLE posted EXCEPT ALL TABLE called_for) unfounded
    )
    SELECT format('%s: %s of %s cents from %s to %s at %s', fault, kind, cents, debit, credit, at) AS what,
           jsonb_build_object(cause, cause_id, 'debitOwner', debit_owner, 'creditOwner', credit_owner) AS ids
      FROM wrong`;
  return { name, sentence, sql, accountsFor: kinds };
}

/** The owner of the operator's accounts, in SQL. */
export const OPERATOR = `'${NO_OWNER}'::uuid`;

/** An account kind in SQL, so that a kind that does not exist does not compile. */
export function kind(name: AccountKind): string {
  return `'${name}'`;
}
