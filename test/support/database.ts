import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** The migrated, empty database that the others are copied from. */
export const TEMPLATE = 'passerelle_template';

/** A database of one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it, cutting off whoever is still connected. */
  drop(): Promise<void>;
}

/** The address of a database on the run's server. */
export function addressOn(database: string): string {
  const server = process.env['TEST_DATABASE_SERVER'];
  if (!server) throw new Error('The tests were started without their global setup.');
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/** Makes a database with the whole schema and no row. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
  return { url: addressOn(name), drop: () => dropped(name) };
}

/** The server's own vacuum may be in the database: its process is not ours to end, and gone a moment later. */
async function dropped(name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    } catch (error) {
      if (attempt === 5 || (error as { code?: string }).code !== '42501') throw error;
      await pause(200);
    }
  }
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: process.env['TEST_DATABASE_SERVER'] });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
