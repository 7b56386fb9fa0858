// One more process of the built service, for the tests of races: same database, same keys, a clock that stands still.
// Its settings come as JSON in its first argument, its instant as the second; it tells its address and serves until its
// standard input ends.
import 'reflect-metadata';
import { createApp } from '../../dist/app.js';
import { SettableClock } from '../../dist/shared/clock.js';

const [settings, instant] = process.argv.slice(2);
const app = await createApp(JSON.parse(settings), new SettableClock(new Date(instant)));
await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${await app.getUrl()}\n`);
process.stdin.resume().on('end', () => void app.close().then(() => process.exit(0)));
