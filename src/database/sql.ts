import type { PoolClient, QueryResult } from 'pg';
import type { EntityManager } from 'typeorm';

/** A transaction's handle: the first parameter of everything that touches the database. */
export type Tx = EntityManager;

const MOST_NAMED = 500;
const names = new Map<string, string>();

/**
 * The name under which PostgreSQL keeps the plan of a statement: planning costs more than running most of ours. The
 * texts are constants of the code, so there are few; beyond a bound they go unnamed.
 */
function nameOf(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined || names.size >= MOST_NAMED) return known;
  const name = `s${names.size}`;
  names.set(sql, name);
  return name;
}

/**
 * Runs one statement on the connection of the transaction. int8 comes as bigint, date as 'YYYY-MM-DD', timestamptz as
 * Date (see data-source.ts). What fails throws the driver's own DatabaseError.
 */
async function run(tx: Tx, sql: string, params: readonly unknown[]): Promise<QueryResult> {
  if (!tx.queryRunner) throw new Error('SQL is run inside a transaction of Database');
  const client = (await tx.queryRunner.connect()) as PoolClient;
  const name = params.length > 0 ? nameOf(sql) : undefined;
  return client.query({ text: sql, values: [...params], ...(name ? { name } : {}) });
}

export async function rows<T>(tx: Tx, sql: string, params: readonly unknown[] = []): Promise<T[]> {
  return (await run(tx, sql, params)).rows as T[];
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
  return (await run(tx, sql, params)).rowCount ?? 0;
}
