import { randomUUID } from 'node:crypto';
import { TestApp } from '../support/app.js';
import { anAgreement, theOperator } from '../support/funders.js';
import {
  aFundedOrder,
  anApprovedOrder,
  aYearEndCreditNote,
  balanceOf,
  invoiceOf,
  theGap,
} from '../support/orders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

let server: TestApp;
let operator: TestPerson;
let funder: TestPerson;
let agreement: Awaited<ReturnType<typeof anAgreement>>;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await theOperator(server);
  funder = await anOrganisation(server, 'funder');
  agreement = await anAgreement(server, { funders: [funder] });
});
afterAll(() => server.stop());
afterEach(async () => {
  expect(await theGap(server)).toBe(0n);
});

/** A credit note of a co-funded order that is over, 6 000 cents for each. */
async function aNote(ofFunder = funder, agreementId = agreement.id) {
  const { id: orderId } = await aFundedOrder(server, { funder: ofFunder, agreementId });
  const note = await aYearEndCreditNote(server, orderId, { funderCents: 6_000n, stateCents: 6_000n });
  return { ...note, orderId };
}
const approved = (over: object = {}) =>
  anApprovedOrder(server, { funder, agreementId: agreement.id, ...over });
const spend = (someone: TestPerson, invoiceId: string, creditNoteId: string, amountCents: number) =>
  someone.client.post(`/invoices/${invoiceId}/credit-payments`, { creditNoteId, amountCents });
const refund = (noteId: string, over: object = {}) =>
  operator.client.post(`/credit-notes/${noteId}/refunds`, {
    share: 'funder',
    amountCents: 1_000,
    bankReference: `REMB-${randomUUID()}`,
    reason: 'Délibération du 2 mars',
    ...over,
  });

const ids = async (someone: TestPerson, query: string) => {
  const { body } = await someone.client.get(`/credit-notes?${query}`);
  return body.items.map((each: { id: string }) => each.id);
};

describe('a quote', () => {
  it('says what each open credit note can pay, oldest first, never the fee, and spends none', async () => {
    const someone = await anOrganisation(server, 'funder');
    const { id: orderId } = await aFundedOrder(server, { funder: someone });
    const first = await aYearEndCreditNote(server, orderId, { funderCents: 300_000n });
    const { id: otherId } = await aFundedOrder(server, { funder: someone });
    const second = await aYearEndCreditNote(server, otherId, { funderCents: 400_000n });
    const look = async (asked: object) => {
      const { body } = await someone.client.post('/orders/quote', asked);
      return [
        ...body.credits.map((each: any) => [each.number, each.restCents, each.usedCents]),
        body.transferCents,
      ];
    };
    const small = [[first.number, 300_000, 300_000], [second.number, 400_000, 200_000], 50_000];
    expect(await look({ books: 50 })).toEqual(small);
    expect(await look({ books: 50 })).toEqual(small);
    const large = [[first.number, 300_000, 300_000], [second.number, 400_000, 400_000], 350_000];
    expect(await look({ books: 100 })).toEqual(large);

    const { order } = await anApprovedOrder(server, { funder: someone });
    await spend(someone, invoiceOf(order, 'vouchers-funder').id, first.id, 300_000);
    expect(await look({ books: 50 })).toEqual([[second.number, 400_000, 400_000], 150_000]);
  });

  it('counts neither the State’s share of a credit, nor another funder’s credit', async () => {
    const someone = await anOrganisation(server, 'funder');
    const theirs = await anAgreement(server, { funders: [someone] });
    const note = await aNote(someone, theirs.id);
    const { order } = await anApprovedOrder(server, { funder: someone, agreementId: theirs.id });
    expect((await spend(operator, invoiceOf(order, 'vouchers-state').id, note.id, 100)).status).toBe(200);
    const asked = { books: 200, agreementId: theirs.id };
    const { body } = await someone.client.post('/orders/quote', asked);
    expect(body.credits).toMatchObject([{ creditNoteId: note.id, restCents: 6_000, usedCents: 6_000 }]);
    expect(body.transferCents).toBe(994_000);
    const stranger = await anOrganisation(server, 'funder');
    expect((await stranger.client.post('/orders/quote', { books: 50 })).body).toMatchObject({
      credits: [],
      transferCents: 550_000,
    });
    expect((await operator.client.post('/orders/quote', asked)).body.credits).toEqual([]);
  });
});

describe('the funder’s share of a credit note', () => {
  it('pays its next order, cent for cent, and the cash does not move', async () => {
    const note = await aNote();
    const { order, id } = await approved();
    const cash = await balanceOf(server, 'bank-ring-fenced');
    const { status, body } = await spend(funder, invoiceOf(order, 'vouchers-funder').id, note.id, 6_000);
    expect(status).toBe(200);
    expect(body).toMatchObject({ paidCents: 6_000, restCents: 994_000 });
    expect(body.payments).toMatchObject([
      { cents: 6_000, means: 'credit', bankReference: null, creditNoteId: note.id },
    ]);
    expect(await balanceOf(server, 'bank-ring-fenced')).toBe(cash);
    expect(await balanceOf(server, 'credit-funder', note.orderId)).toBe(0n);
    expect(await balanceOf(server, 'funder-receivable', id)).toBe(994_000n);
    const read = (await funder.client.get(`/credit-notes/${note.id}`)).body;
    expect(read.shares[0]).toMatchObject({
      share: 'funder',
      totalCents: 6_000,
      spentCents: 6_000,
      restCents: 0,
    });
    expect(read.shares[0].uses).toMatchObject([
      { purpose: 'payment', cents: 6_000, invoiceNumber: body.number },
    ]);
  });

  it('can fund an order to its last cent', async () => {
    const { id: oldId } = await aFundedOrder(server, { funder });
    const note = await aYearEndCreditNote(server, oldId, { funderCents: 500_000n });
    const { id, order } = await anApprovedOrder(server, { funder });
    await spend(funder, invoiceOf(order, 'vouchers-funder').id, note.id, 500_000);
    expect((await funder.client.get(`/orders/${id}`)).body.status).toBe('funded');
    expect(await balanceOf(server, 'vouchers-outstanding', id)).toBe(500_000n);
  });

  it('is never spent beyond what is left, over several orders', async () => {
    const note = await aNote();
    const one = invoiceOf((await approved()).order, 'vouchers-funder');
    const other = invoiceOf((await approved()).order, 'vouchers-funder');
    expect((await spend(funder, one.id, note.id, 4_000)).status).toBe(200);
    const short = await spend(funder, other.id, note.id, 2_001);
    expect(short).toMatchObject({
      status: 409,
      body: { code: 'billing.credit-short', params: { restCents: 2_000 } },
    });
    expect((await operator.client.get(`/invoices/${other.id}`)).body.paidCents).toBe(0);
    expect((await spend(funder, other.id, note.id, 2_000)).status).toBe(200);
  });

  it('never pays more than the invoice waits for', async () => {
    const { id: oldId } = await aFundedOrder(server, { funder });
    const note = await aYearEndCreditNote(server, oldId, { funderCents: 500_000n });
    const { order } = await anApprovedOrder(server, { funder });
    const { id } = invoiceOf(order, 'vouchers-funder');
    await operator.client.post(`/invoices/${id}/payments`, {
      amountCents: 499_000,
      receivedOn: '2026-03-02',
      bankReference: 'VIR 1',
    });
    const over = await spend(funder, id, note.id, 1_001);
    expect(over).toMatchObject({
      status: 422,
      body: { code: 'billing.credit-over-invoice', params: { restCents: 1_000 } },
    });
    expect((await spend(funder, id, note.id, 1_000)).body.restCents).toBe(0);
    expect((await spend(funder, id, note.id, 1)).body.code).toBe('billing.invoice-paid');
  });

  it('never pays a fee', async () => {
    const note = await aNote();
    const { order } = await anApprovedOrder(server, { funder });
    const refused = await spend(funder, invoiceOf(order, 'order-fee').id, note.id, 1);
    expect([refused.status, refused.body.code]).toEqual([422, 'billing.credit-not-for-fees']);
  });

  it('never pays another funder’s order: to a funder it does not exist, to the operator it is refused', async () => {
    const other = await anOrganisation(server, 'funder');
    const note = await aNote();
    const foreign = invoiceOf((await anApprovedOrder(server, { funder: other })).order, 'vouchers-funder');
    const own = invoiceOf((await approved()).order, 'vouchers-funder');
    expect((await spend(funder, foreign.id, note.id, 1)).body.code).toBe('access.not-found');
    expect((await spend(other, foreign.id, note.id, 1)).body.code).toBe('access.not-found');
    expect((await spend(other, own.id, note.id, 1)).body.code).toBe('access.not-found');
    expect((await spend(operator, foreign.id, note.id, 1)).body.code).toBe(
      'billing.credit-of-another-funder',
    );
    expect((await spend(operator, own.id, note.id, 1)).status).toBe(200);
  });
});

describe('the State’s share of a credit note', () => {
  it('pays the State’s invoice of any funder’s order under the same agreement', async () => {
    const other = await anOrganisation(server, 'funder');
    await operator.client.post(`/grant-agreements/${agreement.id}/funders`, {
      funderIds: [other.organisationId],
    });
    const note = await aNote();
    const { order, id } = await approved({ funder: other });
    const { status } = await spend(operator, invoiceOf(order, 'vouchers-state').id, note.id, 6_000);
    expect(status).toBe(200);
    expect(await balanceOf(server, 'state-receivable', id)).toBe(994_000n);
    expect(await balanceOf(server, 'credit-state', note.orderId)).toBe(0n);
    expect(await balanceOf(server, 'credit-funder', note.orderId)).toBe(6_000n);
  });

  it('never leaves its agreement, even to the same funder and the same State', async () => {
    const note = await aNote();
    const second = await anAgreement(server, { funders: [funder], state: agreement.state });
    const { order } = await approved({ agreementId: second.id });
    const refused = await spend(operator, invoiceOf(order, 'vouchers-state').id, note.id, 1);
    expect([refused.status, refused.body.code]).toEqual([422, 'billing.credit-of-another-agreement']);
  });

  it('is never spent by a funder, nor on the funder’s invoice', async () => {
    const { id: orderId } = await aFundedOrder(server, { funder, agreementId: agreement.id });
    const note = await aYearEndCreditNote(server, orderId, { stateCents: 6_000n });
    const { order } = await approved();
    const ofState = invoiceOf(order, 'vouchers-state');
    expect((await spend(funder, ofState.id, note.id, 1)).body.code).toBe('access.not-found');
    expect((await spend(agreement.state, ofState.id, note.id, 1)).status).toBe(403);
    const onFunder = await spend(operator, invoiceOf(order, 'vouchers-funder').id, note.id, 1);
    expect(onFunder).toMatchObject({ body: { code: 'billing.credit-short', params: { restCents: 0 } } });
  });
});

describe('a refund', () => {
  it('gives a share back out of the ring-fenced account, by a decision that is kept', async () => {
    const note = await aNote();
    const cash = await balanceOf(server, 'bank-ring-fenced');
    const { status, body } = await refund(note.id, {
      share: 'state',
      amountCents: 6_000,
      bankReference: 'retour État',
    });
    expect(status).toBe(200);
    expect(body.shares).toMatchObject([
      { share: 'funder', restCents: 6_000 },
      {
        share: 'state',
        spentCents: 6_000,
        restCents: 0,
        uses: [{ purpose: 'refund', bankReference: 'RETOUR ÉTAT', reason: 'Délibération du 2 mars' }],
      },
    ]);
    expect(cash - (await balanceOf(server, 'bank-ring-fenced'))).toBe(6_000n);
    expect(await balanceOf(server, 'credit-state', note.orderId)).toBe(0n);
  });

  it('is never more than what is left, nor of what a payment has spent', async () => {
    const note = await aNote();
    await spend(funder, invoiceOf((await approved()).order, 'vouchers-funder').id, note.id, 5_500);
    expect((await refund(note.id, { amountCents: 501 })).body).toMatchObject({
      code: 'billing.credit-short',
      params: { restCents: 500 },
    });
    expect((await refund(note.id, { amountCents: 500 })).status).toBe(200);
    expect((await refund(note.id, { amountCents: 1 })).body.code).toBe('billing.credit-short');
  });

  it('is never recorded twice under one bank reference', async () => {
    const note = await aNote();
    expect((await refund(note.id, { bankReference: 'Remb 1' })).status).toBe(200);
    const again = await refund(note.id, { bankReference: ' REMB  1' });
    expect([again.status, again.body.code]).toEqual([409, 'billing.refund-recorded']);
  });

  it('is recorded by the operator only, with a reason, of a credit note that exists', async () => {
    const note = await aNote();
    const body = { share: 'funder', amountCents: 1, bankReference: 'R', reason: 'Par décision' };
    for (const someone of [funder, agreement.state]) {
      expect((await someone.client.post(`/credit-notes/${note.id}/refunds`, body)).status).toBe(403);
    }
    expect((await refund(randomUUID())).body.code).toBe('access.not-found');
    for (const over of [
      { reason: '' },
      { reason: undefined },
      { share: 'both' },
      { amountCents: 0 },
      { amountCents: -1 },
      { amountCents: 2 ** 53 },
      { bankReference: '' },
    ]) {
      expect((await refund(note.id, over)).status).toBe(400);
    }
  });
});

describe('who sees a credit note', () => {
  it('the funder its order’s, the State the share that is its own, the operator all; others nothing', async () => {
    const note = await aNote();
    const shares = async (someone: TestPerson) =>
      (await someone.client.get(`/credit-notes/${note.id}`)).body.shares?.map(
        (each: { share: string }) => each.share,
      );
    expect(await shares(operator)).toEqual(['funder', 'state']);
    expect(await shares(funder)).toEqual(['funder', 'state']);
    expect(await shares(agreement.state)).toEqual(['state']);
    const others = [await anOrganisation(server, 'funder'), await anOrganisation(server, 'state')];
    for (const someone of others) {
      expect((await someone.client.get(`/credit-notes/${note.id}`)).body.code).toBe('access.not-found');
      expect((await someone.client.get('/credit-notes')).body.items).toEqual([]);
    }
    expect((await operator.client.get(`/credit-notes/${randomUUID()}`)).status).toBe(404);
  });

  it('a note without a State share does not exist for the State', async () => {
    const { id: orderId } = await aFundedOrder(server, { funder, agreementId: agreement.id });
    const note = await aYearEndCreditNote(server, orderId, { funderCents: 1_000n });
    expect((await agreement.state.client.get(`/credit-notes/${note.id}`)).status).toBe(404);
  });

  it('the funder never sees what the State’s share was spent on, nor the State what the funder’s was', async () => {
    const note = await aNote();
    const { order } = await approved();
    await spend(operator, invoiceOf(order, 'vouchers-state').id, note.id, 100);
    await spend(operator, invoiceOf(order, 'vouchers-funder').id, note.id, 200);
    const ofFunder = (await funder.client.get(`/credit-notes/${note.id}`)).body.shares;
    expect(ofFunder).toMatchObject([
      { share: 'funder', spentCents: 200, uses: [{ cents: 200 }] },
      { share: 'state', spentCents: 100, uses: [] },
    ]);
    const ofState = (await agreement.state.client.get(`/credit-notes/${note.id}`)).body.shares;
    expect(ofState).toMatchObject([{ share: 'state', spentCents: 100, uses: [{ cents: 100 }] }]);
  });

  it('a list tells the open ones from the spent ones, each for its own share', async () => {
    const alone = await anAgreement(server);
    const note = await aNote(alone.funder, alone.id);
    await refund(note.id, { share: 'state', amountCents: 6_000 });
    expect(await ids(alone.funder, 'open=true')).toEqual([note.id]);
    expect(await ids(alone.funder, 'open=false')).toEqual([]);
    expect(await ids(alone.state, 'open=true')).toEqual([]);
    expect(await ids(alone.state, 'open=false')).toEqual([note.id]);
    expect(await ids(operator, `orderId=${note.orderId}&open=true`)).toEqual([note.id]);
    expect((await operator.client.get('/credit-notes?open=maybe')).status).toBe(400);
  });

  it('a list keeps to an exercise or to an agreement, and shows nothing more for being asked', async () => {
    const [mine, theirs] = [await anAgreement(server), await anAgreement(server)];
    const note = await aNote(mine.funder, mine.id);
    await aNote(theirs.funder, theirs.id);
    for (const someone of [mine.funder, mine.state, operator])
      expect(await ids(someone, `agreementId=${mine.id}&exercise=2026`)).toEqual([note.id]);
    expect(await ids(mine.funder, 'exercise=2027')).toEqual([]);
    for (const someone of [mine.funder, mine.state])
      expect(await ids(someone, `agreementId=${theirs.id}`)).toEqual([]);
    for (const wrong of ['agreementId=1', 'exercise=99', 'exercise=soon'])
      expect((await operator.client.get(`/credit-notes?${wrong}`)).status).toBe(400);
  });

  it('a list of invoices keeps to an exercise', async () => {
    const someone = await anOrganisation(server, 'funder');
    const now = await anApprovedOrder(server, { funder: someone });
    const later = await anApprovedOrder(server, { funder: someone, exercise: 2027 });
    const numbers = async (query: string) =>
      (await someone.client.get(`/invoices?${query}`)).body.items.map((each: any) => each.number).toSorted();
    const numbersOf = ({ order }: { order: any }) =>
      order.invoices.map((each: any) => each.number).toSorted();
    expect(await numbers('exercise=2026')).toEqual(numbersOf(now));
    expect(await numbers('exercise=2027')).toEqual(numbersOf(later));
    expect(await numbers('exercise=2025')).toEqual([]);
    expect((await someone.client.get('/invoices?exercise=soon')).status).toBe(400);
  });
});
