import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { insertOne } from '../../src/database/insert-one.js';
import { rows } from '../../src/database/sql.js';
import { GrantAgreement } from '../../src/funders/grant-agreement.entity.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import { anOrganisation } from '../support/people.js';

interface ColumnOf {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
  key: boolean;
  /** Whether an insert may leave it to the database. */
  made: boolean;
}

const COLUMNS_SQL = `
  SELECT c.table_name AS table, c.column_name AS column, c.data_type AS type, c.is_nullable = 'YES' AS nullable,
         k.column_name IS NOT NULL AS key, k.column_name IS NOT NULL AND c.column_default IS NOT NULL AS made
    FROM information_schema.columns c
    LEFT JOIN information_schema.table_constraints t
      ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.constraint_type = 'PRIMARY KEY'
    LEFT JOIN information_schema.key_column_usage k
      ON k.constraint_schema = t.constraint_schema AND k.constraint_name = t.constraint_name
     AND k.table_name = c.table_name AND k.column_name = c.column_name
   WHERE c.table_schema = 'public' AND c.table_name = ANY($1::text[])`;

let server: TestApp;
let source: DataSource;

beforeAll(async () => {
  server = await TestApp.start();
  source = server.get(DataSource);
});
afterAll(() => server.stop());

const named = (columns: readonly ColumnOf[]) =>
  Object.fromEntries(columns.map((each) => [`${each.table}.${each.column}`, each]));

function mapped(): ColumnOf[] {
  return source.entityMetadatas.flatMap((entity) =>
    entity.columns.map((column) => ({
      table: entity.tableName,
      column: column.databaseName,
      type: source.driver.normalizeType(column),
      nullable: column.isNullable,
      key: column.isPrimary,
      made: column.isGenerated,
    })),
  );
}

/** An agreement whose every column could come back changed: an amount beyond 2^53, days, a UUID in capitals. */
const anAgreement = (reference: string, stateId: string) => ({
  reference,
  title: 'Convention',
  stateId: stateId.toUpperCase(),
  rateNumerator: 1,
  rateDenominator: 2,
  ceilingCents: 9_007_199_254_740_993n,
  paidTo: 'operator' as const,
  startsOn: asDay('2026-03-29'),
  endsOn: asDay('2026-10-25'),
  createdAt: server.clock.now(),
});

describe('a row written by its entity', () => {
  it('is not what was typed but what the database has, to the cent and to the day', async () => {
    const { organisationId } = await anOrganisation(server, 'state');
    const typed = anAgreement('Lue', organisationId);
    const written = await server.db.transaction((tx) => insertOne(tx, GrantAgreement, typed));
    const read = await server.db.read((tx) => tx.findOneByOrFail(GrantAgreement, { id: written.id }));
    expect(written).toEqual(read);
    expect(read).toEqual({ ...typed, id: expect.any(String), stateId: organisationId });
  });

  it('is refused by the constraint it breaks, under the name of the refusal', async () => {
    const { organisationId } = await anOrganisation(server, 'state');
    const twice = () =>
      server.db.transaction((tx) => insertOne(tx, GrantAgreement, anAgreement('Deux fois', organisationId)));
    await twice();
    await expect(twice()).rejects.toMatchObject({ code: 'funders.reference-taken' });
  });

  it('is not looked for by nothing: a condition left undefined must not find the first row', async () => {
    const nobody = undefined as unknown as string;
    await expect(server.db.read((tx) => tx.findOneBy(GrantAgreement, { id: nobody }))).rejects.toThrow(
      'Undefined value',
    );
    await expect(
      server.db.transaction((tx) => tx.update(GrantAgreement, { id: nobody }, { title: 'Toutes' })),
    ).rejects.toThrow('Undefined value');
  });
});

describe('the entities', () => {
  it('have the columns of their tables, each of its type, and neither one more nor one less', async () => {
    const tables = source.entityMetadatas.map((entity) => entity.tableName);
    const real = await server.db.read((tx) => rows<ColumnOf>(tx, COLUMNS_SQL, [tables]));
    expect(named(mapped())).toEqual(named(real));
  });

  it('are all known to the service: none is declared in a file that no module registers', () => {
    const declared = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.entity.ts'))
      .map((path) => /@Entity\('(\w+)'\)/.exec(readFileSync(join('src', path), 'utf8'))?.[1] ?? path);
    expect(source.entityMetadatas.map((entity) => entity.tableName).toSorted()).toEqual(declared.toSorted());
    expect(declared.length).toBeGreaterThan(0);
  });

  it('are plain rows: no relation loads, writes or deletes another row behind one’s back', () => {
    const cascading = source.entityMetadatas.flatMap((entity) =>
      entity.relations
        .filter(
          (relation) =>
            !relation.isManyToOne || relation.isLazy || relation.isEager || relation.isCascadeInsert,
        )
        .map((relation) => `${entity.tableName}.${relation.propertyName}`),
    );
    expect(cascading).toEqual([]);
  });

  it('leave the schema alone: starting on a database installs nothing in it', async () => {
    const installed = await server.db.read((tx) =>
      rows<{ name: string }>(tx, 'SELECT extname AS name FROM pg_extension'),
    );
    expect(installed.map(({ name }) => name)).toEqual(['plpgsql']);
  });
});
