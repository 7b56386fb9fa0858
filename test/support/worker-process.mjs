// A worker of the built service, for the tests of jobs, with kinds of work that leave a row for everything they do.
// Its settings come as JSON in its first argument, and in the second an instant at which its clock stands still; it says
// "ready" and works until its standard input ends.
import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { createWorker } from '../../dist/app.js';
import { Database } from '../../dist/database/database.js';
import { affected, oneRow } from '../../dist/database/sql.js';
import { Jobs } from '../../dist/jobs/jobs.js';
import { SettableClock, SystemClock } from '../../dist/shared/clock.js';

const PARTS = 20;
const [settings, instant] = process.argv.slice(2);
const clock = instant ? new SettableClock(new Date(instant)) : new SystemClock();
const worker = await createWorker(JSON.parse(settings), clock);
const db = worker.get(Database, { strict: false });
const jobs = worker.get(Jobs, { strict: false });
const QUICKLY = { attempts: 3, firstPauseMs: 100 };

const leave = (subject, part) =>
  db.transaction((tx) =>
    affected(tx, 'INSERT INTO effect (subject, part, pid) VALUES ($1, $2, $3)', [subject, part, process.pid]),
  );

jobs.handle('test-quick', async (subject) => {
  await pause(10);
  await leave(subject, 1);
});

// Two hundred of these last longer than a sweep: a worker that slept when they came finds some left.
jobs.handle('test-steady', async (subject) => {
  await pause(60);
  await leave(subject, 1);
});

jobs.handle('test-long', async (subject, { signal, progress }) => {
  const { parts } = await db.read((tx) =>
    oneRow(tx, 'SELECT count(*)::int AS parts FROM effect WHERE subject = $1', [subject]),
  );
  for (let part = parts + 1; part <= PARTS; part++) {
    signal.throwIfAborted();
    await pause(100);
    await leave(subject, part);
    await progress(part, PARTS);
  }
  return { parts: PARTS };
});

jobs.handle(
  'test-third-time',
  async (subject, { attempt }) => {
    if (attempt < 3) throw new Error(`not yet, said the 1234-5678 of ${subject}`);
    await leave(subject, attempt);
  },
  QUICKLY,
);

jobs.handle(
  'test-never',
  (subject) => Promise.reject(new Error(`never, said the 1234-5678 of ${subject}`)),
  QUICKLY,
);

jobs.handle('test-deadly', () => process.kill(process.pid, 'SIGKILL'), { attempts: 1, firstPauseMs: 100 });

jobs.start();
process.stdout.write('ready\n');
process.stdin.resume().on('end', () => void worker.close().then(() => process.exit(0)));
