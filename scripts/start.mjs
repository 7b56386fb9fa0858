// npm start: the service, from a fresh clone on. It runs in this very process, so signals and its exit code are its own.
import { endWithParent, prepare } from './prepare.mjs';

endWithParent();
await prepare();
process.setSourceMapsEnabled(true);
await import('../dist/main.js');
