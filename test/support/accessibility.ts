import { source as axeSource } from 'axe-core';
import type { Page } from 'playwright-core';
import { AREAS } from '../../web/src/areas/areas.js';
import { accessibilityOf, overflowOf, Screens, type Width, WIDTHS } from './browser.js';
import { endTheYear, Tour, type Visit } from './visits.js';

/**
 * Tests of pages, each loaded once: in French at every width, then in English on the phone. A page that there is none of
 * in June is visited once the year has ended; that there is none of it at all fails.
 */
export function itsPagesAreForAll(visits: readonly Visit[]): void {
  let screens: Screens;
  let tour: Tour;
  const titles = new Map<string, string>();
  const later: Visit[] = [];
  beforeAll(async () => {
    screens = await Screens.start();
    tour = new Tour(screens, axeSource);
  }, 120_000);
  afterAll(() => screens.stop());
  afterEach(() => screens.checkWindows());

  /** A line for each thing that is wrong in a page; null if there is none of its kind. */
  const wrongIn = async (visit: Visit): Promise<string[] | null> => {
    const page = await tour.arrive(visit);
    if (!page) return null;
    const wrong: string[] = [];
    const note = (where: string, lines: readonly string[]) =>
      void wrong.push(...lines.map((line) => `${where}: ${line}`));
    for (const width of Object.keys(WIDTHS) as Width[]) {
      await page.setViewportSize(WIDTHS[width]);
      note(width, [...(await accessibilityOf(page)), ...(await layoutOf(page))]);
    }
    note('French', await namesOf(page, visit, 'fr', titles));
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Français' }).waitFor();
    note('English', [...(await layoutOf(page)), ...(await namesOf(page, visit, 'en', titles))]);
    if (isHome(visit)) note('English', await accessibilityOf(page));
    await page.getByRole('button', { name: 'Français' }).click();
    await page.getByRole('button', { name: 'English' }).waitFor();
    return wrong;
  };

  it.each(visits)('$name', async (visit) => {
    const wrong = await wrongIn(visit);
    if (wrong === null) later.push(visit);
    else expect(wrong).toEqual([]);
  });

  it('those that are there only once the year has ended', async () => {
    await screens.check();
    await endTheYear(screens);
    tour = new Tour(screens, axeSource);
    for (const visit of later) expect([visit.name, await wrongIn(visit)]).toEqual([visit.name, []]);
  }, 120_000);
}

const isHome = ({ page: { path } }: Visit) =>
  path === '/connexion' || AREAS.some(({ base }) => base === path);

/** Whether the page is wider than its window or lacks its title. */
async function layoutOf(page: Page): Promise<string[]> {
  const [overflow, headings] = [await overflowOf(page), await page.locator('h1').count()];
  return [
    ...(overflow > 0 ? [`${overflow} px wider than its window`] : []),
    ...(headings === 1 ? [] : [`${headings} titles`]),
  ];
}

/** Pages that show the same thing as another by another address: the line of a bank statement is that of a payout. */
const OTHER_ADDRESSES = ['operator-bank-line'];

/** Whether the document tells its language, and a title that no other page of its visitor has. */
async function namesOf(
  page: Page,
  { name, role }: Visit,
  language: 'fr' | 'en',
  titles: Map<string, string>,
): Promise<string[]> {
  const lang = await page.locator('html').getAttribute('lang');
  const title = await page.title();
  const key = `${role} ${language} ${title}`;
  const other = titles.get(key) ?? name;
  if (!OTHER_ADDRESSES.includes(name)) titles.set(key, name);
  return [
    ...(lang === language ? [] : [`its language is said to be ${lang}`]),
    ...(other === name ? [] : [`it is named « ${title} » like ${other}`]),
    ...(title.endsWith(' · Passerelle') ? [] : [`« ${title} » does not name the page`]),
  ];
}
