import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Actors } from '../../src/access/actors.js';
import { rows } from '../../src/database/sql.js';
import { Ledger } from '../../src/ledger/ledger.js';
import { OrderSteps } from '../../src/orders/order-steps.service.js';
import { TestApp } from '../support/app.js';
import { anAgreement, theOperator } from '../support/funders.js';
import { anApprovedOrder, anOrder, balanceOf, invoiceOf, theGap } from '../support/orders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

let server: TestApp;
let operator: TestPerson;
let funder: TestPerson;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await theOperator(server);
  funder = await anOrganisation(server, 'funder');
});
afterAll(() => server.stop());
afterEach(() => jest.restoreAllMocks());

const approve = (id: string, key?: string) =>
  operator.client.post(`/orders/${id}/approval`, {}, key ? { key } : {});
const refuse = (id: string) => operator.client.post(`/orders/${id}/refusal`, { reason: 'Hors budget' });
const cancel = (id: string) =>
  funder.client.post(`/orders/${id}/cancellation`, { reason: 'Erreur de saisie' });

const sequence = (number: string) => Number(number.slice(-6));

describe('an approval', () => {
  it('of a co-funded order invoices each payer its share, out of the scope of VAT, due in 30 days', async () => {
    const { id, order } = await anApprovedOrder(server, { funder, agreement: {}, engagementNumber: 'E-7' });
    expect(order).toMatchObject({
      status: 'invoiced',
      waitsFor: ['funder-payment', 'state-payment', 'issuance'],
    });
    expect(order.invoices).toHaveLength(2);
    const expected = { netCents: 1_000_000, vatCents: 0, totalCents: 1_000_000, restCents: 1_000_000 };
    expect(invoiceOf(order, 'vouchers-funder')).toMatchObject({
      ...expected,
      payer: { id: funder.organisationId },
      engagementNumber: 'E-7',
      issuedOn: '2026-03-02',
      dueOn: '2026-04-01',
    });
    expect(invoiceOf(order, 'vouchers-state')).toMatchObject(expected);
    expect(await balanceOf(server, 'funder-receivable', id)).toBe(1_000_000n);
    expect(await balanceOf(server, 'state-receivable', id)).toBe(1_000_000n);
    expect(await balanceOf(server, 'vouchers-ordered', id)).toBe(2_000_000n);
    expect(await balanceOf(server, 'vouchers-outstanding', id)).toBe(0n);
  });

  it('of a direct order invoices the fee apart, its VAT included: 416,67 + 83,33', async () => {
    const vatBefore = await balanceOf(server, 'vat-due');
    const { id, order } = await anApprovedOrder(server, { funder });
    expect(invoiceOf(order, 'vouchers-funder')).toMatchObject({ totalCents: 500_000, vatCents: 0 });
    expect(invoiceOf(order, 'order-fee')).toMatchObject({
      netCents: 41_667,
      vatCents: 8_333,
      totalCents: 50_000,
      vatRateBasisPoints: 2_000,
    });
    expect(await balanceOf(server, 'fee-receivable', id)).toBe(50_000n);
    expect((await balanceOf(server, 'vat-due')) - vatBefore).toBe(8_333n);
  });

  it('invoices the funder the whole when the agreement pays the funder, and the State nothing', async () => {
    const { order } = await anApprovedOrder(server, { funder, agreement: { paidTo: 'funder' } });
    expect(order.invoices).toHaveLength(1);
    expect(invoiceOf(order, 'vouchers-funder')).toMatchObject({ totalCents: 2_000_000 });
    expect(order).toMatchObject({ stateShareCents: 1_000_000, funderShareCents: 1_000_000 });
  });

  it('makes no invoice of nothing when the State bears it all', async () => {
    const all = { rateNumerator: 1, rateDenominator: 1 };
    const { order } = await anApprovedOrder(server, { funder, agreement: all });
    expect(order.invoices.map((each: { kind: string }) => each.kind)).toEqual(['vouchers-state']);
  });

  it('shows the State’s payments to the State and the operator, and not to the funder', async () => {
    const { id, order, state } = await anApprovedOrder(server, { funder, agreement: {} });
    const stateInvoice = invoiceOf(order, 'vouchers-state');
    await operator.client.post(`/invoices/${stateInvoice.id}/payments`, {
      amountCents: 400,
      receivedOn: '2026-03-02',
      bankReference: 'DRFIP 1',
    });
    const seen = async (someone: TestPerson) =>
      invoiceOf((await someone.client.get(`/orders/${id}`)).body, 'vouchers-state');
    expect(await seen(funder)).toMatchObject({ paidCents: 400, payments: [] });
    expect((await seen(state as TestPerson)).payments).toHaveLength(1);
    expect((await seen(operator)).payments).toHaveLength(1);
    expect((await funder.client.get(`/invoices/${stateInvoice.id}`)).body.code).toBe('access.not-found');
    expect((await (state as TestPerson).client.get(`/invoices/${stateInvoice.id}`)).status).toBe(200);
  });

  it('that breaks off midway leaves no step, no invoice and no gap in the numbers', async () => {
    const { id } = await anOrder(server, { funder, agreement: {} });
    const lastNumber = async () => (await operator.client.get('/invoices?limit=1')).body.items[0]?.number;
    const before = await lastNumber();
    const ledger = server.get(Ledger);
    const post = ledger.post.bind(ledger);
    jest
      .spyOn(ledger, 'post')
      .mockImplementationOnce(post)
      .mockRejectedValueOnce(new Error('the power went out'));
    jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const key = randomUUID();
    await expect(approve(id, key)).rejects.toThrow('answered 500');
    const { body } = await operator.client.get(`/orders/${id}`);
    expect(body).toMatchObject({ status: 'submitted', invoices: [] });
    expect(await lastNumber()).toBe(before);
    // The same request again is then the first.
    const again = await approve(id, key);
    expect(again.status).toBe(200);
    const numbers = again.body.invoices.map((each: { number: string }) => sequence(each.number));
    expect(numbers).toEqual([sequence(before) + 1, sequence(before) + 2]);
  });

  it('is refused once the exercise is over: its vouchers would be worth nothing', async () => {
    const { id } = await anOrder(server, { funder });
    const now = server.clock.now();
    server.clock.set(new Date('2026-12-31T23:00:00Z'));
    const late = await approve(id);
    const refused = await refuse(id);
    server.clock.set(now);
    expect([late.status, late.body.code]).toEqual([409, 'orders.exercise-over']);
    expect(refused.body).toMatchObject({ status: 'refused', invoices: [] });
  });

  it('is recorded in the audit trail, for the funder and the State', async () => {
    const { id, state } = await anApprovedOrder(server, { funder, agreement: {} });
    const entries = await server.db.read((tx) =>
      rows<{ action: string; concerns: string[] }>(
        tx,
        'SELECT action, concerns FROM audit_entry WHERE subject_id = $1 ORDER BY id',
        [id],
      ),
    );
    expect(entries.map((each) => each.action)).toEqual(['order.submitted', 'order.approved']);
    expect(entries[1]?.concerns).toEqual([funder.organisationId, state?.organisationId]);
  });
});

describe('a decision', () => {
  it.each([
    ['approved', 'approved', approve, 'orders.already-approved'],
    ['approved', 'refused', refuse, 'orders.already-approved'],
    ['approved', 'cancelled', cancel, 'orders.already-approved'],
  ])('once %s is never %s', async (_first, _second, then, code) => {
    const { id } = await anApprovedOrder(server, { funder });
    expect(await then(id)).toMatchObject({ status: 409, body: { code } });
    expect((await funder.client.get(`/orders/${id}`)).body.status).toBe('invoiced');
  });

  it.each([
    ['refused', refuse, 'orders.already-refused'],
    ['cancelled', cancel, 'orders.already-cancelled'],
  ])('once %s, nothing else is decided and nothing is invoiced', async (status, first, code) => {
    const { id } = await anOrder(server, { funder });
    const { body } = await first(id);
    expect(body).toMatchObject({ status, waitsFor: [], invoices: [] });
    expect(body.steps.at(-1).reason).toEqual(expect.any(String));
    for (const then of [approve, refuse, cancel]) {
      expect(await then(id)).toMatchObject({ status: 409, body: { code } });
    }
    expect(await balanceOf(server, 'vouchers-ordered', id)).toBe(0n);
  });

  it('sent again with the same key gets its first answer, a refusal included', async () => {
    const { id } = await anOrder(server, { funder });
    const key = randomUUID();
    const first = await approve(id, key);
    expect(await approve(id, key)).toMatchObject({ status: 200, body: first.body });
    const later = randomUUID();
    const refused = await approve(id, later);
    expect(await approve(id, later)).toMatchObject({ status: 409, body: refused.body });
  });

  it('a refusal says why', async () => {
    const { id } = await anOrder(server, { funder });
    for (const body of [{}, { reason: '' }, { reason: '  ' }, { reason: 'x'.repeat(1001) }, { reason: 7 }]) {
      expect((await operator.client.post(`/orders/${id}/refusal`, body)).status).toBe(400);
    }
  });

  it('is not taken by others: the operator decides, the funder cancels its own', async () => {
    const { id } = await anOrder(server, { funder });
    const other = await anOrganisation(server, 'funder');
    for (const route of ['approval', 'refusal']) {
      expect((await funder.client.post(`/orders/${id}/${route}`, { reason: 'Pour voir' })).status).toBe(403);
    }
    expect((await operator.client.post(`/orders/${id}/cancellation`)).status).toBe(403);
    expect((await other.client.post(`/orders/${id}/cancellation`)).body.code).toBe('access.not-found');
    const { id: decided } = await anApprovedOrder(server, { funder });
    expect((await other.client.post(`/orders/${decided}/cancellation`)).body.code).toBe('access.not-found');
    expect((await approve(randomUUID())).status).toBe(404);
    expect((await approve('nothing')).status).toBe(400);
    expect((await funder.client.get(`/orders/${id}`)).body.status).toBe('submitted');
  });
});

describe('a step', () => {
  it('is never taken out of its turn, nor twice, whoever asks', async () => {
    const { id } = await anOrder(server, { funder });
    const steps = server.get(OrderSteps);
    const take = (orderId: string, step: 'funded' | 'issued' | 'submitted' | 'active') =>
      server.db.transaction(async (tx) =>
        steps.take(tx, server.clock.now(), await server.get(Actors).system(tx), orderId, step),
      );
    await expect(take(id, 'issued')).rejects.toMatchObject({ code: 'orders.not-approved' });
    await expect(take(id, 'funded')).rejects.toMatchObject({ code: 'orders.step-too-early' });
    await expect(take(id, 'submitted')).rejects.toMatchObject({ code: 'orders.step-already-taken' });
    await approve(id);
    await take(id, 'issued');
    await expect(take(id, 'issued')).rejects.toMatchObject({ code: 'orders.step-already-taken' });
    await expect(take(id, 'active')).rejects.toMatchObject({ code: 'orders.step-too-early' });
    await expect(take(randomUUID(), 'issued')).rejects.toMatchObject({ code: 'access.not-found' });
  });

  it('is a fact in the database: a second decision is refused there too, and no step is changed', async () => {
    const { id } = await anApprovedOrder(server, { funder });
    const run = (sql: string) => server.db.transaction((tx) => rows(tx, sql, [id]));
    await expect(
      run(`INSERT INTO order_step (order_id, step, at) VALUES ($1, 'cancelled', '2026-03-02')`),
    ).rejects.toMatchObject({ code: 'orders.step-already-taken' });
    await expect(run('DELETE FROM order_step WHERE order_id = $1')).rejects.toThrow('facts');
    await expect(run('UPDATE voucher_order SET books = 1 WHERE id = $1')).rejects.toThrow('facts');
  });
});

it('invoicing moves no cash', async () => {
  expect(await theGap(server)).toBe(0n);
  expect((await anAgreement(server)).agreement.remainingCeilingCents).toBe(100_000_000);
});
