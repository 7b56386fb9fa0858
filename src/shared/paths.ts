import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/**
 * Where the project's own files are: the folder every command is started from. The sources run both as ES modules
 * (the service) and as CommonJS (the tests), so none of them can ask where it is itself.
 */
export const projectRoot = process.cwd();

if (!existsSync(join(projectRoot, 'package.json'))) {
  throw new Error(`Start Passerelle from its own folder: ${projectRoot} has no package.json.`);
}

/** The absolute path of a file named from the project root; an absolute name is kept as it is. */
export function fromRoot(...names: string[]): string {
  const path = join(...names);
  return isAbsolute(path) ? path : join(projectRoot, path);
}
