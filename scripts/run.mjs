// node scripts/run.mjs NAME …: a command of src/cli, from a fresh clone on, in this very process.
import { existsSync } from 'node:fs';
import { endWithParent, prepare } from './prepare.mjs';

const [name, ...words] = process.argv.slice(2);
endWithParent();
await prepare();
const command = new URL(`../dist/cli/${name}.js`, import.meta.url);
if (!/^[a-z-]+$/.test(name ?? '') || !existsSync(command)) {
  process.stderr.write(`There is no command "${name}" in src/cli.\n`);
  process.exit(1);
}
process.argv.splice(1, Infinity, command.pathname, ...words);
process.setSourceMapsEnabled(true);
await import(command.href);
