import { randomUUID } from 'node:crypto';
import { TestApp } from '../support/app.js';
import { aHandOut as aHandOutTo, aStockedOffice, codesOf } from '../support/distribution.js';
import { theGap } from '../support/orders.js';
import {
  aDesk,
  aHandedOutVoucher,
  aHandOut,
  anIssuedOrder,
  aRedemption,
  countOf,
  type Desk,
  handedOutVouchers,
} from '../support/redemption.js';

let server: TestApp;
let desks: Desk[];

beforeAll(async () => {
  server = await TestApp.start();
  desks = [];
  for (let each = 0; each < 4; each++) desks.push(await aDesk(server));
});
afterAll(() => server.stop());

describe('one voucher scanned 64 times at once', () => {
  it('is redeemed once: one structure wins, and each of the others is told where it stands', async () => {
    const { code, serial } = await aHandedOutVoucher(server);
    const answers = await Promise.all(
      Array.from({ length: 64 }, async (_, index) => {
        const desk = desks[index % desks.length] as Desk;
        return { desk, ...(await desk.mediator.post('/redemptions', { ...desk.session, code })) };
      }),
    );
    const [winner, ...more] = answers.filter(({ status }) => status === 201);
    expect(more).toEqual([]);
    for (const { desk, status, body } of answers) {
      if (status === 201) continue;
      const here = desk === winner!.desk;
      expect(body.code).toBe(`redemption.already-redeemed-${here ? 'here' : 'elsewhere'}`);
      expect(body.params.receipt).toBe(here ? winner!.body.receipt : undefined);
    }
    expect(await countOf(server, 'redemption', `voucher_serial = ${serial}`)).toBe(1);
    expect(await countOf(server, 'voucher_end', `voucher_serial = ${serial}`)).toBe(1);
    expect(await theGap(server)).toBe(0n);
  });

  it('under one key is answered by one receipt', async () => {
    const { code, serial } = await aHandedOutVoucher(server);
    const desk = desks[0] as Desk;
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        desk.mediator.post('/redemptions', { ...desk.session, code }, { key }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await countOf(server, 'redemption', `voucher_serial = ${serial}`)).toBe(1);
  });
});

describe('groups that share vouchers in opposite orders', () => {
  it('never fail, and redeem each voucher once', async () => {
    const vouchers = await handedOutVouchers(server, 12);
    const lines = vouchers.map(({ code }) => ({ code }));
    const answers = await Promise.all(
      desks.flatMap((desk) =>
        [lines, lines.toReversed()].map((each) =>
          desk.mediator.post('/group-sessions', { ...desk.session, lines: each }),
        ),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(answers.reduce((total, { body }) => total + body.accepted, 0)).toBe(12);
    const serials = vouchers.map(({ serial }) => serial).join();
    expect(await countOf(server, 'redemption', `voucher_serial IN (${serials})`)).toBe(12);
    expect(await theGap(server)).toBe(0n);
  });
});

describe('a voucher declared lost while it is scanned', () => {
  it('is either revoked or redeemed, and its value in one place', async () => {
    const office = await aStockedOffice(server);
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const code = codesOf(await aHandOutTo(office))[0] as string;
        const desk = desks[index % desks.length] as Desk;
        const scan = () => desk.mediator.post('/redemptions', { ...desk.session, code });
        const loss = () => office.worker.client.post('/losses', { codes: [code], reason: 'lost' });
        // Neither has a head start.
        if (index % 2 === 0) return Promise.all([scan(), loss()]);
        const [lost, scanned] = await Promise.all([loss(), scan()]);
        return [scanned, lost] as const;
      }),
    );
    for (const [scanned, lost] of outcomes) {
      const codes = [scanned.body.code ?? 'redeemed', lost.body.code ?? 'revoked'];
      expect([
        ['redeemed', 'distribution.voucher-redeemed'],
        ['redemption.voucher-revoked', 'revoked'],
      ]).toContainEqual(codes);
    }
    expect(await theGap(server)).toBe(0n);
  });
});

describe('a scan undone several times at once', () => {
  it('is undone once', async () => {
    const { desk, receipt } = await aRedemption(server);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        desk.mediator.post(`/redemptions/${receipt.id}/undo`, { reason: 'Erreur.' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers)
      if (status !== 201) expect(body.code).toBe('redemption.already-undone');
    expect(await theGap(server)).toBe(0n);
  });

  it('and scanned again meanwhile leaves the voucher ended at most once', async () => {
    const { desk, voucher, receipt } = await aRedemption(server, { desk: desks[0] as Desk });
    await Promise.all([
      ...Array.from({ length: 4 }, () =>
        desk.mediator.post(`/redemptions/${receipt.id}/undo`, { reason: 'Erreur.' }),
      ),
      ...desks.map((each) => each.mediator.post('/redemptions', { ...each.session, code: voucher.code })),
    ]);
    const live = await countOf(server, 'voucher_end', `voucher_serial = ${voucher.serial}`);
    const made = await countOf(server, 'redemption', `voucher_serial = ${voucher.serial}`);
    expect(made - live).toBe(1);
    expect(await theGap(server)).toBe(0n);
  });
});

describe('two scans of one person undone at once when there is room for one', () => {
  it('never make the person hold three', async () => {
    const order = await anIssuedOrder(server);
    const desk = desks[0] as Desk;
    for (let round = 0; round < 5; round++) {
      const spent = await aHandOut(server, { vouchers: [order.take(), order.take()] });
      const receipts = [];
      for (const voucher of spent) receipts.push((await aRedemption(server, { desk, voucher })).receipt);
      const beneficiaryId = spent[0]!.beneficiaryId;
      await aHandOut(server, { vouchers: [order.take()], beneficiaryId });
      const answers = await Promise.all(
        receipts.map(({ id }) => desk.mediator.post(`/redemptions/${id}/undo`, { reason: 'Erreur.' })),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.find(({ status }) => status === 409)?.body.code).toBe('redemption.cannot-be-undone');
      expect(await countOf(server, 'voucher_held', `beneficiary_id = ${beneficiaryId}`)).toBe(2);
    }
  });
});
