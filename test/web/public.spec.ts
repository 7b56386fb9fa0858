import type { Page } from 'playwright-core';
import { asDay } from '../../src/shared/calendar.js';
import { accessibilityOf, Screens } from '../support/browser.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

const main = (page: Page) => page.getByRole('main');

describe('finding a venue', () => {
  it('begins with the nearest, by a postcode as by a name, and the address keeps the search', async () => {
    const page = await screens.open();
    await screens.visit(page, '/ou');
    await page.getByLabel('Près de quelle commune ?').fill('37420');
    await page.getByRole('option', { name: /Avoine/ }).click();
    await page.waitForURL('**/ou?commune=37011');
    await page.getByText('dans la commune').waitFor();
    expect(
      await page.getByLabel('Près de quelle commune ?').evaluate((field: any) => field.matches(':focus')),
    ).toBe(true);
    const communes = await main(page).getByRole('heading', { level: 3 }).allTextContents();
    expect(communes.map((name) => name.normalize('NFKC'))).toEqual([
      '1 Avoinedans la commune',
      '2 Chinonà 7 km',
    ]);
    await page.reload();
    await page.getByText('dans la commune').waitFor();
    expect(await page.getByLabel('Près de quelle commune ?').inputValue()).toBe('Avoine');
  });

  it('shows on the map what the list says, and a mark leads to its commune there', async () => {
    const page = await screens.open();
    await screens.visit(page, '/ou?commune=37072');
    const marks = page.getByRole('group', { name: /Carte des lieux/ }).getByRole('link');
    await marks.first().waitFor();
    expect(await marks.count()).toBe(await main(page).getByRole('heading', { level: 3 }).count());
    await page.getByRole('link', { name: /Avoine, 3 lieux/ }).press('Enter');
    expect(new URL(page.url()).hash).toBe('#commune-37011');
  });

  it('says what to do when there is none', async () => {
    const page = await screens.open();
    await screens.visit(page, '/ou?commune=13055&km=10');
    await page.getByText('Aucun lieu trouvé').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });
});

describe('the backing', () => {
  it('shows the equation, the chart and, for each day, the figures of the ledger', async () => {
    const page = await screens.open();
    await screens.visit(page, '/garantie');
    await page.getByText('L’égalité est vérifiée au centime.').waitFor();
    await page.locator('.recharts-surface').first().waitFor();
    await page.getByText('Lire les chiffres jour par jour').click();
    const days = page.getByRole('row');
    expect(await days.count()).toBe(31);
    expect(await days.nth(1).textContent()).toContain('15/06/202620\u00a0000,00');
    await page.getByLabel('3 mois').check();
    await page.getByText('19/03', { exact: false }).first().waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });

  it('is the same to someone who reads English', async () => {
    const page = await screens.open({ language: 'en', width: 'phone' });
    await screens.visit(page, '/garantie');
    await page.getByText('The equation holds to the cent.').waitFor();
    expect(await main(page).textContent()).toContain('€20,000.00');
    expect(screens.server.clock.today()).toBe(asDay('2026-06-15'));
  });
});
