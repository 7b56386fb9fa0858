import * as fc from 'fast-check';
import { auditBooks } from '../../src/insight/books-audit.js';
import { type Answer, TestApp } from '../support/app.js';
import {
  anActiveOrder,
  anOffice,
  aPerson,
  aStockedOffice,
  codesOf,
  handOut,
  type Stocked,
} from '../support/distribution.js';
import { anApprovedOrder, theGap } from '../support/orders.js';
import { aDesk, type Desk } from '../support/redemption.js';
import { newBankDetails } from '../support/settlement.js';

/**
 * Any sequence of what people may ask, sensible or not: each call is accepted or refused, none fails, and whatever
 * happened the audit of the books finds nothing.
 */
describe('any life', () => {
  let server: TestApp;
  let offices: Stocked[];
  let desks: Desk[];
  /** What the sequences have left behind, for the next calls to name. */
  const known = {
    codes: [] as string[],
    scans: [] as string[],
    runs: [] as string[],
    payouts: [] as any[],
    orders: [] as string[],
    payments: [] as string[],
  };
  const people = Array.from({ length: 4 }, () => aPerson());

  beforeAll(async () => {
    server = await TestApp.start();
    const order = await anActiveOrder(server);
    const [first, second] = [await anOffice(server), await anOffice(server)];
    offices = [
      await aStockedOffice(server, { order, office: first, toNumber: 10 }),
      await aStockedOffice(server, { order, office: second, fromNumber: 11, toNumber: 20 }),
    ];
    desks = [await aDesk(server), await aDesk(server)];
    await newBankDetails(desks[0]!);
  });
  afterAll(() => server.stop());

  const one = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];
  const operator = () => desks[0]!.operator;

  /** What can be asked; `n` chooses whom and what among those there are. */
  const ACTIONS: Record<string, (n: number) => Promise<Answer | undefined>> = {
    handOut: async (n) => {
      const answer = await handOut(one(offices, n)!, { person: one(people, n)!, count: 1 + (n % 2) });
      if (answer.status === 201) known.codes.push(...codesOf(answer.body));
      return answer;
    },
    scan: async (n) => {
      const desk = one(desks, n)!;
      const answer = await desk.mediator.post('/redemptions', {
        ...desk.session,
        code: one(known.codes, n) ?? 'x',
      });
      if (answer.status === 201) known.scans.push(answer.body.id);
      return answer;
    },
    group: async (n) => {
      const desk = one(desks, n)!;
      const lines = [n, n + 1, n + 1, n + 2].map((each) => ({ code: one(known.codes, each) ?? 'x' }));
      const answer = await desk.mediator.post('/group-sessions', { ...desk.session, lines });
      for (const line of answer.body.lines ?? []) if (line.receipt) known.scans.push(line.receipt.id);
      return answer;
    },
    undo: async (n) => {
      const scan = one(known.scans, n);
      return scan
        ? one(desks, n)!.mediator.post(`/redemptions/${scan}/undo`, { reason: 'Erreur de scan' })
        : undefined;
    },
    lose: (n) =>
      one(offices, n)!.worker.client.post('/losses', { codes: [one(known.codes, n) ?? 'x'], reason: 'lost' }),
    loseBook: (n) => {
      const bookId = 1 + (n % 20);
      return one(offices, n)!.worker.client.post('/losses', {
        bookId,
        fromPosition: 1 + (n % 10),
        reason: 'stolen',
      });
    },
    move: (n) => {
      const { order } = offices[0]!;
      const number = 1 + (n % 25);
      const books = { orderId: order.id, fromNumber: number, toNumber: number };
      if (n % 3 === 0) return order.funder.client.post('/allotments/take-backs', books);
      const officeId = one(offices, n)!.id;
      return n % 3 === 1
        ? order.funder.client.post('/allotments/moves', { ...books, toOfficeId: officeId })
        : order.funder.client.post('/allotments', { ...books, officeId });
    },
    run: async () => {
      server.clock.advance(60_000);
      const answer = await operator().post('/payout-runs');
      if (answer.status === 201) known.runs.push(answer.body.id);
      return answer;
    },
    send: async (n) => {
      const run = one(known.runs, n);
      if (!run) return undefined;
      const answer = await operator().post(`/payout-runs/${run}/sending`);
      known.payouts.push(...(await operator().get(`/payouts?runId=${run}`)).body.items);
      return answer;
    },
    answer: (n) => {
      const payout = one(known.payouts, n);
      if (!payout) return Promise.resolve(undefined);
      const { id, endToEndId } = payout;
      return n % 2 === 0
        ? operator().post(`/payouts/${id}/confirmation`, { endToEndId })
        : operator().post(`/payouts/${id}/rejection`, { endToEndId, reason: 'AC04' });
    },
    sweep: (n) => {
      const run = one(known.runs, n);
      return run ? operator().post(`/payout-runs/${run}/fee-sweep`) : Promise.resolve(undefined);
    },
    bankDetails: async (n) => {
      await newBankDetails(one(desks, n)!, { verified: n % 3 > 0 });
      return undefined;
    },
  };

  /** Orders that are paid by mistake, reversed, issued early and abandoned. */
  const CORRECTIONS: typeof ACTIONS = {
    order: async () => {
      const { id } = await anApprovedOrder(server, { funder: offices[0]!.order.funder });
      known.orders.push(id);
      return undefined;
    },
    pay: async (n) => {
      const order = one(known.orders, n);
      if (!order) return undefined;
      const { body } = await operator().get(`/orders/${order}`);
      const invoice: any = one(body.invoices, n);
      const answer = await operator().post(`/invoices/${invoice.id}/payments`, {
        amountCents: n % 3 === 0 ? 510_000 : 1_000 * (n + 1),
        receivedOn: server.clock.today(),
        bankReference: `VIR ${n}`,
        excess: 'credit',
      });
      known.payments.push(...(answer.body.payments ?? []).map(({ id }: any) => id));
      return answer;
    },
    reverse: async (n) => {
      const payment = one(known.payments, n);
      return payment
        ? operator().post(`/payments/${payment}/reversal`, { reason: 'Saisi par erreur' })
        : undefined;
    },
    issue: async (n) => {
      const order = one(known.orders, n);
      return order ? operator().post(`/orders/${order}/issuance`) : undefined;
    },
    spendCredit: async (n) => {
      const { body } = await operator().get('/credit-notes?open=true');
      const [note, order] = [one<any>(body.items, n), one(known.orders, n)];
      if (!note || !order) return undefined;
      const { body: paid } = await operator().get(`/orders/${order}`);
      const answer = await operator().post(`/invoices/${paid.invoices[0].id}/credit-payments`, {
        creditNoteId: note.id,
        amountCents: 500 * (n + 1),
      });
      known.payments.push(...(answer.body.payments ?? []).map(({ id }: any) => id));
      return answer;
    },
    abandon: async (n) => {
      const order = one(known.orders, n);
      return order ? operator().post(`/orders/${order}/abandonment`, { reason: 'Jamais payée' }) : undefined;
    },
  };

  async function live(actions: typeof ACTIONS, numRuns: number): Promise<string[]> {
    const done = new Set<string>();
    const call = fc.tuple(fc.constantFrom(...Object.keys(actions)), fc.nat(97));
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 10, maxLength: 25 }), async (calls) => {
        for (const [name, n] of calls) {
          const answer = await actions[name]!(n);
          if (answer && answer.status < 300) done.add(name);
        }
        expect(await server.db.read((tx) => auditBooks(tx))).toEqual([]);
      }),
      { numRuns, seed: 2026 },
    );
    expect(await theGap(server)).toBe(0n);
    return [...done];
  }

  // A sequence in which nothing is ever accepted would prove nothing.
  it('leaves the books clean', async () => {
    const done = await live(ACTIONS, 12);
    expect(done).toEqual(
      expect.arrayContaining(['handOut', 'scan', 'undo', 'lose', 'run', 'send', 'answer']),
    );
  }, 120_000);

  it('leaves the books clean when payments are reversed and orders abandoned', async () => {
    const done = await live(CORRECTIONS, 6);
    expect(done).toEqual(expect.arrayContaining(['pay', 'reverse', 'issue', 'abandon', 'spendCredit']));
  }, 120_000);
});
