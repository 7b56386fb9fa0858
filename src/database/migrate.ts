import { Client } from 'pg';
import { dataSourceOf } from './data-source.js';

/** Any number, the same for every process: who holds it migrates, the others wait and find nothing to do. */
const MIGRATION_LOCK = 7_402_021;

/** Brings a database to the present schema. Several processes may call it at once. */
export async function migrate(url: string): Promise<void> {
  const lock = new Client({ connectionString: url });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const dataSource = await dataSourceOf({ url, poolSize: 1 }).initialize();
    try {
      await dataSource.runMigrations();
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}
