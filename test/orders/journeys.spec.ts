import { Jobs } from '../../src/jobs/jobs.js';
import { TestApp } from '../support/app.js';
import { anAgreement, answered, theOperator } from '../support/funders.js';
import { aYearEndCreditNote, balanceOf, invoiceOf, pay, payInFull, theGap } from '../support/orders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

let server: TestApp;
let operator: TestPerson;
let funder: TestPerson;

beforeAll(async () => {
  server = await TestApp.start('2026-01-15');
  operator = await theOperator(server);
  funder = await anOrganisation(server, 'funder', { name: 'Département' });
});
afterAll(() => server.stop());

const order = async (id: string, someone: TestPerson = operator) =>
  answered(someone.client.get(`/orders/${id}`));

describe('a whole order', () => {
  it('co-funded, the State paying the operator: quote, order, approval, two payers in parts, funded, active', async () => {
    const agreement = await anAgreement(server, { funders: [funder], ceilingCents: 2_000_000 });
    const wish = { books: 300, agreementId: agreement.id };
    const quote = await answered(funder.client.post('/orders/quote', wish));
    const { stateShareCents } = quote;
    const { id } = await answered(funder.client.post('/orders', { ...wish, stateShareCents }));
    server.clock.advanceDays(3);
    const approved = await answered(operator.client.post(`/orders/${id}/approval`));
    expect(approved).toMatchObject({
      stateShareCents: quote.stateShareCents,
      invoicedToFunderCents: quote.invoicedToFunderCents,
    });

    const ofFunder = invoiceOf(approved, 'vouchers-funder');
    const ofState = invoiceOf(approved, 'vouchers-state');
    server.clock.advanceDays(20);
    await pay(server, ofFunder.id, { amountCents: 500_000 });
    await pay(server, ofState.id, { amountCents: 1_500_000 });
    expect((await order(id)).waitsFor).toEqual(['funder-payment', 'issuance']);
    expect(await theGap(server)).toBe(0n);
    server.clock.advanceDays(5);
    await pay(server, ofFunder.id, { amountCents: 1_000_000 });
    expect((await order(id)).waitsFor).toEqual(['issuance']);
    await server.get(Jobs).runDue();

    const done = await order(id, funder);
    expect(done).toMatchObject({ status: 'active', waitsFor: [] });
    expect(done.steps.map((each: { step: string }) => each.step)).toEqual([
      'submitted',
      'approved',
      'invoiced',
      'funded',
      'issued',
      'active',
    ]);
    expect(await balanceOf(server, 'vouchers-outstanding', id)).toBe(3_000_000n);
    expect(await theGap(server)).toBe(0n);
  });

  it('co-funded, the State repaying the funder: one invoice for the whole, the State’s share still reserved', async () => {
    const agreement = await anAgreement(server, {
      funders: [funder],
      paidTo: 'funder',
      rateNumerator: 13,
      rateDenominator: 20,
      ceilingCents: 2_000_000,
    });
    const { id } = await answered(funder.client.post('/orders', { books: 200, agreementId: agreement.id }));
    const approved = await answered(operator.client.post(`/orders/${id}/approval`));
    expect(approved).toMatchObject({ stateShareCents: 1_300_000, invoicedToStateCents: 0 });
    await payInFull(server, invoiceOf(approved, 'vouchers-funder'));
    expect((await order(id)).status).toBe('funded');
    const { remainingCeilingCents } = (await operator.client.get(`/grant-agreements/${agreement.id}`)).body;
    expect(remainingCeilingCents).toBe(700_000);
    expect(await balanceOf(server, 'state-receivable', id)).toBe(0n);
  });

  it('direct: the fee on an invoice of its own, 416,67 + 83,33, paid when it is paid', async () => {
    const { id } = await answered(funder.client.post('/orders', { books: 50 }));
    const approved = await answered(operator.client.post(`/orders/${id}/approval`));
    await payInFull(server, invoiceOf(approved, 'vouchers-funder'));
    await server.get(Jobs).runDue();
    expect(await order(id)).toMatchObject({ status: 'active', waitsFor: ['fee-payment'] });
    const fee = invoiceOf(approved, 'order-fee');
    expect(fee).toMatchObject({ netCents: 41_667, vatCents: 8_333 });
    await payInFull(server, fee);
    expect((await order(id)).waitsFor).toEqual([]);
    expect(await theGap(server)).toBe(0n);
  });

  it('with an odd cent: the State pays a third rounded down, the funder the rest, and all of it is there', async () => {
    const agreement = await anAgreement(server, { funders: [funder], rateNumerator: 1, rateDenominator: 3 });
    const { id } = await answered(funder.client.post('/orders', { books: 200, agreementId: agreement.id }));
    const approved = await answered(operator.client.post(`/orders/${id}/approval`));
    expect(invoiceOf(approved, 'vouchers-state').totalCents).toBe(666_666);
    expect(invoiceOf(approved, 'vouchers-funder').totalCents).toBe(1_333_334);
    for (const invoice of approved.invoices) await payInFull(server, invoice);
    expect(await balanceOf(server, 'vouchers-outstanding', id)).toBe(2_000_000n);
  });

  it('overpaid by the funder: the excess pays part of its next order, the rest comes by bank', async () => {
    const first = await answered(funder.client.post('/orders', { books: 50 }));
    const approved = await answered(operator.client.post(`/orders/${first.id}/approval`));
    const paid = await pay(server, invoiceOf(approved, 'vouchers-funder').id, {
      amountCents: 512_345,
      excess: 'credit',
    });
    const noteId = paid.payments[0].excessCreditNoteId;
    const second = await answered(funder.client.post('/orders', { books: 60 }));
    const invoice = invoiceOf(
      await answered(operator.client.post(`/orders/${second.id}/approval`)),
      'vouchers-funder',
    );
    const credit = { creditNoteId: noteId, amountCents: 12_345 };
    const partly = await answered(funder.client.post(`/invoices/${invoice.id}/credit-payments`, credit));
    expect(partly.restCents).toBe(600_000 - 12_345);
    await payInFull(server, partly);
    expect((await order(second.id)).status).toBe('funded');
    expect(await balanceOf(server, 'credit-funder', first.id)).toBe(0n);
    expect(await theGap(server)).toBe(0n);
  });

  it('of the next exercise, paid by both credit shares of this one and the rest by bank', async () => {
    const agreement = await anAgreement(server, {
      funders: [funder],
      startsOn: '2026-01-01',
      endsOn: '2027-12-31',
    });
    const old = await answered(funder.client.post('/orders', { books: 200, agreementId: agreement.id }));
    const approved = await answered(operator.client.post(`/orders/${old.id}/approval`));
    for (const invoice of approved.invoices) await payInFull(server, invoice);
    server.clock.advanceDays(365 + 30);
    const note = await aYearEndCreditNote(server, old.id, { funderCents: 150_000n, stateCents: 150_000n });
    expect(note.number).toBe('A2027-000001');

    const next = await answered(funder.client.post('/orders', { books: 200, agreementId: agreement.id }));
    expect(next.number).toBe('CMD-2027-0001');
    const { invoices } = await answered(operator.client.post(`/orders/${next.id}/approval`));
    expect(invoices[0].number).toBe('F2027-000001');
    const credit = { creditNoteId: note.id, amountCents: 150_000 };
    for (const [someone, invoice] of [
      [funder, invoiceOf({ invoices }, 'vouchers-funder')],
      [operator, invoiceOf({ invoices }, 'vouchers-state')],
    ] as const) {
      const partly = await answered(someone.client.post(`/invoices/${invoice.id}/credit-payments`, credit));
      await payInFull(server, partly);
    }
    expect((await order(next.id)).status).toBe('funded');
    expect(await balanceOf(server, 'credit-funder', old.id)).toBe(0n);
    expect(await balanceOf(server, 'credit-state', old.id)).toBe(0n);
    expect(await theGap(server)).toBe(0n);
  });
});
