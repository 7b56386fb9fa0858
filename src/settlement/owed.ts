import { rows, type Tx } from '../database/sql.js';
import type { Cents } from '../shared/money.js';
import { verifiedBankDetails } from '../structures/bank-details.js';

/** Why money owed to a structure is not in a payout yet. */
export const WAITING_FOR = {
  'next-run': {
    fr: 'Sera payé à la prochaine campagne.',
    en: 'Will be paid by the next run.',
  },
  'bank-details-missing': {
    fr: 'Aucun IBAN n’a été donné : la structure doit en déposer un.',
    en: 'No IBAN was given: the structure has to submit one.',
  },
  'bank-details-unverified': {
    fr: 'Le dernier IBAN donné n’est pas encore vérifié par la plateforme.',
    en: 'The last IBAN given is not verified by the platform yet.',
  },
  'bank-details-rejected': {
    fr: 'La banque a rejeté ou retourné le dernier virement sur ce compte : la structure doit donner un autre IBAN.',
    en: 'The bank rejected or returned the last transfer to this account: the structure has to give another IBAN.',
  },
} as const;
export type WaitingFor = keyof typeof WAITING_FOR;

/** What a structure is owed and is in no payout, or in one that the bank rejected or returned. */
export interface Owed {
  readonly structureId: string;
  readonly structureName: string;
  /** Redemptions in no payout. */
  readonly redemptions: number;
  readonly redemptionCents: Cents;
  /** Payouts whose last transfer was rejected, or came back. */
  readonly rejectedPayouts: number;
  readonly rejectedCents: Cents;
}

export type Waiting = Owed & {
  readonly cents: Cents;
  readonly reason: WaitingFor;
  readonly sentences: (typeof WAITING_FOR)[WaitingFor];
};

/** Where a structure's money may go: the account of these bank details, or nowhere until something is done. */
export type Destination = { readonly bankDetailsId: string } | { readonly waitingFor: WaitingFor };

/** The last attempt of a payout and what the bank said last of it, if it said anything, beside the payout `p`. */
export const LAST_ATTEMPT_SQL = `
  JOIN LATERAL (SELECT * FROM remittance WHERE payout_id = p.id ORDER BY attempt DESC LIMIT 1) t ON true
  LEFT JOIN standing_answer o ON o.payout_id = t.payout_id AND o.attempt = t.attempt`;

/** The structure is owed the money of this transfer again. */
export const CAME_BACK_SQL = `o.outcome IN ('rejected', 'returned')`;

/** What is owed and not on its way, by structure: redemptions before the cut-off, and payouts whose money came back. */
export async function owedToStructures(
  tx: Tx,
  { structureId = null, before = null }: { structureId?: string | null; before?: Date | null },
): Promise<Owed[]> {
  return rows<Owed>(
    tx,
    `WITH unpaid AS (
       SELECT r.structure_id, count(*)::int AS redemptions, sum(r.structure_cents)::bigint AS cents
         FROM voucher_end e JOIN redemption r ON r.id = e.redemption_id
        WHERE ($1::uuid IS NULL OR r.structure_id = $1) AND ($2::timestamptz IS NULL OR r.at < $2)
          AND NOT EXISTS (SELECT 1 FROM payout_line l WHERE l.redemption_id = r.id)
        GROUP BY r.structure_id
     ), rejected AS (
       SELECT p.structure_id, count(*)::int AS payouts, sum(p.cents)::bigint AS cents FROM payout p ${LAST_ATTEMPT_SQL}
        WHERE ${CAME_BACK_SQL} AND ($1::uuid IS NULL OR p.structure_id = $1)
        GROUP BY p.structure_id
     )
     SELECT s.id AS "structureId", s.name AS "structureName",
            coalesce(u.redemptions, 0) AS redemptions, coalesce(u.cents, 0) AS "redemptionCents",
            coalesce(r.payouts, 0) AS "rejectedPayouts", coalesce(r.cents, 0) AS "rejectedCents"
       FROM unpaid u FULL JOIN rejected r ON r.structure_id = u.structure_id
       JOIN organisation s ON s.id = coalesce(u.structure_id, r.structure_id)
      ORDER BY s.name, s.id`,
    [structureId, before],
  );
}

/**
 * Where each structure's money may go: its last bank details, when they are verified and the bank has not just rejected or
 * returned a transfer to them. `insistFor` names structures to pay on such an account all the same, that being explained.
 */
export async function destinationsOf(
  tx: Tx,
  structureIds: readonly string[],
  insistFor: readonly string[] = [],
): Promise<Map<string, Destination>> {
  const verified = await verifiedBankDetails(tx, structureIds);
  const given = await rows<{ structureId: string }>(
    tx,
    `SELECT DISTINCT structure_id AS "structureId" FROM bank_details WHERE structure_id = ANY($1::uuid[])`,
    [structureIds],
  );
  const rejected = await rows<{ structureId: string }>(
    tx,
    `SELECT d.structure_id AS "structureId" FROM bank_details d
       JOIN LATERAL (SELECT o.outcome FROM remittance t JOIN standing_answer o ON o.payout_id = t.payout_id AND o.attempt = t.attempt
                      WHERE t.bank_details_id = d.id
                      ORDER BY coalesce(o.returned_at, o.answered_at) DESC, t.attempt DESC LIMIT 1) o ON ${CAME_BACK_SQL}
      WHERE d.id = ANY($1::uuid[])`,
    [[...verified.values()].map(({ id }) => id)],
  );
  const hasGiven = new Set(given.map((each) => each.structureId));
  const wasRejected = new Set(rejected.map((each) => each.structureId));
  for (const id of insistFor) wasRejected.delete(id);
  return new Map(
    structureIds.map((id): [string, Destination] => {
      const account = verified.get(id);
      if (!account)
        return [id, { waitingFor: hasGiven.has(id) ? 'bank-details-unverified' : 'bank-details-missing' }];
      return [
        id,
        wasRejected.has(id) ? { waitingFor: 'bank-details-rejected' } : { bankDetailsId: account.id },
      ];
    }),
  );
}

/** What waits and why, in both languages. */
export function waitingOf(owed: Owed, destination: Destination | undefined): Waiting {
  const reason = destination && 'waitingFor' in destination ? destination.waitingFor : 'next-run';
  return {
    ...owed,
    cents: owed.redemptionCents + owed.rejectedCents,
    reason,
    sentences: WAITING_FOR[reason],
  };
}
