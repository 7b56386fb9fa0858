import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import type { InvoiceView } from '../billing/billing.dto.js';
import { InvoiceViews } from '../billing/invoice-views.js';
import { Database } from '../database/database.js';
import { rows, type Tx } from '../database/sql.js';
import { ORDER_STEPS, statusOf } from '../scheme/order-steps.js';
import type { PaidTo } from '../scheme/rules.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import type { OrderQuery, OrderStepView, OrderView } from './orders.dto.js';
import { waitingFor } from './waiting.js';

type OrderRow = Omit<OrderView, 'status' | 'waitsFor' | 'funder' | 'agreement' | 'steps' | 'invoices'> & {
  funderId: string;
  funderName: string;
  agreementId: string | null;
  reference: string | null;
  stateId: string | null;
  stateName: string | null;
  paidTo: PaidTo | null;
};
type StepRow = OrderStepView & { orderId: string };

const ORDERS_SQL = `
  voucher_order o LEFT JOIN grant_agreement a ON a.id = o.agreement_id`;

/** A funder sees its own orders, the State those under its agreements, the operator all. */
const READABLE_SQL = `($1 = 'operator' OR o.funder_id = $2 OR a.state_id = $2)`;

/** Orders as they are read: amounts, steps, invoices, and what each waits for. */
@Injectable()
export class OrderViews {
  constructor(
    private readonly db: Database,
    private readonly invoices: InvoiceViews,
  ) {}

  /** The orders one may read, latest first. */
  list(actor: Actor, query: OrderQuery): Promise<Page<OrderView>> {
    const [at, id] = readCursor(query, 'instant', 'id');
    return this.db.read(async (tx) => {
      const found = await rows<{ id: string; at: Date }>(
        tx,
        `SELECT o.id, o.submitted_at AS at FROM ${ORDERS_SQL}
          WHERE ${READABLE_SQL}
            AND ($3::int IS NULL OR o.exercise = $3)
            AND ($4::uuid IS NULL OR o.agreement_id = $4)
            AND ($5::text IS NULL OR $5 = (SELECT s.step FROM order_step s WHERE s.order_id = o.id
                                            ORDER BY array_position($6::text[], s.step) DESC LIMIT 1))
            AND ($7::timestamptz IS NULL OR (o.submitted_at, o.id) < ($7, $8::uuid))
          ORDER BY o.submitted_at DESC, o.id DESC LIMIT $9`,
        [
          actor.role,
          actor.organisationId,
          query.exercise ?? null,
          query.agreementId ?? null,
          query.status ?? null,
          ORDER_STEPS,
          at,
          id,
          rowsToFetch(query),
        ],
      );
      const page = toPage(query, found, (last) => [last.at, last.id]);
      const items = await this.load(
        tx,
        actor,
        page.items.map((each) => each.id),
      );
      return { items, next: page.next };
    });
  }

  /** Refusal: access.not-found for an order that does not exist or does not concern the organisation. */
  get(actor: Actor, id: string): Promise<OrderView> {
    return this.db.read((tx) => this.find(tx, actor, id));
  }

  async find(tx: Tx, actor: Actor, id: string): Promise<OrderView> {
    const [order] = await this.load(tx, actor, [id]);
    if (!order) throw refuseAccess('not-found');
    return order;
  }

  private async load(tx: Tx, actor: Actor, ids: readonly string[]): Promise<OrderView[]> {
    const orders = await rows<OrderRow>(
      tx,
      `SELECT o.id, o.number, o.exercise, o.books, o.book_size AS "bookSize", o.books * o.book_size AS vouchers,
              o.voucher_cents AS "voucherCents", o.face_value_cents AS "faceValueCents",
              o.state_share_cents AS "stateShareCents", o.funder_share_cents AS "funderShareCents",
              o.invoiced_to_funder_cents AS "invoicedToFunderCents", o.invoiced_to_state_cents AS "invoicedToStateCents",
              o.fee_cents AS "feeCents", o.minimum_cents AS "minimumCents", o.tariff_since AS "tariffSince",
              o.engagement_number AS "engagementNumber", o.submitted_at AS "submittedAt", o.funder_id AS "funderId",
              f.name AS "funderName", o.agreement_id AS "agreementId", a.reference, a.state_id AS "stateId",
              s.name AS "stateName", o.paid_to AS "paidTo"
         FROM ${ORDERS_SQL} JOIN organisation f ON f.id = o.funder_id LEFT JOIN organisation s ON s.id = a.state_id
        WHERE ${READABLE_SQL} AND o.id = ANY ($3::uuid[]) ORDER BY o.submitted_at DESC, o.id DESC`,
      [actor.role, actor.organisationId, ids],
    );
    const readable = orders.map((order) => order.id);
    const steps = await rows<StepRow>(
      tx,
      `SELECT order_id AS "orderId", step, at, reason FROM order_step WHERE order_id = ANY ($1::uuid[])
        ORDER BY at, array_position($2::text[], step)`,
      [readable, ORDER_STEPS],
    );
    const invoices = await this.invoices.ofOrders(tx, actor, readable);
    return orders.map((order) =>
      viewOf(
        order,
        steps.filter((step) => step.orderId === order.id),
        invoices.filter((invoice) => invoice.orderId === order.id),
      ),
    );
  }
}

function viewOf(order: OrderRow, steps: readonly StepRow[], invoices: InvoiceView[]): OrderView {
  const { funderId, funderName, agreementId, reference, stateId, stateName, paidTo, ...figures } = order;
  const taken = steps.map(({ step }) => step);
  const agreement =
    agreementId && reference && stateId && stateName && paidTo
      ? { id: agreementId, reference, state: { id: stateId, name: stateName }, paidTo }
      : null;
  return {
    ...figures,
    status: statusOf(taken),
    waitsFor: waitingFor(taken, invoices),
    funder: { id: funderId, name: funderName },
    agreement,
    steps: steps.map(({ step, at, reason }) => ({ step, at, reason })),
    invoices,
  };
}
