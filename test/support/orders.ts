import { randomUUID } from 'node:crypto';
import { CreditNotes } from '../../src/billing/credit-notes.js';
import { type AccountKind, NO_OWNER, ofOrder } from '../../src/ledger/accounts.js';
import { backingGap, backingOn } from '../../src/ledger/backing.js';
import { Ledger } from '../../src/ledger/ledger.js';
import type { TestApp } from './app.js';
import { anAgreement, type AgreementOptions, answered, theOperator } from './funders.js';
import { anOrganisation, type TestPerson } from './people.js';

export interface OrderOptions {
  funder?: TestPerson;
  /** Books of the order: a direct one takes the least that the rules allow, a co-funded one too. */
  books?: number;
  bookSize?: number;
  exercise?: number;
  /** An agreement to order under, or what one should be like; a direct order when not given. */
  agreementId?: string;
  agreement?: AgreementOptions;
  engagementNumber?: string;
}

export interface TestOrder {
  id: string;
  /** The order as its last call answered it. */
  order: any;
  funder: TestPerson;
  /** Null for a direct order, or under an agreement that the test made. */
  state: TestPerson | null;
  operator: TestPerson;
}

/** A submitted order: direct and at the minimum (50 books of 10), unless told. */
export async function anOrder(server: TestApp, options: OrderOptions = {}): Promise<TestOrder> {
  const operator = await theOperator(server);
  const funder =
    options.funder ?? options.agreement?.funders?.[0] ?? (await anOrganisation(server, 'funder'));
  const made = options.agreement
    ? await anAgreement(server, { funders: [funder], ...options.agreement })
    : null;
  const agreementId = made?.id ?? options.agreementId;
  const order = await answered(
    funder.client.post('/orders', {
      books: options.books ?? (agreementId ? 200 : 50),
      ...(agreementId ? { agreementId } : {}),
      ...(options.bookSize === undefined ? {} : { bookSize: options.bookSize }),
      ...(options.exercise === undefined ? {} : { exercise: options.exercise }),
      ...(options.engagementNumber === undefined ? {} : { engagementNumber: options.engagementNumber }),
    }),
  );
  return { id: order.id, order, funder, state: made?.state ?? null, operator };
}

/** An order approved and invoiced, and not paid. */
export async function anApprovedOrder(server: TestApp, options: OrderOptions = {}): Promise<TestOrder> {
  const made = await anOrder(server, options);
  return { ...made, order: await answered(made.operator.client.post(`/orders/${made.id}/approval`)) };
}

/** An order whose every invoice is paid. Its books are issued by the jobs: `server.get(Jobs).runDue()`. */
export async function aFundedOrder(server: TestApp, options: OrderOptions = {}): Promise<TestOrder> {
  const made = await anApprovedOrder(server, options);
  for (const invoice of made.order.invoices) await payInFull(server, invoice);
  return { ...made, order: await answered(made.operator.client.get(`/orders/${made.id}`)) };
}

/** The invoice of an order by its kind. */
export function invoiceOf(order: any, kind: 'vouchers-funder' | 'vouchers-state' | 'order-fee'): any {
  const invoice = order.invoices.find((each: any) => each.kind === kind);
  if (!invoice) throw new Error(`the order has no invoice ${kind}`);
  return invoice;
}

/** A bank transfer for what an invoice waits for. */
export function payInFull(server: TestApp, invoice: { id: string; restCents: number }): Promise<any> {
  return pay(server, invoice.id, { amountCents: invoice.restCents });
}

/** A bank transfer received today, under a reference of its own. */
export async function pay(
  server: TestApp,
  invoiceId: string,
  body: { amountCents: number; receivedOn?: string; bankReference?: string; excess?: 'refuse' | 'credit' },
): Promise<any> {
  const { client } = await theOperator(server);
  const sent = { receivedOn: server.clock.today(), bankReference: `VIR ${randomUUID()}`, ...body };
  return answered(client.post(`/invoices/${invoiceId}/payments`, sent));
}

/** What the cash exceeds what it is held for by, as of today: anything but zero is a loss. */
export function theGap(server: TestApp): Promise<bigint> {
  return server.db.read(async (tx) => backingGap(await backingOn(tx, server.clock.today())));
}

/** The balance of an account of an order, or of the operator, in cents. */
export function balanceOf(server: TestApp, kind: AccountKind, ownerId = NO_OWNER): Promise<bigint> {
  return server.db.read((tx) => server.get(Ledger).balance(tx, { kind, ownerId }));
}

/** A year-end credit note of a funded order, as its closing makes one once vouchers have expired. */
export async function aYearEndCreditNote(
  server: TestApp,
  orderId: string,
  { funderCents = 0n, stateCents = 0n }: { funderCents?: bigint; stateCents?: bigint },
): Promise<{ id: string; number: string }> {
  const at = server.clock.now();
  return server.db.transaction(async (tx) => {
    await server.get(Ledger).post(tx, at, { cause: 'expiry', causeId: randomUUID() }, [
      {
        kind: 'expiry',
        debit: ofOrder('vouchers-outstanding', orderId),
        credit: ofOrder('vouchers-unused', orderId),
        cents: funderCents + stateCents,
      },
    ]);
    return server.get(CreditNotes).issue(tx, at, { kind: 'year-end', orderId, funderCents, stateCents });
  });
}
