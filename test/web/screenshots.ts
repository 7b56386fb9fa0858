import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { Screens, type Width, WIDTHS } from '../support/browser.js';
import { endTheYear, everyVisit, Tour, type Visit } from '../support/visits.js';
import words from '../../web/src/words/en.json' with { type: 'json' };

// npm run screenshots: docs/screenshots/<width>/<page>.webp for every page, as each role that may see it, and the page
// that shows them all.
const FOLDER = process.env['SCREENSHOTS'] ?? 'docs/screenshots';
const WIDTH_NAMES = Object.keys(WIDTHS) as Width[];

/** A sixth of a PNG, and letters stay sharp. */
const QUALITY = 50;
/** A list that goes on is shown by its beginning. */
const MOST_HEIGHT = 2000;

let screens: Screens;
let tour: Tour;
const titles = new Map<Visit, string>();
const later: Visit[] = [];
beforeAll(async () => {
  screens = await Screens.start();
  tour = new Tour(screens);
  for (const width of WIDTH_NAMES) {
    rmSync(`${FOLDER}/${width}`, { recursive: true, force: true });
    mkdirSync(`${FOLDER}/${width}`, { recursive: true });
  }
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.checkWindows());

it.each(everyVisit())('$name', async (visit) => {
  if (!(await show(visit))) later.push(visit);
});

it('what is there only once the year has ended', async () => {
  await screens.check();
  await endTheYear(screens);
  tour = new Tour(screens);
  for (const visit of later) expect([visit.name, await show(visit)]).toEqual([visit.name, true]);
}, 120_000);

it('the page that shows them all', () => {
  writeFileSync(`${FOLDER}/README.md`, gallery());
  execFileSync(process.execPath, [
    'node_modules/prettier/bin/prettier.cjs',
    '--write',
    `${FOLDER}/README.md`,
  ]);
});

/** Takes the pictures of a page; whether there is one of its kind. */
async function show(visit: Visit): Promise<boolean> {
  const page = await tour.arrive(visit);
  if (!page) return false;
  titles.set(visit, (await page.title()).replace(/ · Passerelle$/, ''));
  for (const width of WIDTH_NAMES) {
    await page.setViewportSize(WIDTHS[width]);
    writeFileSync(`${FOLDER}/${width}/${visit.name}.webp`, await pictureOf(page, WIDTHS[width].width));
  }
  return true;
}

/** Playwright knows no WebP: Chromium is asked. */
async function pictureOf(page: Page, width: number): Promise<Buffer> {
  const height = await page.evaluate(
    () => (globalThis as any).document.documentElement.scrollHeight as number,
  );
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height: Math.min(height, MOST_HEIGHT), scale: 1 },
  });
  await session.detach();
  return Buffer.from(data, 'base64');
}

/** A table for each role, a row for each page. */
function gallery(): string {
  const visits = [...titles.keys()];
  const tables = [...new Set(visits.map(({ role }) => role))].map((role) => {
    const rows = everyVisit()
      .filter((visit) => visit.role === role)
      .flatMap((one) => visits.filter(({ name }) => name === one.name))
      .map((visit) => {
        const [desktop, phone] = WIDTH_NAMES.map((width) => `${width}/${visit.name}.webp`);
        const title = titles.get(visit)!;
        return `| ${title} | [<img src="${desktop}" width="400" alt="${title}">](${desktop}) | [<img src="${phone}" width="120" alt="${title}, on a phone">](${phone}) |`;
      });
    return `## ${role ? words.roles[role] : 'Everyone'}\n\n| | 1280 px | 390 px |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Every page\n\nMade by \`npm run screenshots\`, with the data of the demonstration.\n\n${tables.join('\n')}`;
}
