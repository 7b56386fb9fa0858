import { randomUUID } from 'node:crypto';
import { rows } from '../../src/database/sql.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import { balanceOf, theGap } from '../support/orders.js';
import {
  aDesk,
  aHandedOutVoucher,
  anIssuedOrder,
  aRedemption,
  countOf,
  type Desk,
  handedOutVouchers,
  theOrder,
} from '../support/redemption.js';
import { aModule } from '../support/structures.js';

const TODAY = '2026-03-02';

let server: TestApp;
let desk: Desk;

beforeAll(async () => {
  server = await TestApp.start(TODAY);
  desk = await aDesk(server);
});
afterEach(() => server.clock.setDay(asDay(TODAY)));
afterAll(() => server.stop());

interface Line {
  code: string;
  copaymentCents?: number;
}

function group(lines: readonly Line[], fields: Record<string, unknown> = {}, at: Desk = desk, key?: string) {
  const body = { ...at.session, ...fields, lines };
  return at.mediator.post('/group-sessions', body, key === undefined ? {} : { key });
}

const codesOf = (vouchers: readonly { code: string }[]): Line[] => vouchers.map(({ code }) => ({ code }));

describe('a group session', () => {
  it('redeems a voucher for each participant, receipts in the order of the lines', async () => {
    const vouchers = await handedOutVouchers(server, 8);
    const { status, body } = await group(codesOf(vouchers.toReversed()));
    expect(status).toBe(201);
    expect(body).toMatchObject({ accepted: 8, refused: 0 });
    expect(body.lines.map((line: any) => line.serial)).toEqual(
      vouchers.toReversed().map(({ serial }) => Number(serial)),
    );
    const receipts = body.lines.map((line: any) => line.receipt.receipt);
    expect(receipts).toEqual(receipts.toSorted((one: number, other: number) => one - other));
    expect(await countOf(server, 'redemption', `group_session_id = '${body.id}'`)).toBe(8);
    expect(await theGap(server)).toBe(0n);
  });

  it('accepts the good lines and refuses each of the others for its own reason, in the order sent', async () => {
    const [good, alsoGood, costly] = await handedOutVouchers(server, 3);
    const [here, elsewhere] = [await aRedemption(server, { desk }), await aRedemption(server)];
    const nobody = (await theOrder(server)).take();
    const owed = await balanceOf(server, 'structure-payable', desk.structureId);
    const { body } = await group([
      { code: 'AAAA' },
      { code: good!.code },
      { code: '0000-0000-0000-0000-0' },
      { code: here.voucher.code },
      { code: elsewhere.voucher.code },
      { code: nobody.code },
      { code: costly!.code, copaymentCents: 2_001 },
      { code: alsoGood!.code, copaymentCents: 0 },
    ]);
    expect(
      body.lines.map((line: any) => [line.index, line.receipt !== null, line.reason?.code ?? null]),
    ).toEqual([
      [0, false, 'redemption.code-mistyped'],
      [1, true, null],
      [2, false, 'redemption.voucher-unknown'],
      [3, false, 'redemption.already-redeemed-here'],
      [4, false, 'redemption.already-redeemed-elsewhere'],
      [5, false, 'redemption.voucher-not-handed-out'],
      [6, false, 'redemption.copayment-wrong'],
      [7, true, null],
    ]);
    expect(body.lines.map((line: any) => line.serial)).toEqual([
      null,
      Number(good!.serial),
      null,
      Number(here.voucher.serial),
      Number(elsewhere.voucher.serial),
      Number(nobody.serial),
      Number(costly!.serial),
      Number(alsoGood!.serial),
    ]);
    expect(body.lines[3].reason).toMatchObject({
      earlier: { receipt: here.receipt.receipt },
      fr: expect.stringContaining('reçu'),
      en: expect.stringContaining('receipt'),
    });
    expect(body.lines[4].reason.earlier).toBeNull();
    expect(body).toMatchObject({ accepted: 2, refused: 6 });
    expect(await balanceOf(server, 'structure-payable', desk.structureId)).toBe(owed + 2n * 958n);
    // What was refused is not spent.
    expect((await group([{ code: costly!.code }])).body.accepted).toBe(1);
    expect(await theGap(server)).toBe(0n);
  });

  it('takes the first of two lines with one voucher, and refuses the second with the receipt of the first', async () => {
    const { code } = await aHandedOutVoucher(server);
    const { body } = await group([{ code }, { code: code.toLowerCase() }]);
    expect(body).toMatchObject({ accepted: 1, refused: 1 });
    expect(body.lines[1].reason).toMatchObject({
      code: 'redemption.already-redeemed-here',
      earlier: { redemptionId: body.lines[0].receipt.id, receipt: body.lines[0].receipt.receipt, day: TODAY },
    });
  });

  it('takes the second of two lines with one voucher when the first is refused', async () => {
    const { code } = await aHandedOutVoucher(server);
    const { body } = await group([{ code, copaymentCents: 9_999 }, { code }]);
    expect(body.lines.map((line: any) => line.reason?.code ?? 'accepted')).toEqual([
      'redemption.copayment-wrong',
      'accepted',
    ]);
  });

  it('of which no line is good is recorded, and nothing is redeemed', async () => {
    const before = await countOf(server, 'redemption');
    const { status, body } = await group([{ code: 'AAAA' }, { code: 'BBBB' }]);
    expect(status).toBe(201);
    expect(body).toMatchObject({ accepted: 0, refused: 2 });
    expect(await countOf(server, 'redemption')).toBe(before);
    expect(await countOf(server, 'group_session', `id = '${body.id}' AND accepted = 0 AND lines = 2`)).toBe(
      1,
    );
  });

  it('holds vouchers of several orders, each paid out of its own', async () => {
    const other = await anIssuedOrder(server);
    const mine = await aHandedOutVoucher(server);
    const theirs = await aHandedOutVoucher(server, { order: other });
    const outstanding = await balanceOf(server, 'vouchers-outstanding', other.id);
    expect((await group(codesOf([theirs, mine]))).body.accepted).toBe(2);
    expect(await balanceOf(server, 'vouchers-outstanding', other.id)).toBe(outstanding - 1_000n);
  });

  it('leaves an entry of the audit trail for itself and for each redemption, and no code', async () => {
    const vouchers = await handedOutVouchers(server, 2);
    const { body } = await group(codesOf(vouchers));
    const trail = await server.db.read((tx) =>
      rows<{ action: string }>(tx, `SELECT action FROM audit_entry WHERE subject_id = ANY($1) ORDER BY id`, [
        [body.id, ...body.lines.map((line: any) => line.receipt.id)],
      ]),
    );
    expect(trail.map(({ action }) => action)).toEqual([
      'group-session.recorded',
      'voucher.redeemed',
      'voucher.redeemed',
    ]);
    expect(JSON.stringify(body)).not.toContain(vouchers[0]!.code);
  });

  it('repeated under its key gets its first answer again, line by line', async () => {
    const vouchers = await handedOutVouchers(server, 3);
    const key = randomUUID();
    const first = await group(codesOf(vouchers), {}, desk, key);
    const again = await group(codesOf(vouchers), {}, desk, key);
    expect(again.body).toEqual(first.body);
    expect(await countOf(server, 'redemption', `group_session_id = '${first.body.id}'`)).toBe(3);
    const reused = await group(codesOf(vouchers).slice(1), {}, desk, key);
    expect(reused).toMatchObject({ status: 422, body: { code: 'request.idempotency-key-reused' } });
  });
});

/** The refusal of a whole group, and how many of its vouchers and sessions were written all the same. */
async function refusalOf(fields: Record<string, unknown>, at: Desk = desk) {
  const vouchers = await handedOutVouchers(server, 2);
  const sessions = await countOf(server, 'group_session');
  const { status, body } = await group(codesOf(vouchers), fields, at);
  const serials = vouchers.map(({ serial }) => serial).join();
  const written =
    (await countOf(server, 'group_session')) -
    sessions +
    (await countOf(server, 'redemption', `voucher_serial IN (${serials})`));
  return { status, code: body.code, written };
}

const refused = (status: number, code: string) => ({ status, code: `redemption.${code}`, written: 0 });

describe('a whole group is refused, and no voucher spent, when', () => {
  it('the label has lapsed', async () => {
    const other = await aDesk(server);
    await other.operator.post(`/labels/${other.labelId}/withdrawal`, {
      unmetCriteria: ['insurance'],
      reason: 'Échue.',
    });
    expect(await refusalOf({}, other)).toEqual(refused(409, 'label-lapsed'));
  });

  it('the session is to come', async () => {
    expect(await refusalOf({ sessionOn: '2026-03-03' })).toEqual(refused(422, 'session-in-future'));
  });

  it('the module is not offered', async () => {
    expect(await refusalOf({ moduleId: await aModule(server) })).toEqual(refused(422, 'module-not-offered'));
  });

  it('the mediator is unknown', async () => {
    expect(await refusalOf({ mediatorId: randomUUID() })).toEqual(refused(422, 'mediator-unknown'));
  });

  it('the mediator is a conseiller numérique', async () => {
    const { body } = await desk.client.post(`/structures/${desk.structureId}/mediators`, {
      name: 'Camille Conseil',
      conseillerNumerique: true,
    });
    expect(await refusalOf({ mediatorId: body.id })).toEqual(
      refused(422, 'mediator-is-conseiller-numerique'),
    );
  });

  it('the venue is another structure’s', async () => {
    const { venueId } = await aDesk(server);
    expect(await refusalOf({ venueId })).toEqual(refused(422, 'venue-unknown'));
  });

  it('the service is priced under the face value', async () => {
    expect(await refusalOf({ priceCents: 999 })).toEqual(refused(422, 'price-below-face-value'));
  });
});

describe('a group of the tolerance', () => {
  it('holds the lines of sessions held in time, and refuses those of vouchers handed out later than the session', async () => {
    const early = await aHandedOutVoucher(server);
    server.clock.setDay(asDay('2026-12-10'));
    const late = await aHandedOutVoucher(server);
    server.clock.setDay(asDay('2027-01-15'));
    const { body } = await group(codesOf([early, late]), { sessionOn: '2026-12-05' });
    expect(body.lines.map((line: any) => line.reason?.code ?? 'accepted')).toEqual([
      'accepted',
      'redemption.session-before-hand-out',
    ]);
  });
});

describe('a malformed group', () => {
  const line = { code: '0' };
  it.each<[string, unknown]>([
    ['no line', []],
    ['51 lines', Array.from({ length: 51 }, () => line)],
    ['a line that is not an object', ['0']],
    ['a null line', [null]],
    ['a line with a field of its own', [{ ...line, venueId: randomUUID() }]],
    ['a negative copayment', [{ ...line, copaymentCents: -1 }]],
    ['lines that are no list', { 0: line }],
  ])('with %s is refused', async (_title, lines) => {
    const { status, body } = await desk.mediator.post('/group-sessions', { ...desk.session, lines });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'request.invalid' });
  });

  it('with 50 lines is not', async () => {
    const vouchers = await handedOutVouchers(server, 50);
    expect((await group(codesOf(vouchers))).body.accepted).toBe(50);
    expect(await theGap(server)).toBe(0n);
  });
});
