import { randomUUID } from 'node:crypto';
import { TestApp } from '../support/app.js';
import { answered } from '../support/funders.js';
import { balanceOf, theGap } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';
import { aRedemption, countOf } from '../support/redemption.js';
import {
  aDeskOwed,
  aRun,
  aSentRun,
  confirm,
  newBankDetails,
  payoutOf,
  reject,
} from '../support/settlement.js';

let server: TestApp;

beforeAll(async () => {
  server = await TestApp.start();
});
afterEach(async () => expect(await theGap(server)).toBe(0n));
afterAll(() => server.stop());

const payable = (desk: { structureId: string }) => balanceOf(server, 'structure-payable', desk.structureId);

describe('a transfer confirmed by the bank', () => {
  it('is settled, and stays so', async () => {
    const desk = await aDeskOwed(server, 2);
    const { run, payout } = await aSentRun(desk);
    expect(await confirm(desk, payout)).toMatchObject({ id: payout.id, state: 'confirmed' });
    expect(await payoutOf(desk, run)).toMatchObject({ state: 'confirmed' });
    expect(await payable(desk)).toBe(0n);
    for (const answer of ['confirmation', 'rejection']) {
      const body = { endToEndId: payout.endToEndId, ...(answer === 'rejection' ? { reason: 'AC04' } : {}) };
      expect(await desk.operator.post(`/payouts/${payout.id}/${answer}`, body)).toMatchObject({
        status: 409,
        body: { code: 'settlement.already-answered' },
      });
    }
    expect(await answered(desk.operator.get(`/payout-runs/${run.id}`))).toMatchObject({
      confirmed: 1,
      rejected: 0,
    });
  });
});

describe('a transfer rejected by the bank', () => {
  it('is owed again, waits for another account, and is paid once', async () => {
    const desk = await aDeskOwed(server, 2);
    const { payout } = await aSentRun(desk);
    const cash = await balanceOf(server, 'bank-ring-fenced');
    await reject(desk, payout, 'AC04 compte clos');
    expect(await payable(desk)).toBe(1_916n);
    expect(await balanceOf(server, 'bank-ring-fenced')).toBe(cash + 1_916n);
    const told = await answered(desk.client.get('/payouts'));
    expect(told.items[0]).toMatchObject({ state: 'rejected', cents: 1_916 });
    expect(told.waiting).toMatchObject([
      {
        rejectedPayouts: 1,
        rejectedCents: 1_916,
        redemptions: 0,
        cents: 1_916,
        reason: 'bank-details-rejected',
      },
    ]);

    // Never by itself to the account that was just rejected, not even for new redemptions.
    await aRedemption(server, { desk });
    server.clock.advance(1_000);
    expect((await desk.operator.post('/payout-runs')).body).toMatchObject({
      code: 'settlement.nothing-to-pay',
      params: { waitingStructures: 1 },
    });

    await newBankDetails(desk);
    const run = await aRun(desk);
    expect(run).toMatchObject({ transfers: 2, cents: 3 * 958, redemptions: 1 });
    await answered(desk.operator.post(`/payout-runs/${run.id}/sending`));
    const again = await answered(desk.operator.get(`/payouts/${payout.id}`));
    expect(again).toMatchObject({ state: 'sent', endToEndId: `${payout.id.replaceAll('-', '')}-2` });
    expect(again.attempts).toMatchObject([
      { attempt: 1, state: 'rejected', reason: 'AC04 compte clos' },
      { attempt: 2, state: 'sent', reason: null },
    ]);
    await confirm(desk, again);
    expect(await payable(desk)).toBe(0n);
    expect(await countOf(server, 'payout_line', `payout_id = '${payout.id}'`)).toBe(2);
    expect((await desk.operator.post('/payout-runs')).body.code).toBe('settlement.nothing-to-pay');
    expect(await balanceOf(server, 'bank-ring-fenced')).toBe(cash - 958n);
  });

  it('by its own mistake is paid to the same account when the operator insists, and then as before', async () => {
    const desk = await aDeskOwed(server, 1);
    const { payout } = await aSentRun(desk);
    await reject(desk, payout, 'Incident technique');
    const run = await aRun(desk, { insistFor: [desk.structureId] });
    const again = await answered(desk.operator.get(`/payouts/${payout.id}`));
    expect(again.attempts.map((attempt: any) => attempt.account)).toEqual(
      Array.from({ length: 2 }, () => again.attempts[0].account),
    );
    await answered(desk.operator.post(`/payout-runs/${run.id}/sending`));
    await confirm(desk, again);
    await aRedemption(server, { desk });
    server.clock.advance(1_000);
    expect(await aRun(desk)).toMatchObject({ redemptions: 1, waiting: [] });
  });

  it('and rejected again is owed again, as often as it happens', async () => {
    const desk = await aDeskOwed(server, 1);
    let { payout } = await aSentRun(desk);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await reject(desk, payout);
      expect(await payable(desk)).toBe(958n);
      await newBankDetails(desk);
      const { run } = await aSentRun(desk);
      payout = await payoutOf(desk, run);
      expect(await payable(desk)).toBe(0n);
    }
    expect(payout.endToEndId).toBe(`${payout.id.replaceAll('-', '')}-4`);
    await confirm(desk, payout);
  });
});

describe('an answer of the bank is refused when', () => {
  it('the run is not sent', async () => {
    const desk = await aDeskOwed(server, 1);
    const payout = await payoutOf(desk, await aRun(desk));
    const answer = await desk.operator.post(`/payouts/${payout.id}/confirmation`, {
      endToEndId: payout.endToEndId,
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 'settlement.not-sent' } });
  });

  it('it is for an earlier transfer: a late or doubled rejection never touches the next attempt', async () => {
    const desk = await aDeskOwed(server, 1);
    const { payout } = await aSentRun(desk);
    await reject(desk, payout);
    await newBankDetails(desk);
    await aSentRun(desk);
    const late = await desk.operator.post(`/payouts/${payout.id}/rejection`, {
      endToEndId: payout.endToEndId,
      reason: 'AC04',
    });
    expect(late).toMatchObject({ status: 409, body: { code: 'settlement.transfer-not-awaited' } });
    expect(await payable(desk)).toBe(0n);
  });

  it('the payout does not exist', async () => {
    const desk = await aDeskOwed(server, 1);
    const answer = await desk.operator.post(`/payouts/${randomUUID()}/confirmation`, { endToEndId: 'X' });
    expect(answer.status).toBe(404);
  });

  it('its structure gives it', async () => {
    const desk = await aDeskOwed(server, 1);
    const { payout } = await aSentRun(desk);
    const body = { endToEndId: payout.endToEndId };
    expect((await desk.client.post(`/payouts/${payout.id}/confirmation`, body)).status).toBe(403);
  });

  it('it is malformed', async () => {
    const desk = await aDeskOwed(server, 1);
    const { payout } = await aSentRun(desk);
    const { endToEndId } = payout;
    for (const [path, body] of [
      ['confirmation', {}],
      ['confirmation', { endToEndId, reason: 'x' }],
      ['confirmation', { endToEndId: 'x'.repeat(36) }],
      ['rejection', { endToEndId }],
      ['rejection', { endToEndId, reason: '' }],
      ['rejection', { endToEndId, reason: 'x'.repeat(301) }],
    ] as const) {
      expect((await desk.operator.post(`/payouts/${payout.id}/${path}`, body)).status).toBe(400);
    }
  });
});

describe('a rejection repeated', () => {
  it('under its key owes the money again once', async () => {
    const desk = await aDeskOwed(server, 1);
    const { payout } = await aSentRun(desk);
    const body = { endToEndId: payout.endToEndId, reason: 'AC04' };
    const key = randomUUID();
    const answers = [];
    for (let time = 0; time < 3; time++) {
      answers.push(await desk.operator.post(`/payouts/${payout.id}/rejection`, body, { key }));
    }
    for (const answer of answers) expect(answer).toMatchObject({ status: 201, body: answers[0]?.body });
    expect(await payable(desk)).toBe(958n);
  });

  it('at once under several keys owes the money again once', async () => {
    const desk = await aDeskOwed(server, 1);
    const { payout } = await aSentRun(desk);
    const body = { endToEndId: payout.endToEndId, reason: 'AC04' };
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => desk.operator.post(`/payouts/${payout.id}/rejection`, body)),
      ...Array.from({ length: 4 }, () =>
        desk.operator.post(`/payouts/${payout.id}/confirmation`, { endToEndId: payout.endToEndId }),
      ),
    ]);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body: refused } of answers) {
      if (status !== 201) expect(refused.code).toBe('settlement.already-answered');
    }
    const rejected = await countOf(
      server,
      'remittance_outcome',
      `payout_id = '${payout.id}' AND outcome = 'rejected'`,
    );
    expect(await payable(desk)).toBe(rejected === 1 ? 958n : 0n);
  });
});

describe('payouts', () => {
  it('are read by their structure, line by line to each scan, and by no other', async () => {
    const desk = await aDeskOwed(server, 3);
    const { payout } = await aSentRun(desk);
    const read = await answered(desk.client.get(`/payouts/${payout.id}?limit=2`));
    expect(read).toMatchObject({
      id: payout.id,
      structureId: desk.structureId,
      redemptions: 3,
      cents: 2_874,
      state: 'sent',
    });
    expect(read.attempts).toHaveLength(1);
    expect(read.attempts[0].account).toMatch(/^FR\d\d •••• …\d{3}$/);
    const rest = await answered(desk.client.get(`/payouts/${payout.id}?limit=2&after=${read.lines.next}`));
    const lines = [...read.lines.items, ...rest.lines.items];
    expect(lines.map((line: any) => line.redemptionId)).toEqual(desk.receipts.map((receipt) => receipt.id));
    expect(rest.lines.next).toBeNull();
    expect(lines[0]).toMatchObject({ cents: 958, venueName: desk.receipts[0].venue.name });

    const other = await aDeskOwed(server, 1);
    expect((await other.client.get(`/payouts/${payout.id}`)).status).toBe(404);
    const theirs = await answered(other.client.get(`/payouts?structureId=${desk.structureId}`));
    expect(theirs.items).toEqual([]);
    expect(theirs.waiting.map((each: any) => each.structureId)).toEqual([other.structureId]);
    expect((await desk.mediator.get('/payouts')).status).toBe(403);
    const { client } = await anOrganisation(server, 'funder');
    expect((await client.get('/payouts')).status).toBe(403);
  });

  it('are found by state, and come by pages that neither skip nor repeat one', async () => {
    const desk = await aDeskOwed(server, 1);
    await aSentRun(desk);
    const all = (await answered(desk.operator.get('/payouts?limit=200'))).items.map((each: any) => each.id);
    const read: string[] = [];
    let after = '';
    do {
      const page: any = await answered(desk.operator.get(`/payouts?limit=3${after}`));
      read.push(...page.items.map((each: any) => each.id));
      after = page.next === null ? '' : `&after=${page.next}`;
    } while (after);
    expect(read).toEqual(all);
    const states = ['prepared', 'sent', 'confirmed', 'rejected'];
    const counts = await Promise.all(
      states.map(async (state) => {
        const { items } = await answered(desk.operator.get(`/payouts?limit=200&state=${state}`));
        expect(items.every((each: any) => each.state === state)).toBe(true);
        return items.length as number;
      }),
    );
    expect(counts.reduce((total, count) => total + count, 0)).toBe(all.length);
    expect((await desk.operator.get('/payouts?state=lost')).status).toBe(400);
  });
});
