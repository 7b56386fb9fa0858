// Writes the types of the API that the screens call, from the service just built: web/src/api/schema.gen.ts.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTypes, { astToString } from 'openapi-typescript';

const file = 'web/src/api/schema.gen.ts';
const { status, stdout } = spawnSync(process.execPath, ['dist/cli/openapi.js'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (status !== 0) process.exit(1);
const types = astToString(await openapiTypes(stdout, { alphabetize: true }));
// An unchanged file keeps its date: editors and the development server have nothing to read again.
if (!existsSync(file) || readFileSync(file, 'utf8') !== types) writeFileSync(file, types);
