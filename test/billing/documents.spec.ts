import { randomUUID } from 'node:crypto';
import { CreditNotes } from '../../src/billing/credit-notes.js';
import { Invoices } from '../../src/billing/invoices.js';
import { rows } from '../../src/database/sql.js';
import { TestApp } from '../support/app.js';
import { theOperator } from '../support/funders.js';
import {
  aFundedOrder,
  anApprovedOrder,
  anOrder,
  aYearEndCreditNote,
  invoiceOf,
  pay,
} from '../support/orders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

let server: TestApp;
let operator: TestPerson;
let funder: TestPerson;

beforeAll(async () => {
  server = await TestApp.start('2026-12-31');
  operator = await theOperator(server);
  funder = await anOrganisation(server, 'funder');
});
afterAll(() => server.stop());

/** Issues an invoice of the vouchers of a new order, at an instant. */
async function issue(at: Date, fail = false) {
  const { id: orderId } = await anOrder(server, { funder });
  return server.db.transaction(async (tx) => {
    const draft = {
      kind: 'vouchers-funder',
      payerId: funder.organisationId,
      orderId,
      totalCents: 500_000n,
    } as const;
    const invoice = await server.get(Invoices).issue(tx, at, { ...draft, vat: 'outside-scope' });
    if (fail) throw new Error('after all, no');
    return invoice;
  });
}
const run = (sql: string, params: readonly unknown[] = []) =>
  server.db.transaction((tx) => rows(tx, sql, params));

const sequence = (number: string) => Number(number.slice(-6));

describe('the numbers of invoices', () => {
  it('are those of the Paris year: one second after midnight in Paris is the next exercise', async () => {
    const before = await issue(new Date('2026-12-31T22:59:59Z'));
    const after = await issue(new Date('2026-12-31T23:00:00Z'));
    expect(before.number).toMatch(/^F2026-\d{6}$/);
    expect(after.number).toBe('F2027-000001');
  });

  it('have no gap after one that was rolled back', async () => {
    const at = new Date('2027-03-01T12:00:00Z');
    const { number } = await issue(at);
    await expect(issue(at, true)).rejects.toThrow('after all, no');
    expect(sequence((await issue(at)).number)).toBe(sequence(number) + 1);
  });

  it('never go back in time: a document is not dated before the one whose number precedes it', async () => {
    const later = await issue(new Date('2028-03-02T10:00:00.500Z'));
    const earlier = await issue(new Date('2028-03-02T10:00:00.000Z'));
    expect([later.number, earlier.number]).toEqual(['F2028-000001', 'F2028-000002']);
    expect(earlier.issuedAt).toEqual(later.issuedAt);
  });
});

describe('credit notes', () => {
  it('have a series of their own, and one year-end note per order', async () => {
    const { id } = await aFundedOrder(server, { funder });
    const note = await aYearEndCreditNote(server, id, { funderCents: 1_000n });
    expect(note.number).toMatch(/^A2026-\d{6}$/);
    await expect(aYearEndCreditNote(server, id, { funderCents: 1_000n })).rejects.toMatchObject({
      code: 'billing.credit-note-exists',
    });
  });

  it('of nothing is never made', async () => {
    const { id } = await aFundedOrder(server, { funder });
    const nothing = server.db.transaction((tx) =>
      server
        .get(CreditNotes)
        .issue(tx, server.clock.now(), { kind: 'overpayment', orderId: id, funderCents: 0n, stateCents: 0n }),
    );
    await expect(nothing).rejects.toThrow('credit_note_positive');
  });
});

describe('whatever the code above does, the database', () => {
  it('never lets two payments start from the same paid amount, nor pass the total', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    const insert = (before: number, cents: number) =>
      run(
        `INSERT INTO payment (invoice_id, invoice_total_cents, paid_before_cents, cents, means, bank_reference, received_on, recorded_at)
         VALUES ($1, 500000, $2, $3, 'bank', $4, '2026-12-31', '2026-12-31')`,
        [id, before, cents, randomUUID()],
      );
    await insert(0, 300_000);
    await expect(insert(0, 100_000)).rejects.toMatchObject({ code: 'billing.payment-crossed' });
    await expect(insert(300_000, 200_001)).rejects.toMatchObject({ code: 'billing.payment-crossed' });
    await insert(300_000, 200_000);
  });

  it('never lets a credit be spent twice, nor beyond its share', async () => {
    const { id: orderId } = await aFundedOrder(server, { funder });
    const note = await aYearEndCreditNote(server, orderId, { funderCents: 1_000n });
    const insert = (total: number, before: number, cents: number) =>
      run(
        `INSERT INTO credit_use (credit_note_id, share, share_total_cents, spent_before_cents, cents, purpose, bank_reference, at)
         VALUES ($1, 'funder', $2, $3, $4, 'refund', $5, '2026-12-31')`,
        [note.id, total, before, cents, randomUUID()],
      );
    await insert(1_000, 0, 600);
    await expect(insert(1_000, 0, 400)).rejects.toMatchObject({ code: 'billing.payment-crossed' });
    await expect(insert(1_000, 600, 401)).rejects.toMatchObject({ code: 'billing.payment-crossed' });
    await expect(insert(2_000, 600, 401)).rejects.toThrow('its credit note');
  });

  it('never lets a document or a payment be changed', async () => {
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    await pay(server, id, { amountCents: 1 });
    await expect(run('UPDATE invoice SET total_cents = 1 WHERE id = $1', [id])).rejects.toThrow('facts');
    await expect(run('DELETE FROM invoice WHERE id = $1', [id])).rejects.toThrow('facts');
    await expect(run('DELETE FROM payment WHERE invoice_id = $1', [id])).rejects.toThrow('facts');
  });
});

describe('who sees an invoice', () => {
  it('its payer and the operator; to others it does not exist', async () => {
    const other = await anOrganisation(server, 'funder');
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    expect((await funder.client.get(`/invoices/${id}`)).body).toEqual(invoiceOf(order, 'vouchers-funder'));
    expect((await operator.client.get(`/invoices/${id}`)).status).toBe(200);
    for (const someone of [
      other,
      await anOrganisation(server, 'state'),
      await anOrganisation(server, 'structure'),
    ]) {
      expect((await someone.client.get(`/invoices/${id}`)).body.code).toBe('access.not-found');
      expect((await someone.client.get('/invoices')).body.items).toEqual([]);
    }
    expect((await (await anOrganisation(server, 'prescriber')).client.get(`/invoices/${id}`)).status).toBe(
      403,
    );
    expect((await operator.client.get(`/invoices/${randomUUID()}`)).status).toBe(404);
    expect((await operator.client.get('/invoices/1')).status).toBe(400);
  });

  it('a list is filtered, latest first, and comes a page at a time', async () => {
    const someone = await anOrganisation(server, 'funder');
    const first = await anApprovedOrder(server, { funder: someone });
    await aFundedOrder(server, { funder: someone });
    const numbers = async (query: string) =>
      (await someone.client.get(`/invoices?${query}`)).body.items.map(
        (each: { number: string }) => each.number,
      );
    const all = await numbers('');
    expect(all).toHaveLength(4);
    expect(all).toEqual(all.toSorted().toReversed());
    expect(await numbers('open=true')).toHaveLength(2);
    expect(await numbers('open=false')).toHaveLength(2);
    expect(await numbers('kind=order-fee')).toHaveLength(2);
    expect(await numbers(`orderId=${first.id}`)).toHaveLength(2);
    const page = (await someone.client.get('/invoices?limit=3')).body;
    expect([
      ...page.items.map((each: { number: string }) => each.number),
      ...(await numbers(`after=${page.next}`)),
    ]).toEqual(all);
    for (const wrong of ['kind=gift', 'open=1', 'orderId=x', 'limit=201', 'after=zzz']) {
      expect((await someone.client.get(`/invoices?${wrong}`)).status).toBe(400);
    }
  });
});
