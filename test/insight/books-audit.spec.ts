import type { EntityManager } from 'typeorm';
import { affected, rows } from '../../src/database/sql.js';
import { auditReport, writeReport } from '../../src/insight/audit-report.js';
import { auditBooks, CHECKS, runCheck } from '../../src/insight/books-audit.js';
import { TRANSFER_KINDS } from '../../src/ledger/ledger.js';
import { TestApp } from '../support/app.js';
import { aWholeLife } from '../support/whole-life.js';
import { MONEY_DAMAGES } from './damages/money-damages.js';
import { ORDER_DAMAGES } from './damages/order-damages.js';
import { VOUCHER_DAMAGES } from './damages/voucher-damages.js';

const DAMAGES = [...ORDER_DAMAGES, ...VOUCHER_DAMAGES, ...MONEY_DAMAGES];

let server: TestApp;

beforeAll(async () => {
  server = await TestApp.start();
  await aWholeLife(server);
}, 120_000);
afterAll(() => server.stop());

/** Tampers with the books past every guard, has them looked at, and takes it all back. */
async function tampering<T>(damage: readonly string[], look: (tx: EntityManager) => Promise<T>) {
  const takenBack = new Error('taken back');
  let seen: { where: string | undefined; found: T } | null = null;
  const planting = server.db.transaction(async (tx) => {
    await affected(tx, `SET LOCAL session_replication_role = replica`);
    seen = { where: await plant(tx, damage), found: await look(tx) };
    throw takenBack;
  });
  await expect(planting).rejects.toBe(takenBack);
  return seen as unknown as { where: string | undefined; found: T };
}

/** The rows that a check names in tampered books. */
async function tampered(check: string, damage: readonly string[]) {
  const { where, found } = await tampering(damage, (tx) => runCheck(tx, checkCalled(check)));
  return { where, named: found.flatMap(({ ids }) => Object.values(ids).map(String)) };
}

async function tamperedReport(damage: string) {
  const { where, found } = await tampering([damage], auditReport);
  return { where, report: found };
}

/** The last statement gives the identifier, as text, that the check must name. */
async function plant(tx: EntityManager, damage: readonly string[]): Promise<string | undefined> {
  let where: string | undefined;
  for (const sql of damage) where = (await rows<{ id: string }>(tx, sql))[0]?.id;
  return where;
}

function checkCalled(name: string) {
  const check = CHECKS.find((each) => each.name === name);
  if (!check) throw new Error(`no check is called ${name}`);
  return check;
}

describe('the report of an audit', () => {
  it('has a line for each check, and the rows that offend under theirs', async () => {
    const report = await server.db.read((tx) => auditReport(tx));
    expect(report).toMatchObject({ audit: 'clean', findings: [] });
    const text = writeReport(report);
    expect(text.match(/^ok /gm)).toHaveLength(CHECKS.length);
    expect(text).toMatch(/The books are clean: \d+ checks\.\n$/);

    const dirty = await tamperedReport('UPDATE fee_sweep SET net_cents = net_cents + 1 RETURNING id::text');
    expect(dirty.report.audit).toBe('dirty');
    const wrong = dirty.report.checks.filter(({ findings }) => findings > 0).map(({ name }) => name);
    expect(wrong).toEqual(['transfers-of-fee-sweeps', 'fee-sweeps']);
    expect(writeReport(dirty.report)).toContain(`\nWRONG fee-sweeps: `);
    expect(writeReport(dirty.report)).toContain(`feeSweep ${dirty.where}`);
    expect(writeReport(dirty.report)).toMatch(/The books are wrong: 2 of \d+ checks fail\.\n$/);
  });
});

describe('the audit of the books', () => {
  it('finds nothing after a whole life, and writes nothing', async () => {
    expect(await server.db.read((tx) => auditBooks(tx))).toEqual([]);
  });

  it('has a damage planted for each of its checks, and a sentence that is its own', () => {
    const planted = new Set(DAMAGES.map(({ check }) => check));
    const ofTransfers = CHECKS.filter(({ accountsFor }) => accountsFor).map(({ name }) => name);
    expect(CHECKS.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual(ofTransfers);
    expect(new Set(CHECKS.map(({ sentence }) => sentence)).size).toBe(CHECKS.length);
  });

  it('accounts for every kind of transfer there is, each in one check', () => {
    const kinds = CHECKS.flatMap(({ accountsFor }) => accountsFor ?? []);
    expect(kinds.toSorted()).toEqual(TRANSFER_KINDS.toSorted());
  });

  it.each(DAMAGES)('$check finds $damage', async ({ check, sql }) => {
    const { where, named } = await tampered(check, sql);
    expect(named).toContain(where);
  });

  describe.each(TRANSFER_KINDS)('of the transfers %s', (kind) => {
    const check = CHECKS.find(({ accountsFor }) => accountsFor?.includes(kind))?.name ?? '';
    const one = `(SELECT min(id) FROM transfer WHERE kind = '${kind}')`;

    it('finds one cent too many', async () => {
      const sql = `UPDATE transfer SET cents = cents + 1 WHERE id = ${one} RETURNING cause_id::text AS id`;
      const { where, named } = await tampered(check, [sql]);
      expect(named).toContain(where);
    });

    it('finds a missing one', async () => {
      const { where, named } = await tampered(check, [
        `DELETE FROM transfer WHERE id = ${one} RETURNING cause_id::text AS id`,
      ]);
      expect(named).toContain(where);
    });

    it('finds one that no fact calls for', async () => {
      const sql = `
        INSERT INTO transfer (kind, debit_account, credit_account, cents, cause, cause_id, at, day)
        SELECT kind, debit_account, credit_account, cents, cause, gen_random_uuid(), at, day FROM transfer WHERE id = ${one}
        RETURNING cause_id::text AS id`;
      const { where, named } = await tampered(check, [sql]);
      expect(named).toContain(where);
    });

    it('finds one that was moved to another day', async () => {
      const sql = `
        UPDATE transfer SET at = at - interval '1 day', day = (at - interval '1 day')::date WHERE id = ${one}
        RETURNING cause_id::text AS id`;
      const { where, named } = await tampered(check, [
        'ALTER TABLE transfer DROP CONSTRAINT transfer_day_is_paris',
        sql,
      ]);
      expect(named).toContain(where);
    });
  });
});
