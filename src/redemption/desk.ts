import { rows, type Tx } from '../database/sql.js';
import type { LabelYear } from '../scheme/label.js';
import type { ExerciseCalendar } from '../scheme/year-end.js';
import type { Day } from '../shared/calendar.js';
import type { Cents } from '../shared/money.js';

/** Where, by whom, what and when: the session that vouchers pay. */
export interface Session {
  readonly venueId: string;
  readonly mediatorId: string;
  readonly moduleId: string;
  readonly sessionOn: Day;
}

/**
 * What the structure may do, as of the day of the session: a mediator who has left since did lead it, a venue closed
 * since did host it. The day itself of a departure, a closing or a withdrawal no longer counts.
 */
export interface Desk {
  readonly labels: readonly LabelYear[];
  /** Null when the structure has no such venue, open that day. */
  readonly venueName: string | null;
  /** Null when the structure has no such mediator, present that day. */
  readonly conseillerNumerique: boolean | null;
  /** The price at which the structure offers the module; null when it does not. */
  readonly offerCents: Cents | null;
  readonly moduleTitle: string | null;
}

/** What is known of a voucher, its end included. */
export interface VoucherRow {
  readonly serial: bigint;
  readonly orderId: string;
  readonly tariffSince: Day;
  readonly active: boolean;
  readonly handedOutOn: Day | null;
  readonly calendar: ExerciseCalendar;
  readonly end: {
    readonly kind: 'redeemed' | 'revoked' | 'expired';
    readonly redemption: EarlierRedemption | null;
  } | null;
}

/** The redemption that ended a voucher. */
export interface EarlierRedemption {
  readonly id: string;
  readonly receipt: number;
  readonly structureId: string;
  readonly day: Day;
}

const DESK_SQL = `
  SELECT (SELECT coalesce(json_agg(json_build_object('startsOn', l.starts_on, 'endsOn', l.ends_on, 'withdrawnOn', w.withdrawn_on)), '[]')
            FROM label l LEFT JOIN label_withdrawal w ON w.label_id = l.id WHERE l.structure_id = $1) AS labels,
         (SELECT name FROM venue
           WHERE id = $2 AND structure_id = $1 AND (closed_at IS NULL OR $5::date < (closed_at AT TIME ZONE 'Europe/Paris')::date)) AS "venueName",
         (SELECT conseiller_numerique FROM mediator
           WHERE id = $3 AND structure_id = $1 AND (left_at IS NULL OR $5::date < (left_at AT TIME ZONE 'Europe/Paris')::date)) AS "conseillerNumerique",
         (SELECT price_cents FROM module_offer
           WHERE structure_id = $1 AND module_id = $4
             AND (withdrawn_at IS NULL OR $5::date < (withdrawn_at AT TIME ZONE 'Europe/Paris')::date)) AS "offerCents",
         (SELECT title FROM module WHERE id = $4) AS "moduleTitle"`;

/** Each fact is looked up by its key: as one join of all tables this would take longer to plan than to run. */
const VOUCHERS_SQL = `
  SELECT v.serial, v.order_id AS "orderId",
         (SELECT tariff_since FROM voucher_order WHERE id = v.order_id) AS "tariffSince",
         EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = v.order_id AND s.step = 'active') AS active,
         (SELECT h.day FROM hand_out_voucher g JOIN hand_out h ON h.id = g.hand_out_id
           WHERE g.voucher_serial = v.serial) AS "handedOutOn",
         (SELECT json_build_object('exercise', year, 'alertOn', alert_on, 'handOutsStopOn', hand_outs_stop_on,
                   'validityEndsOn', validity_ends_on, 'toleranceEndsOn', tolerance_ends_on, 'statementOn', statement_on)
            FROM exercise WHERE year = v.exercise) AS calendar,
         (SELECT json_build_object('kind', e.kind, 'redemption',
                   (SELECT json_build_object('id', id, 'receipt', receipt, 'structureId', structure_id, 'day', day)
                      FROM redemption WHERE id = e.redemption_id))
            FROM voucher_end e WHERE e.voucher_serial = v.serial) AS "end"
    FROM voucher v`;

/**
 * What a scan is judged on, the structure's side and the vouchers, as of one instant: read after the vouchers are
 * locked. What is not told of the session is looked up as nothing.
 */
export async function readScan(
  tx: Tx,
  structureId: string,
  session: Partial<Session> & { readonly sessionOn: Day },
  serials: readonly (bigint | null)[],
): Promise<{ desk: Desk; vouchers: ReadonlyMap<bigint, VoucherRow> }> {
  // One round trip: the desk is one row, beside which stand the vouchers, if any.
  const found = await rows<Desk & (VoucherRow | { serial: null })>(
    tx,
    `SELECT * FROM (${DESK_SQL}) desk LEFT JOIN (${VOUCHERS_SQL} WHERE v.serial = ANY($6::bigint[])) vouchers ON true`,
    [
      structureId,
      session.venueId ?? null,
      session.mediatorId ?? null,
      session.moduleId ?? null,
      session.sessionOn,
      serials.filter((serial) => serial !== null),
    ],
  );
  const vouchers = new Map<bigint, VoucherRow>();
  for (const each of found) if (each.serial !== null) vouchers.set(each.serial, each);
  return { desk: found[0] as Desk, vouchers };
}
