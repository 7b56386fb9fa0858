import { randomUUID } from 'node:crypto';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import {
  aDesk,
  aHandedOutVoucher,
  aRedemption,
  countOf,
  type Desk,
  theOrder,
} from '../support/redemption.js';

const TODAY = '2026-03-02';

let server: TestApp;
let desk: Desk;

beforeAll(async () => {
  server = await TestApp.start(TODAY);
  desk = await aDesk(server);
});
afterEach(() => server.clock.setDay(asDay(TODAY)));
afterAll(() => server.stop());

async function check(body: Record<string, unknown>, at: Desk = desk) {
  const answer = await at.mediator.post('/redemptions/check', body);
  expect(answer.status).toBe(200);
  return answer.body;
}

describe('a check', () => {
  it('spends nothing and writes nothing', async () => {
    const { code, serial } = await aHandedOutVoucher(server);
    const written = async () =>
      Promise.all(
        ['redemption', 'audit_entry', 'first_answer', 'transfer'].map((table) => countOf(server, table)),
      );
    const before = await written();
    for (let time = 0; time < 2; time++) {
      expect(await check({ ...desk.session, code })).toEqual({
        redeemable: true,
        reason: null,
        voucher: {
          serial: Number(serial),
          exercise: 2026,
          sessionsUntil: '2026-12-31',
          presentUntil: '2027-01-31',
        },
        labelNotice: null,
      });
    }
    expect(await written()).toEqual(before);
  });

  it('with nothing but a code judges the voucher and the label alone', async () => {
    const { code } = await aHandedOutVoucher(server);
    expect(await check({ code })).toMatchObject({ redeemable: true });
    const handedToNobody = (await theOrder(server)).take();
    expect(await check({ code: handedToNobody.code })).toMatchObject({
      redeemable: false,
      reason: { code: 'redemption.voucher-not-handed-out', earlier: null },
    });
    const lapsed = await aDesk(server);
    await lapsed.operator.post(`/labels/${lapsed.labelId}/withdrawal`, {
      unmetCriteria: ['insurance'],
      reason: 'Échue.',
    });
    expect(await check({ code }, lapsed)).toMatchObject({ reason: { code: 'redemption.label-lapsed' } });
  });

  it('says the very reason for which a scan is refused', async () => {
    const { code } = await aHandedOutVoucher(server);
    const spent = await aRedemption(server);
    const other = await aDesk(server);
    const asked: Record<string, unknown>[] = [
      { code: `${code.slice(0, -1)}${code.endsWith('Z') ? 'Y' : 'Z'}` },
      { code: spent.voucher.code },
      { code, sessionOn: '2026-03-03' },
      { code, moduleId: randomUUID() },
      { code, mediatorId: other.mediatorId },
      { code, venueId: other.venueId },
      { code, priceCents: 999 },
      { code, copaymentCents: 2_001 },
    ];
    for (const fields of asked) {
      const checked = await check({ ...desk.session, ...fields });
      const refused = await desk.mediator.post('/redemptions', { ...desk.session, ...fields });
      expect(checked.redeemable).toBe(false);
      expect({ code: checked.reason.code, fr: checked.reason.fr }).toEqual({
        code: refused.body.code,
        fr: refused.body.sentences.fr,
      });
    }
  });

  it('shows the structure its own earlier receipt, and another nothing of it', async () => {
    const { desk: theirs, voucher, receipt } = await aRedemption(server);
    const own = await check({ code: voucher.code }, theirs);
    expect(own.reason).toMatchObject({
      code: 'redemption.already-redeemed-here',
      earlier: { redemptionId: receipt.id, receipt: receipt.receipt, day: TODAY },
    });
    const foreign = await check({ code: voucher.code });
    expect(foreign.reason).toMatchObject({ code: 'redemption.already-redeemed-elsewhere', earlier: null });
    expect(JSON.stringify(foreign)).not.toContain(receipt.id);
  });

  it('of a made-up code tells of no voucher', async () => {
    expect(await check({ code: '0000-0000-0000-0000-0' })).toMatchObject({
      redeemable: false,
      voucher: null,
      reason: { code: 'redemption.voucher-unknown' },
    });
  });

  it('takes no Idempotency-Key', async () => {
    const { code } = await aHandedOutVoucher(server);
    const answer = await desk.mediator.call('POST', '/redemptions/check', {
      body: { code },
      headers: { 'idempotency-key': '' },
    });
    expect(answer.status).toBe(200);
  });
});
