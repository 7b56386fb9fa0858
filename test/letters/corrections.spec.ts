import { randomUUID } from 'node:crypto';
import { rows } from '../../src/database/sql.js';
import { LETTERS } from '../../src/letters/kinds/index.js';
import { TestApp } from '../support/app.js';
import { answered } from '../support/funders.js';
import { aFundedOrder, anApprovedOrder, anOrder, invoiceOf, pay } from '../support/orders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';
import { aLabelledStructure, anOperator } from '../support/structures.js';

let server: TestApp;
let operator: Awaited<ReturnType<typeof anOperator>>;
let funder: TestPerson;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await anOperator(server);
});
afterAll(() => server.stop());
beforeEach(async () => {
  funder = await anOrganisation(server, 'funder', { name: 'Département' });
});

const posted = (kind: keyof typeof LETTERS, organisationId: string) =>
  server.db.read(async (tx) => {
    const sql = 'SELECT facts FROM letter WHERE kind = $1 AND organisation_id = $2 ORDER BY posted_at, id';
    return (await rows<{ facts: any }>(tx, sql, [kind, organisationId])).map(({ facts }) => facts);
  });
const reverse = (invoice: any, key: string = randomUUID()) =>
  operator.post(`/payments/${invoice.payments.at(-1).id}/reversal`, { reason: 'Mauvaise facture' }, { key });
const abandon = (id: string, key: string = randomUUID()) =>
  operator.post(`/orders/${id}/abandonment`, { reason: 'Budget non voté' }, { key });
const words = (kind: 'order-abandoned' | 'payment-reversed', facts: any) => {
  const amounts = { creditCents: BigInt(facts.creditCents ?? 0), amountCents: 1n, restCents: 1n };
  const text = (LETTERS[kind] as (facts: any) => any)({ ...facts, ...amounts });
  return JSON.stringify(text);
};

describe('the invoice of the State’s share', () => {
  it('is told to the service of the agreement, once, and to nobody else', async () => {
    const { id, order, state } = await anApprovedOrder(server, { funder, agreement: { funders: [funder] } });
    await operator.post(`/orders/${id}/approval`);
    const invoice = invoiceOf(order, 'vouchers-state');
    expect(await posted('state-invoice-issued', state!.organisationId)).toEqual([
      {
        invoiceNumber: invoice.number,
        totalCents: invoice.totalCents,
        orderNumber: order.number,
        funderName: 'Département',
        faceValueCents: 2_000_000,
        agreementReference: order.agreement.reference,
      },
    ]);
    expect(await posted('state-invoice-issued', funder.organisationId)).toEqual([]);
    const { items } = await answered(state!.client.get('/letters'));
    expect(items.map(({ kind }: any) => kind)).toEqual(['state-invoice-issued']);
  });

  it('is not told where there is none: it pays the funder, or nothing is approved', async () => {
    const repaid = await anApprovedOrder(server, {
      funder,
      agreement: { funders: [funder], paidTo: 'funder' },
    });
    const refused = await anOrder(server, { funder, agreement: { funders: [funder] } });
    await answered(operator.post(`/orders/${refused.id}/refusal`, { reason: 'Hors délai.' }));
    for (const { state } of [repaid, refused])
      expect(await posted('state-invoice-issued', state!.organisationId)).toEqual([]);
  });
});

describe('a payment that is reversed', () => {
  it('is told to the funder with its reason and what is left to pay, once', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    const invoice = invoiceOf(order, 'vouchers-funder');
    await pay(server, invoice.id, { amountCents: 100_000 });
    const wrong = await pay(server, invoice.id, { amountCents: 70_000 });
    const key = randomUUID();
    for (const each of [key, key, randomUUID()]) await reverse(wrong, each);
    expect(await posted('payment-reversed', funder.organisationId)).toEqual([
      {
        invoiceNumber: invoice.number,
        order: { orderId: id, number: order.number },
        amountCents: 70_000,
        byCredit: false,
        restCents: 400_000,
        reason: 'Mauvaise facture',
        payer: 'funder',
      },
    ]);
  });

  it('is told to the State’s service for its own invoice, with the excess, and not to the funder', async () => {
    const { order, state } = await anApprovedOrder(server, { funder, agreement: { funders: [funder] } });
    const { id, restCents } = invoiceOf(order, 'vouchers-state');
    await answered(reverse(await pay(server, id, { amountCents: restCents + 900, excess: 'credit' })));
    const [facts] = await posted('payment-reversed', state!.organisationId);
    expect(facts).toMatchObject({ amountCents: restCents + 900, restCents, payer: 'state' });
    expect(words('payment-reversed', facts)).toContain('/etat/factures');
    expect(await posted('payment-reversed', funder.organisationId)).toEqual([]);
  });

  it('is told to a structure for its label', async () => {
    const structure = await aLabelledStructure(server);
    const [label] = (await answered(structure.client.get('/invoices?kind=label'))).items;
    await answered(reverse(await pay(server, label.id, { amountCents: 8_000 })));
    const [facts] = await posted('payment-reversed', structure.structureId);
    expect(facts).toMatchObject({ order: null, amountCents: 8_000, restCents: 8_000, payer: 'structure' });
    expect(words('payment-reversed', facts)).toContain('/lieu/structure');
  });

  it('says that the credit which had paid is given back', async () => {
    const first = await anApprovedOrder(server, { funder });
    await pay(server, invoiceOf(first.order, 'vouchers-funder').id, { amountCents: 50_000 });
    await answered(abandon(first.id));
    const { items } = await answered(operator.get(`/credit-notes?orderId=${first.id}&open=true`));
    const { order } = await anApprovedOrder(server, { funder });
    const paid = await answered(
      operator.post(`/invoices/${invoiceOf(order, 'vouchers-funder').id}/credit-payments`, {
        creditNoteId: items[0].id,
        amountCents: 20_000,
      }),
    );
    await answered(reverse(paid));
    const [facts] = await posted('payment-reversed', funder.organisationId);
    expect(facts).toMatchObject({ amountCents: 20_000, byCredit: true });
    expect(words('payment-reversed', facts)).toMatch(/vous est rendu/);
  });

  it('is told to nobody when it is refused', async () => {
    const { order } = await aFundedOrder(server, { funder });
    const { invoices } = await answered(operator.get(`/orders/${order.id}`));
    expect((await reverse(invoices[0])).body.code).toBe('billing.payment-backs-vouchers');
    expect(await posted('payment-reversed', funder.organisationId)).toEqual([]);
  });
});

describe('an order that is abandoned', () => {
  it('is told to the funder and to the State’s service, each with its own invoices and what it had paid', async () => {
    const { id, order, state } = await anApprovedOrder(server, { funder, agreement: { funders: [funder] } });
    const [own, states] = [invoiceOf(order, 'vouchers-funder'), invoiceOf(order, 'vouchers-state')];
    await pay(server, own.id, { amountCents: 123_456 });
    const key = randomUUID();
    for (const each of [key, key, randomUUID()]) await abandon(id, each);
    const { items: notes } = await answered(operator.get(`/credit-notes?orderId=${id}`));
    const cancelling = ({ id: invoiceId }: any) =>
      notes.find((note: any) => note.cancelledInvoiceId === invoiceId).number;
    const common = {
      orderId: id,
      number: order.number,
      funderName: 'Département',
      reason: 'Budget non voté',
    };
    const [funders, ...more] = await posted('order-abandoned', funder.organisationId);
    expect([funders, more]).toEqual([
      {
        ...common,
        reader: 'funder',
        invoices: [{ number: own.number, creditNote: cancelling(own) }],
        creditCents: 123_456,
      },
      [],
    ]);
    expect(await posted('order-abandoned', state!.organisationId)).toEqual([
      {
        ...common,
        reader: 'state',
        invoices: [{ number: states.number, creditNote: cancelling(states) }],
        creditCents: 0,
      },
    ]);
    expect(words('order-abandoned', funders)).toMatch(/1\D234,56\D€/);
    expect(words('order-abandoned', { ...funders, creditCents: 0 })).not.toContain('déjà payé');
  });

  it('is told to the State’s service that pays the funder too, which has no invoice', async () => {
    const { id, state } = await anApprovedOrder(server, {
      funder,
      agreement: { funders: [funder], paidTo: 'funder' },
    });
    await answered(abandon(id));
    const [facts] = await posted('order-abandoned', state!.organisationId);
    expect(facts).toMatchObject({ reader: 'state', invoices: [], creditCents: 0 });
    expect(words('order-abandoned', facts)).not.toContain('annulées');
  });

  it('is told to nobody when it is refused', async () => {
    const { id } = await aFundedOrder(server, { funder });
    expect((await abandon(id)).body.code).toBe('orders.order-funded');
    expect(await posted('order-abandoned', funder.organisationId)).toEqual([]);
  });
});
