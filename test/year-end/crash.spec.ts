import { asDay } from '../../src/shared/calendar.js';
import { auditBooks } from '../../src/insight/books-audit.js';
import { YearEndCalendar } from '../../src/year-end/calendar.service.js';
import { TestApp } from '../support/app.js';
import { holding, waitingForLocks } from '../support/distribution.js';
import { theGap } from '../support/orders.js';
import { Processes, tally } from '../support/processes.js';
import { countOf } from '../support/redemption.js';
import { aRedis, until } from '../support/redis.js';
import { aWorker, type TestWorker } from '../support/workers.js';
import {
  agree,
  aLivedOrder,
  closingStep,
  END,
  endsOf,
  figuresOf,
  type LivedOrder,
  theCalendar,
  theRehearsal,
} from '../support/year-end.js';

/** Two funders, 4 000 and 500 vouchers: the expiry takes five batches at least. */
describe('the end of an exercise, cut short', () => {
  let server: TestApp;
  let first: LivedOrder;
  let second: LivedOrder;
  let workers: TestWorker[] = [];

  beforeAll(async () => {
    server = await TestApp.start();
    first = await aLivedOrder(server, { books: 400, agreement: { rateNumerator: 1, rateDenominator: 3 } });
    second = await aLivedOrder(server, { people: 2, redeemed: 1, replaced: 1 });
  }, 60_000);
  afterEach(() => stopWorkers());
  afterAll(() => server.stop());

  const stopWorkers = async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  };
  const start = async (count: number, redisUrl?: string) => {
    const started = await Promise.all(
      Array.from({ length: count }, () => aWorker(server, redisUrl, { at: server.clock.now() })),
    );
    workers.push(...started);
    return started as [TestWorker];
  };
  const isDone = async (step: string) => (await theCalendar(server))[step].state === 'done';
  /** Whoever inserts into the table waits; what was inserted stays to be committed. */
  const standStill = (table: string) =>
    holding(server, (tx) => tx.query(`LOCK TABLE ${table} IN SHARE MODE`));
  const blocked = async () => (await waitingForLocks(server)) > 0;

  it('in the middle of the alert: everyone is told, and nobody twice', async () => {
    server.clock.setDay(asDay('2026-11-30'));
    const prescribers = [first, second].map(({ office }) => office.manager.organisationId).toSorted();
    const still = await holding(server, (tx) =>
      tx.query('SELECT 1 FROM organisation WHERE id = $1 FOR UPDATE', [prescribers[1]]),
    );
    const [worker] = await start(1);
    await server.get(YearEndCalendar).beginAllDue();
    await until(blocked, 'the worker tells the last one');
    await worker.kill();
    await still.letGo();
    expect(await countOf(server, 'year_end_notice')).toBe(3);
    await start(2);
    await until(() => isDone('alert'), 'everyone is told');
    expect(await countOf(server, 'year_end_notice')).toBe(4);
    expect(await countOf(server, 'letter', `kind ~ '^year-end-alert'`)).toBe(4);
    expect(await server.db.read(auditBooks)).toEqual([]);
  }, 60_000);

  it('in the middle of a batch of the expiry: two other workers expire the rest, each voucher once', async () => {
    server.clock.setDay(asDay(END.toleranceOver));
    const rehearsed = figuresOf((await theCalendar(server)).expiry);
    expect(rehearsed['vouchers-expired']).toBe(3996 + 499);
    const [worker] = await start(1);
    const slow = await holding(server, async (tx) => {
      await closingStep(server, 'expiry');
      await until(async () => ((await endsOf(server))['expired'] ?? 0) >= 1_000, 'a batch has expired');
      await tx.query('LOCK TABLE transfer IN SHARE MODE');
    });
    await until(blocked, 'the worker is in the middle of a batch');
    await worker.kill();
    const before = (await endsOf(server))['expired']!;
    expect(before).toBeGreaterThanOrEqual(1_000);
    expect(before).toBeLessThan(rehearsed['vouchers-expired']!);
    await slow.letGo();
    await start(2);
    await until(() => isDone('expiry'), 'the expiry is done');
    expect(figuresOf((await theCalendar(server)).expiry)).toEqual(rehearsed);
    expect(await endsOf(server)).toMatchObject({ expired: 4495 });
    expect(await countOf(server, 'year_end_run', `step = 'expiry'`)).toBe(1);
    expect(await server.db.read(auditBooks)).toEqual([]);
    expect(await theGap(server)).toBe(0n);
  }, 60_000);

  it('in the middle of the statements: all of them are made, or none', async () => {
    server.clock.setDay(asDay(END.statement));
    const { figures } = await theRehearsal(server);
    const still = await standStill('letter');
    const [worker] = await start(1);
    await server.get(YearEndCalendar).beginAllDue();
    await until(blocked, 'the worker is in the middle of the statements');
    await worker.kill();
    await still.letGo();
    expect(await countOf(server, 'statement')).toBe(0);
    await start(2);
    await until(() => isDone('statements'), 'the statements are made');
    expect(await countOf(server, 'statement')).toBe(2);
    expect(await countOf(server, 'letter', `kind = 'statement-issued'`)).toBe(2);
    expect((await theRehearsal(server)).figures).toEqual(figures);
    expect(await server.db.read(auditBooks)).toEqual([]);
  }, 60_000);

  it('between two credit notes, Redis being lost too: the other one is made, and the first not again', async () => {
    const redis = await aRedis();
    try {
      server.clock.advanceDays(1);
      await agree(server, first.funder.client);
      await agree(server, second.funder.client);
      const rehearsed = figuresOf((await theCalendar(server))['credit-notes']);
      const [, last] = (await theRehearsal(server)).figures.funders;
      const still = await holding(server, (tx) =>
        tx.query('SELECT 1 FROM voucher_order WHERE id = $1 FOR UPDATE', [last.orders[0].orderId]),
      );
      const [worker] = await start(1, redis.url);
      await server.get(YearEndCalendar).beginAllDue();
      await until(async () => (await countOf(server, 'credit_note')) === 1 && blocked(), 'one is made');
      await redis.stop();
      await worker.kill();
      await still.letGo();
      await redis.start();
      await start(2, redis.url);
      await redis.stop();
      await until(() => isDone('credit-notes'), 'the credit notes are made');
      expect(await countOf(server, 'credit_note')).toBe(2);
      expect(figuresOf((await theCalendar(server))['credit-notes'])).toEqual(rehearsed);
      expect(await countOf(server, 'letter', `kind = 'credit-note-made'`)).toBe(3);
      expect(await server.db.read(auditBooks)).toEqual([]);
      expect(await theGap(server)).toBe(0n);
    } finally {
      await stopWorkers();
      await redis.remove();
    }
  }, 60_000);

  it('is closed once by several processes, while scans of its vouchers arrive', async () => {
    const processes = await Processes.start(server, 2);
    try {
      const code = first.codes[0];
      const scan = {
        client: first.desk.mediator,
        path: '/redemptions',
        body: { ...first.desk.session, sessionOn: '2026-12-31', code },
      };
      const close = { client: first.operator.client, path: '/exercises/2026/closing' };
      const answers = await processes.all([close, scan, scan, close, close, scan]);
      expect(tally(answers)).toEqual({ done: 3, 'redemption.tolerance-over': 3 });
      expect(await countOf(server, 'exercise_closing')).toBe(1);
      expect(await server.db.read(auditBooks)).toEqual([]);
    } finally {
      await processes.stop();
    }
  }, 60_000);
});

describe('the expiry, where clocks disagree', () => {
  it('gives each voucher to a scan or to the expiry, never to both, and refuses the loser clearly', async () => {
    const server = await TestApp.start();
    const lived = await aLivedOrder(server, { people: 8, redeemed: 0, replaced: 0 });
    // An hour behind, as the support does it: half past eleven in the evening of the last day, in another process.
    server.clock.setDay(asDay(END.lastDayToPresent), 22.5);
    const processes = await Processes.start(server, 2);
    server.clock.setDay(asDay(END.toleranceOver), 0.01);
    const worker = await aWorker(server, undefined, { at: server.clock.now() });
    try {
      await closingStep(server, 'expiry');
      const scan = (codes: string[]) =>
        processes.all(
          codes.map((code) => ({
            client: lived.desk.mediator,
            path: '/redemptions',
            body: { ...lived.desk.session, sessionOn: '2026-12-31', code },
          })),
        );
      const { done = 0, ...refused } = tally(await scan(lived.codes.slice(0, 12)));
      await until(async () => (await theCalendar(server)).expiry.state === 'done', 'the expiry is done');
      expect(Object.keys(refused)).toEqual(done === 12 ? [] : ['redemption.voucher-expired']);
      expect(tally(await scan(lived.codes.slice(12)))).toEqual({ 'redemption.voucher-expired': 4 });
      expect(await endsOf(server)).toEqual({ ...(done > 0 ? { redeemed: done } : {}), expired: 500 - done });
      expect(await server.db.read(auditBooks)).toEqual([]);
      expect(await theGap(server)).toBe(0n);
    } finally {
      await worker.stop();
      await processes.stop();
      await server.stop();
    }
  }, 60_000);
});
