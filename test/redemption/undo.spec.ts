import { randomUUID } from 'node:crypto';
import { rows } from '../../src/database/sql.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import { answered } from '../support/funders.js';
import { balanceOf, theGap } from '../support/orders.js';
import {
  aDesk,
  aHandedOutVoucher,
  aHandOut,
  anIssuedOrder,
  aRedemption,
  countOf,
  type Desk,
} from '../support/redemption.js';

const TODAY = '2026-03-02';
const REASON = { reason: 'Scanné par erreur.' };

let server: TestApp;
let desk: Desk;

beforeAll(async () => {
  server = await TestApp.start(TODAY);
  desk = await aDesk(server);
});
afterEach(() => server.clock.setDay(asDay(TODAY)));
afterAll(() => server.stop());

describe('a scan undone', () => {
  it('gives the voucher back to the person and the money back to the order, and keeps its history', async () => {
    const order = await anIssuedOrder(server);
    const voucher = await aHandedOutVoucher(server, { order });
    const { receipt } = await aRedemption(server, { desk, voucher });
    const owed = await balanceOf(server, 'structure-payable', desk.structureId);
    const fees = await balanceOf(server, 'redemption-fees');

    const undone = await answered(desk.mediator.post(`/redemptions/${receipt.id}/undo`, REASON));
    expect(undone).toMatchObject({ id: receipt.id, receipt: receipt.receipt, undoneAt: expect.any(String) });
    expect(await balanceOf(server, 'vouchers-outstanding', order.id)).toBe(500_000n);
    expect(await balanceOf(server, 'structure-payable', desk.structureId)).toBe(owed - 958n);
    expect(await balanceOf(server, 'redemption-fees')).toBe(fees - 42n);
    expect(await theGap(server)).toBe(0n);
    expect(await countOf(server, 'voucher_held', `voucher_serial = ${voucher.serial}`)).toBe(1);
    expect(await countOf(server, 'transfer', `cause_id = '${receipt.id}'`)).toBe(4);

    const story = await answered(desk.mediator.get(`/redemptions/${receipt.id}`));
    expect(story).toMatchObject({ undoReason: REASON.reason, undoneAt: undone.undoneAt, payoutId: null });
  });

  it('can be scanned again, by another structure too, and undone again there', async () => {
    const { voucher, receipt } = await aRedemption(server, { desk });
    await answered(desk.mediator.post(`/redemptions/${receipt.id}/undo`, REASON));
    const elsewhere = await aRedemption(server, { voucher });
    expect(elsewhere.receipt.id).not.toBe(receipt.id);
    await answered(elsewhere.desk.mediator.post(`/redemptions/${elsewhere.receipt.id}/undo`, REASON));
    await aRedemption(server, { desk, voucher });
    expect(await countOf(server, 'redemption', `voucher_serial = ${voucher.serial}`)).toBe(3);
    expect(await theGap(server)).toBe(0n);
  });

  it('leaves an entry of the audit trail without the reason, which may name somebody', async () => {
    const { receipt } = await aRedemption(server, { desk });
    await answered(
      desk.mediator.post(`/redemptions/${receipt.id}/undo`, { reason: 'Confusion avec Mme Durand' }),
    );
    const trail = await server.db.read((tx) =>
      rows<{ action: string; details: unknown }>(
        tx,
        `SELECT action, details FROM audit_entry WHERE subject_id = $1`,
        [receipt.id],
      ),
    );
    expect(trail.map(({ action }) => action)).toEqual(['voucher.redeemed', 'redemption.undone']);
    expect(JSON.stringify(trail)).not.toContain('Durand');
  });

  it('repeated under its key gets the first answer again; under another it is already undone', async () => {
    const { voucher, receipt } = await aRedemption(server, { desk });
    const path = `/redemptions/${receipt.id}/undo`;
    const key = randomUUID();
    const first = await desk.mediator.post(path, REASON, { key });
    // The voucher lives on: a repetition must not take back what came later.
    const later = await aRedemption(server, { desk, voucher });
    expect((await desk.mediator.post(path, REASON, { key })).body).toEqual(first.body);
    expect(await desk.mediator.post(path, REASON)).toMatchObject({
      status: 409,
      body: { code: 'redemption.already-undone' },
    });
    expect((await desk.mediator.post(path, { reason: 'Autre raison.' }, { key })).body.code).toBe(
      'request.idempotency-key-reused',
    );
    expect(await answered(desk.mediator.get(`/redemptions/${later.receipt.id}`))).toMatchObject({
      undoneAt: null,
    });
  });
});

/** An undo that must be refused: the scan stays, and no money moves. */
async function stays(receiptId: string, code: string, at: Desk = desk) {
  const before = await countOf(server, 'transfer');
  const { status, body } = await at.mediator.post(`/redemptions/${receiptId}/undo`, REASON);
  expect(body.code).toBe(code);
  expect(await countOf(server, 'transfer')).toBe(before);
  expect(await countOf(server, 'voucher_end', `redemption_id = '${receiptId}'`)).toBe(1);
  return { status, body };
}

describe('a scan stays when', () => {
  it('another structure asks: for it the scan does not exist', async () => {
    const { receipt } = await aRedemption(server);
    const { status } = await stays(receipt.id, 'access.not-found');
    expect(status).toBe(404);
  });

  it('it is in a payout, though the payout is not sent', async () => {
    const other = await aDesk(server);
    const { receipt } = await aRedemption(server, { desk: other });
    server.clock.advance(1);
    await answered(other.operator.post('/payout-runs'));
    expect((await stays(receipt.id, 'redemption.in-payout', other)).status).toBe(409);
    const story = await answered(other.mediator.get(`/redemptions/${receipt.id}`));
    expect(story.payoutId).toEqual(expect.any(String));
  });

  it('the person would hold more than two, of whom the venue learns nothing', async () => {
    const order = await anIssuedOrder(server);
    const [first, second] = await aHandOut(server, { vouchers: [order.take(), order.take()] });
    const { receipt } = await aRedemption(server, { desk, voucher: first! });
    const beneficiaryId = first!.beneficiaryId;
    await aHandOut(server, { vouchers: [order.take()], beneficiaryId });
    const { body } = await stays(receipt.id, 'redemption.cannot-be-undone');
    expect(JSON.stringify(body)).not.toMatch(/bénéficiaire|personne|deux|beneficiary|person|two|limit/i);
    expect(body.params).toEqual({});
    // Once another of them is spent there is room again.
    await aRedemption(server, { desk, voucher: second! });
    expect((await desk.mediator.post(`/redemptions/${receipt.id}/undo`, REASON)).status).toBe(201);
    expect(await countOf(server, 'voucher_held', `beneficiary_id = ${beneficiaryId}`)).toBe(2);
  });

  it('the tolerance is over: the voucher would come back expired', async () => {
    const { receipt } = await aRedemption(server, { desk });
    server.clock.setDay(asDay('2027-02-01'), 1);
    const { body } = await stays(receipt.id, 'redemption.exercise-over');
    expect(body.params).toMatchObject({ day: '2027-01-31' });
    server.clock.setDay(asDay('2027-01-31'), 23);
    expect((await desk.mediator.post(`/redemptions/${receipt.id}/undo`, REASON)).status).toBe(201);
  });

  it.each<[string, unknown]>([
    ['no reason is given', {}],
    ['the reason is blank', { reason: '   ' }],
    ['the reason is too long', { reason: 'x'.repeat(501) }],
    ['the reason is no text', { reason: 12 }],
  ])('%s', async (_title, body) => {
    const { receipt } = await aRedemption(server, { desk });
    const refused = await desk.mediator.post(`/redemptions/${receipt.id}/undo`, body);
    expect(refused).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(await countOf(server, 'redemption_undo', `redemption_id = '${receipt.id}'`)).toBe(0);
  });

  it('it never was', async () => {
    expect((await desk.mediator.post(`/redemptions/${randomUUID()}/undo`, REASON)).status).toBe(404);
    expect((await desk.mediator.post(`/redemptions/1/undo`, REASON)).status).toBe(400);
  });
});

describe('the database itself', () => {
  it('keeps a redemption that is in a payout', async () => {
    const other = await aDesk(server);
    const { receipt } = await aRedemption(server, { desk: other });
    server.clock.advance(1);
    await answered(other.operator.post('/payout-runs'));
    const deleted = server.db.transaction((tx) =>
      rows(tx, `DELETE FROM voucher_end WHERE redemption_id = $1`, [receipt.id]),
    );
    await expect(deleted).rejects.toMatchObject({ code: 'redemption.in-payout' });
  });

  it('ends a voucher once, and makes that a refusal', async () => {
    const { voucher, receipt } = await aRedemption(server, { desk });
    const again = server.db.transaction((tx) =>
      rows(
        tx,
        `WITH copy AS (
           INSERT INTO redemption (id, voucher_serial, order_id, structure_id, venue_id, mediator_id, module_id, session_on,
                                   price_cents, copayment_cents, structure_cents, fee_cents, at, day)
           SELECT gen_random_uuid(), voucher_serial, order_id, structure_id, venue_id, mediator_id, module_id, session_on,
                  price_cents, copayment_cents, structure_cents, fee_cents, at, day FROM redemption WHERE id = $1
           RETURNING id, at)
         INSERT INTO voucher_end (voucher_serial, kind, redemption_id, at) SELECT $2, 'redeemed', id, at FROM copy`,
        [receipt.id, voucher.serial],
      ),
    );
    await expect(again).rejects.toMatchObject({ code: 'redemption.voucher-just-ended' });
  });
});
