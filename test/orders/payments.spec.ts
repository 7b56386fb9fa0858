import { randomUUID } from 'node:crypto';
import { rows } from '../../src/database/sql.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { TestApp } from '../support/app.js';
import { theOperator } from '../support/funders.js';
import { anApprovedOrder, balanceOf, invoiceOf, pay, payInFull, theGap } from '../support/orders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';
import { aLabelledStructure, type LabelledStructure } from '../support/structures.js';

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

let counter = 0;
const transfer = (over: object = {}) => ({
  amountCents: 1_000,
  receivedOn: '2026-03-02',
  bankReference: `VIR-${++counter}`,
  ...over,
});
const record = (invoiceId: string, over: object = {}, key: string = randomUUID()) =>
  operator.client.post(`/invoices/${invoiceId}/payments`, transfer(over), { key });
const statusOf = async (orderId: string) => (await operator.client.get(`/orders/${orderId}`)).body.status;

describe('a payment', () => {
  it('may come in parts, each under its own reference; only the last one funds the order', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    const invoice = invoiceOf(order, 'vouchers-funder');
    const first = await record(invoice.id, { amountCents: 200_000 });
    expect(first.body).toMatchObject({ paidCents: 200_000, restCents: 300_000 });
    expect(await statusOf(id)).toBe('invoiced');
    expect(await balanceOf(server, 'vouchers-outstanding', id)).toBe(0n);
    const last = await record(invoice.id, { amountCents: 300_000 });
    expect(last.body).toMatchObject({ paidCents: 500_000, restCents: 0 });
    expect(last.body.payments.map((each: { cents: number }) => each.cents)).toEqual([200_000, 300_000]);
    expect(await statusOf(id)).toBe('funded');
    expect(await balanceOf(server, 'vouchers-outstanding', id)).toBe(500_000n);
    expect(await balanceOf(server, 'vouchers-ordered', id)).toBe(0n);
  });

  it('one cent short never funds the order', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    await pay(server, invoiceOf(order, 'vouchers-funder').id, { amountCents: 499_999 });
    expect(await statusOf(id)).toBe('invoiced');
  });

  it('of one payer never funds an order that the other has not paid', async () => {
    const { id, order } = await anApprovedOrder(server, { funder, agreement: {} });
    await payInFull(server, invoiceOf(order, 'vouchers-state'));
    expect(await statusOf(id)).toBe('invoiced');
    expect((await operator.client.get(`/orders/${id}`)).body.waitsFor).toEqual([
      'funder-payment',
      'issuance',
    ]);
    await payInFull(server, invoiceOf(order, 'vouchers-funder'));
    expect(await statusOf(id)).toBe('funded');
  });

  it('of the fee goes to the operating account, and never funds the order', async () => {
    const before = await balanceOf(server, 'bank-operating');
    const ringFenced = await balanceOf(server, 'bank-ring-fenced');
    const { id, order } = await anApprovedOrder(server, { funder });
    await payInFull(server, invoiceOf(order, 'order-fee'));
    expect(await statusOf(id)).toBe('invoiced');
    expect((await balanceOf(server, 'bank-operating')) - before).toBe(50_000n);
    expect(await balanceOf(server, 'bank-ring-fenced')).toBe(ringFenced);
    expect(await balanceOf(server, 'fee-receivable', id)).toBe(0n);
  });

  it('does not wait for the fee to fund the order', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    await payInFull(server, invoiceOf(order, 'vouchers-funder'));
    expect((await operator.client.get(`/orders/${id}`)).body).toMatchObject({
      status: 'funded',
      waitsFor: ['fee-payment', 'issuance'],
    });
  });

  it('that funds an order adds its issuance to the work to do, once', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    await payInFull(server, invoiceOf(order, 'vouchers-funder'));
    const jobs = await server.db.read((tx) =>
      rows(tx, `SELECT 1 FROM job WHERE kind = 'issue-order' AND subject_id = $1`, [id]),
    );
    expect(jobs).toHaveLength(1);
  });
});

describe('an excess', () => {
  it('is refused unless it is asked to be kept, and the refusal says how much it is', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    const { status, body } = await record(id, { amountCents: 500_001 });
    expect([status, body.code]).toEqual([422, 'billing.excess']);
    expect(body.params).toMatchObject({ restCents: 500_000, excessCents: 1 });
    expect(body.sentences.fr).toContain('0,01');
    expect((await operator.client.get(`/invoices/${id}`)).body.paidCents).toBe(0);
  });

  it('kept is a credit note of the payer, its cash ring-fenced', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    const invoice = invoiceOf(order, 'vouchers-funder');
    const { body } = await record(invoice.id, { amountCents: 500_750, excess: 'credit' });
    expect(body).toMatchObject({ paidCents: 500_000, restCents: 0 });
    const [payment] = body.payments;
    expect(payment).toMatchObject({ cents: 500_000, excessCents: 750 });
    const note = (await funder.client.get(`/credit-notes/${payment.excessCreditNoteId}`)).body;
    expect(note).toMatchObject({ kind: 'overpayment', orderId: id });
    expect(note.shares).toEqual([
      { share: 'funder', totalCents: 750, spentCents: 0, restCents: 750, uses: [] },
    ]);
    expect(await balanceOf(server, 'credit-funder', id)).toBe(750n);
    expect(await statusOf(id)).toBe('funded');
  });

  it('of the State is the State’s credit, and gives nothing back to the agreement’s ceiling', async () => {
    const { id, order, state } = await anApprovedOrder(server, {
      funder,
      agreement: { ceilingCents: 3_000_000 },
    });
    const { body } = await record(invoiceOf(order, 'vouchers-state').id, {
      amountCents: 1_000_400,
      excess: 'credit',
    });
    const noteId = body.payments[0].excessCreditNoteId;
    const note = (await (state as TestPerson).client.get(`/credit-notes/${noteId}`)).body;
    expect(note.shares).toMatchObject([{ share: 'state', totalCents: 400 }]);
    expect(await balanceOf(server, 'credit-state', id)).toBe(400n);
    const agreement = await operator.client.get(`/grant-agreements/${order.agreement.id}`);
    expect(agreement.body.remainingCeilingCents).toBe(2_000_000);
  });

  it.each(['refuse', 'credit'])('of a fee is always refused (%s)', async (excess) => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'order-fee');
    const { status, body } = await record(id, { amountCents: 60_000, excess });
    expect([status, body.code]).toEqual([422, 'billing.excess-of-fee']);
    expect(body.params).toMatchObject({ excessCents: 10_000 });
  });

  it('a paid invoice takes nothing more, even to be kept', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const invoice = invoiceOf(order, 'vouchers-funder');
    await payInFull(server, invoice);
    for (const excess of ['refuse', 'credit']) {
      expect(await record(invoice.id, { amountCents: 1, excess })).toMatchObject({
        status: 409,
        body: { code: 'billing.invoice-paid', params: { invoice: invoice.number } },
      });
    }
  });
});

describe('a bank transfer', () => {
  it('is never recorded twice on an invoice, however its reference is typed', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    await record(id, { bankReference: 'Vir  Dép 37' });
    for (const bankReference of ['Vir  Dép 37', 'VIR DÉP 37', '  vir dép   37 ']) {
      expect(await record(id, { bankReference })).toMatchObject({
        status: 409,
        body: { code: 'billing.bank-reference-used' },
      });
    }
    expect((await operator.client.get(`/invoices/${id}`)).body.paidCents).toBe(1_000);
  });

  it('recorded again on the invoice it has paid is said to be known, not to be one transfer more', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    const whole = transfer({ amountCents: 500_000 });
    await record(id, whole);
    expect((await record(id, whole)).body.code).toBe('billing.bank-reference-used');
  });

  it('may settle two invoices', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const bankReference = 'VIR both';
    const one = await record(invoiceOf(order, 'vouchers-funder').id, { bankReference });
    const other = await record(invoiceOf(order, 'order-fee').id, { bankReference });
    expect([one.status, other.status]).toEqual([200, 200]);
  });

  it('is never received tomorrow', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    expect((await record(id, { receivedOn: '2026-03-03' })).body.code).toBe('billing.received-in-the-future');
    expect((await record(id, { receivedOn: '2026-03-01' })).status).toBe(200);
  });

  it('recorded again with the same key is the same payment', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    const [key, body] = [randomUUID(), transfer()];
    const path = `/invoices/${id}/payments`;
    const first = await operator.client.post(path, body, { key });
    const again = await operator.client.post(path, body, { key });
    expect(again.body).toEqual(first.body);
    expect((await operator.client.get(`/invoices/${id}`)).body.payments).toHaveLength(1);
  });

  it.each([
    { amountCents: 0 },
    { amountCents: -500 },
    { amountCents: 10.5 },
    { amountCents: '1000' },
    { amountCents: 2 ** 53 },
    { amountCents: null },
    { receivedOn: '2026-02-30' },
    { receivedOn: 20260302 },
    { bankReference: '' },
    { bankReference: '   ' },
    { bankReference: 'x'.repeat(65) },
    { bankReference: 'a\u0000b' },
    { bankReference: '\ud800' },
    { excess: 'keep' },
    { note: 'surprise' },
  ])('is refused as malformed with %p', async (over) => {
    expect(await record(randomUUID(), over)).toMatchObject({
      status: 400,
      body: { code: 'request.invalid' },
    });
  });

  it('is recorded by the operator only, on an invoice that exists', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const path = `/invoices/${invoiceOf(order, 'vouchers-funder').id}/payments`;
    expect((await funder.client.post(path, transfer())).status).toBe(403);
    expect((await server.nobody.post(path, transfer())).status).toBe(401);
    expect((await record(randomUUID())).body.code).toBe('access.not-found');
    expect((await record('nothing')).status).toBe(400);
  });
});

const invoiceOfLabel = async ({ client }: LabelledStructure) =>
  (await client.get('/invoices?kind=label')).body.items[0];

describe('the invoice of a label', () => {
  it('« 80 € à l’année » goes to the operating account, and never twice', async () => {
    const structure = await aLabelledStructure(server);
    const invoice = await invoiceOfLabel(structure);
    expect(invoice).toMatchObject({ netCents: 6_667, vatCents: 1_333, orderId: null, restCents: 8_000 });
    const before = await balanceOf(server, 'bank-operating');
    const over = await record(invoice.id, { amountCents: 9_000, excess: 'credit' });
    expect(over.body.code).toBe('billing.excess-of-fee');
    expect((await record(invoice.id, { amountCents: 8_000 })).body).toMatchObject({ restCents: 0 });
    expect((await balanceOf(server, 'bank-operating')) - before).toBe(8_000n);
    expect(await balanceOf(server, 'label-receivable', structure.structureId)).toBe(0n);
    expect((await record(invoice.id, { amountCents: 1 })).body.code).toBe('billing.invoice-paid');
    expect((await structure.client.get(`/invoices/${invoice.id}`)).body.restCents).toBe(0);
  });

  it('paid by two people at once is paid once', async () => {
    const { id } = await invoiceOfLabel(await aLabelledStructure(server));
    const answers = await Promise.all(Array.from({ length: 8 }, () => record(id, { amountCents: 1_600 })));
    const refused = answers.filter((each) => each.status !== 200);
    expect(refused.map((each) => each.body.code)).toEqual(Array(3).fill('billing.invoice-paid'));
  });

  it('is never paid with a credit note, nor read by another structure', async () => {
    const { id } = await invoiceOfLabel(await aLabelledStructure(server));
    const { order } = await anApprovedOrder(server, { funder });
    const paid = await record(invoiceOf(order, 'vouchers-funder').id, {
      amountCents: 500_100,
      excess: 'credit',
    });
    const creditNoteId = paid.body.payments[0].excessCreditNoteId;
    const path = `/invoices/${id}/credit-payments`;
    const refused = await operator.client.post(path, { creditNoteId, amountCents: 100 });
    expect(refused.body.code).toBe('billing.credit-not-for-fees');
    const other = await anOrganisation(server, 'structure');
    expect((await other.client.get(`/invoices/${id}`)).body.code).toBe('access.not-found');
  });
});

describe('an order issued before it is paid', () => {
  it('is active as soon as it is funded, and not before', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    expect((await operator.client.post(`/orders/${id}/issuance`)).status).toBe(201);
    expect(await statusOf(id)).toBe('issued');
    await payInFull(server, invoiceOf(order, 'vouchers-funder'));
    expect(await statusOf(id)).toBe('active');
  });

  it('and one paid before it is issued is active once issued', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    await payInFull(server, invoiceOf(order, 'vouchers-funder'));
    expect(await statusOf(id)).toBe('funded');
    await server.get(Jobs).runDue();
    expect(await statusOf(id)).toBe('active');
  });
});
