import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Sees to it that programs are in the PATH. Those missing are installed from Debian's packages when this is root on a
 * Debian; otherwise it is said what to install, and the process ends with exit code 1.
 */
export function needPrograms(packageOfProgram) {
  const missing = () => Object.keys(packageOfProgram).filter((program) => !isInPath(program));
  if (missing().length === 0) return;
  const packages = [...new Set(missing().map((program) => packageOfProgram[program]))];
  if (process.getuid?.() === 0 && isInPath('apt-get')) {
    process.stderr.write(`Installing ${packages.join(', ')} (apt-get)\n`);
    const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
    if (!install() && apt('update')) install();
  }
  if (missing().length === 0) return;
  process.stderr.write(
    `The tests need ${missing().join(', ')}. Install these Debian packages, or what your system calls them: ${packages.join(', ')}\n`,
  );
  process.exit(1);
}

function isInPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function apt(...words) {
  // Run level 1 keeps a package from starting a server of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return spawnSync('apt-get', words, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}
