import { rows } from '../../src/database/sql.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import {
  aHandOut,
  aHandOutBody,
  anOffice,
  aPerson,
  aStockedOffice,
  codesOf,
  type Stocked,
} from '../support/distribution.js';
import { anApprovedOrder, anOrder, invoiceOf, theGap } from '../support/orders.js';
import { Processes, tally } from '../support/processes.js';
import { aDesk, aHandedOutVoucher, type Desk, redemptions } from '../support/redemption.js';
import { newBankDetails } from '../support/settlement.js';
import { aLivedOrder, END } from '../support/year-end.js';

/** What must hold when several processes of the service answer at the same time. */
describe('several processes at once', () => {
  let server: TestApp;
  let processes: Processes;
  let desk: Desk;
  let otherDesk: Desk;

  beforeAll(async () => {
    server = await TestApp.start();
    processes = await Processes.start(server, 3);
    [desk, otherDesk] = [await aDesk(server), await aDesk(server)];
    for (const each of [desk, otherDesk]) await newBankDetails(each);
  }, 120_000);
  afterAll(async () => {
    await processes.stop();
    await server.stop();
  });

  const count = async (table: string, where: string, ...params: unknown[]) => {
    const [found] = await server.db.read((tx) =>
      rows<{ count: number }>(tx, `SELECT count(*)::int AS count FROM ${table} WHERE ${where}`, params),
    );
    return found!.count;
  };
  const gap = () => theGap(server);

  it('redeem one voucher once, when 64 try', async () => {
    const { code, serial } = await aHandedOutVoucher(server);
    const answers = await processes.all(
      Array.from({ length: 64 }, (_, index) => {
        const at = index % 2 === 0 ? desk : otherDesk;
        return { client: at.mediator, path: '/redemptions', body: { ...at.session, code } };
      }),
    );
    const { done, ...refused } = tally(answers);
    expect(done).toBe(1);
    expect(Object.keys(refused).toSorted()).toEqual([
      'redemption.already-redeemed-elsewhere',
      'redemption.already-redeemed-here',
    ]);
    const facts = [
      await count('voucher_end', 'voucher_serial = $1', serial),
      await count('redemption', 'voucher_serial = $1', serial),
      await count('transfer t JOIN redemption r ON r.id = t.cause_id', 'r.voucher_serial = $1', serial),
    ];
    expect(facts).toEqual([1, 1, 2]);
  });

  it('give one answer to one request, however often and wherever it is sent', async () => {
    const { code } = await aHandedOutVoucher(server);
    const request = {
      client: desk.mediator,
      path: '/redemptions',
      body: { ...desk.session, code },
      key: 'the-same-key-1',
    };
    const answers = await processes.all(Array.from({ length: 24 }, () => request));
    expect(tally(answers)).toEqual({ done: 24 });
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  describe('serve the same person', () => {
    let offices: Stocked[];

    beforeAll(async () => {
      const first = await aStockedOffice(server, { toNumber: 5 });
      const second = await aStockedOffice(server, {
        order: first.order,
        office: await anOffice(server),
        fromNumber: 6,
        toNumber: 10,
      });
      offices = [first, second];
    });

    const hand = (person: ReturnType<typeof aPerson>, howMany: number, requests: number) =>
      processes.all(
        Array.from({ length: requests }, (_, index) => {
          const office = offices[index % 2]!;
          const body = aHandOutBody(office, { person, count: howMany });
          return { client: office.worker.client, path: '/hand-outs', body };
        }),
      );

    it('without ever giving them more than two vouchers', async () => {
      const answers = await hand(aPerson(), 2, 20);
      expect(tally(answers)).toMatchObject({ done: 1, 'distribution.hand-out-limit': 19 });
    });

    it('and renew a module once', async () => {
      const person = aPerson();
      const first = await aHandOut(offices[0]!, { person, count: 1 });
      const [code] = codesOf(first);
      expect((await desk.mediator.post('/redemptions', { ...desk.session, code })).status).toBe(201);
      const answers = await hand(person, 1, 20);
      expect(tally(answers)).toEqual({ done: 1, 'distribution.renewal-used': 19 });
    });
  });

  it('either pay a scan out or undo it, never both and never neither', async () => {
    for (let round = 0; round < 5; round++) {
      const made = await redemptions(server, desk, 8);
      const answers = await processes.all([
        { client: desk.operator, path: '/payout-runs' },
        ...made.map(({ id }) => ({
          client: desk.mediator,
          path: `/redemptions/${id}/undo`,
          body: { reason: 'Scanné par erreur' },
        })),
      ]);
      for (const [index, { id }] of made.entries()) {
        const paid = await count('payout_line', 'redemption_id = $1', id);
        const undone = await count('redemption_undo', 'redemption_id = $1', id);
        expect(
          answers[index + 1]!.status < 300 ? [paid, undone] : [paid, undone, answers[index + 1]!.body.code],
        ).toEqual(undone === 1 ? [0, 1] : [1, 0, 'redemption.in-payout']);
      }
      expect([201, 409, 422]).toContain(answers[0]!.status);
    }
    expect(await gap()).toBe(0n);
  });

  it('pay each scan once when six runs are prepared at once', async () => {
    const made = await redemptions(server, otherDesk, 12);
    const answers = await processes.all(
      Array.from({ length: 6 }, () => ({ client: desk.operator, path: '/payout-runs' })),
    );
    expect(tally(answers)).toEqual({ done: 1, 'settlement.nothing-to-pay': 5 });
    for (const { id } of made) expect(await count('payout_line', 'redemption_id = $1', id)).toBe(1);
  });

  it('approve an order once, with one number for each invoice', async () => {
    const order = await anOrder(server);
    const answers = await processes.all(
      Array.from({ length: 12 }, () => ({
        client: order.operator.client,
        path: `/orders/${order.id}/approval`,
      })),
    );
    expect(tally(answers)).toEqual({ done: 1, 'orders.already-approved': 11 });
    const numbers = await server.db.read((tx) =>
      rows<{ sequence: number }>(tx, 'SELECT sequence FROM invoice WHERE exercise = 2026 ORDER BY sequence'),
    );
    expect(numbers.map(({ sequence }) => sequence)).toEqual(numbers.map((_, index) => index + 1));
  });

  it('record a payment once, and fund the order once', async () => {
    const order = await anApprovedOrder(server);
    const invoice = invoiceOf(order.order, 'vouchers-funder');
    const answers = await processes.all(
      Array.from({ length: 12 }, (_, index) => ({
        client: order.operator.client,
        path: `/invoices/${invoice.id}/payments`,
        body: { amountCents: invoice.totalCents, receivedOn: '2026-03-02', bankReference: `VIR ${index}` },
      })),
    );
    expect(tally(answers)['done']).toBe(1);
    expect(answers.every(({ status }) => status < 500)).toBe(true);
    expect(await count('payment', 'invoice_id = $1', invoice.id)).toBe(1);
    expect(await count('order_step', `order_id = $1 AND step = 'funded'`, order.id)).toBe(1);
    expect(await gap()).toBe(0n);
  });
});

describe('several processes at the end of the year', () => {
  it('close it once', async () => {
    const server = await TestApp.start();
    const order = await aLivedOrder(server);
    server.clock.setDay(asDay(END.statement));
    const processes = await Processes.start(server, 3);
    try {
      const { client } = order.operator;
      const step = (path: string) =>
        processes.all(Array.from({ length: 6 }, () => ({ client, path: `/exercises/2026/${path}` })));
      const expired = await step('expiry');
      await server.get(Jobs).runDue();
      const stated = await step('statements');
      const { items } = (await order.funder.client.get('/statements')).body;
      await order.funder.client.post(`/statements/${items[0].id}/agreement`);
      const credited = await step('credit-notes');
      const closed = await step('closing');
      expect([expired, stated, credited, closed].map(tally)).toEqual(
        Array.from({ length: 4 }, () => ({ done: 6 })),
      );
      const facts = await server.db.read((tx) =>
        rows(
          tx,
          `SELECT (SELECT count(*)::int FROM statement) AS statements, (SELECT count(*)::int FROM credit_note) AS notes,
                  (SELECT count(*)::int FROM exercise_closing) AS closings,
                  (SELECT count(*)::int FROM voucher v WHERE NOT EXISTS
                    (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)) AS unended`,
        ),
      );
      expect(facts).toEqual([{ statements: 1, notes: 1, closings: 1, unended: 0 }]);
      expect(await theGap(server)).toBe(0n);
    } finally {
      await processes.stop();
      await server.stop();
    }
  }, 120_000);
});
