import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { row, rows, type Tx } from '../database/sql.js';
import { stateRepaysCents } from '../scheme/credit.js';
import type { PaidTo } from '../scheme/rules.js';
import { type Cents, sum } from '../shared/money.js';
import type { Claim, ClaimFigures, ClaimLine } from './insight.dto.js';

interface Agreement {
  reference: string;
  paidTo: PaidTo;
  stateId: string;
  final: boolean;
}

interface OrderRow {
  orderId: string;
  orderNumber: string;
  funderId: string;
  funderName: string;
  paidTo: PaidTo;
  faceValueCents: Cents;
  stateShareCents: Cents;
  vouchers: number;
  redeemed: number;
  redeemedCents: Cents;
}

type OwnedLine = ClaimLine & Pick<OrderRow, 'funderId' | 'funderName'>;

/** What a funder claims from the State on used vouchers, under an agreement that pays the funder (RULES: state-share). */
@Injectable()
export class Claims {
  constructor(private readonly db: Database) {}

  /**
   * The claim of an agreement in an exercise, per funder and order. A funder of the agreement sees its own lines, its
   * State and the operator all. Refusal: access.not-found for everyone else.
   */
  claim(actor: Actor, agreementId: string, exercise: number): Promise<Claim> {
    return this.db.read((tx) => this.read(tx, actor, agreementId, exercise));
  }

  /** The same, as of the instant of a transaction. */
  async read(tx: Tx, actor: Actor, agreementId: string, exercise: number): Promise<Claim> {
    const agreement = await this.agreementFor(tx, actor, agreementId, exercise);
    const funderId = actor.role === 'funder' ? actor.organisationId : null;
    const found = await rows<OrderRow>(tx, ORDERS_SQL, [agreementId, exercise, funderId]);
    const { reference, paidTo, final } = agreement;
    return { agreementId, reference, exercise, paidTo, final, funders: byFunder(found.map(lineOf)) };
  }

  private async agreementFor(tx: Tx, actor: Actor, id: string, exercise: number): Promise<Agreement> {
    const agreement = await row<Agreement>(
      tx,
      `SELECT g.reference, g.paid_to AS "paidTo", g.state_id AS "stateId",
              EXISTS (SELECT 1 FROM exercise_closing c WHERE c.exercise = $2) AS final
         FROM grant_agreement g
        WHERE g.id = $1
          AND ($3 = 'operator' OR ($3 = 'state' AND g.state_id = $4) OR ($3 = 'funder' AND (
                EXISTS (SELECT 1 FROM grant_agreement_funder f WHERE f.agreement_id = g.id AND f.funder_id = $4) OR
                EXISTS (SELECT 1 FROM voucher_order o WHERE o.agreement_id = g.id AND o.funder_id = $4))))`,
      [id, exercise, actor.role, actor.organisationId],
    );
    if (!agreement) throw refuseAccess('not-found');
    return agreement;
  }
}

const ORDERS_SQL = `
  SELECT o.id AS "orderId", o.number AS "orderNumber", o.funder_id AS "funderId", f.name AS "funderName",
         o.paid_to AS "paidTo", o.face_value_cents AS "faceValueCents", o.state_share_cents AS "stateShareCents",
         o.books * o.book_size AS vouchers, used.redeemed, used.redeemed * o.voucher_cents AS "redeemedCents"
    FROM voucher_order o
    JOIN order_step active ON active.order_id = o.id AND active.step = 'active'
    JOIN organisation f ON f.id = o.funder_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS redeemed FROM voucher v JOIN voucher_end e ON e.voucher_serial = v.serial
       WHERE v.order_id = o.id AND e.kind = 'redeemed'
    ) used
   WHERE o.agreement_id = $1 AND o.exercise = $2 AND ($3::uuid IS NULL OR o.funder_id = $3)
   ORDER BY f.name, o.funder_id, o.number`;

function lineOf(order: OrderRow): OwnedLine {
  const { orderId, orderNumber, funderId, funderName, vouchers, redeemed, redeemedCents, stateShareCents } =
    order;
  const claimCents = stateRepaysCents(order);
  return {
    orderId,
    orderNumber,
    funderId,
    funderName,
    vouchers,
    redeemed,
    redeemedCents,
    stateShareCents,
    claimCents,
  };
}

function byFunder(lines: readonly OwnedLine[]): Claim['funders'] {
  const funderIds = [...new Set(lines.map(({ funderId }) => funderId))];
  return funderIds.map((funderId) => {
    const own = lines.filter((line) => line.funderId === funderId);
    return {
      funderId,
      funderName: own[0]!.funderName,
      orders: own.map(({ funderId: _id, funderName: _name, ...line }) => line),
      total: totalOf(own),
    };
  });
}

function totalOf(lines: readonly ClaimFigures[]): ClaimFigures {
  return {
    vouchers: lines.reduce((total, { vouchers }) => total + vouchers, 0),
    redeemed: lines.reduce((total, { redeemed }) => total + redeemed, 0),
    redeemedCents: sum(lines.map(({ redeemedCents }) => redeemedCents)),
    claimCents: sum(lines.map(({ claimCents }) => claimCents)),
  };
}
