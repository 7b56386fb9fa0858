import { randomUUID } from 'node:crypto';
import { rows } from '../../src/database/sql.js';
import { auditBooks } from '../../src/insight/books-audit.js';
import { TestApp } from '../support/app.js';
import { answered, theOperator } from '../support/funders.js';
import { aFundedOrder, anApprovedOrder, balanceOf, invoiceOf, pay, payInFull } from '../support/orders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';
import { aLabelledStructure } from '../support/structures.js';

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
  expect(await server.db.read((tx) => auditBooks(tx))).toEqual([]);
});

const reverse = (paymentId: string, key: string = randomUUID(), reason = 'Saisi sur la mauvaise facture') =>
  operator.client.post(`/payments/${paymentId}/reversal`, { reason }, { key });
const last = (invoice: any): string => invoice.payments.at(-1).id;
const statusOf = async (orderId: string) => (await operator.client.get(`/orders/${orderId}`)).body.status;

describe('a payment recorded by mistake', () => {
  it('is reversed: the invoice waits for the amount again, and both stay on record', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    const invoice = invoiceOf(order, 'vouchers-funder');
    await pay(server, invoice.id, { amountCents: 100_000 });
    const wrong = await pay(server, invoice.id, { amountCents: 70_000 });
    const cash = await balanceOf(server, 'bank-ring-fenced');
    const { status, body } = await reverse(last(wrong));
    expect([status, body.paidCents, body.restCents]).toEqual([200, 100_000, 400_000]);
    expect(body.payments).toMatchObject([
      { cents: 100_000, reversedAt: null, reversalReason: null },
      { cents: 70_000, reversalReason: 'Saisi sur la mauvaise facture' },
    ]);
    expect(await balanceOf(server, 'bank-ring-fenced')).toBe(cash - 70_000n);
    expect(await balanceOf(server, 'funder-receivable', id)).toBe(400_000n);
    const seen = await funder.client.get(`/orders/${id}`);
    expect(invoiceOf(seen.body, 'vouchers-funder').payments[1].reversedAt).not.toBeNull();
  });

  it('never counts towards the funding: only what stands does', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    const invoice = invoiceOf(order, 'vouchers-funder');
    await answered(reverse(last(await pay(server, invoice.id, { amountCents: 200_000 }))));
    await pay(server, invoice.id, { amountCents: 300_000 });
    expect(await statusOf(id)).toBe('invoiced');
    await pay(server, invoice.id, { amountCents: 200_000 });
    expect(await statusOf(id)).toBe('funded');
  });

  it('leaves its bank reference to the right record of the same transfer, and to one only', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    const body = { receivedOn: server.clock.today(), bankReference: 'VIR 0417' };
    const wrong = await pay(server, id, { ...body, amountCents: 45_000 });
    await answered(reverse(last(wrong)));
    await pay(server, id, { ...body, amountCents: 54_000 });
    const again = await operator.client.post(`/invoices/${id}/payments`, { ...body, amountCents: 54_000 });
    expect([again.status, again.body.code]).toEqual([409, 'billing.bank-reference-used']);
  });

  it('is never reversed twice, by a double click, by a lost answer, or by two at once', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const payment = last(await pay(server, invoiceOf(order, 'vouchers-funder').id, { amountCents: 10_000 }));
    const key = randomUUID();
    const answers = await Promise.all([reverse(payment, key), reverse(payment, key), reverse(payment)]);
    const done = answers.filter(({ status }) => status === 200);
    expect(done.length).toBeLessThanOrEqual(2);
    expect((await reverse(payment)).body.code).toBe('billing.payment-reversed');
    const made = await server.db.read((tx) =>
      rows(tx, 'SELECT 1 FROM payment_reversal WHERE payment_id = $1', [payment]),
    );
    expect(made).toHaveLength(1);
  });

  it.each([0, 1])('in the middle is reversed while others come in at the same moment (%i)', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    const wrong = last(await pay(server, id, { amountCents: 11_000 }));
    const [first, second, third] = await Promise.all([
      pay(server, id, { amountCents: 1_000 }),
      reverse(wrong),
      pay(server, id, { amountCents: 2_000 }),
    ]);
    expect([first.id, second.status, third.id]).toEqual([id, 200, id]);
    expect((await operator.client.get(`/invoices/${id}`)).body.paidCents).toBe(3_000);
  });

  it.each(['vouchers-funder', 'vouchers-state'] as const)(
    'on %s is never reversed once the order is funded: vouchers would circulate without their counterpart',
    async (kind) => {
      const { order } = await aFundedOrder(server, { funder, agreement: { funders: [funder] } });
      const refused = await reverse(last(invoiceOf(order, kind)));
      expect([refused.status, refused.body.code]).toEqual([409, 'billing.payment-backs-vouchers']);
      expect(refused.body.detail).toContain(order.number);
    },
  );

  it('is never reversed past the service, by hand in the database', async () => {
    const { order } = await aFundedOrder(server, { funder });
    const invoice = invoiceOf(order, 'vouchers-funder');
    const byHand = server.db.transaction((tx) =>
      rows(
        tx,
        `INSERT INTO payment_reversal (payment_id, invoice_id, number, reason, at) VALUES ($1, $2, 1, 'x', now())`,
        [last(invoice), invoice.id],
      ),
    );
    await expect(byHand).rejects.toMatchObject({ code: 'billing.payment-backs-vouchers' });
    await expect(server.db.transaction((tx) => rows(tx, `DELETE FROM payment_reversal`))).rejects.toThrow(
      /facts/,
    );
  });

  it('on a fee, or on a label, is reversed on the operating account whatever became of the order', async () => {
    const { order } = await aFundedOrder(server, { funder });
    const before = await balanceOf(server, 'bank-operating');
    await answered(reverse(last(invoiceOf(order, 'order-fee'))));
    expect(await balanceOf(server, 'bank-operating')).toBe(before - 50_000n);
    expect(await statusOf(order.id)).not.toBe('invoiced');

    const structure = await aLabelledStructure(server);
    const { items } = await answered(structure.client.get('/invoices?kind=label'));
    const paid = await payInFull(server, items[0]);
    expect((await answered(reverse(last(paid)))).restCents).toBe(8_000);
    expect(await balanceOf(server, 'bank-operating')).toBe(before - 50_000n);
  });

  it('takes the credit of its excess back, unless some of it has served', async () => {
    const agreement = { funders: [funder] };
    const { order } = await anApprovedOrder(server, { funder, agreement });
    const own = invoiceOf(order, 'vouchers-funder');
    const excess = (await pay(server, own.id, { amountCents: own.restCents + 5_000, excess: 'credit' }))
      .payments[0];
    const { order: next } = await anApprovedOrder(server, { funder });
    const spent = `/invoices/${invoiceOf(next, 'vouchers-funder').id}/credit-payments`;
    const credit = { creditNoteId: excess.excessCreditNoteId, amountCents: 1_000 };
    const byCredit = await answered(operator.client.post(spent, credit));
    const refused = await reverse(excess.id);
    expect([refused.status, refused.body.code]).toEqual([409, 'billing.excess-spent']);

    // What it paid is reversed first: the credit is whole again, and goes with the payment it came from.
    await answered(reverse(last(byCredit)));
    await answered(reverse(excess.id));
    expect(await balanceOf(server, 'credit-funder', order.id)).toBe(0n);
    const again = await operator.client.post(spent, credit);
    expect([again.status, again.body.code]).toEqual([409, 'billing.credit-short']);
  });

  it('by credit gives the credit back, which can be spent to its last cent and no further', async () => {
    const { order } = await anApprovedOrder(server, { funder, agreement: { funders: [funder] } });
    const own = invoiceOf(order, 'vouchers-funder');
    const creditNoteId = (await pay(server, own.id, { amountCents: own.restCents + 9_000, excess: 'credit' }))
      .payments[0].excessCreditNoteId;
    const { order: next } = await anApprovedOrder(server, { funder });
    const spend = (amountCents: number) =>
      operator.client.post(`/invoices/${invoiceOf(next, 'vouchers-funder').id}/credit-payments`, {
        creditNoteId,
        amountCents,
      });
    await answered(spend(2_000));
    const wrong = last(await answered(spend(6_000)));
    await answered(reverse(wrong));
    const note = await answered(operator.client.get(`/credit-notes/${creditNoteId}`));
    expect(note.shares[0]).toMatchObject({ spentCents: 2_000, restCents: 7_000 });
    expect(note.shares[0].uses.map(({ returned }: any) => returned)).toEqual([false, true]);
    expect((await spend(7_001)).body.code).toBe('billing.credit-short');
    await answered(spend(7_000));
  });

  it('is reversed by nobody but the operator, with a reason', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const payment = last(await pay(server, invoiceOf(order, 'vouchers-funder').id, { amountCents: 10_000 }));
    const own = await funder.client.post(`/payments/${payment}/reversal`, { reason: 'Rendez-le-moi' });
    expect(own.status).toBe(403);
    expect((await reverse(payment, randomUUID(), '')).status).toBe(400);
    expect((await reverse(randomUUID())).body.code).toBe('access.not-found');
  });
});
