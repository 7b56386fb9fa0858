import { randomUUID } from 'node:crypto';
import { rows } from '../../src/database/sql.js';
import { auditBooks } from '../../src/insight/books-audit.js';
import { TestApp } from '../support/app.js';
import { aStockedOffice } from '../support/distribution.js';
import { anAgreement, answered, theOperator } from '../support/funders.js';
import { aFundedOrder, anApprovedOrder, anOrder, balanceOf, invoiceOf, pay } from '../support/orders.js';
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
afterEach(async () => {
  expect(await server.db.read((tx) => auditBooks(tx))).toEqual([]);
});

const abandon = (orderId: string, key: string = randomUUID()) =>
  operator.client.post(`/orders/${orderId}/abandonment`, { reason: 'Budget non voté' }, { key });
const notesOf = async (orderId: string): Promise<any[]> =>
  (await answered(operator.client.get(`/credit-notes?orderId=${orderId}`))).items.toReversed();
const all = <T extends object>(sql: string, params: unknown[]) =>
  server.db.read((tx) => rows<T>(tx, sql, params));

describe('an approved order that nobody pays', () => {
  it('is abandoned: each invoice is cancelled by a credit note of its whole amount, none is deleted', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    const { status, body } = await abandon(id);
    expect([status, body.status, body.waitsFor]).toEqual([200, 'abandoned', []]);
    expect(body.steps.at(-1)).toMatchObject({ step: 'abandoned', reason: 'Budget non voté' });
    expect(body.invoices.map(({ number }: any) => number)).toEqual(
      order.invoices.map(({ number }: any) => number),
    );
    const notes = await notesOf(id);
    expect(notes.map(({ kind, cancelledInvoiceId }) => [kind, cancelledInvoiceId])).toEqual(
      order.invoices.map((invoice: any) => ['cancellation', invoice.id]),
    );
    for (const [index, invoice] of body.invoices.entries()) {
      expect(invoice).toMatchObject({ restCents: 0, cancelledByCreditNoteId: notes[index].id });
      expect(notes[index].shares).toMatchObject([{ totalCents: invoice.totalCents, restCents: 0 }]);
    }
    const open = await answered(operator.client.get(`/invoices?orderId=${id}&open=true`));
    expect(open.items).toEqual([]);
    for (const kind of ['funder-receivable', 'fee-receivable', 'vouchers-ordered', 'credit-funder'] as const)
      expect(await balanceOf(server, kind, id)).toBe(0n);
  });

  it('gives its State share back to the agreement, for another order', async () => {
    const { agreementId } = await oneAgreement();
    const first = await anApprovedOrder(server, { funder, agreementId });
    const full = await funder.client.post('/orders', { books: 200, agreementId });
    expect(full.body.code).toBe('orders.state-share-changed');
    await answered(abandon(first.id));
    await anOrder(server, { funder, agreementId });
  });

  it('leaves what was paid in part as a credit of who paid it, and only that', async () => {
    const { id, order, state } = await anApprovedOrder(server, { funder, agreement: { funders: [funder] } });
    const [own, states] = [invoiceOf(order, 'vouchers-funder'), invoiceOf(order, 'vouchers-state')];
    await pay(server, own.id, { amountCents: 123_456 });
    await pay(server, states.id, { amountCents: states.totalCents });
    await answered(abandon(id));
    const notes = await notesOf(id);
    expect(notes.flatMap(({ shares }) => shares)).toMatchObject([
      { share: 'funder', totalCents: own.totalCents, restCents: 123_456 },
      { share: 'state', totalCents: states.totalCents, restCents: states.totalCents },
    ]);
    expect(await balanceOf(server, 'credit-funder', id)).toBe(123_456n);
    expect(await balanceOf(server, 'credit-state', id)).toBe(BigInt(states.totalCents));
    const seen = await answered(state!.client.get('/credit-notes'));
    expect(seen.items.map((note: any) => note.id)).toEqual([notes[1].id]);

    // The credit pays another order, and is refunded to its last cent.
    const next = await anApprovedOrder(server, { funder });
    const spent = `/invoices/${invoiceOf(next.order, 'vouchers-funder').id}/credit-payments`;
    await answered(funder.client.post(spent, { creditNoteId: notes[0].id, amountCents: 100_000 }));
    const refund = (amountCents: number) =>
      operator.client.post(`/credit-notes/${notes[0].id}/refunds`, {
        share: 'funder',
        amountCents,
        bankReference: `REMB ${amountCents}`,
        reason: 'Commande abandonnée',
      });
    expect((await refund(23_457)).body.code).toBe('billing.credit-short');
    await answered(refund(23_456));
  });

  it('is never abandoned once it is funded', async () => {
    const { id } = await aFundedOrder(server, { funder });
    const refused = await abandon(id);
    expect([refused.status, refused.body.code]).toEqual([409, 'orders.order-funded']);
  });

  it('is either funded or abandoned when the last payment comes at the same moment, never both', async () => {
    for (let round = 0; round < 4; round++) {
      const { id, order } = await anApprovedOrder(server, { funder });
      const { id: invoiceId, restCents } = invoiceOf(order, 'vouchers-funder');
      const [abandoned, paid] = await Promise.all([
        abandon(id),
        operator.client.post(`/invoices/${invoiceId}/payments`, {
          amountCents: restCents,
          receivedOn: server.clock.today(),
          bankReference: `VIR ${id}`,
        }),
      ]);
      expect([
        [200, 'billing.invoice-cancelled'],
        ['orders.order-funded', 200],
      ]).toContainEqual([abandoned.body.code ?? abandoned.status, paid.body.code ?? paid.status]);
    }
  });

  it('takes no payment any more, nor is one of its payments reversed: they have become a credit', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    const invoice = invoiceOf(order, 'vouchers-funder');
    const { payments } = await pay(server, invoice.id, { amountCents: 1_000 });
    await answered(abandon(id));
    const [note] = await notesOf(id);
    const tries = [
      operator.client.post(`/invoices/${invoice.id}/payments`, {
        amountCents: 1_000,
        receivedOn: server.clock.today(),
        bankReference: 'VIR TARDIF',
      }),
      operator.client.post(`/invoices/${invoice.id}/credit-payments`, {
        creditNoteId: note.id,
        amountCents: 1_000,
      }),
      operator.client.post(`/payments/${payments[0].id}/reversal`, { reason: 'Erreur' }),
    ];
    for (const refused of await Promise.all(tries))
      expect([refused.status, refused.body.code]).toEqual([409, 'billing.invoice-cancelled']);
    const byHand = server.db.transaction((tx) =>
      rows(
        tx,
        `INSERT INTO payment (invoice_id, invoice_total_cents, paid_before_cents, cents, means, bank_reference, received_on, recorded_at)
         VALUES ($1, $2, 1000, 1, 'bank', 'X', '2026-03-02', now())`,
        [invoice.id, invoice.totalCents],
      ),
    );
    await expect(byHand).rejects.toMatchObject({ code: 'billing.invoice-cancelled' });
  });

  it('with a paid fee waits for the fee to be returned: a fee never becomes a credit of the ring-fenced account', async () => {
    const { id, order } = await anApprovedOrder(server, { funder });
    const fee = await pay(server, invoiceOf(order, 'order-fee').id, { amountCents: 50_000 });
    const refused = await abandon(id);
    expect([refused.status, refused.body.code]).toEqual([409, 'orders.fee-paid']);
    expect(await notesOf(id)).toEqual([]);
    await answered(
      operator.client.post(`/payments/${fee.payments[0].id}/reversal`, { reason: 'Rendu au payeur' }),
    );
    await answered(abandon(id));
  });

  it('takes its printed vouchers out of circulation, wherever they lie, and is never issued after', async () => {
    const order = await anApprovedOrder(server, { funder });
    await answered(operator.client.post(`/orders/${order.id}/issuance`));
    const office = await aStockedOffice(server, { order, fromNumber: 1, toNumber: 2 });
    const [book] = await all<{ id: bigint }>('SELECT min(id) AS id FROM book WHERE order_id = $1', [
      order.id,
    ]);
    const loss = { bookId: Number(book!.id), fromPosition: 9, reason: 'lost' };
    await answered(office.worker.client.post('/losses', loss));
    await answered(abandon(order.id));
    const left = await all(
      `SELECT 1 FROM voucher v WHERE v.order_id = $1 AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)`,
      [order.id],
    );
    expect(left).toEqual([]);
    expect(await balanceOf(server, 'vouchers-unused', order.id)).toBe(0n);
    const move = { orderId: order.id, fromNumber: 5, toNumber: 5, officeId: office.id };
    expect((await funder.client.post('/allotments', move)).body.code).toBe('distribution.books-distributed');

    const other = await anApprovedOrder(server, { funder });
    await answered(abandon(other.id));
    const late = await operator.client.post(`/orders/${other.id}/issuance`);
    expect([late.status, late.body.code]).toEqual([409, 'orders.already-abandoned']);
  });

  it('misses no voucher that a loss replaces at the same moment', async () => {
    const order = await anApprovedOrder(server, { funder });
    await answered(operator.client.post(`/orders/${order.id}/issuance`));
    const office = await aStockedOffice(server, { order, fromNumber: 1, toNumber: 8 });
    const books = await all<{ id: bigint }>(
      'SELECT id FROM book WHERE order_id = $1 AND number <= 8 ORDER BY id',
      [order.id],
    );
    const [abandoned] = await Promise.all([
      abandon(order.id),
      ...books.map(({ id }) =>
        office.worker.client.post('/losses', { bookId: Number(id), fromPosition: 1, reason: 'stolen' }),
      ),
    ]);
    expect(abandoned.status).toBe(200);
  });

  it('is abandoned once, whoever asks again, and only by the operator', async () => {
    const { id } = await anApprovedOrder(server, { funder });
    const own = await funder.client.post(`/orders/${id}/abandonment`, { reason: 'Nous renonçons' });
    expect(own.status).toBe(403);
    const key = randomUUID();
    const [first, second] = await Promise.all([abandon(id, key), abandon(id, key)]);
    expect(second.body).toEqual(first.body);
    expect((await abandon(id)).body.code).toBe('orders.already-abandoned');
    expect(await notesOf(id)).toHaveLength(2);
  });

  it.each(['submitted', 'refused'])('that is only %s is not abandoned', async (step) => {
    const { id } = await anOrder(server, { funder });
    if (step === 'refused')
      await answered(operator.client.post(`/orders/${id}/refusal`, { reason: 'Hors délai' }));
    const refused = await abandon(id);
    expect([refused.status, refused.body.code]).toEqual([409, 'orders.step-too-early']);
  });
});

/** An agreement whose ceiling takes one order at its minimum, and no second. */
async function oneAgreement(): Promise<{ agreementId: string }> {
  const { id } = await anAgreement(server, { funders: [funder], ceilingCents: 1_000_000 });
  return { agreementId: id };
}
