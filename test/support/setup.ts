import { Client } from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { throwawayEngine } from '../../src/database/engine/engine.js';
import { TEMPLATE, addressOn } from './database.js';

/**
 * Once per run: a PostgreSQL of its own, and in it a migrated database that every test file copies. With
 * TEST_DATABASE_SERVER set, that server is used instead: its role must be allowed to create databases.
 */
export default async function setUp(): Promise<void> {
  if (!process.env['TEST_DATABASE_SERVER']) {
    const engine = await throwawayEngine();
    process.env['TEST_DATABASE_SERVER'] = engine.url;
    globalThis.stopTestEngine = () => engine.stop();
  }
  const server = new Client({ connectionString: process.env['TEST_DATABASE_SERVER'] });
  await server.connect();
  await server.query(`DROP DATABASE IF EXISTS ${TEMPLATE}`);
  await server.query(`CREATE DATABASE ${TEMPLATE}`);
  await server.end();
  await migrate(addressOn(TEMPLATE));
}

declare global {
  // Jest gives its setup and its teardown this way to share something, and no other.
  var stopTestEngine: (() => Promise<void>) | undefined;
}
