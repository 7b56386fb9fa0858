// One more process of the built service, for the tests of races: same database, same keys. Its settings come as JSON in its
// first argument, in the second an instant at which its clock stands still (the machine's, unless told; « later » reads
// it on the standard input, for one that is only to begin then: reading the sources takes longer than beginning), its
// port as the third (any, unless told). It tells its address and serves until its standard input ends.
import 'reflect-metadata';
import { once } from 'node:events';
import { createApp } from '../../dist/app.js';
import { Jobs } from '../../dist/jobs/jobs.js';
import { SettableClock, SystemClock } from '../../dist/shared/clock.js';

const [settings, told, port = '0'] = process.argv.slice(2);
const instant = told === 'later' ? String((await once(process.stdin, 'data'))[0]) : told;
const { worksJobs, ...rest } = JSON.parse(settings);
const clock = instant ? new SettableClock(new Date(instant)) : new SystemClock();
const app = await createApp(rest, clock);
if (worksJobs) app.get(Jobs).start();
await app.listen({ port: Number(port), host: '127.0.0.1' });
process.stdout.write(`${await app.getUrl()}\n`);
process.stdin.resume().on('end', () => void app.close().then(() => process.exit(0)));
