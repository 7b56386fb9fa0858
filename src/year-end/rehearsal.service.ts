import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { oneRow } from '../database/sql.js';
import { Exercises } from '../issuance/exercises.service.js';
import { statusOf, type OrderStep } from '../scheme/order-steps.js';
import { phaseOn } from '../scheme/year-end.js';
import { YEAR_END_STEPS } from '../scheme/year-end-steps.js';
import { Clock } from '../shared/clock.js';
import { type Cents, sum } from '../shared/money.js';
import { asList, figuresOfSteps } from './calendar-figures.js';
import { openedCalendar } from './exercise-lock.js';
import type { YearEndFigures } from './year-end.dto.js';
import { type OrderAtYearEnd, ordersAtYearEnd, ordersNotActive } from './orders-at-year-end.js';

/** The closing rehearsed: what it has credited or would credit, read as of one instant, with nothing written. */
@Injectable()
export class ClosingRehearsal {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly exercises: Exercises,
  ) {}

  /**
   * The figures are the same before, during and after the closing, once nothing can be scanned any more: what is
   * unspent counts as expired from the start. Refusal: issuance.exercise-unknown.
   */
  rehearse(exercise: number) {
    return this.db.read(async (tx) => {
      const calendar = await openedCalendar(tx, this.exercises, exercise);
      const steps = await figuresOfSteps(tx, calendar, null);
      const orders = await ordersAtYearEnd(tx, exercise);
      const notActive = await ordersNotActive(tx, exercise);
      const { creditNotes, closedAt } = await oneRow<{ creditNotes: number; closedAt: Date | null }>(
        tx,
        `SELECT (SELECT count(*)::int FROM credit_note n JOIN voucher_order o ON o.id = n.order_id
                  WHERE n.kind = 'year-end' AND o.exercise = $1) AS "creditNotes",
                (SELECT at FROM exercise_closing WHERE exercise = $1) AS "closedAt"`,
        [exercise],
      );
      return {
        ...calendar,
        phase: phaseOn(calendar, this.clock.today()),
        steps: YEAR_END_STEPS.map((step) => ({ step, figures: asList(steps[step]) })),
        figures: { funders: byFunder(orders), total: totalOf(orders) },
        progress: { ...progressOf(orders), creditNotes, closedAt },
        notActive: notActive.map(({ steps, ...order }) => ({
          ...order,
          status: statusOf(steps as readonly OrderStep[]),
        })),
      };
    });
  }
}

function byFunder(orders: readonly OrderAtYearEnd[]) {
  const funderIds = [...new Set(orders.map(({ funderId }) => funderId))];
  return funderIds.map((funderId) => {
    const own = orders.filter((order) => order.funderId === funderId);
    return {
      funderId,
      funderName: own[0]!.funderName,
      orders: own.map((order) => ({ orderId: order.orderId, number: order.number, ...totalOf([order]) })),
      total: totalOf(own),
    };
  });
}

function totalOf(orders: readonly OrderAtYearEnd[]): YearEndFigures {
  const count = (of: (order: OrderAtYearEnd) => number) =>
    orders.reduce((total, order) => total + of(order), 0);
  const cents = (of: (order: OrderAtYearEnd) => Cents) => sum(orders.map(of));
  return {
    vouchers: count((order) => order.vouchers),
    handedOut: count((order) => order.handedOut),
    redeemed: count((order) => order.redeemed),
    expired: count((order) => order.expired),
    revoked: count((order) => order.revoked),
    redeemedCents: cents((order) => order.redeemedCents),
    unredeemedCents: cents((order) => order.unredeemedCents),
    creditFunderCents: cents((order) => order.funderCents),
    creditStateCents: cents((order) => order.stateCents),
  };
}

/** What is done and what remains, in the order in which the closing goes. */
function progressOf(orders: readonly OrderAtYearEnd[]) {
  const inState = (state: OrderAtYearEnd['statement']) =>
    orders.filter((order) => order.statement === state && !order.closed).length;
  return {
    vouchersToExpire: orders.reduce((total, order) => total + order.toExpire, 0),
    ordersWithoutStatement: inState('none'),
    ordersWaitingForAnswer: inState('waiting'),
    ordersContested: inState('contested'),
    ordersToCredit: inState('agreed') + inState('settled'),
    ordersClosed: orders.filter((order) => order.closed).length,
  };
}
