// Writes the types of the API that the screens call, from the service just built: web/src/api/schema.gen.ts.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTypes, { astToString } from 'openapi-typescript';

const file = 'web/src/api/schema.gen.ts';
const document = execFileSync(process.execPath, ['dist/cli/openapi.js'], { maxBuffer: 64 * 1024 * 1024 });
const types = astToString(await openapiTypes(document.toString('utf8'), { alphabetize: true }));
// An unchanged file keeps its date: editors and the development server have nothing to read again.
if (!existsSync(file) || readFileSync(file, 'utf8') !== types) writeFileSync(file, types);
