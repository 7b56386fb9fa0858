import {
  accessibilityOf,
  addressOfVisit,
  everyVisit,
  overflowOf,
  Screens,
  type Width,
  WIDTHS,
} from '../support/browser.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

describe.each(Object.keys(WIDTHS) as Width[])(
  'on a %s, no page breaks WCAG 2.2 AA or is wider than it',
  (width) => {
    it.each(everyVisit())('$name', async ({ role, page: info }) => {
      const page = await screens.open({ width, ...(role ? { role } : {}) });
      const address = await addressOfVisit(screens, page, info);
      if (address === null) return;
      await screens.visit(page, address);
      expect(new URL(page.url()).pathname).toBe(address.split('?')[0]);
      expect(await accessibilityOf(page)).toEqual([]);
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      expect(await page.locator('h1').count()).toBe(1);
    });
  },
);
