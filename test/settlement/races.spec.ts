import { TestApp } from '../support/app.js';
import { answered } from '../support/funders.js';
import { balanceOf, theGap } from '../support/orders.js';
import { aDesk, aRedemption, countOf, type Desk, redemptions } from '../support/redemption.js';
import { aDeskOwed, aRun, newBankDetails, reject, aSentRun } from '../support/settlement.js';

let server: TestApp;

beforeAll(async () => {
  server = await TestApp.start();
});
afterEach(async () => expect(await theGap(server)).toBe(0n));
afterAll(() => server.stop());

describe('a scan undone while a payout run takes it', () => {
  it('is undone or paid, never both and never neither, and the run never fails', async () => {
    const desk = await aDesk(server);
    for (let round = 0; round < 6; round++) {
      const receipts = await redemptions(server, desk, 12);
      server.clock.advance(1_000);
      const undo = ({ id }: { id: string }) =>
        desk.mediator.post(`/redemptions/${id}/undo`, { reason: 'Erreur.' });
      const [run, ...undone] = await Promise.all([
        desk.operator.post('/payout-runs'),
        ...receipts.slice(0, 10).map(undo),
      ]);
      // The two that nobody undoes are there to pay.
      expect(run.status).toBe(201);
      for (const [index, answer] of undone.entries()) {
        const story = await answered(desk.mediator.get(`/redemptions/${receipts[index].id}`));
        expect([201, 409]).toContain(answer.status);
        if (answer.status === 409) expect(answer.body.code).toBe('redemption.in-payout');
        expect({ paid: story.payoutId !== null, undone: story.undoneAt !== null }).toEqual(
          answer.status === 201 ? { paid: false, undone: true } : { paid: true, undone: false },
        );
      }
    }
    const payable = await balanceOf(server, 'structure-payable', desk.structureId);
    expect(await countOf(server, 'payout_line')).toBe(Number(payable) / 958);
  });
});

describe('runs started at once', () => {
  it('pay each redemption once; those that come after find nothing', async () => {
    const desks: Desk[] = [await aDeskOwed(server, 5), await aDeskOwed(server, 5)];
    const runs = await Promise.all(Array.from({ length: 6 }, () => desks[0]!.operator.post('/payout-runs')));
    expect(runs.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of runs)
      if (status !== 201) expect(body.code).toBe('settlement.nothing-to-pay');
    for (const desk of desks) {
      const { items } = await answered(desk.client.get('/payouts'));
      expect(items).toMatchObject([{ redemptions: 5, cents: 4_790 }]);
    }
  });

  it('try a rejected payout again once', async () => {
    const desk = await aDeskOwed(server, 1);
    const { payout } = await aSentRun(desk);
    await reject(desk, payout);
    await newBankDetails(desk);
    const runs = await Promise.all(Array.from({ length: 4 }, () => desk.operator.post('/payout-runs')));
    expect(runs.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await countOf(server, 'remittance', `payout_id = '${payout.id}'`)).toBe(2);
  });

  it('are sent once each, whoever sends them', async () => {
    const desk = await aDeskOwed(server, 2);
    const run = await aRun(desk);
    const cash = await balanceOf(server, 'bank-ring-fenced');
    const sent = await Promise.all(
      Array.from({ length: 6 }, () => desk.operator.post(`/payout-runs/${run.id}/sending`)),
    );
    expect(sent.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of sent)
      if (status !== 201) expect(body.code).toBe('settlement.already-sent');
    expect(await balanceOf(server, 'bank-ring-fenced')).toBe(cash - BigInt(run.cents));
  });
});

describe('scans made while a run is prepared', () => {
  it('are paid by it or by the next one, and none is forgotten', async () => {
    const desk = await aDeskOwed(server, 3);
    const [run] = await Promise.all([
      desk.operator.post('/payout-runs'),
      ...Array.from({ length: 10 }, () => aRedemption(server, { desk })),
    ]);
    expect(run.status).toBe(201);
    server.clock.advance(1_000);
    await desk.operator.post('/payout-runs');
    const { items, waiting } = await answered(desk.client.get('/payouts'));
    expect(items.reduce((total: number, each: any) => total + each.redemptions, 0)).toBe(13);
    expect(waiting).toEqual([]);
  });
});
