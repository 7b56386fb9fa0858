import { randomUUID } from 'node:crypto';
import { asDay } from '../../src/shared/calendar.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { TestApp } from '../support/app.js';
import { anActiveOrder, aPrintedOrder, holding, payOrder } from '../support/distribution.js';
import { answered, theOperator } from '../support/funders.js';
import { balanceOf, theGap } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';
import { countOf } from '../support/redemption.js';
import { digestOfEverything } from '../support/rows.js';
import { expectRefused } from '../support/structures.js';
import {
  aLivedOrder,
  closingStep,
  END,
  endsOf,
  expire,
  type LivedOrder,
  theCalendar,
} from '../support/year-end.js';

describe('the expiry of an exercise', () => {
  let server: TestApp;
  let lived: LivedOrder;

  beforeEach(async () => {
    server = await TestApp.start();
    lived = await aLivedOrder(server);
  });
  afterEach(() => server.stop());

  it('ends nothing on the last day of tolerance, and says which day it is', async () => {
    server.clock.setDay(asDay(END.lastDayToPresent), 23);
    await expectRefused(server, () => closingStep(server, 'expiry'), 409, 'year-end.tolerance-not-over');
    const refused = await closingStep(server, 'expiry');
    expect(refused.body.params).toMatchObject({ day: '2027-01-31', frenchDay: '31 janvier 2027' });
    expect(refused.body.sentences.fr).toContain('31 janvier 2027');
  });

  it('gives a refusal again to its key, even when the tolerance is over since', async () => {
    const key = randomUUID();
    server.clock.setDay(asDay(END.lastDayToPresent));
    await closingStep(server, 'expiry', key);
    server.clock.setDay(asDay(END.toleranceOver));
    expect((await closingStep(server, 'expiry', key)).body.code).toBe('year-end.tolerance-not-over');
    expect(await endsOf(server)).toEqual({ redeemed: 4, revoked: 1 });
  });

  it('expires every unspent voucher once, moves its face value, and does nothing more the second time', async () => {
    server.clock.setDay(asDay(END.toleranceOver));
    const first = await expire(server);
    expect(first).toEqual({ vouchers: 496, cents: 496_000 });
    expect(await endsOf(server)).toEqual({ redeemed: 4, revoked: 1, expired: 496 });
    expect(await balanceOf(server, 'vouchers-outstanding', lived.id)).toBe(0n);
    expect(await balanceOf(server, 'vouchers-unused', lived.id)).toBe(496_000n);
    expect(await theGap(server)).toBe(0n);

    const before = await digestOfEverything(server, ['first_answer', 'session', 'audit_entry']);
    expect(await expire(server)).toEqual(first);
    expect(await digestOfEverything(server, ['first_answer', 'session', 'audit_entry'])).toEqual(before);
  });

  it('two at once end no voucher twice', async () => {
    server.clock.setDay(asDay(END.toleranceOver));
    const answers = await Promise.all([1, 2, 3, 4].map(() => closingStep(server, 'expiry')));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(answers.map(({ body }) => body.jobId)).size).toBe(1);
    await Promise.all([1, 2].map(() => server.get(Jobs).runDue()));
    expect(await endsOf(server)).toEqual({ redeemed: 4, revoked: 1, expired: 496 });
    expect(await balanceOf(server, 'vouchers-unused', lived.id)).toBe(496_000n);
    expect(await theGap(server)).toBe(0n);
  });

  it('scans going on beside it are all refused, none with an error', async () => {
    server.clock.setDay(asDay(END.toleranceOver));
    const body = { ...lived.desk.session, sessionOn: '2026-12-31', code: lived.codes[0] };
    const [expired, ...scans] = await Promise.all([
      expire(server),
      ...Array.from({ length: 10 }, () => lived.desk.mediator.post('/redemptions', body)),
    ]);
    expect(expired.vouchers).toBe(496);
    for (const { body } of scans) expect(body.code).toMatch(/^redemption\.(tolerance-over|voucher-expired)$/);
    expect(await endsOf(server)).toEqual({ redeemed: 4, revoked: 1, expired: 496 });
  });

  it('does not wait for a voucher that a scan holds: it comes back to it, and ends with nothing left', async () => {
    server.clock.setDay(asDay(END.toleranceOver));
    const held = await holding(server, (tx) =>
      tx.query('SELECT 1 FROM voucher ORDER BY serial LIMIT 3 FOR NO KEY UPDATE'),
    );
    const running = expire(server);
    let others = 0;
    while (others < 490) others = (await endsOf(server))['expired'] ?? 0;
    await held.letGo();
    expect((await running).vouchers).toBe(496);
  });

  it('fails when a voucher stays held, having expired all others, and is completed by its next attempt', async () => {
    server.clock.setDay(asDay(END.toleranceOver));
    const held = await holding(server, (tx) =>
      tx.query(
        `SELECT 1 FROM voucher v WHERE NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)
          ORDER BY serial LIMIT 1 FOR NO KEY UPDATE`,
      ),
    );
    await expect(expire(server)).rejects.toThrow('the expiry is waiting: Refusal: refused: request.busy');
    expect(await endsOf(server)).toMatchObject({ expired: 495 });
    expect((await theCalendar(server)).expiry).toMatchObject({ state: 'at-work', done: 495, total: 496 });
    await held.letGo();
    server.clock.advance(11_000);
    expect((await expire(server)).vouchers).toBe(496);
    expect(await countOf(server, 'year_end_run')).toBe(1);
  });

  it('leaves the vouchers of an order that was never paid, and expires them once it is', async () => {
    const printed = await aPrintedOrder(server);
    server.clock.setDay(asDay(END.toleranceOver));
    expect((await expire(server)).vouchers).toBe(496);
    await payOrder(server, printed);
    expect((await expire(server)).vouchers).toBe(996);
    expect(await balanceOf(server, 'vouchers-unused', printed.id)).toBe(500_000n);
  });

  it('leaves the vouchers of the next exercise', async () => {
    await anActiveOrder(server, { exercise: 2027 });
    server.clock.setDay(asDay(END.toleranceOver));
    expect((await expire(server)).vouchers).toBe(496);
    expect(await endsOf(server)).toEqual({ redeemed: 4, revoked: 1, expired: 496 });
  });

  it('a key used for another exercise is refused before anything expires', async () => {
    await anActiveOrder(server, { exercise: 2027 });
    server.clock.setDay(asDay('2028-02-01'));
    const key = randomUUID();
    await answered(closingStep(server, 'expiry', key, 2026));
    await server.get(Jobs).runDue();
    await expectRefused(
      server,
      () => closingStep(server, 'expiry', key, 2027),
      422,
      'request.idempotency-key-reused',
    );
    expect(await endsOf(server)).toMatchObject({ expired: 496 });
  });

  it('is for the operator alone, and for an exercise that is open', async () => {
    server.clock.setDay(asDay(END.toleranceOver));
    await expectRefused(
      server,
      () => closingStep(server, 'expiry', randomUUID(), 2031),
      404,
      'issuance.exercise-unknown',
    );
    for (const kind of ['funder', 'state', 'prescriber', 'structure'] as const) {
      const { client } = await anOrganisation(server, kind);
      const refused = await client.post('/exercises/2026/expiry');
      expect([refused.status, refused.body.code]).toEqual([403, 'access.not-permitted']);
    }
    const { client } = await theOperator(server);
    expect((await client.post('/exercises/20266/expiry')).body.code).toBe('request.invalid');
  });
});
