import { mkdirSync } from 'node:fs';
import { addressOfVisit, everyVisit, Screens, type Width, WIDTHS } from '../support/browser.js';

// npm run screenshots: docs/screenshots/<width>/<page>.png for every page, as each role that may see it.
const FOLDER = process.env['SCREENSHOTS'] ?? 'docs/screenshots';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

describe.each(Object.keys(WIDTHS) as Width[])('pictures on a %s', (width) => {
  it.each(everyVisit())('$name', async ({ name, role, page: info }) => {
    const page = await screens.open({ width, ...(role ? { role } : {}) });
    const address = await addressOfVisit(screens, page, info);
    if (address === null) return;
    await screens.visit(page, address);
    mkdirSync(`${FOLDER}/${width}`, { recursive: true });
    await page.screenshot({ path: `${FOLDER}/${width}/${name}.png`, fullPage: true });
  });
});
