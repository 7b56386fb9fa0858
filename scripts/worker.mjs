// npm run worker: a process that works jobs, from a fresh clone on. Signals and its exit code are its own.
import { endWithParent, prepare } from './prepare.mjs';

endWithParent();
await prepare();
process.setSourceMapsEnabled(true);
await import('../dist/worker.js');
