import { parisDay } from '../../src/shared/calendar.js';
import { rows } from '../../src/database/sql.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import { answered } from '../support/funders.js';
import { anApprovedOrder, invoiceOf, pay } from '../support/orders.js';
import { expectRefused } from '../support/structures.js';
import { aWholeLife } from '../support/whole-life.js';

const TERMS = [
  'outstandingCents',
  'owedToStructuresCents',
  'creditNotesCents',
  'paidInAdvanceCents',
  'unsweptFeeCents',
] as const;

describe('the public backing', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await TestApp.start();
  });
  afterAll(() => server.stop());

  const show = (query = '') => answered(server.nobody.get(`/backing${query}`));

  it('is shown to anyone, the last 30 days and today, all at zero before anything happened', async () => {
    const { today, days } = await show();
    expect(days).toHaveLength(30);
    expect([days[0].day, days.at(-1).day, today.day]).toEqual(['2026-02-01', '2026-03-02', '2026-03-02']);
    for (const day of [today, ...days]) {
      expect(day).toMatchObject({ ringFencedCents: 0, gapCents: 0 });
      for (const term of TERMS) expect(day[term]).toBe(0);
    }
  });

  it('counts what was received for an order that is not fully paid as paid in advance', async () => {
    const order = await anApprovedOrder(server);
    await pay(server, invoiceOf(order.order, 'vouchers-funder').id, { amountCents: 12_345 });
    await pay(server, invoiceOf(order.order, 'order-fee').id, { amountCents: 50_000 });
    expect((await show()).today).toMatchObject({
      ringFencedCents: 12_345,
      paidInAdvanceCents: 12_345,
      outstandingCents: 0,
      gapCents: 0,
    });
  });

  it('adds up to the cent on every day of a whole life, each day the same however it is asked for', async () => {
    await aWholeLife(server);
    const year = (await show('?from=2026-02-20&to=2027-02-07')).days;
    expect(year).toHaveLength(353);
    for (const day of year) {
      expect(day.gapCents).toBe(0);
      expect(day.ringFencedCents).toBe(TERMS.reduce((sum, term) => sum + day[term], 0));
    }
    expect(year.at(-1).ringFencedCents).toBeGreaterThan(0);
    for (const day of ['2026-03-03', '2026-12-16', '2027-02-07']) {
      const alone = (await show(`?from=${day}&to=${day}`)).days;
      expect(alone).toEqual([year.find((each: any) => each.day === day)]);
    }
    expect((await show()).today).toEqual(year.at(-1));
  });

  it('can be found again from the rows of the ledger', async () => {
    const found = await server.db.read((tx) =>
      rows<{ at: Date; debit: string; credit: string; cents: bigint }>(
        tx,
        `SELECT t.at, d.kind AS debit, c.kind AS credit, t.cents FROM transfer t
           JOIN account d ON d.id = t.debit_account JOIN account c ON c.id = t.credit_account`,
      ),
    );
    const day = '2026-12-20';
    const balance = (...kinds: string[]) =>
      found
        .filter(({ at }) => parisDay(at) <= day)
        .reduce(
          (sum, { debit, credit, cents }) =>
            sum + (kinds.includes(credit) ? cents : 0n) - (kinds.includes(debit) ? cents : 0n),
          0n,
        );
    expect((await show(`?from=${day}&to=${day}`)).days[0]).toEqual({
      day,
      ringFencedCents: Number(-balance('bank-ring-fenced')),
      outstandingCents: Number(balance('vouchers-outstanding', 'vouchers-unused')),
      owedToStructuresCents: Number(balance('structure-payable')),
      creditNotesCents: Number(balance('credit-funder', 'credit-state')),
      paidInAdvanceCents: Number(balance('vouchers-ordered', 'funder-receivable', 'state-receivable')),
      unsweptFeeCents: Number(balance('redemption-fees')),
      gapCents: 0,
    });
  });

  it('tells who has the same figures already, and for how long they may be kept', async () => {
    const first = await server.nobody.get('/backing');
    expect(first.headers).toMatchObject({
      'cache-control': 'public, max-age=60',
      etag: expect.stringMatching(/^".{22}"$/),
    });
    const again = { headers: { 'if-none-match': String(first.headers['etag']) } };
    expect(await server.nobody.call('GET', '/backing', again)).toMatchObject({ status: 304, body: null });
    server.clock.setDay(asDay('2027-02-08'));
    expect((await server.nobody.call('GET', '/backing', again)).status).toBe(200);
  });

  it('refuses a period that is turned round, too long, or not over yet', async () => {
    for (const query of [
      '?from=2027-01-02&to=2027-01-01',
      '?from=2026-01-04&to=2027-02-08',
      '?from=2027-02-09',
      '?to=2027-02-09',
    ]) {
      await expectRefused(server, () => server.nobody.get(`/backing${query}`), 422, 'insight.period-wrong');
    }
    expect((await show('?from=2026-01-05&to=2027-02-08')).days).toHaveLength(400);
    for (const query of ['?from=2026-02-30', '?from=hier', '?to=2026-13-01', '?since=2026-01-01', '?from=']) {
      await expectRefused(server, () => server.nobody.get(`/backing${query}`), 400, 'request.invalid');
    }
  });
});
