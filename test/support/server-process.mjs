// One more process of the built service, for the tests of races: same database, same keys, a clock that stands still.
// Its settings come as JSON in its first argument, its instant as the second, its port as the
// third (any, unless told); it tells its address and serves until its
// standard input ends.
import 'reflect-metadata';
import { createApp } from '../../dist/app.js';
import { Jobs } from '../../dist/jobs/jobs.js';
import { SettableClock } from '../../dist/shared/clock.js';

const [settings, instant, port = '0'] = process.argv.slice(2);
const { worksJobs, ...rest } = JSON.parse(settings);
const app = await createApp(rest, new SettableClock(new Date(instant)));
if (worksJobs) app.get(Jobs).start();
await app.listen({ port: Number(port), host: '127.0.0.1' });
process.stdout.write(`${await app.getUrl()}\n`);
process.stdin.resume().on('end', () => void app.close().then(() => process.exit(0)));
