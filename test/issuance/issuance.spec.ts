import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { affected, oneRow, rows } from '../../src/database/sql.js';
import { CodeBook } from '../../src/issuance/code-book.js';
import { Keyring } from '../../src/issuance/keyring.js';
import { VoucherEnds } from '../../src/issuance/voucher-ends.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import { anActiveOrder, aPrintedOrder, payOrder } from '../support/distribution.js';
import { theOperator } from '../support/funders.js';
import { aFundedOrder, anApprovedOrder, anOrder, balanceOf, theGap } from '../support/orders.js';

describe('issuance', () => {
  let server: TestApp;

  beforeAll(async () => {
    server = await TestApp.start();
  });
  afterAll(() => server.stop());

  const stepsOf = async (orderId: string) =>
    (
      await server.db.read((tx) =>
        rows<{ step: string }>(tx, 'SELECT step FROM order_step WHERE order_id = $1', [orderId]),
      )
    )
      .map(({ step }) => step)
      .toSorted();
  const serialsOf = async (orderId: string) =>
    (
      await server.db.read((tx) =>
        rows<{ serial: bigint }>(tx, 'SELECT serial FROM voucher WHERE order_id = $1 ORDER BY serial', [
          orderId,
        ]),
      )
    ).map(({ serial }) => serial);

  describe('of an order', () => {
    it('follows its funding by itself, every voucher in its book', async () => {
      const order = await aFundedOrder(server);
      expect(await serialsOf(order.id)).toEqual([]);
      await server.get(Jobs).runDue();
      const serials = await serialsOf(order.id);
      expect(serials).toHaveLength(500);
      expect(await stepsOf(order.id)).toEqual(expect.arrayContaining(['funded', 'issued', 'active']));
      const { body } = await order.funder.client.get(`/orders/${order.id}/books?limit=200`);
      expect(body.items).toHaveLength(50);
      expect(body.items[49]).toMatchObject({ number: 50, kind: 'ordered', size: 10, ended: 0 });
    });

    it('happens once, however often the work is done', async () => {
      const order = await aFundedOrder(server);
      const { client } = await theOperator(server);
      const jobs = server.get(Jobs);
      const again = () => client.post(`/orders/${order.id}/issuance`);
      const answers = (await Promise.all([jobs.runDue(), jobs.runDue(), again(), again()])).slice(2);
      expect(await serialsOf(order.id)).toHaveLength(500);
      for (const answer of answers as { status: number; body: any }[]) {
        expect(answer.status === 201 || answer.body.code === 'issuance.already-issued').toBe(true);
      }
    });

    it('is found again when the work was lost between the payment and the books', async () => {
      const order = await aFundedOrder(server);
      await server.db.transaction((tx) =>
        affected(tx, `UPDATE job SET attempts = 1, last_error = 'killed' WHERE subject_id = $1`, [order.id]),
      );
      await server.get(Jobs).runDue();
      expect(await serialsOf(order.id)).toHaveLength(500);
    });

    it('may come before the money, and makes nothing active', async () => {
      const order = await aPrintedOrder(server);
      expect(await serialsOf(order.id)).toHaveLength(500);
      expect(await stepsOf(order.id)).not.toContain('active');
      expect(await balanceOf(server, 'vouchers-outstanding', order.id)).toBe(0n);
      await payOrder(server, order);
      expect(await stepsOf(order.id)).toContain('active');
      expect(await balanceOf(server, 'vouchers-outstanding', order.id)).toBe(500_000n);
    });

    it('is refused before the approval, for another’s order, and a second time', async () => {
      const { client } = await theOperator(server);
      const submitted = await anOrder(server);
      expect((await client.post(`/orders/${submitted.id}/issuance`)).body.code).toBe('orders.not-approved');
      const approved = await anApprovedOrder(server);
      expect((await approved.funder.client.post(`/orders/${approved.id}/issuance`)).status).toBe(403);
      expect((await submitted.funder.client.get(`/orders/${approved.id}/books`)).status).toBe(404);
      await client.post(`/orders/${approved.id}/issuance`);
      expect((await client.post(`/orders/${approved.id}/issuance`)).body.code).toBe(
        'issuance.already-issued',
      );
    });
  });

  describe('codes', () => {
    it('lead back to their voucher, typed in any way', async () => {
      const order = await anActiveOrder(server);
      const [serial] = (await serialsOf(order.id)) as [bigint];
      const resolved = await server.db.read(async (tx) => {
        const codes = await server.get(CodeBook).codesOf(tx, [{ exercise: 2026, serial }]);
        const printed = codes.get(serial) as string;
        expect(printed).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]$/);
        const typed = printed.toLowerCase().replaceAll('-', ' ').replaceAll('1', 'l').replaceAll('0', 'o');
        return server.get(CodeBook).resolve(tx, [printed, typed]);
      });
      expect(resolved).toEqual([
        expect.objectContaining({ ok: true, serial }),
        expect.objectContaining({ ok: true, serial }),
      ]);
    });

    it('are in no column of the database', async () => {
      const order = await anActiveOrder(server);
      const [serial] = (await serialsOf(order.id)) as [bigint];
      const code = await server.db.read(async (tx) =>
        (await server.get(CodeBook).codesOf(tx, [{ exercise: 2026, serial }])).get(serial),
      );
      const tables = await server.db.read((tx) =>
        rows<{ name: string }>(tx, `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`),
      );
      for (const { name } of tables) {
        const { found } = await server.db.read((tx) =>
          oneRow<{ found: number }>(
            tx,
            `SELECT count(*)::int AS found FROM "${name}" t WHERE t::text LIKE '%' || $1 || '%' OR t::text LIKE '%' || $2 || '%'`,
            [code, code?.replaceAll('-', '')],
          ),
        );
        expect([name, found]).toEqual([name, 0]);
      }
    });
  });

  describe('keys', () => {
    const keyOf = (purpose: 'codes' | 'pseudonyms', exercise = 2031, keyring = new Keyring(settings())) =>
      server.db.transaction((tx) => keyring.key(tx, server.clock.now(), exercise, purpose));
    const settings = () => ({
      keysDir: server.keysDir,
      dataDir: server.dataDir,
      publicUrl: '',
      booksAPart: 100,
      sweepEveryMs: 3_000,
    });

    it('are made once, whoever asks first', async () => {
      const keys = await Promise.all(Array.from({ length: 10 }, () => keyOf('codes')));
      expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
      expect(readdirSync(server.keysDir).filter((name) => name.startsWith('.'))).toEqual([]);
    });

    it('stop the service when their file is lost, or another’s', async () => {
      await keyOf('codes', 2032);
      const file = join(server.keysDir, 'codes-2032.key');
      rmSync(file);
      await expect(keyOf('codes', 2032)).rejects.toThrow(/missing/);
      writeFileSync(file, 'ab'.repeat(32));
      await expect(keyOf('codes', 2032)).rejects.toThrow(/not the one/);
      writeFileSync(file, 'not a key');
      await expect(keyOf('codes', 2032)).rejects.toThrow(/damaged/);
    });

    it('are destroyed for good, twice like once', async () => {
      const keyring = server.get(Keyring);
      await keyOf('pseudonyms', 2033, keyring);
      const destroy = () =>
        server.db.transaction((tx) => keyring.destroy(tx, server.clock.now(), 2033, 'pseudonyms'));
      await destroy();
      await destroy();
      expect(readdirSync(server.keysDir)).not.toContain('pseudonyms-2033.key');
      await expect(keyOf('pseudonyms', 2033, keyring)).rejects.toMatchObject({
        code: 'issuance.key-destroyed',
      });
      expect(readdirSync(server.keysDir)).not.toContain('pseudonyms-2033.key');
    });
  });

  describe('the end of vouchers', () => {
    const ends = () => server.get(VoucherEnds);
    const revoke = (orderId: string, serials: bigint[], replace: boolean) =>
      server.db.transaction((tx) =>
        ends().revoke(tx, server.clock.now(), { orderId, officeId: null, serials, reason: 'lost', replace }),
      );

    it('moves the value of lost ones to their replacements, and no money', async () => {
      const order = await anActiveOrder(server);
      const serials = (await serialsOf(order.id)).slice(0, 3);
      const { replacementSerials } = await revoke(order.id, serials, true);
      expect(replacementSerials).toHaveLength(3);
      const replaced = await server.db.read((tx) =>
        rows<{ replaces: bigint }>(
          tx,
          'SELECT replaces FROM voucher WHERE serial = ANY($1) ORDER BY replaces',
          [replacementSerials],
        ),
      );
      expect(replaced.map(({ replaces }) => replaces)).toEqual(serials);
      expect(await balanceOf(server, 'vouchers-outstanding', order.id)).toBe(500_000n);
    });

    it('numbers the replacement books of one order one after the other, when many are made at once', async () => {
      const order = await anActiveOrder(server);
      const serials = (await serialsOf(order.id)).slice(0, 8);
      await Promise.all(serials.map((serial) => revoke(order.id, [serial], true)));
      const { body } = await order.funder.client.get(`/orders/${order.id}/books?limit=200`);
      const replacements = body.items.filter(({ kind }: any) => kind === 'replacement');
      expect(replacements.map(({ number }: any) => number)).toEqual([51, 52, 53, 54, 55, 56, 57, 58]);
    });

    it('sets the value of lost ones that are not replaced aside for the credit note', async () => {
      const order = await anActiveOrder(server);
      await revoke(order.id, (await serialsOf(order.id)).slice(0, 3), false);
      expect(await balanceOf(server, 'vouchers-outstanding', order.id)).toBe(497_000n);
      expect(await balanceOf(server, 'vouchers-unused', order.id)).toBe(3_000n);
    });

    it('never ends one twice', async () => {
      const order = await anActiveOrder(server);
      const [serial] = (await serialsOf(order.id)) as [bigint];
      await revoke(order.id, [serial], true);
      await expect(revoke(order.id, [serial], true)).rejects.toMatchObject({
        code: 'redemption.voucher-just-ended',
      });
      expect(await theGap(server)).toBe(0n);
    });

    it('expires in batches, what is not active excepted, and two at once share the work', async () => {
      const fresh = await TestApp.start();
      try {
        const order = await anActiveOrder(fresh);
        await aPrintedOrder(fresh);
        const expireAll = async () => {
          let total = 0;
          for (let after: bigint | null = 0n; after !== null;) {
            const from: bigint = after;
            const batch = await fresh.db.transaction((tx) =>
              fresh.get(VoucherEnds).expire(tx, fresh.clock.now(), 2026, from, 30),
            );
            total += batch.expired;
            after = batch.next;
          }
          return total;
        };
        const shares = await Promise.all([expireAll(), expireAll(), expireAll()]);
        expect(shares.reduce((sum, each) => sum + each, 0) + (await expireAll())).toBe(500);
        expect(await balanceOf(fresh, 'vouchers-outstanding', order.id)).toBe(0n);
        expect(await balanceOf(fresh, 'vouchers-unused', order.id)).toBe(500_000n);
      } finally {
        await fresh.stop();
      }
    });
  });

  describe('the calendar of an exercise', () => {
    const dates = {
      alertOn: '2026-11-30',
      handOutsStopOn: '2026-12-15',
      validityEndsOn: '2026-12-31',
      toleranceEndsOn: '2027-01-31',
      statementOn: '2027-02-07',
    };
    const set = async (changed: Partial<typeof dates>, year = 2026) =>
      (await theOperator(server)).client.put(`/exercises/${year}`, { ...dates, ...changed });

    beforeAll(() => anActiveOrder(server));
    afterEach(() => server.clock.setDay(asDay('2026-03-02')));

    it('may be changed while the date is to come', async () => {
      const { status, body } = await set({ handOutsStopOn: '2026-12-18' });
      expect([status, body.handOutsStopOn, body.phase]).toEqual([200, '2026-12-18', 'open']);
      expect((await set({})).body.handOutsStopOn).toBe('2026-12-15');
    });

    it('is refused out of order, for an exercise that is not open, and for a date that has passed', async () => {
      expect((await set({ validityEndsOn: '2026-12-01' })).body.code).toBe('issuance.calendar-out-of-order');
      expect((await set({ statementOn: '2027-01-31' })).body.code).toBe('issuance.calendar-out-of-order');
      expect((await set({}, 2044)).body.code).toBe('issuance.exercise-unknown');
      server.clock.setDay(asDay('2026-12-16'));
      expect((await set({ handOutsStopOn: '2026-12-20' })).body.code).toBe('issuance.calendar-begun');
      expect((await set({ toleranceEndsOn: '2027-02-05' })).status).toBe(200);
    });
  });
});
