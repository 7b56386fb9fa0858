import * as fc from 'fast-check';
import { TestApp } from '../support/app.js';
import {
  anActiveOrder,
  aPerson,
  aStockedOffice,
  codesOf,
  handOut,
  type Identity,
  type Stocked,
} from '../support/distribution.js';
import { theGap } from '../support/orders.js';
import { aDesk, countOf, type Desk } from '../support/redemption.js';
import { aModule } from '../support/structures.js';

let server: TestApp;
let offices: Stocked[];
let desk: Desk;
let modules: string[];

beforeAll(async () => {
  server = await TestApp.start();
  const order = await anActiveOrder(server);
  offices = [
    await aStockedOffice(server, { order, toNumber: 25 }),
    await aStockedOffice(server, { order, fromNumber: 26, toNumber: 50 }),
  ];
  desk = await aDesk(server);
  modules = [await aModule(server), await aModule(server)];
});
afterAll(() => server.stop());

const action = fc.oneof(
  fc.record({
    what: fc.constant('hand-out' as const),
    person: fc.nat(1),
    module: fc.nat(1),
    office: fc.nat(1),
    count: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({ what: fc.constantFrom('spend' as const, 'lose' as const, 'undo' as const), which: fc.nat(7) }),
);

/** A voucher as a person would remember it. */
interface Remembered {
  code: string;
  person: number;
  module: number;
  office: number;
  round: number;
  state: 'held' | 'spent' | 'lost';
  redemptionId?: string;
}

/** The two rules, told in another way than the service does: over vouchers remembered, and not rounds counted. */
function mayReceive(known: readonly Remembered[], person: number, module: number, count: number): boolean {
  const theirs = known.filter((voucher) => voucher.person === person);
  const onModule = theirs.filter((voucher) => voucher.module === module);
  const held = theirs.filter((voucher) => voucher.state === 'held').length;
  const allSpent = onModule.every((voucher) => voucher.state !== 'held');
  return held + count <= 2 && allSpent && new Set(onModule.map((voucher) => voucher.round)).size < 2;
}

/** One sequence on people of its own; what the service answers is what memory says. */
class Life {
  private readonly people: Identity[] = [aPerson(), aPerson()];
  readonly vouchers: Remembered[] = [];

  async handOut(ask: { person: number; module: number; office: number; count: number }): Promise<void> {
    const office = offices[ask.office] as Stocked;
    const person = this.people[ask.person] as Identity;
    const allowed = mayReceive(this.vouchers, ask.person, ask.module, ask.count);
    const answer = await handOut(office, {
      person,
      moduleId: modules[ask.module] as string,
      count: ask.count,
    });
    expect([answer.status, allowed]).toEqual(allowed ? [201, true] : [409, false]);
    if (!allowed) return;
    const { round } = answer.body;
    for (const code of codesOf(answer.body)) this.vouchers.push({ ...ask, code, round, state: 'held' });
  }

  async spend(voucher: Remembered): Promise<void> {
    const { body, status } = await desk.mediator.post('/redemptions', {
      ...desk.session,
      code: voucher.code,
    });
    expect(status === 201).toBe(voucher.state === 'held');
    if (status === 201) Object.assign(voucher, { state: 'spent', redemptionId: body.id });
  }

  async lose(voucher: Remembered): Promise<void> {
    const office = offices[voucher.office] as Stocked;
    const { status } = await office.worker.client.post('/losses', { codes: [voucher.code], reason: 'lost' });
    expect(status === 201).toBe(voucher.state === 'held');
    if (status === 201) voucher.state = 'lost';
  }

  async undo(voucher: Remembered): Promise<void> {
    if (voucher.state !== 'spent') return;
    const held = this.vouchers.filter(
      (each) => each.person === voucher.person && each.state === 'held',
    ).length;
    const { status } = await desk.mediator.post(`/redemptions/${voucher.redemptionId}/undo`, {
      reason: 'Erreur.',
    });
    expect(status < 300).toBe(held < 2);
    if (status < 300) voucher.state = 'held';
  }
}

it('no sequence of hand-outs, scans, losses and undos gives a person more than the rules allow', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 6, maxLength: 14 }), async (actions) => {
      const life = new Life();
      for (const each of actions) {
        if (each.what === 'hand-out') {
          await life.handOut(each);
          continue;
        }
        const voucher = life.vouchers[each.which];
        if (voucher) await life[each.what](voucher);
      }
    }),
    { numRuns: 20 },
  );
  expect(await countOf(server, 'hand_out')).toBeGreaterThan(20);
  const tooMany = await countOf(
    server,
    `(SELECT h.beneficiary_id FROM hand_out h JOIN hand_out_voucher g ON g.hand_out_id = h.id
       GROUP BY h.beneficiary_id, h.module_id HAVING count(*) > 4) broken`,
  );
  const heldWrongly = await countOf(
    server,
    `hand_out_voucher g LEFT JOIN voucher_end e ON e.voucher_serial = g.voucher_serial
       LEFT JOIN voucher_held h ON h.voucher_serial = g.voucher_serial`,
    `(e.voucher_serial IS NULL) <> (h.voucher_serial IS NOT NULL)`,
  );
  expect([tooMany, heldWrongly, await theGap(server)]).toEqual([0, 0, 0n]);
}, 120_000);
