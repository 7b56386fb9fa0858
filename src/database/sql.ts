import type { EntityManager } from 'typeorm';

/** A transaction's handle: the first parameter of everything that touches the database. */
export type Tx = EntityManager;

/** Runs one statement. int8 comes as bigint, date as 'YYYY-MM-DD', timestamptz as Date (see data-source.ts). */
async function run(tx: Tx, sql: string, params: readonly unknown[]) {
  if (!tx.queryRunner) throw new Error('SQL is run inside a transaction of Database');
  return tx.queryRunner.query(sql, [...params], true);
}

export async function rows<T>(tx: Tx, sql: string, params: readonly unknown[] = []): Promise<T[]> {
  return (await run(tx, sql, params)).records as T[];
}

/** The first row, or null. */
export async function row<T>(tx: Tx, sql: string, params: readonly unknown[] = []): Promise<T | null> {
  return (await rows<T>(tx, sql, params))[0] ?? null;
}

/** The one row that must be there: its absence is a bug, not a refusal. */
export async function oneRow<T>(tx: Tx, sql: string, params: readonly unknown[] = []): Promise<T> {
  const found = await rows<T>(tx, sql, params);
  if (found.length !== 1) throw new Error(`one row was expected, ${found.length} came`);
  return found[0] as T;
}

/** How many rows the statement inserted, updated or deleted. */
export async function affected(tx: Tx, sql: string, params: readonly unknown[] = []): Promise<number> {
  return (await run(tx, sql, params)).affected ?? 0;
}
