// npm test -- …: every test, or those that Jest's own words choose, from a fresh clone on. Some tests start the built
// service in processes of its own, so it is built first.
import { createRequire } from 'node:module';
import { endWithParent, prepare } from './prepare.mjs';

endWithParent();
await prepare();
process.setSourceMapsEnabled(true);
createRequire(import.meta.url)('jest/bin/jest');
