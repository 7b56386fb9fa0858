import { randomUUID } from 'node:crypto';
import { rows } from '../../src/database/sql.js';
import { TestApp } from '../support/app.js';
import { answered } from '../support/funders.js';
import { balanceOf, theGap } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';
import { aDesk, aRedemption, countOf } from '../support/redemption.js';
import { aDeskOwed, aRun, aSentRun, newBankDetails, payoutOf } from '../support/settlement.js';

let server: TestApp;

beforeAll(async () => {
  server = await TestApp.start();
});
afterEach(async () => expect(await theGap(server)).toBe(0n));
afterAll(() => server.stop());

/** Pays whatever other tests have left, so that a run of this one holds what it made. */
async function nothingIsOwed() {
  const operator = (await aDesk(server)).operator;
  server.clock.advance(1_000);
  await operator.post('/payout-runs');
}

describe('a payout run', () => {
  beforeEach(nothingIsOwed);

  it('owes each structure 9.58 € a redemption, in one transfer, and moves no money before it is sent', async () => {
    const [one, other] = [await aDeskOwed(server, 3), await aDeskOwed(server, 1)];
    const cash = await balanceOf(server, 'bank-ring-fenced');
    const run = await aRun(one);
    expect(run).toMatchObject({
      transfers: 2,
      redemptions: 4,
      cents: 4 * 958,
      sentAt: null,
      confirmed: 0,
      rejected: 0,
      waiting: [],
    });
    expect(await payoutOf(one, run)).toMatchObject({ redemptions: 3, cents: 2_874, state: 'prepared' });
    expect(await payoutOf(other, run)).toMatchObject({ redemptions: 1, cents: 958, state: 'prepared' });
    expect(await balanceOf(server, 'bank-ring-fenced')).toBe(cash);

    await answered(one.operator.post(`/payout-runs/${run.id}/sending`));
    expect(await payoutOf(one, run)).toMatchObject({ state: 'sent' });
    expect(await balanceOf(server, 'bank-ring-fenced')).toBe(cash - 4n * 958n);
    expect(await balanceOf(server, 'structure-payable', one.structureId)).toBe(0n);
    expect(await balanceOf(server, 'structure-payable', other.structureId)).toBe(0n);
  });

  it('never takes a redemption that another has taken', async () => {
    const desk = await aDeskOwed(server, 2);
    await aRun(desk);
    const { receipt } = await aRedemption(server, { desk });
    server.clock.advance(1_000);
    const second = await aRun(desk);
    expect(second).toMatchObject({ redemptions: 1, cents: 958 });
    const payout = await answered(desk.client.get(`/payouts/${(await payoutOf(desk, second)).id}`));
    expect(payout.lines.items.map((line: any) => line.redemptionId)).toEqual([receipt.id]);
  });

  it('takes what was redeemed before the cut-off, and not what was redeemed at that instant', async () => {
    const desk = await aDeskOwed(server, 1);
    const cutOffAt = server.clock.now().toISOString();
    await aRedemption(server, { desk });
    server.clock.advance(1_000);
    expect(await aRun(desk, { cutOffAt })).toMatchObject({ redemptions: 1, cutOffAt });
    expect(await aRun(desk)).toMatchObject({ redemptions: 1 });
  });

  it('leaves out a scan undone, and takes the voucher once it is scanned again', async () => {
    const desk = await aDeskOwed(server, 1);
    const { receipt, voucher } = await aRedemption(server, { desk });
    await answered(desk.mediator.post(`/redemptions/${receipt.id}/undo`, { reason: 'Erreur.' }));
    server.clock.advance(1_000);
    expect(await aRun(desk)).toMatchObject({ redemptions: 1 });
    await aRedemption(server, { desk, voucher });
    server.clock.advance(1_000);
    expect(await aRun(desk)).toMatchObject({ redemptions: 1 });
  });

  it('gives each transfer a reference that SEPA carries and that leads back to its payout', async () => {
    const desk = await aDeskOwed(server, 1);
    const payout = await payoutOf(desk, await aRun(desk));
    expect(payout.endToEndId).toMatch(/^[A-Za-z0-9/?:().,'+ -]{1,35}$/);
    expect(payout.endToEndId).toBe(`${payout.id.replaceAll('-', '')}-1`);
  });

  it('repeated under its key is the same run; under another there is nothing left', async () => {
    const desk = await aDeskOwed(server, 1);
    const key = randomUUID();
    const first = await desk.operator.post('/payout-runs', {}, { key });
    expect((await desk.operator.post('/payout-runs', {}, { key })).body).toEqual(first.body);
    expect(await desk.operator.post('/payout-runs')).toMatchObject({
      status: 409,
      body: { code: 'settlement.nothing-to-pay' },
    });
    const cutOffAt = '2026-03-01T00:00:00Z';
    expect((await desk.operator.post('/payout-runs', { cutOffAt }, { key })).body.code).toBe(
      'request.idempotency-key-reused',
    );
  });

  it('is written in the audit trail, for each structure to read its part', async () => {
    const desk = await aDeskOwed(server, 1);
    const { payout } = await aSentRun(desk);
    const trail = await server.db.read((tx) =>
      rows<{ action: string; concerns: string[] }>(
        tx,
        `SELECT action, concerns FROM audit_entry WHERE subject = 'payout' AND subject_id = $1 ORDER BY id`,
        [payout.id],
      ),
    );
    expect(trail).toEqual([
      { action: 'payout.prepared', concerns: [desk.structureId] },
      { action: 'payout.sent', concerns: [desk.structureId] },
    ]);
  });
});

/** No run pays the structure, and it is told why. */
async function waits(desk: Awaited<ReturnType<typeof aDeskOwed>>, reason: string) {
  const refused = await desk.operator.post('/payout-runs');
  expect(refused).toMatchObject({
    body: { code: 'settlement.nothing-to-pay', params: { waitingStructures: 1 } },
  });
  const { waiting } = await answered(desk.client.get('/payouts'));
  expect(waiting).toEqual([
    {
      structureId: desk.structureId,
      structureName: expect.any(String),
      redemptions: desk.receipts.length,
      redemptionCents: 958 * desk.receipts.length,
      rejectedPayouts: 0,
      rejectedCents: 0,
      cents: 958 * desk.receipts.length,
      reason,
      sentences: { fr: expect.any(String), en: expect.any(String) },
    },
  ]);
}

describe('money waits, and the structure is told why, when', () => {
  beforeEach(nothingIsOwed);

  it('it gave an IBAN that nobody verified', async () => {
    const desk = await aDeskOwed(server, 2, { bankVerified: false });
    await waits(desk, 'bank-details-unverified');
    await newBankDetails(desk);
    expect(await aRun(desk)).toMatchObject({ redemptions: 2, waiting: [] });
  });

  it('it gave another IBAN since the one verified: money never goes to an account that is no longer the last', async () => {
    const desk = await aDeskOwed(server, 1);
    const details = await newBankDetails(desk, { verified: false });
    await waits(desk, 'bank-details-unverified');
    await answered(
      desk.operator.post(`/structures/${desk.structureId}/bank-details/${details}/verification`),
    );
    const payout = await payoutOf(desk, await aRun(desk));
    const attempts = await server.db.read((tx) =>
      rows(tx, `SELECT bank_details_id AS id FROM remittance WHERE payout_id = $1`, [payout.id]),
    );
    expect(attempts).toEqual([{ id: details }]);
  });

  it('others are paid meanwhile, and the run says whose money waits', async () => {
    const waiting = await aDeskOwed(server, 2, { bankVerified: false });
    const paid = await aDeskOwed(server, 1);
    const run = await aRun(paid);
    expect(run).toMatchObject({ redemptions: 1 });
    expect(run.waiting).toMatchObject([
      { structureId: waiting.structureId, cents: 1_916, reason: 'bank-details-unverified' },
    ]);
    await newBankDetails(waiting);
  });

  it('there is nothing wrong, it says that the next run will pay', async () => {
    const desk = await aDeskOwed(server, 1);
    const { waiting } = await answered(desk.client.get('/payouts'));
    expect(waiting).toMatchObject([{ reason: 'next-run', cents: 958 }]);
    await aRun(desk);
    expect((await answered(desk.client.get('/payouts'))).waiting).toEqual([]);
  });
});

describe('a run is refused when', () => {
  it('there is nothing to pay, and no empty run is left', async () => {
    await nothingIsOwed();
    const { operator } = await aDesk(server);
    const before = await countOf(server, 'payout_run');
    expect(await operator.post('/payout-runs')).toMatchObject({
      status: 409,
      body: { code: 'settlement.nothing-to-pay', params: { waitingStructures: 0 } },
    });
    expect(await countOf(server, 'payout_run')).toBe(before);
  });

  it('the cut-off is in the future', async () => {
    const desk = await aDeskOwed(server, 1);
    const cutOffAt = new Date(server.clock.now().getTime() + 1).toISOString();
    expect(await desk.operator.post('/payout-runs', { cutOffAt })).toMatchObject({
      status: 422,
      body: { code: 'settlement.cut-off-in-future' },
    });
  });

  it.each([
    '2026-03-02',
    '2026-02-30T00:00:00Z',
    '2026-03-02T00:00:00',
    '0000-01-01T00:00:00Z',
    '+010000-01-01T00:00:00Z',
    '2026-03-02T25:00:00Z',
    'yesterday',
    '',
    1_772_409_600,
    null,
  ])('the cut-off is %p', async (cutOffAt) => {
    const { operator } = await aDesk(server);
    const { status, body } = await operator.post('/payout-runs', { cutOffAt });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'request.invalid' });
  });

  it.each([[['x']], ['all'], [[1]], [Array.from({ length: 201 }, () => randomUUID())]])(
    'it insists for %p',
    async (insistFor) => {
      const { operator } = await aDesk(server);
      expect((await operator.post('/payout-runs', { insistFor })).status).toBe(400);
    },
  );

  it.each(['funder', 'prescriber', 'state', 'structure'] as const)('a %s asks', async (kind) => {
    const { client } = await anOrganisation(server, kind);
    for (const path of [
      '/payout-runs',
      `/payout-runs/${randomUUID()}/sending`,
      `/payout-runs/${randomUUID()}/fee-sweep`,
    ]) {
      expect((await client.post(path)).status).toBe(403);
    }
    expect((await client.get('/payout-runs')).status).toBe(403);
  });
});

describe('sending a run', () => {
  it('moves the money once, however often it is asked', async () => {
    const desk = await aDeskOwed(server, 2);
    const run = await aRun(desk);
    const cash = await balanceOf(server, 'bank-ring-fenced');
    const path = `/payout-runs/${run.id}/sending`;
    const key = randomUUID();
    const first = await desk.operator.post(path, {}, { key });
    expect(first.body).toMatchObject({ id: run.id, sentAt: expect.any(String) });
    expect((await desk.operator.post(path, {}, { key })).body).toEqual(first.body);
    expect(await desk.operator.post(path)).toMatchObject({
      status: 409,
      body: { code: 'settlement.already-sent' },
    });
    expect(await balanceOf(server, 'bank-ring-fenced')).toBe(cash - BigInt(run.cents));
  });

  it('that does not exist finds nothing', async () => {
    const { operator } = await aDesk(server);
    expect((await operator.post(`/payout-runs/${randomUUID()}/sending`)).status).toBe(404);
    expect((await operator.get(`/payout-runs/${randomUUID()}`)).status).toBe(404);
  });
});

describe('the runs', () => {
  it('are listed from the latest, by pages', async () => {
    const desk = await aDeskOwed(server, 1);
    const last = await aRun(desk);
    const first = await answered(desk.operator.get('/payout-runs?limit=1'));
    expect(first.items[0]).toMatchObject({ id: last.id, number: last.number, transfers: last.transfers });
    const second = await answered(desk.operator.get(`/payout-runs?limit=1&after=${first.next}`));
    expect(second.items[0].number).toBeLessThan(last.number);
    expect(await answered(desk.operator.get(`/payout-runs/${last.id}`))).toEqual(first.items[0]);
  });
});
