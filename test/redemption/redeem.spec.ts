import { randomUUID } from 'node:crypto';
import { rows } from '../../src/database/sql.js';
import { CodeBook } from '../../src/issuance/code-book.js';
import { VoucherEnds } from '../../src/issuance/voucher-ends.js';
import { encodeCode, formatCode, parseCode } from '../../src/scheme/voucher-code.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import { anApprovedOrder, balanceOf, theGap } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';
import {
  aDesk,
  aHandedOutVoucher,
  aHandOut,
  anIssuedOrder,
  aRedemption,
  countOf,
  type Desk,
  theOrder,
  type Voucher,
} from '../support/redemption.js';
import { aModule, anOperator } from '../support/structures.js';

const TODAY = '2026-03-02';

let server: TestApp;
let desk: Desk;

beforeAll(async () => {
  server = await TestApp.start(TODAY);
  desk = await aDesk(server);
});
afterEach(() => server.clock.setDay(asDay(TODAY)));
afterAll(() => server.stop());

/** Scans at the desk of the tests; `fields` replace those of its session. */
function scan(code: string, fields: Record<string, unknown> = {}, at: Desk = desk) {
  return at.mediator.post('/redemptions', { ...at.session, code, ...fields });
}

/** The refusal of a scan, after which the voucher must still be there to redeem. */
async function refusalOf(code: string, fields: Record<string, unknown> = {}, at: Desk = desk) {
  const before = await countOf(server, 'redemption');
  const { status, body } = await scan(code, fields, at);
  expect(await countOf(server, 'redemption')).toBe(before);
  return { status, code: body.code, params: body.params, sentences: body.sentences };
}

describe('a redemption', () => {
  it('gives 9.58 € to the structure and keeps 42 cents, once, out of what is outstanding', async () => {
    const order = await theOrder(server);
    const voucher = await aHandedOutVoucher(server);
    const [outstanding, owed, fees] = [
      await balanceOf(server, 'vouchers-outstanding', order.id),
      await balanceOf(server, 'structure-payable', desk.structureId),
      await balanceOf(server, 'redemption-fees'),
    ];
    const { status, body } = await scan(voucher.code);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      sessionOn: TODAY,
      venue: { id: desk.venueId, name: expect.any(String) },
      module: { id: desk.moduleId, title: expect.any(String) },
      mediatorId: desk.mediatorId,
      voucherSerial: Number(voucher.serial),
      priceCents: 3_000,
      copaymentCents: 2_000,
      structureCents: 958,
      feeCents: 42,
      labelNotice: null,
    });
    expect(await balanceOf(server, 'vouchers-outstanding', order.id)).toBe(outstanding - 1_000n);
    expect(await balanceOf(server, 'structure-payable', desk.structureId)).toBe(owed + 958n);
    expect(await balanceOf(server, 'redemption-fees')).toBe(fees + 42n);
    expect(await theGap(server)).toBe(0n);
  });

  it('reads the code in any case, with or without hyphens, O as 0 and I as 1', async () => {
    const { code } = await aHandedOutVoucher(server);
    const typed = code.replaceAll('-', ' ').toLowerCase().replaceAll('0', 'o').replaceAll('1', 'i');
    expect((await scan(` ${typed} `)).status).toBe(201);
  });

  it('records the price and the copayment that are told, another aid paying the rest', async () => {
    const { code } = await aHandedOutVoucher(server);
    const { body } = await scan(code, { priceCents: 1_500, copaymentCents: 100 });
    expect(body).toMatchObject({ priceCents: 1_500, copaymentCents: 100, structureCents: 958 });
  });

  it('is warned of a label that ends within the notice', async () => {
    const { code } = await aHandedOutVoucher(server);
    server.clock.setDay(asDay('2027-01-02'));
    const { body } = await scan(code, { sessionOn: '2026-12-31' });
    expect(body.labelNotice).toEqual({ lapsesOn: '2027-03-02', daysLeft: 59 });
  });

  it('of a session held in time may be presented until the end of the tolerance', async () => {
    const { code } = await aHandedOutVoucher(server);
    server.clock.setDay(asDay('2027-01-31'), 23);
    expect((await scan(code, { sessionOn: '2026-12-31' })).status).toBe(201);
  });

  it('may be on a module that the catalogue has retired, as long as the structure offers it', async () => {
    const other = await aDesk(server);
    expect((await other.operator.delete(`/modules/${other.moduleId}`)).status).toBeLessThan(300);
    const { code } = await aHandedOutVoucher(server);
    expect((await scan(code, {}, other)).status).toBe(201);
  });

  it('leaves no code in the database, not even in a stored answer', async () => {
    const { code } = await aHandedOutVoucher(server);
    await scan(code);
    const refused = await aHandedOutVoucher(server);
    await scan(refused.code, { priceCents: 1 });
    await desk.mediator.post('/group-sessions', { ...desk.session, lines: [{ code }, { code: 'nonsense' }] });
    const tables = ['first_answer', 'audit_entry', 'redemption', 'group_session', 'voucher_end', 'transfer'];
    for (const table of tables) {
      const kept = await server.db.read((tx) =>
        rows<{ text: string }>(tx, `SELECT t::text AS text FROM ${table} t`),
      );
      const all = kept.map(({ text }) => text.replaceAll('-', '')).join('\n');
      for (const each of [code, refused.code]) expect(all).not.toContain(each.replaceAll('-', ''));
    }
  });
});

describe('a code is refused when', () => {
  it('it is mistyped', async () => {
    const { code } = await aHandedOutVoucher(server);
    const wrong = `${code.slice(0, -1)}${code.endsWith('Z') ? 'Y' : 'Z'}`;
    expect(await refusalOf(wrong)).toMatchObject({ status: 422, code: 'redemption.code-mistyped' });
    expect(await refusalOf('1234')).toMatchObject({ code: 'redemption.code-mistyped' });
    expect(await refusalOf('💳'.repeat(17))).toMatchObject({ code: 'redemption.code-mistyped' });
  });

  it('its check symbol is right and nobody derived it', async () => {
    const { code, serial } = await aHandedOutVoucher(server);
    const parsed = parseCode(code);
    const mac = parsed.ok ? parsed.mac45 : 0n;
    expect(await refusalOf(formatCode(encodeCode(serial, mac ^ 1n)))).toMatchObject({
      status: 422,
      code: 'redemption.voucher-unknown',
    });
    expect(await refusalOf(formatCode(encodeCode(34_359_738_367n, mac)))).toMatchObject({
      code: 'redemption.voucher-unknown',
    });
  });

  it('the money of its order is not in the ring-fenced account, though it was printed and handed out', async () => {
    const order = await anApprovedOrder(server);
    const operator = await anOperator(server);
    expect((await operator.post(`/orders/${order.id}/issuance`)).status).toBe(201);
    const printed = await vouchersOf(order.id);
    const [voucher] = await aHandOut(server, { vouchers: printed.slice(0, 1) });
    expect(await refusalOf(voucher!.code)).toMatchObject({
      status: 409,
      code: 'redemption.voucher-not-active',
    });
  });

  it('it was handed out to nobody', async () => {
    const voucher = (await theOrder(server)).take();
    expect(await refusalOf(voucher.code)).toMatchObject({
      status: 409,
      code: 'redemption.voucher-not-handed-out',
    });
  });

  it('it was declared lost', async () => {
    const voucher = await aHandedOutVoucher(server);
    await revoke(voucher);
    expect(await refusalOf(voucher.code)).toMatchObject({ status: 409, code: 'redemption.voucher-revoked' });
  });

  it('it was redeemed here, at another venue of the structure too, with the receipt of then', async () => {
    const { voucher, receipt } = await aRedemption(server, { desk });
    const venue = await desk.client.post(`/structures/${desk.structureId}/venues`, {
      name: 'Annexe',
      street: '2 rue Neuve',
      postcode: '37500',
      insee: '37072',
      opening: 'Le lundi',
    });
    const refused = await refusalOf(voucher.code, { venueId: venue.body.id });
    expect(refused).toMatchObject({
      status: 409,
      code: 'redemption.already-redeemed-here',
      params: { receipt: receipt.receipt, redemptionId: receipt.id, day: TODAY },
    });
    expect(refused.sentences.fr).toContain(`reçu n° ${receipt.receipt}, le 2 mars 2026`);
  });

  it('it was redeemed elsewhere, and nothing says where or when', async () => {
    const { voucher, receipt, desk: elsewhere } = await aRedemption(server);
    const { status, body } = await scan(voucher.code);
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'redemption.already-redeemed-elsewhere', params: {} });
    const told = JSON.stringify(body);
    for (const secret of [
      elsewhere.structureId,
      elsewhere.venueId,
      receipt.id,
      receipt.venue.name,
      TODAY,
      '2 mars',
    ]) {
      expect(told).not.toContain(secret);
    }
  });
});

describe('the days are refused when', () => {
  it.each([
    ['the session is to come', '2026-03-03', 'session-in-future'],
    ['the session was before the exercise', '2025-12-31', 'session-before-exercise'],
    ['the session was before the hand-out', '2026-03-01', 'session-before-hand-out'],
  ])('%s', async (_title, sessionOn, code) => {
    const voucher = await aHandedOutVoucher(server);
    expect(await refusalOf(voucher.code, { sessionOn })).toMatchObject({
      status: 422,
      code: `redemption.${code}`,
    });
  });

  it('the session was held after the end of validity', async () => {
    const { code } = await aHandedOutVoucher(server);
    server.clock.setDay(asDay('2027-01-01'), 1);
    expect(await refusalOf(code, { sessionOn: '2027-01-01' })).toMatchObject({
      status: 409,
      code: 'redemption.voucher-expired',
      params: { day: '2026-12-31', frenchDay: '31 décembre 2026' },
    });
  });

  it('the session was in time and the tolerance is over, before the closing and after', async () => {
    const order = await anIssuedOrder(server);
    const voucher = await aHandedOutVoucher(server, { order });
    server.clock.setDay(asDay('2027-02-01'), 1);
    const tooLate = {
      status: 409,
      code: 'redemption.tolerance-over',
      params: { day: '2027-01-31', frenchDay: '31 janvier 2027' },
    };
    expect(await refusalOf(voucher.code, { sessionOn: '2026-12-20' })).toMatchObject(tooLate);
    await server.db.transaction((tx) =>
      server.get(VoucherEnds).expire(tx, server.clock.now(), 2026, voucher.serial - 1n, 1),
    );
    expect(await refusalOf(voucher.code, { sessionOn: '2026-12-20' })).toMatchObject(tooLate);
  });
});

describe('the structure is refused when', () => {
  it('its label was withdrawn', async () => {
    const other = await aDesk(server);
    const { code } = await aHandedOutVoucher(server);
    await other.operator.post(`/labels/${other.labelId}/withdrawal`, {
      unmetCriteria: ['insurance'],
      reason: 'Assurance échue.',
    });
    expect(await refusalOf(code, {}, other)).toMatchObject({ status: 409, code: 'redemption.label-lapsed' });
  });

  it('its label had not begun on the day of the session', async () => {
    const { code } = await aHandedOutVoucher(server);
    server.clock.setDay(asDay('2026-03-10'));
    const other = await aDesk(server);
    expect(await refusalOf(code, { sessionOn: '2026-03-09' }, other)).toMatchObject({
      code: 'redemption.label-lapsed',
    });
    expect((await scan(code, { sessionOn: '2026-03-10' }, other)).status).toBe(201);
  });

  it('its label has ended since the session', async () => {
    server.clock.setDay(asDay('2026-01-20'));
    const early = await aDesk(server);
    server.clock.setDay(asDay(TODAY));
    const { code } = await aHandedOutVoucher(server);
    server.clock.setDay(asDay('2027-01-20'));
    expect(await refusalOf(code, { sessionOn: '2026-12-01' }, early)).toMatchObject({
      code: 'redemption.label-lapsed',
    });
  });

  it('it does not offer the module, or no longer does', async () => {
    const { code } = await aHandedOutVoucher(server);
    const moduleId = await aModule(server);
    const refused = { status: 422, code: 'redemption.module-not-offered' };
    expect(await refusalOf(code, { moduleId })).toMatchObject(refused);
    expect(await refusalOf(code, { moduleId: randomUUID() })).toMatchObject(refused);
    const other = await aDesk(server);
    await other.client.put(`/structures/${other.structureId}/offers`, {
      offers: [{ moduleId, priceCents: 2_000 }],
    });
    expect(await refusalOf(code, {}, other)).toMatchObject(refused);
  });

  it('the mediator is another structure’s, or has left', async () => {
    const other = await aDesk(server);
    const { code } = await aHandedOutVoucher(server);
    const refused = { status: 422, code: 'redemption.mediator-unknown' };
    expect(await refusalOf(code, { mediatorId: other.mediatorId })).toMatchObject(refused);
    await other.client.delete(`/structures/${other.structureId}/mediators/${other.mediatorId}`);
    expect(await refusalOf(code, {}, other)).toMatchObject(refused);
  });

  it('the mediator is a conseiller numérique, whose services are free', async () => {
    const { code } = await aHandedOutVoucher(server);
    const { body } = await desk.client.post(`/structures/${desk.structureId}/mediators`, {
      name: 'Camille Conseil',
      conseillerNumerique: true,
    });
    expect(await refusalOf(code, { mediatorId: body.id })).toMatchObject({
      status: 422,
      code: 'redemption.mediator-is-conseiller-numerique',
    });
  });

  it('the venue is another structure’s, or is closed; a session held before the closing still counts', async () => {
    const other = await aDesk(server);
    const { code } = await aHandedOutVoucher(server);
    const refused = { status: 422, code: 'redemption.venue-unknown' };
    expect(await refusalOf(code, { venueId: other.venueId })).toMatchObject(refused);
    server.clock.setDay(asDay('2026-03-20'));
    await other.client.delete(`/structures/${other.structureId}/venues/${other.venueId}`);
    expect(await refusalOf(code, { sessionOn: '2026-03-20' }, other)).toMatchObject(refused);
    expect((await scan(code, { sessionOn: '2026-03-19' }, other)).status).toBe(201);
  });

  it('the service is priced under the face value, or the copayment is more than the rest', async () => {
    const { code } = await aHandedOutVoucher(server);
    expect(await refusalOf(code, { priceCents: 999 })).toMatchObject({
      status: 422,
      code: 'redemption.price-below-face-value',
    });
    expect(await refusalOf(code, { priceCents: 1_500, copaymentCents: 501 })).toMatchObject({
      status: 422,
      code: 'redemption.copayment-wrong',
    });
    expect((await scan(code, { priceCents: 1_000 })).body).toMatchObject({ copaymentCents: 0 });
  });
});

describe('of several reasons', () => {
  it('the first in the order of the scheme is given', async () => {
    const { voucher } = await aRedemption(server);
    const everythingWrong = {
      sessionOn: '2026-03-09',
      venueId: randomUUID(),
      mediatorId: randomUUID(),
      priceCents: 1,
    };
    expect(await refusalOf('1', everythingWrong)).toMatchObject({ code: 'redemption.code-mistyped' });
    expect(await refusalOf(voucher.code, everythingWrong)).toMatchObject({
      code: 'redemption.already-redeemed-elsewhere',
    });
    const { code } = await aHandedOutVoucher(server);
    expect(await refusalOf(code, everythingWrong)).toMatchObject({ code: 'redemption.session-in-future' });
    const inTime = { ...everythingWrong, sessionOn: TODAY };
    expect(await refusalOf(code, inTime)).toMatchObject({ code: 'redemption.mediator-unknown' });
  });
});

describe('a repeated scan', () => {
  it('under the same key gets its first receipt again and spends nothing more', async () => {
    const { code } = await aHandedOutVoucher(server);
    const body = { ...desk.session, code };
    const key = randomUUID();
    const first = await desk.mediator.post('/redemptions', body, { key });
    const again = await desk.mediator.post('/redemptions', body, { key });
    expect(again.status).toBe(first.status);
    expect(again.body).toEqual(first.body);
    expect(await countOf(server, 'redemption', `id = '${first.body.id}'`)).toBe(1);
  });

  it('under a new key is told of the first receipt', async () => {
    const { voucher, receipt } = await aRedemption(server, { desk });
    expect(await refusalOf(voucher.code)).toMatchObject({ params: { receipt: receipt.receipt } });
  });

  it('under the same key gets its first refusal again, even once the reason has gone', async () => {
    const voucher = (await theOrder(server)).take();
    const body = { ...desk.session, code: voucher.code };
    const key = randomUUID();
    const first = await desk.mediator.post('/redemptions', body, { key });
    await aHandOut(server, { vouchers: [voucher] });
    const again = await desk.mediator.post('/redemptions', body, { key });
    expect(again.body).toEqual(first.body);
    expect((await scan(voucher.code)).status).toBe(201);
  });

  it('under the same key with another voucher is refused', async () => {
    const [one, other] = [await aHandedOutVoucher(server), await aHandedOutVoucher(server)];
    const key = randomUUID();
    await desk.mediator.post('/redemptions', { ...desk.session, code: one.code }, { key });
    const reused = await desk.mediator.post('/redemptions', { ...desk.session, code: other.code }, { key });
    expect(reused).toMatchObject({ status: 422, body: { code: 'request.idempotency-key-reused' } });
    expect((await scan(other.code)).status).toBe(201);
  });

  it('under the key that another structure used is its own', async () => {
    const [one, other] = [await aHandedOutVoucher(server), await aHandedOutVoucher(server)];
    const elsewhere = await aDesk(server);
    const key = randomUUID();
    await desk.mediator.post('/redemptions', { ...desk.session, code: one.code }, { key });
    const theirs = await elsewhere.mediator.post(
      '/redemptions',
      { ...elsewhere.session, code: other.code },
      { key },
    );
    expect(theirs.status).toBe(201);
  });
});

describe('nobody else', () => {
  it.each(['operator', 'funder', 'prescriber', 'state'] as const)('scans as a %s', async (kind) => {
    const { code } = await aHandedOutVoucher(server);
    const { client } = await anOrganisation(server, kind);
    expect((await client.post('/redemptions', { ...desk.session, code })).status).toBe(403);
    expect((await client.post('/redemptions/check', { code })).status).toBe(403);
  });

  it('scans unknown', async () => {
    expect((await server.nobody.post('/redemptions', { ...desk.session, code: 'X' })).status).toBe(401);
  });

  it('scans without an Idempotency-Key', async () => {
    const { code } = await aHandedOutVoucher(server);
    const { status, body } = await desk.mediator.call('POST', '/redemptions', {
      body: { ...desk.session, code },
      headers: { 'idempotency-key': '' },
    });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'request.idempotency-key-missing' });
  });
});

describe('a malformed scan', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a price of 2^53', { priceCents: 2 ** 53 }],
    ['a negative price', { priceCents: -1 }],
    ['a fraction of a cent', { copaymentCents: 0.5 }],
    ['a price in text', { priceCents: '3000' }],
    ['a day that does not exist', { sessionOn: '2026-02-30' }],
    ['an instant for a day', { sessionOn: '2026-03-02T10:00:00Z' }],
    ['a venue that is no identifier', { venueId: '1 OR 1=1' }],
    ['no mediator', { mediatorId: null }],
    ['a code that is not text', { code: ['X'] }],
    ['a code with a NUL', { code: 'A\u0000B' }],
    ['half a surrogate pair', { code: '\ud800' }],
    ['a code of a megabyte', { code: 'A'.repeat(500_000) }],
    ['a structure that it chooses', { structureId: randomUUID() }],
  ])('with %s is refused, and nothing is written', async (_title, fields) => {
    const before = await countOf(server, 'first_answer');
    const { status, body } = await scan('0', fields);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'request.invalid' });
    expect(await countOf(server, 'first_answer')).toBe(before);
  });
});

async function vouchersOf(orderId: string): Promise<Voucher[]> {
  return server.db.read(async (tx) => {
    const made = await rows<{ serial: bigint; exercise: number }>(
      tx,
      `SELECT serial, exercise FROM voucher WHERE order_id = $1 ORDER BY serial`,
      [orderId],
    );
    const codes = await server.get(CodeBook).codesOf(tx, made);
    return made.map(({ serial }) => ({ serial, code: codes.get(serial) as string }));
  });
}

async function revoke({ serial }: Voucher): Promise<void> {
  const order = await theOrder(server);
  await server.db.transaction((tx) =>
    server.get(VoucherEnds).revoke(tx, server.clock.now(), {
      orderId: order.id,
      officeId: null,
      serials: [serial],
      reason: 'Perdu.',
      replace: true,
    }),
  );
}
