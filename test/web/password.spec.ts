import type { Page } from 'playwright-core';
import { arrival, emailOf, Screens, wrongIn } from '../support/browser.js';
import { letterFiles, linkOfLetter } from '../support/letters.js';

const NEW_PASSWORD = 'une clé sous le paillasson';

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

async function ask(page: Page, email: string): Promise<void> {
  await screens.visit(page, '/connexion');
  await main(page).getByRole('link', { name: 'Mot de passe oublié ?' }).click();
  await page.getByLabel('Adresse électronique').fill(email);
  await main(page).getByRole('button', { name: 'Recevoir un lien' }).click();
  await main(page).getByText('Regardez vos messages').waitFor();
}

async function choose(page: Page, password: string): Promise<void> {
  await page.getByLabel('Nouveau mot de passe').fill(password);
  await main(page).getByRole('button', { name: 'Choisir ce mot de passe' }).click();
}

describe('a forgotten password', () => {
  it('is asked for with one answer, whether the address is known or not', async () => {
    const page = await screens.open({ width: 'phone' });
    const answers: string[] = [];
    for (const email of ['personne@example.fr', emailOf('state')]) {
      await ask(page, email);
      answers.push((await main(page).textContent())!.replace(email, ''));
    }
    expect(answers[0]).toBe(answers[1]);
  });

  it('is chosen by the link of the letter, out of the address at once, and opens the account; never twice', async () => {
    const email = emailOf('funder');
    const page = await screens.open();
    await ask(page, email);
    const link = await linkOfLetter(letters, email, '/mot-de-passe');
    // From the page where it was asked for, a link loads nothing: only the end of the address changes.
    await page.goto(screens.origin + link);
    await page.getByLabel('Nouveau mot de passe').waitFor();
    expect(await wrongIn(page)).toEqual([]);
    expect(page.url()).toBe(`${screens.origin}/mot-de-passe`);
    await choose(page, 'court');
    await main(page).getByText('Au moins 12 caractères.', { exact: true }).first().waitFor();
    expect(await page.getByLabel('Nouveau mot de passe').inputValue()).toBe('court');
    expect(await wrongIn(page)).toEqual([]);
    await page.getByLabel('Afficher ce que je tape').check();
    expect(await page.getByLabel('Nouveau mot de passe').getAttribute('type')).toBe('text');
    await choose(page, NEW_PASSWORD);
    expect(await arrival(page, '/connexion')).toBe('/connexion');
    await main(page).getByText('Votre mot de passe est choisi').waitFor();
    await page.getByLabel('Adresse électronique').fill(email);
    await page.getByLabel('Mot de passe', { exact: true }).fill('une clé sous le palier');
    await main(page).getByRole('button', { name: 'Se connecter' }).click();
    await main(page).getByText('Refusé :').waitFor();
    expect(await wrongIn(page)).toEqual([]);
    await page.getByLabel('Mot de passe', { exact: true }).fill(NEW_PASSWORD);
    await main(page).getByRole('button', { name: 'Se connecter' }).click();
    expect(await arrival(page, '/financeur')).toBe('/financeur');

    const other = await screens.open({ width: 'phone' });
    await screens.visit(other, link);
    await choose(other, 'encore un autre mot');
    const another = main(other).getByRole('link', { name: 'Recevoir un autre lien' });
    await another.waitFor();
    await another.click();
    await other.getByRole('heading', { name: 'Mot de passe oublié' }).waitFor();
  });
});
