import { types } from 'node:util';
import { Client } from 'pg';

const OLDEST_MAJOR = 15;

/**
 * Asks a database what it is, before anything is written to it.
 * @returns its name for people: "PostgreSQL 18.4".
 * @throws an Error in plain words when it cannot be reached, is older than PostgreSQL 15 or is not UTF-8.
 */
export async function checkDatabase(url: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A connection that breaks later than its query must not end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: number; encoding: string }>(
      `SELECT current_setting('server_version_num')::int AS number, current_setting('server_encoding') AS encoding`,
    );
    const { number, encoding } = rows[0]!;
    const name = `PostgreSQL ${Math.floor(number / 10_000)}.${number % 10_000}`;
    if (number < OLDEST_MAJOR * 10_000)
      throw new Error(`it is ${name}, and ${OLDEST_MAJOR} or later is needed`);
    if (encoding !== 'UTF8') throw new Error(`its encoding is ${encoding}, and UTF8 is needed`);
    return name;
  } catch (error) {
    // pg's own messages name the host and the user, never the password.
    const reason =
      types.isNativeError(error) && error.message !== '' ? error.message : 'nothing answers there';
    throw new Error(`The database cannot be used: ${reason}.`, { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}
