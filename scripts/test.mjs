// npm test -- …: every test, or those that Jest's own words choose, from a fresh clone on. Some tests start the built
// service in processes of its own, so it is built first; those of jobs start a redis-server, those of documents read
// printed pages back, and those of the screens use a browser.
import { createRequire } from 'node:module';
import { endWithParent, prepare } from './prepare.mjs';
import { needPrograms } from './programs.mjs';

endWithParent();
needPrograms({
  'redis-server': 'redis-server',
  pdftoppm: 'poppler-utils',
  pdftotext: 'poppler-utils',
  pdffonts: 'poppler-utils',
  zbarimg: 'zbar-tools',
  chromium: 'chromium',
});
await prepare();
process.setSourceMapsEnabled(true);
createRequire(import.meta.url)('jest/bin/jest');
