import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Who uses a database is told by PostgreSQL advisory locks, on a connection held for that purpose alone. A lock ends with
 * its connection, and a connection with its process, so no crash leaves a stale one. The key is this pair of numbers:
 * the first says that the lock is ours, the second which.
 */
const OURS = 0x50_41_53_53;
/** Held shared by every process that uses an embedded server: who gets it alone is the last, and may stop the server. */
const PRESENCE = 1;
/** Held by the one service that works on the database. */
const SERVICE = 2;

/** A service that has just died may hold its lock for an instant more. */
const CLAIM_PATIENCE_MS = 1_000;

/** Another service works on the same data. */
export class AlreadyRunning extends Error {
  constructor(readonly holder: string) {
    super(`Passerelle is already running on this data${holder && `: ${holder}`}.`);
  }
}

/** Our use of an embedded server's database. */
export interface Presence {
  /** Settles, with the reason, if the connection that holds our locks breaks: the claim may be another's by then. */
  readonly lost: Promise<string>;
  /** Gives up our locks, and tells whether nobody else uses the server: nobody can come in until `end`. */
  leave(): Promise<boolean>;
  end(): Promise<void>;
}

/**
 * Enters a database, and claims it for the life of this process when `claimAs` is given.
 * @param claimAs what a second service is told of this one: its address.
 * @returns undefined when the server is being stopped by its last user.
 * @throws {AlreadyRunning} when another service holds the claim.
 */
export async function enter(url: string, claimAs?: string): Promise<Presence | undefined> {
  const name = claimAs === undefined ? 'passerelle' : `${claimAs} (process ${process.pid})`;
  const client = new Client({ connectionString: url, application_name: name, keepAlive: true });
  let leaving = false;
  const lost = new Promise<string>((resolve) => {
    client.on('error', (error) => leaving || resolve(error.message));
    client.on('end', () => leaving || resolve('the connection was closed'));
  });
  const end = async (): Promise<void> => {
    leaving = true;
    await client.end().catch(() => undefined);
  };
  try {
    await client.connect();
    if (!(await lock(client, 'pg_try_advisory_lock_shared', PRESENCE))) {
      await end();
      return undefined;
    }
    if (claimAs !== undefined) await claim(client);
  } catch (error) {
    await end();
    throw error;
  }
  const leave = async (): Promise<boolean> => {
    leaving = true;
    await client.query('SELECT pg_advisory_unlock_all()');
    return lock(client, 'pg_try_advisory_lock', PRESENCE);
  };
  return { lost, leave, end };
}

async function claim(client: Client): Promise<void> {
  const deadline = Date.now() + CLAIM_PATIENCE_MS;
  while (!(await lock(client, 'pg_try_advisory_lock', SERVICE))) {
    if (Date.now() > deadline) throw new AlreadyRunning(await holderOf(client));
    await sleep(100);
  }
}

async function lock(client: Client, how: string, which: number): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(`SELECT ${how}($1, $2) AS locked`, [OURS, which]);
  return rows[0]?.locked === true;
}

/** What the holder of the claim says of itself. */
async function holderOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT session.application_name AS name
       FROM pg_locks AS held JOIN pg_stat_activity AS session USING (pid)
      WHERE held.locktype = 'advisory' AND held.granted AND held.classid::bigint = $1 AND held.objid::bigint = $2
        AND session.datname = current_database()`,
    [OURS, SERVICE],
  );
  return rows[0]?.name ?? '';
}
