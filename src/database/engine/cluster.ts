import { randomBytes, randomUUID } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.js';
import {
  SHARED_PLACE,
  canWrite,
  isAlive,
  isRoot,
  makePassableFolder,
  run,
  serverAccount,
} from './account.js';
import type { Binaries } from './binaries.js';

/**
 * A database on disk: one folder that holds `cluster` (PostgreSQL's own files), `password` (of its two roles, readable
 * by its owner alone) and `log`.
 */
export interface Cluster {
  readonly folder: string;
  /** The account that owns it and runs its server; undefined means our own. */
  readonly account: Account | undefined;
  readonly password: string;
}

/** The service's role, which owns the service's database and is no superuser. */
export const ROLE = 'passerelle';

/** PostgreSQL's own files. */
export function filesOf(cluster: Cluster): string {
  return join(cluster.folder, 'cluster');
}

/**
 * The database of a data folder, or undefined when it has none yet.
 * @throws an Error in plain words when there is one and it cannot be used as it is.
 */
export function existingCluster(dataDir: string): Cluster | undefined {
  const place = join(dataDir, 'database');
  if (!lstatSync(place, { throwIfNoEntry: false })) return undefined;
  if (!existsSync(place)) {
    throw new Error(
      `${place} points to a database that is no longer there: put it back, or remove the link.`,
    );
  }
  const folder = realpathSync(place);
  if (!existsSync(join(folder, 'cluster', 'PG_VERSION'))) {
    throw new Error(
      `${folder} is not a database of Passerelle, or belongs to another account: see DATA_DIR.`,
    );
  }
  return { folder, account: ownerOf(folder), password: readFileSync(join(folder, 'password'), 'utf8') };
}

/** The account a database belongs to, as root sees it. */
function ownerOf(folder: string): Account | undefined {
  if (!isRoot()) return undefined;
  const { uid, gid } = statSync(join(folder, 'cluster'));
  // Copied back by root (a restored backup): existing files get an owner again in `giveToOwner`.
  return uid === 0 ? serverAccount() : { uid, gid };
}

/** Gives a database that root copied back to the account that will run it. */
export async function giveToOwner({ folder, account }: Cluster): Promise<void> {
  if (!account || statSync(join(folder, 'cluster')).uid === account.uid) return;
  await run('chown', ['-R', `${account.uid}:${account.gid}`, folder], undefined);
}

/** Refuses a database that this engine cannot run: written by another major version, or out of its account's reach. */
export async function assertRunnable(cluster: Cluster, binaries: Binaries): Promise<void> {
  const written = readFileSync(join(filesOf(cluster), 'PG_VERSION'), 'utf8').trim();
  if (written !== binaries.version.split('.')[0]) {
    throw new Error(
      `${cluster.folder} was written by PostgreSQL ${written}, and the embedded one is ${binaries.version}: ` +
        'move its data with the former version (pg_dump, then pg_restore), or set DATABASE_URL.',
    );
  }
  if (cluster.account && !(await canWrite(filesOf(cluster), cluster.account))) {
    throw new Error(
      `${cluster.folder} cannot be reached by uid ${cluster.account.uid}, which owns it and must run PostgreSQL ` +
        '(it refuses root): let it pass through the folders above, or move the database where it can.',
    );
  }
}

/**
 * Makes the database of a data folder. It is built under another name and takes its own when it is complete, so a
 * crash in the middle leaves none, and of two processes at once one wins and both use its database.
 */
export async function createCluster(
  dataDir: string,
  account: Account | undefined,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<void> {
  makePassableFolder(dataDir);
  const place = await reachableFolder(dataDir, account);
  for (const folder of new Set([dataDir, place])) sweepUnfinished(folder);
  const unfinished = join(place, `unfinished-${process.pid}-${randomUUID()}`);
  await buildCluster(unfinished, account, binaries, { durable: true });
  const link = join(dataDir, 'database');
  const final = place === dataDir ? link : join(place, `database-${randomUUID()}`);
  try {
    renameSync(unfinished, final);
    syncFolder(place);
    if (final === link) return;
    // The data folder keeps a link: moved or removed, it takes its database along.
    symlinkSync(final, link);
    syncFolder(dataDir);
    log(`The database is kept in ${final}: its server cannot reach ${dataDir}`);
  } catch (error) {
    rmSync(final === link ? unfinished : final, { recursive: true, force: true });
    if (!existsSync(link)) throw error;
  }
}

/** The folder wanted, or for root another one when the server's account cannot write there. */
export async function reachableFolder(wanted: string, account: Account | undefined): Promise<string> {
  if (!account) return wanted;
  const trial = join(wanted, `unfinished-${process.pid}-${randomUUID()}`);
  mkdirSync(trial);
  try {
    chownSync(trial, account.uid, account.gid);
    if (await canWrite(trial, account)) return wanted;
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
  makePassableFolder(SHARED_PLACE);
  return SHARED_PLACE;
}

/**
 * Builds a database in a new folder. Its text is UTF-8 and sorts by code point, by rules that
 * are PostgreSQL's own: no upgrade of a system library can make an index wrong. French sorting is asked where it shows.
 * @param durable whether it must be on disk when this ends.
 */
export async function buildCluster(
  folder: string,
  account: Account | undefined,
  binaries: Binaries,
  { durable }: { durable: boolean },
): Promise<void> {
  mkdirSync(folder, { mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 });
  mkdirSync(join(folder, 'log'), { mode: 0o700 });
  if (account) {
    for (const path of [folder, join(folder, 'password'), join(folder, 'log')]) {
      chownSync(path, account.uid, account.gid);
    }
  }
  try {
    await initialise(folder, account, binaries, password, durable);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function initialise(
  folder: string,
  account: Account | undefined,
  binaries: Binaries,
  password: string,
  durable: boolean,
): Promise<void> {
  const files = join(folder, 'cluster');
  const initdb = await run(
    binaries.initdb,
    [
      `--pgdata=${files}`,
      '--username=postgres',
      `--pwfile=${join(folder, 'password')}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      ...(durable ? [] : ['--no-sync']),
    ],
    account,
  );
  if (initdb.code !== 0) throw new Error(`initdb failed:\n${initdb.output}`);

  // Before any server listens, so that a database never exists without its role. Nothing is logged: it is a password.
  const statements = [
    `CREATE ROLE ${ROLE} LOGIN PASSWORD '${password}'`,
    `CREATE DATABASE ${ROLE} OWNER ${ROLE}`,
    // Throwaways are for tests, which copy databases, and plant in them what the constraints forbid.
    ...(durable
      ? []
      : [`ALTER ROLE ${ROLE} CREATEDB`, `GRANT SET ON PARAMETER session_replication_role TO ${ROLE}`]),
  ];
  const quiet = ['exit_on_error=on', 'log_min_error_statement=panic', 'log_checkpoints=off'];
  const single = await run(
    binaries.postgres,
    ['--single', '-j', ...quiet.flatMap((setting) => ['-c', setting]), '-D', files, 'postgres'],
    account,
    statements.map((statement) => `${statement};\n\n`).join(''),
  );
  if (single.code !== 0) throw new Error(`The new database could not be prepared:\n${single.output}`);
  if (durable) syncFolder(folder);
}

/** Removes what processes that died in the middle of building a database left behind. */
function sweepUnfinished(place: string): void {
  for (const name of readdirSync(place)) {
    const owner = /^unfinished-(\d+)-/.exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) rmSync(join(place, name), { recursive: true, force: true });
  }
}

/** Makes the names in a folder durable: a rename is only on disk once its folder is. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
