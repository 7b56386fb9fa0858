import { randomUUID } from 'node:crypto';
import { affected, rows } from '../../src/database/sql.js';
import { CAUSE_SQL } from '../../src/insight/ledger-causes.service.js';
import { type AccountKind, ofOperator, ofStructure } from '../../src/ledger/accounts.js';
import { transfersSql } from '../../src/ledger/ledger-reader.js';
import { Ledger, type Transfer } from '../../src/ledger/ledger.js';
import { TestApp } from '../support/app.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

let server: TestApp;
let operator: TestPerson;
let structureId: string;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await anOrganisation(server, 'operator');
  structureId = (await anOrganisation(server, 'structure')).organisationId;
  await server.db.transaction((tx) =>
    affected(
      tx,
      `INSERT INTO structure (organisation_id, legal_form, contact_email) VALUES ($1, 'association', 'a@example.fr')`,
      [structureId],
    ),
  );
});
afterAll(() => server.stop());

async function post(...transfers: Transfer[]): Promise<string> {
  const causeId = randomUUID();
  await server.db.transaction((tx) =>
    server.get(Ledger).post(tx, server.clock.now(), { cause: 'test', causeId }, transfers),
  );
  return causeId;
}

const received = (cents: bigint): Transfer => ({
  kind: 'payment',
  debit: ofOperator('bank-operating'),
  credit: ofOperator('label-fees'),
  cents,
});
const owed = (cents: bigint): Transfer => ({
  kind: 'redemption',
  debit: ofOperator('bank-ring-fenced'),
  credit: ofStructure('structure-payable', structureId),
  cents,
});
const read = async (path: string) => (await operator.client.get(`/ledger/${path}`)).body;
const balances = async (query = '') =>
  Object.fromEntries(
    (await read(`accounts${query}`)).items.map(({ kind, balanceCents }: any) => [kind, balanceCents]),
  ) as Partial<Record<AccountKind, number>>;

describe('reading the books', () => {
  it('gives each account its balance on its own side, and what is overdrawn as negative', async () => {
    await post(received(8_000n), owed(958n));
    await post(received(2_000n));
    expect(await balances()).toEqual({
      'bank-operating': 10_000,
      'label-fees': 10_000,
      'bank-ring-fenced': 958,
      'structure-payable': 958,
    });
    await post({ ...owed(1_000n), debit: owed(1n).credit, credit: owed(1n).debit });
    expect(await balances(`?structureId=${structureId}`)).toEqual({ 'structure-payable': -42 });
  });

  it('shows the accounts of one owner or of one kind', async () => {
    expect(Object.keys(await balances('?kind=label-fees'))).toEqual(['label-fees']);
    expect((await read(`accounts?structureId=${structureId}&kind=label-fees`)).items).toEqual([]);
    expect((await read(`accounts?orderId=${structureId}`)).items).toEqual([]);
  });

  it('shows the transfers of one account, on either side, and of one fact, newest first', async () => {
    const causeId = await post(received(1n), owed(2n));
    const of = (await read(`transfers?causeId=${causeId}`)).items;
    expect(of.map(({ amountCents }: any) => amountCents)).toEqual([2, 1]);
    const account = (await read(`accounts?structureId=${structureId}`)).items[0].id as number;
    const moves = (await read(`transfers?accountId=${account}`)).items;
    expect(moves.map(({ amountCents }: any) => amountCents)).toEqual([2, 1_000, 958]);
    expect(moves[0]).toEqual({
      id: expect.any(Number),
      kind: 'redemption',
      debitKind: 'bank-ring-fenced',
      debitOwner: null,
      creditKind: 'structure-payable',
      creditOwner: expect.any(String),
      debitAccountId: expect.any(Number),
      creditAccountId: account,
      amountCents: 2,
      cause: 'test',
      causeId,
      at: server.clock.now().toISOString(),
      day: '2026-03-02',
    });
  });

  it('comes page by page, complete', async () => {
    for (let cents = 1n; cents <= 7n; cents++) await post(received(cents));
    for (const list of ['accounts', 'transfers']) {
      const whole = (await read(`${list}?limit=200`)).items;
      const paged: unknown[] = [];
      for (let after = ''; ;) {
        const page = await read(`${list}?limit=3${after}`);
        paged.push(...page.items);
        if (!page.next) break;
        after = `&after=${page.next}`;
      }
      expect(paged).toEqual(whole);
    }
  });

  it.each(['funder', 'state', 'prescriber', 'structure'] as const)('is refused to a %s', async (kind) => {
    const { client } = await anOrganisation(server, kind);
    for (const list of ['accounts', 'transfers'])
      expect((await client.get(`/ledger/${list}`)).body.code).toBe('access.not-permitted');
  });

  it.each([
    'accounts?kind=bank',
    'accounts?orderId=x',
    'accounts?structureId=%00',
    'accounts?after=x',
    'transfers?accountId=0',
    'transfers?accountId=-1',
    'transfers?accountId=9007199254740993',
    'transfers?accountId=1.5',
    "transfers?causeId='",
    'transfers?limit=201',
    'transfers?day=2026-03-02',
  ])('refuses %s as malformed', async (path) => {
    const answer = await operator.client.get(`/ledger/${path}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('the transfers of one cause, among many', () => {
  const MANY = 40_000;
  const literal = (value: string | number | null) => (value === null ? 'NULL' : `'${value}'`);

  /** The plan that PostgreSQL would keep for a statement, whatever it is asked with. */
  const keptPlan = (types: string, sql: string, params: readonly (string | number | null)[]) =>
    server.db.read(async (tx) => {
      await affected(tx, 'SET LOCAL plan_cache_mode = force_generic_plan');
      await affected(tx, `PREPARE asked (${types}) AS ${sql}`);
      const found = await rows<{ 'QUERY PLAN': string }>(
        tx,
        `EXPLAIN EXECUTE asked (${params.map(literal).join(', ')})`,
      );
      await affected(tx, `DEALLOCATE asked`);
      return found.map((line) => line['QUERY PLAN']).join('\n');
    });

  it('are found by an index, in the list and for what caused them, and never by reading the ledger', async () => {
    const causeId = await post(received(958n));
    await server.db.transaction(async (tx) => {
      await affected(
        tx,
        `INSERT INTO transfer (kind, debit_account, credit_account, cents, cause, cause_id, at, day)
         SELECT kind, debit_account, credit_account, 1, 'test', gen_random_uuid(), at, day
           FROM transfer, generate_series(1, $2::int) WHERE cause_id = $1`,
        [causeId, MANY],
      );
      await affected(tx, 'ANALYZE transfer');
    });
    const list = (before: string | null) =>
      keptPlan(
        'bigint, uuid, bigint, bigint',
        transfersSql({ ofAccount: false, ofCause: true, before: before !== null }),
        [null, causeId, before, 51],
      );
    const plans = [await list(null), await list('100'), await keptPlan('uuid', CAUSE_SQL, [causeId])];
    for (const plan of plans) {
      expect(plan).toMatch(/Index (Only )?Scan using transfer_once on transfer/);
      expect(plan).not.toMatch(/Seq Scan on transfer|using transfer_pkey/);
    }
    expect((await read(`transfers?causeId=${causeId}`)).items).toHaveLength(1);
  }, 60_000);
});
