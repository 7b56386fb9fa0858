import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/**
 * Makes a clone ready to run: its packages installed and its sources built, each only when needed. This file is all
 * there is at first, so it imports nothing but Node. What it tells goes to standard error, a line a step: standard
 * output belongs to the command that follows.
 */
export async function prepare() {
  checkNode();
  process.chdir(root);
  if (isInstalled() && isBuilt()) return;
  const unlock = await lock();
  try {
    if (!isInstalled()) install();
    if (!isBuilt()) build();
  } finally {
    unlock();
  }
}

/** Told to end, npm ends alone: what it runs is left without a parent. Then this process tells itself to end. */
export function endWithParent() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 300);
  watch.unref();
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function tell(line) {
  process.stderr.write(`${line}\n`);
}

/** Ends with a sentence rather than with a stack: what failed has told its reasons above. */
function giveUp(line) {
  tell(line);
  process.exit(1);
}

function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [major, minor] = /(\d+)\.(\d+)/.exec(engines.node).slice(1).map(Number);
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number);
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return;
  giveUp(`Passerelle needs Node ${major}.${minor} or later, and this is Node ${process.versions.node}.`);
}

/** Whether every package of the lock file is there in its version; optional ones are for other platforms too. */
function isInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(([path, wanted]) => {
    if (!path.includes('node_modules/') || installed[path]?.version === wanted.version) return true;
    return wanted.optional === true && installed[path] === undefined;
  });
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : {};
}

/** Under NODE_ENV=production too, what builds the service is needed. */
function install() {
  tell('Installing packages (npm install): the first time takes a minute');
  const words = ['install', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
  // The npm that runs us, if one does, else the one in the PATH.
  const npm = process.env.npm_execpath ?? '';
  const done = npm.endsWith('npm-cli.js')
    ? runQuietly(process.execPath, [npm, ...words])
    : runQuietly('npm', words, { shell: process.platform === 'win32' });
  if (!done) giveUp('npm install failed: the reason is above.');
}

function build() {
  tell('Building');
  const sources = fingerprint();
  const step = (program, ...words) => {
    if (!runQuietly(process.execPath, [program, ...words])) giveUp('The build failed: the reason is above.');
  };
  step(join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build');
  // The screens are a client of the API: its types come from the service just built.
  step(join('scripts', 'api-types.mjs'));
  step(join('node_modules', 'vite', 'bin', 'vite.js'), 'build', 'web', '--logLevel', 'warn');
  writeFileSync(join('dist', '.built'), sources);
}

function isBuilt() {
  const mark = join('dist', '.built');
  if (!existsSync(join('web', 'dist', 'index.html'))) return false;
  return existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint();
}

/** What the build was made from. A file removed or put back from an older copy changes it too. */
function fingerprint() {
  const hash = createHash('sha256');
  const under = (folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  const folders = [...under('src'), ...under(join('web', 'src')), ...under(join('web', 'public'))];
  const sources = folders.filter((path) => !path.endsWith('.gen.ts')).toSorted();
  const settings = ['nest-cli.json', '.swcrc', 'tsconfig.json', 'package-lock.json'];
  const ofWeb = ['index.html', 'vite.config.ts', 'tsconfig.json'].map((name) => join('web', name));
  for (const path of [...sources, ...settings, ...ofWeb, join('scripts', 'api-types.mjs')]) {
    if (statSync(path).isDirectory()) continue;
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Runs a program to its end, and shows what it said only when it failed. */
function runQuietly(program, words, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return true;
  tell([stdout, stderr, error?.message].filter(Boolean).join('\n').trim());
  return false;
}

/** Keeps two commands started together from preparing at once. A lock left by a killed one names a dead process. */
async function lock() {
  const file = join(
    tmpdir(),
    `passerelle-prepare-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`,
  );
  for (let told = false; ; await sleep(200)) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(existsSync(file) ? readFileSync(file, 'utf8') : 0);
    if (holder > 0 && !isAlive(holder)) {
      rmSync(file, { force: true });
    } else if (!told) {
      tell(`Waiting for another command that is preparing this folder (${file})`);
      told = true;
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
