// npm run build: the service and its screens, each step only when something changed.
import { prepare } from './prepare.mjs';

await prepare();
