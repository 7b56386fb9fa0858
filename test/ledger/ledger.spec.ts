import { randomUUID } from 'node:crypto';
import { array, assert, asyncProperty, bigInt, constantFrom, tuple } from 'fast-check';
import { affected } from '../../src/database/sql.js';
import { ACCOUNT_KINDS, type Account, type AccountKind, ofOperator } from '../../src/ledger/accounts.js';
import { Ledger } from '../../src/ledger/ledger.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';

const OPERATOR_KINDS = (Object.keys(ACCOUNT_KINDS) as AccountKind[]).filter(
  (kind) => ACCOUNT_KINDS[kind].of === 'operator',
);
const account = (kind: AccountKind): Account => ofOperator(kind as 'vat-due');

describe('the ledger', () => {
  let server: TestApp;
  let ledger: Ledger;

  beforeAll(async () => {
    server = await TestApp.start();
    ledger = server.get(Ledger);
  });
  afterAll(() => server.stop());

  const post = (cents: bigint, debit: AccountKind, credit: AccountKind, causeId: string = randomUUID()) =>
    server.db.transaction((tx) =>
      ledger.post(tx, server.clock.now(), { cause: 'test', causeId }, [
        { kind: 'payment', debit: account(debit), credit: account(credit), cents },
      ]),
    );
  const balance = (kind: AccountKind) => server.db.read((tx) => ledger.balance(tx, account(kind)));

  it('counts an asset by its debits and a debt by its credits', async () => {
    await post(1_000n, 'bank-ring-fenced', 'redemption-fees');
    expect([await balance('bank-ring-fenced'), await balance('redemption-fees')]).toEqual([1_000n, 1_000n]);
    await post(400n, 'redemption-fees', 'bank-ring-fenced');
    expect([await balance('bank-ring-fenced'), await balance('redemption-fees')]).toEqual([600n, 600n]);
  });

  it('moves nothing for a zero amount, and refuses a negative one', async () => {
    await post(0n, 'bank-operating', 'order-fees');
    expect(await balance('order-fees')).toBe(0n);
    await expect(post(-1n, 'bank-operating', 'order-fees')).rejects.toThrow('positive');
  });

  it('never posts the transfer of one fact twice', async () => {
    const fact = randomUUID();
    await post(5n, 'bank-operating', 'label-fees', fact);
    await expect(post(5n, 'bank-operating', 'label-fees', fact)).rejects.toThrow('transfer_once');
  });

  it.each([
    'UPDATE transfer SET cents = 1',
    'DELETE FROM transfer',
    'TRUNCATE transfer CASCADE',
    'UPDATE account SET kind = kind',
  ])('cannot be rewritten: %s', async (sql) => {
    await expect(server.db.transaction((tx) => affected(tx, sql))).rejects.toThrow(/facts/);
  });

  it('cannot date a transfer on another day than Paris lived it', async () => {
    server.clock.set(new Date('2026-12-31T23:30:00Z'));
    await post(7n, 'bank-operating', 'vat-due');
    const days = await server.db.read((tx) =>
      tx.query(`SELECT day::text FROM transfer ORDER BY id DESC LIMIT 1`),
    );
    expect(days).toEqual([{ day: '2027-01-01' }]);
    server.clock.setDay(asDay('2026-03-02'));
  });

  it('opens an account once when twenty transfers need it at the same time', async () => {
    const before = await balance('redemption-fees-earned');
    await Promise.all(Array.from({ length: 20 }, () => post(3n, 'bank-operating', 'redemption-fees-earned')));
    expect((await balance('redemption-fees-earned')) - before).toBe(60n);
  });

  it('stays balanced whatever is posted', async () => {
    const transfer = tuple(
      bigInt(1n, 10n ** 12n),
      constantFrom(...OPERATOR_KINDS),
      constantFrom(...OPERATOR_KINDS),
    );
    await assert(
      asyncProperty(array(transfer, { maxLength: 5 }), async (transfers) => {
        for (const [cents, debit, credit] of transfers)
          if (debit !== credit) await post(cents, debit, credit);
        let net = 0n;
        for (const kind of OPERATOR_KINDS) {
          net += (ACCOUNT_KINDS[kind].side === 'debit' ? 1n : -1n) * (await balance(kind));
        }
        expect(net).toBe(0n);
      }),
      { numRuns: 10 },
    );
  });
});
