import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { isRoot, serverAccount } from '../../src/database/engine/account.js';
import type { Engine } from '../../src/database/engine/engine.js';
import { AlreadyRunning, openEngine, throwawayEngine } from '../../src/database/engine/engine.js';
import { checkDatabase } from '../../src/database/engine/version.js';

/** Everything of this file is under one folder, which goes at the end with the servers that a failure left running. */
let home: string;
const engines: Engine[] = [];
const processes: ChildProcess[] = [];

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'passerelle-engine-spec-'));
  chmodSync(home, 0o711);
});

afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await Promise.all(engines.map((engine) => engine.stop().catch(() => undefined)));
  rmSync(home, { recursive: true, force: true });
});

async function open(dataDir: string, claimAs?: string, said: string[] = []): Promise<Engine> {
  const log = (line: string): void => void said.push(line);
  const engine = await openEngine({ dataDir, log, ...(claimAs === undefined ? {} : { claimAs }) });
  engines.push(engine);
  return engine;
}

async function ask<T extends Record<string, unknown>>(url: string, ...statements: string[]): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: T[] = [];
    for (const statement of statements) rows = (await client.query<T>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

/** Runs a program, from the build, in a process of its own that is killed at the end; `told` is what it prints first. */
async function tellElsewhere(
  program: string,
  ...words: string[]
): Promise<{ child: ChildProcess; told: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  const [first] = await once(child.stdout, 'data');
  return { child, told: String(first).trim() };
}

/** Opens a database elsewhere, and tells its address or why not. */
function openElsewhere(dataDir: string, claimAs: string): Promise<{ child: ChildProcess; told: string }> {
  const program = `
    import { openEngine } from './dist/database/engine/engine.js';
    try {
      const engine = await openEngine({ dataDir: process.argv[1], claimAs: process.argv[2] });
      process.on('SIGTERM', async () => { await engine.stop(); process.exit(0); });
      setInterval(() => {}, 1000);
      console.log('open ' + engine.url);
    } catch (error) {
      console.log(error.message);
    }`;
  return tellElsewhere(program, dataDir, claimAs);
}

/** The lines of what a running server says of itself. */
function pidFile(dataDir: string): string[] {
  return readFileSync(join(dataDir, 'database', 'cluster', 'postmaster.pid'), 'utf8').split('\n');
}

function serverPid(dataDir: string): number {
  return Number(pidFile(dataDir)[0]);
}

/** The programs may be in the data folder too, where their package cannot be used. */
function isOfDatabase(name: string): boolean {
  return !name.startsWith('postgresql-');
}

/** The folders of the throwaways that a process has at the moment. */
function throwawaysOf({ pid }: { pid?: number | undefined }): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`passerelle-throwaway-${pid}-`));
}

function answers(url: string): Promise<boolean> {
  return reaches('127.0.0.1', Number(new URL(url).port));
}

describe('a database that is kept', () => {
  let dataDir: string;

  beforeAll(() => {
    dataDir = join(home, 'kept');
  });

  it('has its rows at the next start, and no server in between', async () => {
    const first = await open(dataDir, 'first');
    await ask(first.url, 'CREATE TABLE kept (id int PRIMARY KEY)', 'INSERT INTO kept VALUES (7)');
    await first.stop();
    expect(await answers(first.url)).toBe(false);

    const second = await open(dataDir, 'second');
    expect(await ask(second.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
    expect(second.startedHere).toBe(true);
    await second.stop();
  });

  it('loses nothing when its server is killed: fsync, synchronous commit, full pages and checksums are on', async () => {
    const engine = await open(dataDir, 'durable');
    const settings = await ask(
      engine.url,
      `SELECT name, setting FROM pg_settings
        WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums') AND setting <> 'on'`,
    );
    expect(settings).toEqual([]);
    await ask(engine.url, 'INSERT INTO kept VALUES (8)');
    process.kill(serverPid(dataDir), 'SIGKILL');
    expect(await engine.lost).toBeTruthy();

    const next = await open(dataDir, 'next');
    expect(await ask(next.url, 'SELECT id FROM kept ORDER BY id')).toEqual([{ id: 7 }, { id: 8 }]);
    await next.stop();
  });

  it('starts although the pid of its killed server now belongs to another process', async () => {
    const engine = await open(dataDir, 'reused pid');
    process.kill(serverPid(dataDir), 'SIGKILL');
    await engine.lost;
    // Of the server's own account: PostgreSQL would see that another account's process is no server.
    const other = spawn('sleep', ['60'], { ...serverAccount(), stdio: 'ignore' });
    processes.push(other);
    const lines = pidFile(dataDir);
    writeFileSync(
      join(dataDir, 'database', 'cluster', 'postmaster.pid'),
      [other.pid, ...lines.slice(1)].join('\n'),
    );

    const next = await open(dataDir, 'next');
    expect(next.startedHere).toBe(true);
    await next.stop();
  });

  it('is not opened by a second service, which is told who has it', async () => {
    const service = await open(dataDir, 'http://localhost:3000');
    const second = open(dataDir, 'http://localhost:3001');
    await expect(second).rejects.toThrow(AlreadyRunning);
    await expect(second).rejects.toThrow(
      `Passerelle is already running on this data: http://localhost:3000 (process ${process.pid}).`,
    );
    expect(await ask(service.url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    await service.stop();
  });

  it('is read by a command beside the service, and stopped by neither while the other uses it', async () => {
    const service = await open(dataDir, 'service');
    const command = await open(dataDir);
    expect(command.startedHere).toBe(false);
    await service.stop();
    expect(await ask(command.url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    await command.stop();
    expect(await answers(command.url)).toBe(false);
  });

  it('is used again, rows and server, after its service was killed', async () => {
    const { child, told } = await openElsewhere(dataDir, 'killed');
    expect(told).toMatch(/^open /);
    const pid = serverPid(dataDir);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const said: string[] = [];
    const next = await open(dataDir, 'next', said);
    expect(next.startedHere).toBe(false);
    expect(serverPid(dataDir)).toBe(pid);
    expect(said).toEqual(['The database server was running already: using it']);
    expect(await ask(next.url, 'SELECT id FROM kept ORDER BY id')).toEqual([{ id: 7 }, { id: 8 }]);
    await next.stop();
    expect(await answers(next.url)).toBe(false);
  });

  it('is refused when another major version of PostgreSQL wrote it', async () => {
    const file = join(dataDir, 'database', 'cluster', 'PG_VERSION');
    const version = readFileSync(file);
    writeFileSync(file, '17\n');
    await expect(open(dataDir)).rejects.toThrow(/was written by PostgreSQL 17, and the embedded one is 18/);
    writeFileSync(file, version);
  });

  it('is not made anew in silence when the link to it leads nowhere', async () => {
    const elsewhere = join(home, 'dangling');
    mkdirSync(elsewhere);
    symlinkSync(join(home, 'gone'), join(elsewhere, 'database'));
    await expect(open(elsewhere)).rejects.toThrow(/no longer there/);
  });
});

describe('a running server', () => {
  const secret = 'Zoé Martin 1980-02-29';
  let dataDir: string;
  let engine: Engine;

  beforeAll(async () => {
    dataDir = join(home, 'running');
    engine = await open(dataDir, 'running');
  });

  it('writes nothing of a failing statement in its log', async () => {
    await ask(
      engine.url,
      'CREATE TABLE person (name text UNIQUE, age int)',
      `INSERT INTO person VALUES ('${secret}', 1)`,
    );
    const failing = [
      `INSERT INTO person VALUES ('${secret}', 2)`,
      `INSERT INTO person VALUES ('other', '${secret}')`,
      `SELECT '${secret}'::date`,
      `DO $$ BEGIN RAISE WARNING '${secret}'; RAISE EXCEPTION '${secret}'; END $$`,
      `SELECT ${secret} FROM`,
    ];
    for (const statement of failing) await expect(ask(engine.url, statement)).rejects.toThrow(/./);
    const client = new Client({ connectionString: engine.url });
    await client.connect();
    await expect(client.query('INSERT INTO person VALUES ($1, $2)', [secret, 3])).rejects.toThrow(
      /duplicate/,
    );
    await client.end();

    const folder = join(dataDir, 'database', 'log');
    const log = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toContain('Martin');
    expect(log).not.toContain('person');
  });

  it('answers on the loopback, and on no other address of this machine', async () => {
    const port = Number(new URL(engine.url).port);
    expect(await reaches('127.0.0.1', port)).toBe(true);
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const others = addresses.filter(({ family, internal }) => family === 'IPv4' && !internal);
    for (const { address } of others) expect(await reaches(address, port)).toBe(false);
    expect(await ask(engine.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const socketFolder = pidFile(dataDir)[4];
    expect(socketFolder).toBe('');
  });

  it('lets nobody in without the password, which only its owner can read', async () => {
    const stranger = new URL(engine.url);
    stranger.password = 'guess';
    await expect(ask(stranger.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    expect(lstatSync(join(dataDir, 'database', 'password')).mode & 0o077).toBe(0);
  });

  it('gives the service a role that is no superuser', async () => {
    expect(await ask(engine.url, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([
      { rolsuper: false },
    ]);
    await expect(ask(engine.url, `COPY (SELECT 1) TO PROGRAM 'true'`)).rejects.toThrow(/permission denied/);
  });

  it('tells its version, and an unusable address is told without its password', async () => {
    expect(await checkDatabase(engine.url)).toMatch(/^PostgreSQL 18\.\d+$/);
    const wrong = new URL(engine.url);
    wrong.password = 'guessed-secret';
    await expect(checkDatabase(wrong.href)).rejects.toThrow(/^The database cannot be used: (?!.*guessed)/);
    await expect(checkDatabase('postgres://nobody:hidden@127.0.0.1:1/none')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('does not run as root', () => {
    expect(lstatSync(`/proc/${serverPid(dataDir)}`).uid).not.toBe(0);
  });
});

describe('a first start', () => {
  it('made by two services at once leaves one database and one service', async () => {
    const dataDir = join(home, 'twice');
    const both = await Promise.all([openElsewhere(dataDir, 'one'), openElsewhere(dataDir, 'two')]);
    const told = both.map((service) => service.told).toSorted();
    expect(told[0]).toMatch(/^Passerelle is already running on this data: (one|two) \(process \d+\)\.$/);
    expect(told[1]).toMatch(/^open /);
    expect(readdirSync(dataDir).filter(isOfDatabase)).toEqual(['database']);

    const winner = both.find((service) => service.told.startsWith('open '))!;
    winner.child.kill('SIGTERM');
    await once(winner.child, 'exit');
    expect(await answers(winner.told.slice('open '.length))).toBe(false);
  });

  it('removes what a start that died in the middle left', async () => {
    const dataDir = join(home, 'halfway');
    // 2^22 is the most Linux gives out, so no process has this number.
    mkdirSync(join(dataDir, 'unfinished-9999999-x', 'cluster'), { recursive: true });
    const engine = await open(dataDir);
    await engine.stop();
    expect(readdirSync(dataDir).filter(isOfDatabase)).toEqual(['database']);
  });

  it('keeps its data below a folder that only we can enter, which PostgreSQL cannot when we are root', async () => {
    const closed = join(home, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const dataDir = join(closed, 'data');
    const said: string[] = [];
    const first = await open(dataDir, 'closed', said);
    const place = realpathSync(join(dataDir, 'database'));
    try {
      expect(said.includes(`The database is kept in ${place}: its server cannot reach ${dataDir}`)).toBe(
        isRoot(),
      );
      await ask(first.url, 'CREATE TABLE kept (id int)', 'INSERT INTO kept VALUES (9)');
      await first.stop();
      const second = await open(dataDir, 'again');
      expect(await ask(second.url, 'SELECT id FROM kept')).toEqual([{ id: 9 }]);
      await second.stop();
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
});

describe('a throwaway', () => {
  const program = `
    import { throwawayEngine } from './dist/database/engine/engine.js';
    const engine = await throwawayEngine();
    setInterval(() => {}, 1000);
    console.log(engine.url);`;
  it('goes with its process when that is told to end', async () => {
    const { child, told } = await tellElsewhere(program);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([143, null]);
    expect(throwawaysOf(child)).toEqual([]);
    expect(await answers(told)).toBe(false);
  });

  it('of a killed process is removed by the next one, server and files', async () => {
    const { child, told } = await tellElsewhere(program);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await answers(told)).toBe(true);
    expect(throwawaysOf(child)).toHaveLength(1);

    const ours = throwawaysOf(process);
    const next = await throwawayEngine();
    expect(await answers(told)).toBe(false);
    expect(throwawaysOf(child)).toEqual([]);
    await next.stop();
    expect(await answers(next.url)).toBe(false);
    expect(throwawaysOf(process)).toEqual(ours);
  });
});

function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const answer = (reached: boolean) => () => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', answer(true));
    socket.once('error', answer(false));
    socket.once('timeout', answer(false));
  });
}
