import { randomUUID } from 'node:crypto';
import { affected, rows } from '../../src/database/sql.js';
import { auditBooks } from '../../src/insight/books-audit.js';
import { TestApp } from '../support/app.js';
import { answered } from '../support/funders.js';
import { balanceOf, theGap } from '../support/orders.js';
import { aRedemption, countOf, type Desk } from '../support/redemption.js';
import {
  aBankReport,
  aDeskOwed,
  aRingFencedAccount,
  aRun,
  aSentRun,
  comeBack,
  confirm,
  newBankDetails,
  payoutOf,
  reject,
  report,
  theBankFile,
} from '../support/settlement.js';

let server: TestApp;

beforeAll(async () => {
  server = await TestApp.start();
});
afterEach(async () => {
  expect(await theGap(server)).toBe(0n);
  // The vouchers are handed out past the offices here: only what is about money is asked.
  const found = await server.db.read((tx) => auditBooks(tx));
  expect(found.filter(({ check }) => /transfer|balance|backing|payout|remittance|bank/.test(check))).toEqual(
    [],
  );
});
afterAll(() => server.stop());

const payable = (desk: Desk) => balanceOf(server, 'structure-payable', desk.structureId);
const give = (desk: Desk, payout: any, reason = 'AC04', key: string = randomUUID()) =>
  desk.operator.post(`/payouts/${payout.id}/return`, { endToEndId: payout.endToEndId, reason }, { key });

/** A structure with a payout that the bank has settled. */
async function aSettledPayout(count = 1) {
  const desk = await aDeskOwed(server, count);
  const { run, payout } = await aSentRun(desk);
  await confirm(desk, payout);
  return { desk, run, payout };
}

describe('money that comes back after it was settled', () => {
  it('is owed again, waits for another account, and is paid once', async () => {
    const { desk, run, payout } = await aSettledPayout(2);
    const cash = await balanceOf(server, 'bank-ring-fenced');
    expect(await comeBack(desk, payout, 'MD07')).toMatchObject({ id: payout.id, state: 'returned' });
    expect(await payable(desk)).toBe(1_916n);
    expect(await balanceOf(server, 'bank-ring-fenced')).toBe(cash + 1_916n);
    const told = await answered(desk.client.get('/payouts'));
    expect(told.items[0]).toMatchObject({ state: 'returned', cents: 1_916 });
    expect(told.waiting).toMatchObject([
      { rejectedPayouts: 1, rejectedCents: 1_916, cents: 1_916, reason: 'bank-details-rejected' },
    ]);
    expect(await answered(desk.operator.get(`/payout-runs/${run.id}`))).toMatchObject({
      confirmed: 0,
      rejected: 0,
      returned: 1,
    });
    const { attempts } = await answered(desk.client.get(`/payouts/${payout.id}`));
    expect(attempts).toMatchObject([
      {
        state: 'returned',
        reason: 'MD07',
        answeredAt: expect.any(String),
        returnedAt: expect.any(String),
        sentences: { en: 'The holder of the account has died.' },
      },
    ]);

    // Never by itself to the account that it came back from, not even for new redemptions.
    await aRedemption(server, { desk });
    server.clock.advance(1_000);
    expect((await desk.operator.post('/payout-runs')).body.code).toBe('settlement.nothing-to-pay');

    await newBankDetails(desk);
    const next = await aRun(desk);
    expect(next).toMatchObject({ transfers: 2, cents: 3 * 958, redemptions: 1 });
    await answered(desk.operator.post(`/payout-runs/${next.id}/sending`));
    const paid = await answered(desk.operator.get(`/payouts/${payout.id}`));
    expect(paid.attempts).toMatchObject([
      { attempt: 1, state: 'returned' },
      { attempt: 2, state: 'sent', returnedAt: null },
    ]);
    await confirm(desk, paid);
    expect(await payable(desk)).toBe(0n);
    expect((await desk.operator.post('/payout-runs')).body.code).toBe('settlement.nothing-to-pay');
    expect(await balanceOf(server, 'bank-ring-fenced')).toBe(cash - 958n);
  });

  it('by a mistake of the bank is paid to the same account when the operator insists, and then as before', async () => {
    const { desk, payout } = await aSettledPayout();
    await comeBack(desk, payout, 'MS03');
    await aRun(desk, { insistFor: [desk.structureId] }).then((run) =>
      answered(desk.operator.post(`/payout-runs/${run.id}/sending`)),
    );
    await confirm(desk, await answered(desk.operator.get(`/payouts/${payout.id}`)));
    await aRedemption(server, { desk });
    server.clock.advance(1_000);
    expect(await aRun(desk)).toMatchObject({ redemptions: 1, waiting: [] });
  });

  it('and is rejected, paid, and comes back again is owed as often as it does', async () => {
    let { desk, payout } = await aSettledPayout();
    await comeBack(desk, payout);
    for (const fails of [reject, confirm, confirm] as const) {
      await newBankDetails(desk);
      payout = await payoutOf(desk, (await aSentRun(desk)).run);
      await fails(desk, payout);
      if (fails === confirm) await comeBack(desk, payout);
      expect(await payable(desk)).toBe(958n);
    }
    expect(payout.endToEndId).toBe(`${payout.id.replaceAll('-', '')}-4`);
  });

  it('after a later payment to the same account stops that account too', async () => {
    const { desk, payout } = await aSettledPayout();
    await aRedemption(server, { desk });
    server.clock.advance(1_000);
    const later = await aSentRun(desk);
    await confirm(desk, later.payout);
    server.clock.advance(1_000);
    await comeBack(desk, payout);
    const { waiting } = await answered(desk.client.get('/payouts'));
    expect(waiting).toMatchObject([{ cents: 958, reason: 'bank-details-rejected' }]);
  });

  it('is told to its structure, once, and leads from the ledger to its payout', async () => {
    const { desk, payout } = await aSettledPayout(3);
    await comeBack(desk, payout, 'AC04 FR76 3000 6000 0112 3456 7890 189');
    const letters = await server.db.read((tx) =>
      rows<{ facts: any }>(
        tx,
        `SELECT facts FROM letter WHERE kind = 'payout-returned' AND organisation_id = $1`,
        [desk.structureId],
      ),
    );
    expect(letters.map(({ facts }) => facts)).toEqual([
      {
        payoutId: payout.id,
        amountCents: 2_874,
        redemptions: 3,
        reason: expect.stringMatching(/^AC04 FR…$/),
      },
    ]);
    const { items } = await answered(desk.operator.get('/ledger/transfers?limit=1'));
    expect(items[0]).toMatchObject({ kind: 'payout-returned', amountCents: 2_874 });
    const { about } = await answered(desk.operator.get(`/ledger/causes/${items[0].causeId}`));
    expect(about[0]).toMatchObject({ kind: 'payout', id: payout.id });
    const trail = await answered(
      desk.operator.get(`/audit-trail?action=payout.returned&subjectId=${payout.id}`),
    );
    expect(trail.items).toMatchObject([{ details: { attempt: 1, cents: 2_874 } }]);
  });

  it('leaves the file of its run as it was, and a late report changes nothing', async () => {
    const desk = await aDeskOwed(server, 1);
    await aRingFencedAccount(desk.operator);
    const { run, payout } = await aSentRun(desk);
    const xml = await theBankFile(desk.operator, run);
    await confirm(desk, payout);
    await comeBack(desk, payout);
    expect(await theBankFile(desk.operator, run)).toBe(xml);
    const { bankMessageId: messageId } = await answered(desk.operator.get(`/payout-runs/${run.id}`));
    for (const [status, result] of [
      ['ACSC', 'confirmed'],
      ['RJCT', 'contradiction'],
    ] as const) {
      const transfers = [{ endToEndId: payout.endToEndId, status, reason: 'AC04' }];
      const { body } = await report(desk.operator, aBankReport({ messageId, transfers }));
      expect(body).toMatchObject({ confirmed: 0, rejected: 0, lines: [{ result, isNew: false }] });
    }
    expect(await payable(desk)).toBe(958n);
  });
});

describe('a return is refused when', () => {
  it('the bank has not settled the transfer: not sent, not answered, or rejected', async () => {
    const desk = await aDeskOwed(server, 1);
    const run = await aRun(desk);
    const payout = await payoutOf(desk, run);
    const refused = { status: 409, body: { code: 'settlement.not-confirmed' } };
    expect(await give(desk, payout)).toMatchObject(refused);
    await answered(desk.operator.post(`/payout-runs/${run.id}/sending`));
    expect(await give(desk, payout)).toMatchObject(refused);
    await reject(desk, payout);
    expect(await give(desk, payout)).toMatchObject(refused);
    expect(await payable(desk)).toBe(958n);
    expect(await countOf(server, 'remittance_return', `payout_id = '${payout.id}'`)).toBe(0);
  });

  it('it is on record already, under whatever key, or is of an earlier transfer', async () => {
    const { desk, payout } = await aSettledPayout();
    await comeBack(desk, payout);
    expect(await give(desk, payout)).toMatchObject({
      status: 409,
      body: { code: 'settlement.already-returned' },
    });
    await newBankDetails(desk);
    const { payout: again } = await aSentRun(desk);
    expect((await give(desk, payout)).body.code).toBe('settlement.transfer-not-awaited');
    expect(await payable(desk)).toBe(0n);
    await confirm(desk, again);
  });

  it('it is nobody’s, its structure gives it, or it is malformed', async () => {
    const { desk, payout } = await aSettledPayout();
    expect((await give(desk, { ...payout, id: randomUUID() })).status).toBe(404);
    const body = { endToEndId: payout.endToEndId, reason: 'AC04' };
    expect((await desk.client.post(`/payouts/${payout.id}/return`, body)).status).toBe(403);
    for (const reason of ['', 'AC0', 'compte clos', 'ac04', 'AC045', 'AC04é'.repeat(80), 4, undefined]) {
      const { status } = await desk.operator.post(`/payouts/${payout.id}/return`, { ...body, reason });
      expect([reason, status]).toEqual([reason, 400]);
    }
    expect(await payable(desk)).toBe(0n);
  });
});

describe('a return given more than once', () => {
  it('under its key owes the money again once', async () => {
    const { desk, payout } = await aSettledPayout();
    const key = randomUUID();
    const answers = [];
    for (let time = 0; time < 3; time++) answers.push(await give(desk, payout, 'AC04', key));
    for (const answer of answers) expect(answer).toMatchObject({ status: 201, body: answers[0]?.body });
    expect(await payable(desk)).toBe(958n);
  });

  it('at once under several keys owes the money again once', async () => {
    const { desk, payout } = await aSettledPayout();
    const answers = await Promise.all(Array.from({ length: 6 }, () => give(desk, payout)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers)
      if (status !== 201) expect(body.code).toBe('settlement.already-returned');
    expect(await payable(desk)).toBe(958n);
  });

  it('while runs are prepared is paid again by one of them at most', async () => {
    const { desk, payout } = await aSettledPayout();
    await newBankDetails(desk);
    await Promise.all([
      give(desk, payout),
      ...Array.from({ length: 4 }, () => desk.operator.post('/payout-runs')),
    ]);
    await desk.operator.post('/payout-runs');
    expect(await countOf(server, 'remittance', `payout_id = '${payout.id}'`)).toBe(2);
  });
});

describe('the database itself', () => {
  const write = (sql: string, params: unknown[]) => server.db.transaction((tx) => affected(tx, sql, params));
  const tryAgain = (follows: string) => `
    INSERT INTO remittance (payout_id, attempt, run_id, bank_details_id, end_to_end_id, cents, ${follows.split(' = ')[0]})
    SELECT payout_id, 2, run_id, bank_details_id, end_to_end_id || '0', cents, ${follows.split(' = ')[1]}
      FROM remittance WHERE payout_id = $1`;

  it('takes no return of what was not confirmed, and none without its code', async () => {
    const desk = await aDeskOwed(server, 1);
    const { payout } = await aSentRun(desk);
    const back = `INSERT INTO remittance_return (payout_id, attempt, reason, at) VALUES ($1, 1, $2, now())`;
    await expect(write(back, [payout.id, 'AC04'])).rejects.toMatchObject({
      code: 'settlement.not-confirmed',
    });
    await reject(desk, payout);
    await expect(write(back, [payout.id, 'AC04'])).rejects.toMatchObject({
      code: 'settlement.not-confirmed',
    });
    await expect(write(back, [payout.id, 'compte clos'])).rejects.toThrow(/remittance_return_code/);
  });

  it('lets no attempt follow a transfer that was settled and did not come back', async () => {
    const { payout } = await aSettledPayout();
    for (const [follows, constraint] of [
      ['follows_return = 1', 'remittance_follows_return'],
      [`follows, follows_outcome = 1, 'rejected'`, 'remittance_follows_rejection'],
      [`follows, follows_outcome = 1, 'confirmed'`, 'remittance_follows'],
      ['follows_return = 2', 'remittance_follows'],
      ['follows_return = NULL', 'remittance_follows'],
      [`follows, follows_outcome, follows_return = 1, 'rejected', 1`, 'remittance_follows'],
    ] as const) {
      await expect(write(tryAgain(follows), [payout.id])).rejects.toThrow(new RegExp(`"${constraint}"`));
    }
  });
});
