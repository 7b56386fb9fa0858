import { randomUUID } from 'node:crypto';
import { TestApp } from '../support/app.js';
import { answered } from '../support/funders.js';
import { balanceOf, theGap } from '../support/orders.js';
import { aDeskOwed, aRun, aSentRun, newBankDetails, reject } from '../support/settlement.js';

let server: TestApp;

beforeAll(async () => {
  server = await TestApp.start();
});
afterEach(async () => expect(await theGap(server)).toBe(0n));
afterAll(() => server.stop());

async function balances() {
  const kinds = [
    'bank-ring-fenced',
    'bank-operating',
    'redemption-fees',
    'redemption-fees-earned',
    'vat-due',
  ] as const;
  const read = await Promise.all(kinds.map(async (kind) => [kind, await balanceOf(server, kind)] as const));
  return Object.fromEntries(read) as Record<(typeof kinds)[number], bigint>;
}

describe('the fees of a run', () => {
  it('go to the operating account, 35 cents earned and 7 of VAT for each redemption', async () => {
    const desk = await aDeskOwed(server, 3);
    const { run } = await aSentRun(desk);
    const before = await balances();
    const swept = await answered(desk.operator.post(`/payout-runs/${run.id}/fee-sweep`));
    expect(swept).toMatchObject({
      runId: run.id,
      redemptions: 3,
      grossCents: 126,
      netCents: 105,
      vatCents: 21,
    });
    const after = await balances();
    expect(after).toEqual({
      'bank-ring-fenced': before['bank-ring-fenced'] - 126n,
      'bank-operating': before['bank-operating'] + 126n,
      'redemption-fees': before['redemption-fees'] - 126n,
      'redemption-fees-earned': before['redemption-fees-earned'] + 105n,
      'vat-due': before['vat-due'] + 21n,
    });
    expect(await answered(desk.operator.get(`/payout-runs/${run.id}`))).toMatchObject({
      feesSweptAt: expect.any(String),
      feesCents: 126,
    });
  });

  it('are swept once, however often and at whatever moment it is asked', async () => {
    const desk = await aDeskOwed(server, 2);
    const { run } = await aSentRun(desk);
    const operating = await balanceOf(server, 'bank-operating');
    const path = `/payout-runs/${run.id}/fee-sweep`;
    const key = randomUUID();
    const answers = await Promise.all([
      ...Array.from({ length: 3 }, () => desk.operator.post(path, {}, { key })),
      ...Array.from({ length: 3 }, () => desk.operator.post(path)),
    ]);
    for (const { status, body } of answers) {
      if (status === 201) expect(body).toMatchObject({ grossCents: 84 });
      else expect(body.code).toBe('settlement.already-swept');
    }
    expect(answers.some(({ status }) => status === 201)).toBe(true);
    expect(await balanceOf(server, 'bank-operating')).toBe(operating + 84n);
  });

  it('are not swept before the run is sent', async () => {
    const desk = await aDeskOwed(server, 1);
    const run = await aRun(desk);
    expect(await desk.operator.post(`/payout-runs/${run.id}/fee-sweep`)).toMatchObject({
      status: 409,
      body: { code: 'settlement.not-sent' },
    });
    expect((await desk.operator.post(`/payout-runs/${randomUUID()}/fee-sweep`)).status).toBe(404);
  });

  it('are not swept a second time with a payout that is tried again', async () => {
    const desk = await aDeskOwed(server, 1);
    const { run, payout } = await aSentRun(desk);
    await answered(desk.operator.post(`/payout-runs/${run.id}/fee-sweep`));
    await reject(desk, payout);
    await newBankDetails(desk);
    const again = await aSentRun(desk);
    expect(await desk.operator.post(`/payout-runs/${again.run.id}/fee-sweep`)).toMatchObject({
      status: 409,
      body: { code: 'settlement.nothing-to-sweep' },
    });
  });
});
