import { Jobs } from '../../src/jobs/jobs.js';
import { asDay } from '../../src/shared/calendar.js';
import type { TestApp } from './app.js';
import {
  aHandOut,
  anActiveOrder,
  anOffice,
  aPerson,
  aStockedOffice,
  codesOf,
  spend,
  type Stocked,
} from './distribution.js';
import { answered } from './funders.js';
import { anApprovedOrder, anOrder, invoiceOf, pay, payInFull, type TestOrder } from './orders.js';
import type { TestPerson } from './people.js';
import { aDesk, type Desk } from './redemption.js';
import {
  aRingFencedAccount,
  aRun,
  aSentRun,
  comeBack,
  confirm,
  newBankDetails,
  payoutOf,
  reject,
  theBankFile,
} from './settlement.js';
import { agree, aMorning, closingStep, theStatements } from './year-end.js';

export interface WholeLife {
  /** Co-funded, closed and credited. */
  order: TestOrder;
  /** Of the next exercise, paid in part by the credits of the one before, some of it in people's hands. */
  nextOrder: TestOrder;
}

/**
 * Everything that can happen, once at least, through the API: orders of each fate, books that move, hand-outs,
 * renewals, losses, scans alone and in a group, undone, paid, rejected or returned and paid again, fees swept, the closing of 2026,
 * and its credits spent and given back in 2027. Every kind of transfer is posted.
 */
export async function aWholeLife(server: TestApp, funder?: TestPerson): Promise<WholeLife> {
  const order = await theOrders(server, funder);
  const office = await theOffices(server, order);
  const desk = await aDesk(server);
  const other = await aDesk(server);
  await payLabel(server, desk);

  await useVouchers(server, office, desk, other);
  await settle(server, desk, other);
  await endOfYear(server, office, desk, order);
  const nextOrder = await nextExercise(server, order);
  return { order, nextOrder };
}

/** One order of each fate: co-funded and paid with an excess, direct, half paid, refused, abandoned. */
async function theOrders(server: TestApp, funder?: TestPerson): Promise<TestOrder> {
  const agreement = { rateNumerator: 1, rateDenominator: 3, endsOn: '2027-12-31' };
  const order = await anApprovedOrder(server, { agreement, ...(funder ? { funder } : {}) });
  const [own, states] = [invoiceOf(order.order, 'vouchers-funder'), invoiceOf(order.order, 'vouchers-state')];
  await pay(server, own.id, { amountCents: 1_000_000 });
  await pay(server, own.id, { amountCents: own.restCents - 1_000_000 + 5_000, excess: 'credit' });
  await payInFull(server, states);
  await server.get(Jobs).runDue();
  await answered(order.funder.client.post(`/orders/${order.id}/books/print`, { fromBook: 1, toBook: 1 }));
  await anActiveOrder(server, { funder: order.funder });
  const halfPaid = await anApprovedOrder(server, { funder: order.funder });
  await pay(server, invoiceOf(halfPaid.order, 'vouchers-funder').id, { amountCents: 250_000 });
  const refused = await anOrder(server);
  await answered(refused.operator.client.post(`/orders/${refused.id}/refusal`, { reason: 'Hors délai.' }));
  await theMistakes(server, order.funder);
  return order;
}

/**
 * Payments recorded by mistake, with an excess and on a fee; what came in the end pays a part. Then the order, whose
 * books were printed early, is abandoned, and the credit that is left pays another by mistake, which is reversed too.
 */
async function theMistakes(server: TestApp, funder: TestPerson): Promise<void> {
  const { id, order, operator } = await anApprovedOrder(server, { funder });
  const [own, fee] = [invoiceOf(order, 'vouchers-funder'), invoiceOf(order, 'order-fee')];
  const other = await anApprovedOrder(server, { funder, agreement: { funders: [funder] } });
  const states = invoiceOf(other.order, 'vouchers-state');
  await answered(operator.client.post(`/orders/${id}/issuance`));
  await pay(server, own.id, { amountCents: 100_000 });
  await reverse(operator, await pay(server, own.id, { amountCents: 50_000 }));
  await reverse(operator, await payInFull(server, fee));
  await reverse(
    operator,
    await pay(server, states.id, { amountCents: states.restCents + 900, excess: 'credit' }),
  );
  await answered(operator.client.post(`/orders/${id}/abandonment`, { reason: 'Budget non voté.' }));
  const { items } = await answered(operator.client.get(`/credit-notes?orderId=${id}&open=true`));
  const byCredit = { creditNoteId: items[0].id, amountCents: 40_000 };
  const spent = `/invoices/${invoiceOf(other.order, 'vouchers-funder').id}/credit-payments`;
  await reverse(operator, await answered(operator.client.post(spent, byCredit)));
  await answered(operator.client.post(spent, byCredit));
}

/** Reverses the last payment of an invoice. */
async function reverse(operator: TestPerson, invoice: any): Promise<void> {
  const { id } = invoice.payments.findLast(({ reversedAt }: any) => !reversedAt);
  await answered(operator.client.post(`/payments/${id}/reversal`, { reason: 'Saisi par erreur.' }));
}

/** An office with books 1 and 2; book 3 is moved to another, which also keeps book 5, and book 4 is taken back. */
async function theOffices(server: TestApp, order: TestOrder): Promise<Stocked> {
  const office = await aStockedOffice(server, { order, toNumber: 4 });
  const second = await anOffice(server);
  const { client } = order.funder;
  const book = (number: number) => ({ orderId: order.id, fromNumber: number, toNumber: number });
  await answered(client.post('/allotments/moves', { ...book(3), toOfficeId: second.id }));
  await answered(client.post('/allotments/take-backs', book(4)));
  await aStockedOffice(server, { order, office: second, fromNumber: 5, toNumber: 5 });
  return office;
}

async function payLabel(server: TestApp, desk: Desk): Promise<void> {
  const { items } = await answered(desk.client.get('/invoices?kind=label'));
  await payInFull(server, items[0]);
}

async function useVouchers(server: TestApp, office: Stocked, desk: Desk, other: Desk): Promise<void> {
  // First vouchers and renewal, all spent one by one.
  const faithful = aPerson();
  for (let round = 1; round <= 2; round++) {
    await spend(desk, codesOf(await aHandOut(office, { person: faithful, count: 2 })));
  }
  // A group session at the other structure, one line of which is refused.
  const groups = [await aHandOut(office, { count: 2 }), await aHandOut(office, { count: 1 })].flatMap(
    codesOf,
  );
  const lines = [...groups, 'nonsense'].map((code) => ({ code }));
  await answered(other.mediator.post('/group-sessions', { ...other.session, lines }));
  // A scan undone, and the voucher spent elsewhere.
  const [mistaken] = codesOf(await aHandOut(office)) as [string];
  const { id } = await answered(other.mediator.post('/redemptions', { ...other.session, code: mistaken }));
  await answered(other.mediator.post(`/redemptions/${id}/undo`, { reason: 'Scanné deux fois par erreur' }));
  await spend(desk, [mistaken]);
  // A voucher lost and replaced; another that its holder keeps.
  const [lost] = codesOf(await aHandOut(office, { count: 2 })) as [string];
  await answered(office.worker.client.post('/losses', { codes: [lost], reason: 'lost' }));
}

/**
 * A run whose two transfers go to the bank in a file and are answered differently, its fees, and a second run that pays
 * the rejected one again; it comes back, and a third run pays it for good.
 */
async function settle(server: TestApp, desk: Desk, other: Desk): Promise<void> {
  server.clock.advanceDays(1);
  await aRingFencedAccount(desk.operator);
  const { run, payout } = await aSentRun(desk);
  await theBankFile(desk.operator, run);
  await confirm(desk, payout);
  await reject(other, await payoutOf(other, run));
  await answered(desk.operator.post(`/payout-runs/${run.id}/fee-sweep`));
  await newBankDetails(other);
  server.clock.advanceDays(1);
  const again = await aSentRun(other);
  await confirm(other, again.payout);
  await comeBack(other, again.payout);
  await newBankDetails(other);
  server.clock.advanceDays(1);
  const last = await aSentRun(other);
  await confirm(other, last.payout);
}

/** Everyone is told, and after the last hand-outs a loss is not replaced; then a late scan, a run not sent, and the closing. */
async function endOfYear(server: TestApp, office: Stocked, desk: Desk, order: TestOrder): Promise<void> {
  server.clock.setDay(asDay('2026-12-15'));
  await aMorning(server);
  const codes = codesOf(await aHandOut(office, { count: 2 }));
  server.clock.setDay(asDay('2026-12-20'));
  await answered(office.worker.client.post('/losses', { codes: codes.splice(0, 1), reason: 'stolen' }));
  server.clock.setDay(asDay('2027-01-20'));
  await spend({ ...desk, session: { ...desk.session, sessionOn: '2026-12-31' } }, codes);
  server.clock.advanceDays(1);
  await aRun(desk);
  await theStatements(server);
  await agree(server, order.funder.client);
  await answered(closingStep(server, 'credit-notes'));
  await answered(closingStep(server, 'closing'));
}

/** The two credits pay part of an order under the same agreement; some of each is left, and some given back. */
async function nextExercise(server: TestApp, { id, funder, operator, order }: TestOrder): Promise<TestOrder> {
  const next = await anApprovedOrder(server, {
    funder,
    agreementId: order.agreement?.id ?? order.agreementId,
  });
  const { items } = await answered(operator.client.get(`/credit-notes?orderId=${id}`));
  const yearEnd = items.find(({ kind }: any) => kind === 'year-end');
  const overpayment = items.find(({ kind }: any) => kind === 'overpayment');
  const byCredit = async (
    kind: 'vouchers-funder' | 'vouchers-state',
    creditNoteId: string,
    amountCents: number,
  ) =>
    answered(
      operator.client.post(`/invoices/${invoiceOf(next.order, kind).id}/credit-payments`, {
        creditNoteId,
        amountCents,
      }),
    );
  await byCredit('vouchers-funder', overpayment.id, 5_000);
  await byCredit('vouchers-funder', yearEnd.id, 300_000);
  await byCredit('vouchers-funder', yearEnd.id, 200_000);
  await byCredit('vouchers-state', yearEnd.id, 400_000);
  for (const share of ['funder', 'state']) {
    const refund = {
      share,
      amountCents: 10_001,
      bankReference: `REMB ${share}`,
      reason: 'Décision de la commission',
    };
    await answered(operator.client.post(`/credit-notes/${yearEnd.id}/refunds`, refund));
  }
  const paid = await answered(operator.client.get(`/orders/${next.id}`));
  for (const invoice of paid.invoices.filter(({ restCents }: any) => restCents > 0))
    await payInFull(server, invoice);
  await server.get(Jobs).runDue();

  // Three people hold vouchers of the new exercise.
  const office = await aStockedOffice(server, { order: next });
  for (const count of [2, 1, 2]) await aHandOut(office, { count });
  return next;
}
