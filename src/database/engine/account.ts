import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { types } from 'node:util';

/** An account of the system that PostgreSQL runs under. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where root puts what its server's account cannot reach elsewhere. */
export const SHARED_PLACE = '/var/lib/passerelle';

/** Where the programs start: initdb must know where it is, and our own folder may be closed to its account. */
export const ANYONES_FOLDER = '/';

/** Whether we are root, which PostgreSQL refuses to run as. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The account to run the server under: undefined means our own. Root needs another, which must have a name (initdb
 * asks for it): `postgres` where the system has it, else `nobody`.
 */
export function serverAccount(): Account | undefined {
  if (!isRoot()) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid && uid !== '0') return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL cannot run as root, and this system has no account "postgres" or "nobody" to run it under: ' +
      'start Passerelle as an ordinary user, or set DATABASE_URL.',
  );
}

/** The environment of the programs we start: none of our settings, and none that would change PostgreSQL's. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].map((name) => [name, process.env[name]] as const);
  return { ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)), LC_ALL: 'C', TZ: 'UTC' };
}

/** What a program said and how it ended; `code` is undefined when it could not be started or was killed. */
export interface Outcome {
  readonly code: number | undefined;
  readonly output: string;
}

/** Runs a program to its end under an account, from a folder that every account can reach. */
export function run(
  program: string,
  words: string[],
  account: Account | undefined,
  input = '',
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = start(program, words, account);
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    // The program may end without reading what it is given: its exit code says so, not our broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', (error) => resolve({ code: undefined, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? undefined, output: output.trim() }));
  });
}

function start(
  program: string,
  words: string[],
  account: Account | undefined,
): ChildProcessWithoutNullStreams {
  try {
    return spawn(program, words, { ...account, cwd: ANYONES_FOLDER, env: bareEnvironment() });
  } catch (error) {
    // A program that is missing or closed is told later; this is a container whose root may not become another.
    throw new Error(
      `This system does not let us start PostgreSQL under uid ${account?.uid}: ` +
        'start Passerelle as an ordinary user, or set DATABASE_URL.',
      { cause: error },
    );
  }
}

/** Whether the account can really write in a folder: it tries, since modes alone do not tell (parents, ACLs, mounts). */
export async function canWrite(folder: string, account: Account): Promise<boolean> {
  const attempt = 'cd "$0" && : > .probe && rm -f .probe';
  return (await run('/bin/sh', ['-c', attempt, folder], account)).code === 0;
}

/** Makes a folder that other accounts can pass through (not list), whatever our umask; an existing one is kept. */
export function makePassableFolder(folder: string): void {
  if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, 0o711);
}

/** Whether a process lives, ours or another account's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return types.isNativeError(error) && 'code' in error && error.code === 'EPERM';
  }
}
