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
export interface VoucherRow extends ExerciseCalendar {
  readonly serial: bigint;
  readonly orderId: string;
  readonly tariffSince: Day;
  readonly active: boolean;
  readonly handedOutOn: Day | null;
  readonly end: 'redeemed' | 'revoked' | 'expired' | null;
  readonly redeemedBy: string | null;
  readonly redemptionId: string | null;
  readonly receipt: bigint | null;
  readonly redeemedOn: Day | null;
}

const DESK_SQL = `
  SELECT (SELECT coalesce(json_agg(json_build_object('startsOn', l.starts_on, 'endsOn', l.ends_on, 'withdrawnOn', w.withdrawn_on)), '[]')
            FROM label l LEFT JOIN label_withdrawal w ON w.label_id = l.id WHERE l.structure_id = $1) AS labels,
         (SELECT name FROM venue
           WHERE id = $2 AND structure_id = $1 AND (closed_at IS NULL OR $5::date < (closed_at AT TIME ZONE 'Europe/Paris')::date)) AS "venueName",
         (SELECT conseiller_numerique FROM mediator
           WHERE id = $3 AND structure_id = $1 AND (left_at IS NULL OR $5::date < (left_at AT TIME ZONE 'Europe/Paris')::date)) AS "conseillerNumerique",
         (SELECT o.price_cents FROM module_offer o JOIN module m ON m.id = o.module_id
           WHERE o.structure_id = $1 AND o.module_id = $4
             AND (o.withdrawn_at IS NULL OR $5::date < (o.withdrawn_at AT TIME ZONE 'Europe/Paris')::date)
             AND (m.retired_at IS NULL OR $5::date < (m.retired_at AT TIME ZONE 'Europe/Paris')::date)) AS "offerCents",
         (SELECT title FROM module WHERE id = $4) AS "moduleTitle"`;

const VOUCHERS_SQL = `
  SELECT v.serial, v.order_id AS "orderId", o.tariff_since AS "tariffSince",
         EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = v.order_id AND s.step = 'active') AS active,
         (SELECT h.day FROM hand_out_voucher hv JOIN hand_out h ON h.id = hv.hand_out_id
           WHERE hv.voucher_serial = v.serial) AS "handedOutOn",
         e.kind AS "end", r.structure_id AS "redeemedBy", r.id AS "redemptionId", r.receipt, r.day AS "redeemedOn",
         x.year AS exercise, x.alert_on AS "alertOn", x.hand_outs_stop_on AS "handOutsStopOn",
         x.validity_ends_on AS "validityEndsOn", x.tolerance_ends_on AS "toleranceEndsOn", x.statement_on AS "statementOn"
    FROM voucher v
    JOIN voucher_order o ON o.id = v.order_id
    JOIN exercise x ON x.year = v.exercise
    LEFT JOIN voucher_end e ON e.voucher_serial = v.serial
    LEFT JOIN redemption r ON r.id = e.redemption_id`;

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
