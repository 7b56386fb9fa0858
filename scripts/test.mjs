// npm test -- …: every test, or those that Jest's own words choose, from a fresh clone on. Some tests start the built
// service in processes of its own, so it is built first; those of jobs start a redis-server.
import { createRequire } from 'node:module';
import { endWithParent, prepare } from './prepare.mjs';
import { needRedis } from './redis.mjs';

endWithParent();
await prepare();
needRedis();
process.setSourceMapsEnabled(true);
createRequire(import.meta.url)('jest/bin/jest');
