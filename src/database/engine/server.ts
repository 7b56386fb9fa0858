import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ANYONES_FOLDER, bareEnvironment, isAlive, run } from './account.js';
import type { Binaries } from './binaries.js';
import type { Cluster } from './cluster.js';
import { ROLE, filesOf } from './cluster.js';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_SECONDS = 60;

/**
 * Settings of every server, given on its command line: they are the code's, whatever a cluster's own file says.
 * It listens on loopback TCP alone. Nothing of a statement reaches its log, since statements carry personal data:
 * errors are told to the service and to nobody else (`log_min_messages = log` leaves out all below: ERROR, WARNING),
 * and what is logged goes without its DETAIL, STATEMENT and CONTEXT.
 */
const COMMON_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_statement: 'none',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_min_duration_statement: '-1',
  log_lock_waits: 'off',
  // Every statement here is short: compiling one costs more than running it.
  jit: 'off',
};

/** A database that is kept: what is committed is on disk. The log takes one file per day of the week, no more. */
const DURABLE_SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '256MB',
  logging_collector: 'on',
  log_directory: '../log',
  log_filename: 'server-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
};

/** A database that is deleted at the end: nothing of it has to survive a crash, so nothing waits for the disk. */
const THROWAWAY_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  max_connections: '200',
  shared_buffers: '256MB',
  logging_collector: 'off',
  log_checkpoints: 'off',
};

/** A server that answers. */
export interface Server {
  readonly pid: number;
  readonly port: number;
  /** False when it was running already. */
  readonly startedHere: boolean;
}

/** The address of the service's database on a server, with the password of its role. */
export function addressOf(cluster: Cluster, port: number): string {
  // Loopback needs no TLS, and PGSSLMODE must not ask for it.
  return `postgres://${ROLE}:${cluster.password}@127.0.0.1:${port}/${ROLE}?sslmode=disable`;
}

/**
 * The running server of a cluster, started if there is none: one that survived its service is found through
 * `postmaster.pid`, and of two starts at once one wins and the other finds its server.
 */
export async function startServer(cluster: Cluster, binaries: Binaries, durable: boolean): Promise<Server> {
  const deadline = Date.now() + START_LIMIT_MS;
  let said = '';
  while (Date.now() < deadline) {
    const found = await findServer(cluster);
    if (found.state === 'ready') return { pid: found.pid, port: found.port, startedHere: false };
    if (found.state === 'changing') {
      await sleep(50);
      continue;
    }
    const started = await launch(cluster, binaries, durable, found.stalePid, deadline);
    if (typeof started !== 'string') return { ...started, startedHere: true };
    said = started;
    if (PASSING.every((failure) => said.search(failure) < 0)) break;
    await sleep(100);
  }
  throw new Error(`PostgreSQL did not start in ${cluster.folder}: ${said || stuckMessage(cluster)}`);
}

/** Another process has already found it, been its last user and stopped it. */
const STOPPED_AGAIN = 'it was stopped again at once';

/** Failures that pass: another start won, another program took the port, a killed server is not all gone yet. */
const PASSING = [
  STOPPED_AGAIN,
  /lock file ".*" already exists/,
  /could not create any TCP\/IP sockets/,
  /shared memory block .* is still in use/,
];

function stuckMessage(cluster: Cluster): string {
  const pid = readPidFile(cluster)?.pid;
  return `its process ${pid} has not answered for ${START_LIMIT_MS / 1000} seconds (see ${cluster.folder}/log).`;
}

/** Stops a server and waits for its end: running transactions are rolled back, everything committed is kept. */
export async function stopServer(
  cluster: Cluster,
  binaries: Binaries,
  mode: 'fast' | 'immediate',
): Promise<void> {
  // pg_ctl runs under the server's account, so it can signal no process but that account's.
  const words = ['stop', '--silent', '--wait', `--timeout=${STOP_LIMIT_SECONDS}`, `--mode=${mode}`];
  const { code, output } = await run(
    binaries.pgCtl,
    [...words, `--pgdata=${filesOf(cluster)}`],
    cluster.account,
  );
  if (code !== 0 && (await findServer(cluster)).state !== 'none')
    throw new Error(`PostgreSQL did not stop: ${output}`);
}

/** What `postmaster.pid` says of a cluster's server, once checked. */
export type Found =
  | { readonly state: 'ready'; readonly pid: number; readonly port: number }
  /** It is starting or stopping. */
  | { readonly state: 'changing' }
  /** None; `stalePid` when the file was left by a crash. */
  | { readonly state: 'none'; readonly stalePid?: number };

/** Looks for the running server of a cluster. */
export async function findServer(cluster: Cluster): Promise<Found> {
  const file = readPidFile(cluster);
  if (!file) return { state: 'none' };
  if (!(await isServerOf(cluster, file.pid))) return { state: 'none', stalePid: file.pid };
  return file.ready ? { state: 'ready', pid: file.pid, port: file.port } : { state: 'changing' };
}

/** `postmaster.pid`, which PostgreSQL keeps while it runs: line 1 its pid, 4 its port, 8 its state. */
function readPidFile(cluster: Cluster): { pid: number; port: number; ready: boolean } | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(filesOf(cluster), 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : undefined;
}

/** Whether a process is the server of this cluster, and not one that was given the pid of a server long gone. */
async function isServerOf(cluster: Cluster, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  const files = filesOf(cluster);
  try {
    // PostgreSQL works in its files' folder, by whatever name that is known today.
    return readlinkSync(`/proc/${pid}/cwd`) === files;
  } catch {
    return (await run('ps', ['-p', String(pid), '-o', 'command='], undefined)).output.includes(files);
  }
}

/** Starts a server and waits until it answers; a string says why it ended instead. */
async function launch(
  cluster: Cluster,
  binaries: Binaries,
  durable: boolean,
  stalePid: number | undefined,
  deadline: number,
): Promise<{ pid: number; port: number } | string> {
  const port = await freePort();
  const settings = {
    port: String(port),
    ...COMMON_SETTINGS,
    ...(durable ? DURABLE_SETTINGS : THROWAWAY_SETTINGS),
  };
  const words = [
    '-D',
    filesOf(cluster),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const logFile = join(cluster.folder, 'log', 'start.log');
  const log = openSync(logFile, 'w', 0o600);
  const env = bareEnvironment();
  // The pid in a lock file left by a crash may be another program's by now. PostgreSQL disregards a lock held by the
  // process named here (pg_ctl names its own parent so), which needs no file to be touched.
  if (stalePid !== undefined) env['PG_GRANDPARENT_PID'] = String(stalePid);
  // In a session of its own: a Ctrl-C in the terminal must reach the service alone, which stops the server last.
  const child = spawn(binaries.postgres, words, {
    ...cluster.account,
    cwd: ANYONES_FOLDER,
    env,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  const failure: { message?: string } = {};
  child.on('error', ({ message }) => (failure.message = message));

  while (failure.message === undefined && child.exitCode === null && child.signalCode === null) {
    const file = readPidFile(cluster);
    if (file?.ready && file.pid === child.pid) return { pid: file.pid, port: file.port };
    if (Date.now() > deadline) return stuckMessage(cluster);
    await sleep(10);
  }
  if (failure.message !== undefined) return failure.message;
  return child.exitCode === 0 ? STOPPED_AGAIN : readFileSync(logFile, 'utf8').trim();
}

/** A TCP port of the loopback that nobody uses at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
