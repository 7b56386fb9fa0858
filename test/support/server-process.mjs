// One more process of the built service, for the tests of races: same database, same keys, a clock that stands still.
// Its settings come as JSON in its first argument, its port as the third (any, unless told), its instant as the second, or
// on its standard input for one that is only to begin then: reading the sources takes longer than beginning. It tells
// its address and serves until its standard input ends.
import 'reflect-metadata';
import { once } from 'node:events';
import { createApp } from '../../dist/app.js';
import { Jobs } from '../../dist/jobs/jobs.js';
import { SettableClock } from '../../dist/shared/clock.js';

const [settings, told, port = '0'] = process.argv.slice(2);
const instant = told === 'later' ? String((await once(process.stdin, 'data'))[0]) : told;
const { worksJobs, ...rest } = JSON.parse(settings);
const app = await createApp(rest, new SettableClock(new Date(instant)));
if (worksJobs) app.get(Jobs).start();
await app.listen({ port: Number(port), host: '127.0.0.1' });
process.stdout.write(`${await app.getUrl()}\n`);
process.stdin.resume().on('end', () => void app.close().then(() => process.exit(0)));
