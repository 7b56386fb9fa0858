import { randomUUID } from 'node:crypto';
import { rows } from '../../src/database/sql.js';
import { type Answer, TestApp } from '../support/app.js';
import { anAgreement, theOperator } from '../support/funders.js';
import {
  aFundedOrder,
  anApprovedOrder,
  anOrder,
  aYearEndCreditNote,
  balanceOf,
  invoiceOf,
  theGap,
} from '../support/orders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

/** Requests sent at once from one process still interleave in the database, over its eight connections. */
let server: TestApp;
let operator: TestPerson;
let funder: TestPerson;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await theOperator(server);
  funder = await anOrganisation(server, 'funder');
});
afterAll(() => server.stop());
afterEach(async () => {
  expect(await theGap(server)).toBe(0n);
});

/** How many answers had each status, or refusal code. */
function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const outcome = status < 300 ? 'done' : (body.code as string);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

const transfer = (amountCents: number, over: object = {}) => ({
  amountCents,
  receivedOn: '2026-03-02',
  bankReference: `VIR-${randomUUID()}`,
  ...over,
});
const pay = (invoiceId: string, body: object) =>
  operator.client.post(`/invoices/${invoiceId}/payments`, body);
const spend = (invoiceId: string, creditNoteId: string, amountCents: number) =>
  funder.client.post(`/invoices/${invoiceId}/credit-payments`, { creditNoteId, amountCents });

describe('at the same moment', () => {
  it('eight approvals of an order: one is done, and it is invoiced once', async () => {
    const { id } = await anOrder(server, { funder, agreement: {} });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => operator.client.post(`/orders/${id}/approval`)),
    );
    expect(tally(answers)).toEqual({ done: 1, 'orders.already-approved': 7 });
    expect((await operator.client.get(`/invoices?orderId=${id}`)).body.items).toHaveLength(2);
    expect(await balanceOf(server, 'vouchers-ordered', id)).toBe(2_000_000n);
  });

  it('one request sent eight times with one key: one approval, eight times the same answer', async () => {
    const { id } = await anOrder(server, { funder });
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => operator.client.post(`/orders/${id}/approval`, {}, { key })),
    );
    expect(tally(answers)).toEqual({ done: 8 });
    for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
    expect((await operator.client.get(`/invoices?orderId=${id}`)).body.items).toHaveLength(2);
  });

  it('approval, refusal and cancellation: the order is decided once, and the others are told how', async () => {
    for (let time = 0; time < 5; time++) {
      const { id } = await anOrder(server, { funder });
      const answers = await Promise.all([
        funder.client.post(`/orders/${id}/cancellation`),
        operator.client.post(`/orders/${id}/approval`),
        operator.client.post(`/orders/${id}/refusal`, { reason: 'Hors délai' }),
      ]);
      expect(tally(answers)['done']).toBe(1);
      const { body } = await operator.client.get(`/orders/${id}`);
      const decided = body.status === 'invoiced' ? 'approved' : body.status;
      expect(tally(answers)).toEqual({ done: 1, [`orders.already-${decided}`]: 2 });
      expect(body.invoices).toHaveLength(decided === 'approved' ? 2 : 0);
    }
  });

  it('twenty approvals of twenty orders: numbers without a gap, their dates in the same order', async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, () => anOrder(server, { funder })));
    const ticking = setInterval(() => server.clock.advance(1), 1);
    const answers = await Promise.all(orders.map(({ id }) => operator.client.post(`/orders/${id}/approval`)));
    clearInterval(ticking);
    expect(tally(answers)).toEqual({ done: 20 });
    const issued = await server.db.read((tx) =>
      rows<{ sequence: number; issuedAt: Date }>(
        tx,
        'SELECT sequence, issued_at AS "issuedAt" FROM invoice ORDER BY sequence',
      ),
    );
    expect(issued.map((each) => each.sequence)).toEqual(issued.map((_, index) => index + 1));
    const instants = issued.map((each) => each.issuedAt.getTime());
    expect(instants).toEqual(instants.toSorted((one, other) => one - other));
  });

  it('two payments that together pass the total: one is recorded, the other refused with the excess', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    const answers = await Promise.all([pay(id, transfer(300_000)), pay(id, transfer(300_000))]);
    expect(tally(answers)).toEqual({ done: 1, 'billing.excess': 1 });
    expect(answers.find((each) => each.status === 422)?.body.params).toMatchObject({
      restCents: 200_000,
      excessCents: 100_000,
    });
    expect((await operator.client.get(`/invoices/${id}`)).body.paidCents).toBe(300_000);
  });

  it('six payments whose excess is kept: not a cent more nor less than what was received', async () => {
    const { id: orderId, order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    const cash = await balanceOf(server, 'bank-ring-fenced');
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => pay(id, transfer(200_000, { excess: 'credit' }))),
    );
    expect(tally(answers)).toEqual({ done: 3, 'billing.invoice-paid': 3 });
    expect((await balanceOf(server, 'bank-ring-fenced')) - cash).toBe(600_000n);
    expect(await balanceOf(server, 'credit-funder', orderId)).toBe(100_000n);
    expect(await balanceOf(server, 'vouchers-outstanding', orderId)).toBe(500_000n);
  });

  it('the same bank transfer recorded by two people: it counts once', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    const body = transfer(100_000);
    const answers = await Promise.all(Array.from({ length: 4 }, () => pay(id, body)));
    expect(tally(answers)).toEqual({ done: 1, 'billing.bank-reference-used': 3 });
    expect((await operator.client.get(`/invoices/${id}`)).body.paidCents).toBe(100_000);
  });

  it('the last payments of both payers: the order is funded, and funded once', async () => {
    for (let time = 0; time < 5; time++) {
      const { id, order } = await anApprovedOrder(server, { funder, agreement: {} });
      const answers = await Promise.all([
        pay(invoiceOf(order, 'vouchers-funder').id, transfer(1_000_000)),
        pay(invoiceOf(order, 'vouchers-state').id, transfer(1_000_000)),
      ]);
      expect(tally(answers)).toEqual({ done: 2 });
      expect((await operator.client.get(`/orders/${id}`)).body.status).toBe('funded');
      expect(await balanceOf(server, 'vouchers-outstanding', id)).toBe(2_000_000n);
      expect(await balanceOf(server, 'vouchers-ordered', id)).toBe(0n);
    }
  });

  it('the last payment and the issuance: the order is active, and active once', async () => {
    for (let time = 0; time < 3; time++) {
      const { id, order } = await anApprovedOrder(server, { funder });
      const answers = await Promise.all([
        pay(invoiceOf(order, 'vouchers-funder').id, transfer(500_000)),
        operator.client.post(`/orders/${id}/issuance`),
      ]);
      expect(tally(answers)).toEqual({ done: 2 });
      expect((await operator.client.get(`/orders/${id}`)).body.status).toBe('active');
    }
  });

  it('one credit note on two orders: it is spent once', async () => {
    const { id: oldId } = await aFundedOrder(server, { funder });
    const note = await aYearEndCreditNote(server, oldId, { funderCents: 9_000n });
    const invoices = await Promise.all(
      Array.from({ length: 4 }, async () =>
        invoiceOf((await anApprovedOrder(server, { funder })).order, 'vouchers-funder'),
      ),
    );
    const answers = await Promise.all(invoices.map(({ id }) => spend(id, note.id, 5_000)));
    expect(tally(answers)).toEqual({ done: 1, 'billing.credit-short': 3 });
    expect(await balanceOf(server, 'credit-funder', oldId)).toBe(4_000n);
  });

  it('a credit note spent and given back: one or the other', async () => {
    const { id: oldId } = await aFundedOrder(server, { funder });
    const note = await aYearEndCreditNote(server, oldId, { funderCents: 9_000n });
    const invoice = invoiceOf((await anApprovedOrder(server, { funder })).order, 'vouchers-funder');
    const back = { share: 'funder', amountCents: 9_000, reason: 'Par décision' };
    const answers = await Promise.all([
      spend(invoice.id, note.id, 9_000),
      operator.client.post(`/credit-notes/${note.id}/refunds`, { ...back, bankReference: 'R1' }),
      operator.client.post(`/credit-notes/${note.id}/refunds`, { ...back, bankReference: 'R2' }),
    ]);
    expect(tally(answers)).toEqual({ done: 1, 'billing.credit-short': 2 });
    expect(await balanceOf(server, 'credit-funder', oldId)).toBe(0n);
  });

  it('one refund recorded by two people: it leaves the account once', async () => {
    const { id: oldId } = await aFundedOrder(server, { funder });
    const note = await aYearEndCreditNote(server, oldId, { funderCents: 9_000n });
    const body = { share: 'funder', amountCents: 1_000, reason: 'Par décision', bankReference: 'R3' };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => operator.client.post(`/credit-notes/${note.id}/refunds`, body)),
    );
    expect(tally(answers)).toEqual({ done: 1, 'billing.refund-recorded': 3 });
    expect(await balanceOf(server, 'credit-funder', oldId)).toBe(8_000n);
  });

  it('six orders for what two can have of a ceiling: two have it, the others are told what is left', async () => {
    const funders: TestPerson[] = [];
    for (let each = 0; each < 6; each++) funders.push(await anOrganisation(server, 'funder'));
    const agreement = await anAgreement(server, { funders, ceilingCents: 2_000_000 });
    const answers = await Promise.all(
      funders.map((each) => each.client.post('/orders', { books: 200, agreementId: agreement.id })),
    );
    expect(tally(answers)).toEqual({ done: 2, 'orders.state-share-changed': 4 });
    const { body } = await operator.client.get(`/grant-agreements/${agreement.id}`);
    expect(body.remainingCeilingCents).toBe(0);
  });

  it('two orders for the last, capped share of a ceiling: it is granted once', async () => {
    const funders = [funder, await anOrganisation(server, 'funder')];
    const agreement = await anAgreement(server, { funders, ceilingCents: 300_000 });
    const order = { books: 200, agreementId: agreement.id, stateShareCents: 300_000 };
    const answers = await Promise.all(funders.map((each) => each.client.post('/orders', order)));
    expect(tally(answers)).toEqual({ done: 1, 'orders.state-share-changed': 1 });
  });
});
