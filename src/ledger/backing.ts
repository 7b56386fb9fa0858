import { row, rows, type Tx } from '../database/sql.js';
import type { Day } from '../shared/calendar.js';
import type { Cents } from '../shared/money.js';

/**
 * RULES `backing`: at every moment, ring-fenced cash = outstanding face value + owed to structures + credit notes
 * + payments received for orders not yet fully funded + fees not yet swept.
 *
 * `outstandingCents` holds the face value of vouchers ended unused until their credit note is made.
 */
export interface Backing {
  readonly ringFencedCents: Cents;
  readonly outstandingCents: Cents;
  readonly owedToStructuresCents: Cents;
  readonly creditNotesCents: Cents;
  readonly paidInAdvanceCents: Cents;
  readonly unsweptFeeCents: Cents;
}

export interface BackingOfDay extends Backing {
  readonly day: Day;
}

/** The account kinds behind each term, and the sign with which a debit counts. */
const TERMS_SQL = `
  coalesce(sum(m.cents) FILTER (WHERE m.kind = 'bank-ring-fenced'), 0)::bigint AS "ringFencedCents",
  coalesce(-sum(m.cents) FILTER (WHERE m.kind IN ('vouchers-outstanding', 'vouchers-unused')), 0)::bigint AS "outstandingCents",
  coalesce(-sum(m.cents) FILTER (WHERE m.kind = 'structure-payable'), 0)::bigint AS "owedToStructuresCents",
  coalesce(-sum(m.cents) FILTER (WHERE m.kind IN ('credit-funder', 'credit-state')), 0)::bigint AS "creditNotesCents",
  coalesce(-sum(m.cents) FILTER (WHERE m.kind IN ('vouchers-ordered', 'funder-receivable', 'state-receivable')), 0)::bigint AS "paidInAdvanceCents",
  coalesce(-sum(m.cents) FILTER (WHERE m.kind = 'redemption-fees'), 0)::bigint AS "unsweptFeeCents"`;

/** Each transfer seen from both its accounts: a debit counts plus, a credit minus. */
const MOVES_SQL = `
  SELECT a.kind, t.day, t.cents FROM transfer t JOIN account a ON a.id = t.debit_account
  UNION ALL
  SELECT a.kind, t.day, -t.cents FROM transfer t JOIN account a ON a.id = t.credit_account`;

/** The terms of the equation at the end of a day; all of them in integer cents. */
export async function backingOn(tx: Tx, day: Day): Promise<Backing> {
  return (await row<Backing>(tx, `SELECT ${TERMS_SQL} FROM (${MOVES_SQL}) m WHERE m.day <= $1`, [
    day,
  ])) as Backing;
}

/** The terms at the end of each day on which something moved, from `from` to `to` (Paris days, both included). */
export async function backingByDay(tx: Tx, from: Day, to: Day): Promise<BackingOfDay[]> {
  return rows<BackingOfDay>(
    tx,
    `WITH daily AS (
       SELECT kind, greatest(day, $1::date) AS day, sum(cents) AS cents
         FROM (${MOVES_SQL}) moves WHERE day <= $2 GROUP BY 1, 2
     ), days AS (SELECT DISTINCT day FROM daily)
     SELECT d.day, ${TERMS_SQL} FROM days d JOIN daily m ON m.day <= d.day GROUP BY d.day ORDER BY d.day`,
    [from, to],
  );
}

/** What the cash exceeds the terms by: zero, or the books are wrong. */
export function backingGap(backing: Backing): Cents {
  return (
    backing.ringFencedCents -
    backing.outstandingCents -
    backing.owedToStructuresCents -
    backing.creditNotesCents -
    backing.paidInAdvanceCents -
    backing.unsweptFeeCents
  );
}
