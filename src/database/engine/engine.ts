import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, serverAccount } from './account.js';
import type { Binaries } from './binaries.js';
import { findBinaries } from './binaries.js';
import type { Presence } from './claim.js';
import { AlreadyRunning, enter } from './claim.js';
import type { Cluster } from './cluster.js';
import {
  assertRunnable,
  buildCluster,
  createCluster,
  existingCluster,
  giveToOwner,
  reachableFolder,
} from './cluster.js';
import { addressOf, findServer, startServer, stopServer } from './server.js';

export { AlreadyRunning };

/** The embedded PostgreSQL of a data folder, in use by this process. */
export interface Engine {
  /** The address of the service's database. Holds a password: never print it. */
  readonly url: string;
  /** False when the server was running already: left by a crash, or used by another command. */
  readonly startedHere: boolean;
  /** Settles, with the reason, when the server or our claim is lost: the service must end. */
  readonly lost: Promise<string>;
  /** Ends our use of it; the last user stops the server. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** Absolute path of the folder that holds, or will hold, the database. */
  readonly dataDir: string;
  /** Given by the service, which must be alone: what a second one is told of it, its address. Commands do not claim. */
  readonly claimAs?: string;
  /** Receives each thing worth knowing, as one line. */
  readonly log?: (line: string) => void;
}

/**
 * Opens the database of a data folder on the embedded PostgreSQL: made at the first start, kept from then on.
 * @throws {AlreadyRunning} when `claimAs` is given and another service works on the same data.
 * @throws an Error in plain words when PostgreSQL cannot run here.
 */
export async function openEngine({
  dataDir,
  claimAs,
  log = () => undefined,
}: EngineOptions): Promise<Engine> {
  const account = existingCluster(dataDir)?.account ?? serverAccount();
  const binaries = await findBinaries(account, dataDir, log);
  if (!existingCluster(dataDir)) {
    log(`Making the database (PostgreSQL ${binaries.version}) in ${dataDir}`);
    await createCluster(dataDir, account, binaries, log);
  }
  const cluster = existingCluster(dataDir)!;
  await giveToOwner(cluster);
  await assertRunnable(cluster, binaries);

  const { presence, url, startedHere } = await startAndEnter(
    cluster,
    () => startServer(cluster, binaries, true),
    claimAs,
  );
  if (!startedHere) log('The database server was running already: using it');
  const stop = async (): Promise<void> => {
    const last = await presence.leave().catch(() => false);
    if (last) await stopServer(cluster, binaries, 'fast');
    await presence.end();
  };
  return { url, startedHere, lost: presence.lost, stop };
}

/** Enters a running server; one that its last user is stopping at that moment is started again. */
async function startAndEnter(
  cluster: Cluster,
  start: () => ReturnType<typeof startServer>,
  claimAs: string | undefined,
): Promise<{ presence: Presence; url: string; startedHere: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const server = await start();
    const url = addressOf(cluster, server.port);
    try {
      const presence = await enter(url, claimAs);
      if (presence) return { presence, url, startedHere: server.startedHere };
    } catch (error) {
      if (error instanceof AlreadyRunning || attempt === 5) throw error;
    }
    await sleep(200);
  }
}

/** A PostgreSQL of its own for one run: for tests, and for commands that leave nothing behind. */
export interface Throwaway {
  /** The address of an empty database, whose role may create others. */
  readonly url: string;
  /** Stops the server and deletes everything. */
  stop(): Promise<void>;
}

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const THROWAWAY = /^passerelle-throwaway-(\d+)-/;

/** Starts a PostgreSQL in a folder of its own, after removing those of processes that died without doing it. */
export async function throwawayEngine(log: (line: string) => void = () => undefined): Promise<Throwaway> {
  const account = serverAccount();
  const place = await reachableFolder(tmpdir(), account);
  const folder = mkdtempSync(join(place, `passerelle-throwaway-${process.pid}-`));
  chmodSync(folder, 0o711);
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const binaries = await findBinaries(account, folder, log);
    await sweepThrowaways(place, binaries);
    await buildCluster(join(folder, 'database'), account, binaries, { durable: false });
    const cluster = existingCluster(folder)!;
    const server = await startServer(cluster, binaries, false);

    // A process that ends before `stop` takes its server along, unless it is killed: then the next one sweeps.
    const abandon = (): void => {
      process.kill(server.pid, 'SIGQUIT');
      remove();
    };
    process.once('exit', abandon);
    for (const signal of ENDING_SIGNALS) process.once(signal, endBySignal);
    const stop = async (): Promise<void> => {
      process.removeListener('exit', abandon);
      for (const signal of ENDING_SIGNALS) process.removeListener(signal, endBySignal);
      await stopServer(cluster, binaries, 'immediate');
      remove();
    };
    return { url: addressOf(cluster, server.port), stop };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Ends as the signal would have, but through the `exit` event. */
function endBySignal(_signal: string, number: number): never {
  return process.exit(128 + number);
}

/** Removes the throwaways of processes that died, and stops their servers. Only what this account made is touched. */
async function sweepThrowaways(place: string, binaries: Binaries): Promise<void> {
  for (const name of readdirSync(place)) {
    const owner = THROWAWAY.exec(name)?.[1];
    const folder = join(place, name);
    if (!owner || isAlive(Number(owner))) continue;
    if (lstatSync(folder, { throwIfNoEntry: false })?.uid !== process.getuid?.()) continue;
    try {
      const cluster = existingCluster(folder);
      const server = cluster && (await findServer(cluster));
      if (server && server.state !== 'none') await stopServer(cluster, binaries, 'immediate');
    } catch {
      // Not a whole database, or another sweep came first.
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
