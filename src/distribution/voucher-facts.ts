import { rows, type Tx } from '../database/sql.js';
import type { Day } from '../shared/calendar.js';
import type { Cents } from '../shared/money.js';

/** Where a voucher stands, read from the facts; it means something to whoever has locked the voucher before. */
export interface VoucherFacts {
  readonly serial: bigint;
  readonly exercise: number;
  /** Its place in its book, from 1. */
  readonly position: number;
  readonly bookId: bigint;
  readonly bookNumber: number;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly active: boolean;
  readonly voucherCents: Cents;
  readonly funderId: string;
  readonly funderName: string;
  /** The office that holds its book, and that office's prescriber. */
  readonly officeId: string | null;
  readonly prescriberId: string | null;
  readonly handOut: { readonly id: string; readonly moduleId: string; readonly round: number } | null;
  readonly end: 'redeemed' | 'revoked' | 'expired' | null;
  /** The last days of hand-outs and of sessions of its exercise. */
  readonly handOutsStopOn: Day;
  readonly validityEndsOn: Day;
}

/** A voucher as it is shown: where it is bound, and, once derived, its code. */
export interface BoundVoucher {
  readonly serial: bigint;
  readonly exercise: number;
  readonly orderNumber: string;
  readonly bookNumber: number;
  readonly position: number;
  /** What it is worth. */
  readonly cents: Cents;
}

export function boundVoucher(facts: VoucherFacts): BoundVoucher {
  const { serial, exercise, orderNumber, bookNumber, position, voucherCents: cents } = facts;
  return { serial, exercise, orderNumber, bookNumber, position, cents };
}

/**
 * The facts of some vouchers and of those that a beneficiary was given, in the order of their serials. They are few:
 * each thing is looked up for itself, by its key, and the planner has nothing to choose.
 */
export async function voucherFacts(
  tx: Tx,
  serials: readonly bigint[],
  beneficiaryId: bigint | null = null,
): Promise<VoucherFacts[]> {
  return rows<VoucherFacts>(
    tx,
    `SELECT v.serial, v.exercise, v.position, v.book_id AS "bookId", b.number AS "bookNumber",
            v.order_id AS "orderId", o.number AS "orderNumber", o.voucher_cents AS "voucherCents",
            o.funder_id AS "funderId", (SELECT name FROM organisation WHERE id = o.funder_id) AS "funderName",
            EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = v.order_id AND s.step = 'active') AS active,
            (SELECT office_id FROM book_holding WHERE book_id = v.book_id) AS "officeId",
            (SELECT f.prescriber_id FROM book_holding k JOIN office f ON f.id = k.office_id
              WHERE k.book_id = v.book_id) AS "prescriberId",
            (SELECT jsonb_build_object('id', h.id, 'moduleId', h.module_id, 'round', h.round)
               FROM hand_out_voucher g JOIN hand_out h ON h.id = g.hand_out_id WHERE g.voucher_serial = v.serial) AS "handOut",
            (SELECT kind FROM voucher_end WHERE voucher_serial = v.serial) AS "end",
            (SELECT hand_outs_stop_on FROM exercise WHERE year = v.exercise) AS "handOutsStopOn",
            (SELECT validity_ends_on FROM exercise WHERE year = v.exercise) AS "validityEndsOn"
       FROM voucher v JOIN book b ON b.id = v.book_id JOIN voucher_order o ON o.id = v.order_id
      WHERE v.serial = ANY($1::bigint[] || ARRAY(
        SELECT g.voucher_serial FROM hand_out h
         CROSS JOIN LATERAL (SELECT voucher_serial FROM hand_out_voucher WHERE hand_out_id = h.id OFFSET 0) g
         WHERE h.beneficiary_id = $2))
      ORDER BY v.serial`,
    [serials, beneficiaryId],
  );
}
