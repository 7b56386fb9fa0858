import { spawnSync } from 'node:child_process';

/**
 * The tests of jobs start a real redis-server. Where none is in the PATH, Debian's is installed if this process may, else
 * it is said what to install, and the command ends.
 */
export function needRedis() {
  if (isThere('redis-server')) return;
  if (process.getuid?.() === 0 && isThere('apt-get')) {
    process.stderr.write('Installing redis-server (apt-get), which the tests start\n');
    if (!installs()) {
      aptGet('update');
      installs();
    }
    if (isThere('redis-server')) return;
  }
  process.stderr.write(
    'The tests start a redis-server, and there is none in the PATH. Install it (Debian, Ubuntu: ' +
      'apt-get install redis-server; macOS: brew install redis) and run npm test again.\n',
  );
  process.exit(1);
}

function isThere(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

function installs() {
  return aptGet('install', '--yes', '--no-install-recommends', 'redis-server');
}

/** Run level 1 keeps the package from starting a server of its own. */
function aptGet(...words) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return (
    spawnSync('apt-get', ['--quiet', ...words], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
  );
}
