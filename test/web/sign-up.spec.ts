import type { Page } from 'playwright-core';
import { arrival, Screens, type Width, wrongIn } from '../support/browser.js';
import { letterFiles, linkOfLetter } from '../support/letters.js';

const PASSWORD = 'une péniche sur la Vienne';
const FIELDS = {
  'Nom de la structure': 'Atelier numérique de Richelieu',
  SIRET: '732 829 320 00074',
  'Numéro et rue': '1 place du Marché',
  'Code postal': '37120',
  Commune: 'Richelieu',
  'Adresse électronique de la structure': 'contact@atelier.example',
  'Prénom et nom': 'Responsable de l’atelier',
  'Son adresse électronique': 'responsable@atelier.example',
};

const letters = letterFiles();
let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
  await screens.stopService();
  await screens.startService({ mail: letters });
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

const main = (page: Page) => page.getByRole('main');
const send = (page: Page) => main(page).getByRole('button', { name: 'Demander l’inscription' });

async function choose(page: Page, password: string): Promise<void> {
  await page.getByLabel('Nouveau mot de passe').fill(password);
  await main(page).getByRole('button', { name: 'Choisir ce mot de passe' }).click();
}

describe('a structure that asks to join', () => {
  it.each(['desktop', 'phone'] as Width[])(
    'is told on a %s what is wrong beside its fields, and loses nothing typed',
    async (width) => {
      const page = await screens.open({ width });
      await screens.visit(page, '/inscription');
      await send(page).click();
      await page.locator('[name=siret][aria-invalid]').waitFor();
      expect(await page.locator('[aria-invalid]').count()).toBe(9);
      expect(await wrongIn(page)).toEqual([]);
      for (const [label, value] of Object.entries(FIELDS)) await page.getByLabel(label).fill(value);
      await page.getByLabel('SIRET').fill('123');
      await page.getByLabel('Forme juridique').selectOption('association');
      await send(page).click();
      await page.locator('[name=name]:not([aria-invalid])').waitFor();
      await page.locator('[name=siret][aria-invalid]').waitFor();
      expect(await page.locator('[aria-invalid]').count()).toBe(1);
      for (const [label, value] of Object.entries(FIELDS).filter(([each]) => each !== 'SIRET'))
        expect(await page.getByLabel(label).inputValue()).toBe(value);
      expect(await wrongIn(page)).toEqual([]);
    },
  );

  it('follows the link of its letter, chooses a password once, signs in, and is at home', async () => {
    const page = await screens.open({ width: 'phone' });
    await screens.visit(page, '/');
    await main(page).getByRole('link', { name: 'Inscrire votre structure' }).click();
    expect(await arrival(page, '/inscription')).toBe('/inscription');
    for (const [label, value] of Object.entries(FIELDS)) await page.getByLabel(label).fill(value);
    await page.getByLabel('Forme juridique').selectOption('association');
    await send(page).dblclick();
    await main(page).getByText('Une lettre est partie').waitFor();
    expect(await main(page).textContent()).toContain(FIELDS['Son adresse électronique']);
    expect(await wrongIn(page)).toEqual([]);

    const link = await linkOfLetter(letters, FIELDS['Son adresse électronique'], '/inscription/confirmation');
    await screens.visit(page, link);
    await page.getByLabel('Nouveau mot de passe').waitFor();
    expect(page.url()).toBe(`${screens.origin}/inscription/confirmation`);
    await choose(page, 'court');
    await main(page).getByText('Au moins 12 caractères.', { exact: true }).first().waitFor();
    expect(await wrongIn(page)).toEqual([]);
    await choose(page, PASSWORD);
    expect(await arrival(page, '/connexion')).toBe('/connexion');
    await main(page).getByText('Votre mot de passe est choisi').waitFor();
    await page.getByLabel('Adresse électronique').fill(FIELDS['Son adresse électronique']);
    await page.getByLabel('Mot de passe', { exact: true }).fill(PASSWORD);
    await main(page).getByRole('button', { name: 'Se connecter' }).click();
    expect(await arrival(page, '/lieu')).toBe('/lieu');
    await screens.atRest(page);
    expect(await wrongIn(page)).toEqual([]);

    const other = await screens.open();
    await screens.visit(other, link);
    await choose(other, 'encore un autre mot');
    await main(other).getByText('Refusé :').first().waitFor();
    expect(await wrongIn(other)).toEqual([]);
  }, 60_000);

  it('is told where the link is when it comes without it', async () => {
    const page = await screens.open();
    await screens.visit(page, '/inscription/confirmation');
    await main(page).getByText('Ouvrez cette page par le lien de la lettre').waitFor();
    await main(page).getByRole('link', { name: 'Refaire la demande' }).click();
    expect(await arrival(page, '/inscription')).toBe('/inscription');
  });
});
