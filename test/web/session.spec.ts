import type { Page } from 'playwright-core';
import { arrival, emailOf, Screens } from '../support/browser.js';
import { DEMONSTRATION_PASSWORD } from '../../src/demonstration/demonstration.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

const heading = (page: Page) => page.locator('h1').first();
const focused = (page: Page) => page.locator('*:focus');

async function fill(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Adresse électronique').fill(email);
  await page.getByLabel('Mot de passe').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Se connecter' }).click();
}

describe('signing in', () => {
  it('leads to one’s own area, with one’s organisation in sight', async () => {
    const page = await screens.open();
    await screens.visit(page, '/connexion');
    await fill(page, emailOf('funder'), DEMONSTRATION_PASSWORD);
    expect(await arrival(page, '/financeur')).toBe('/financeur');
    expect(await page.getByRole('banner').textContent()).toContain('CC Chinon, Vienne et Loire');
  });

  it('is refused with a wrong password, in a sentence that takes the focus, and keeps the address', async () => {
    const page = await screens.open();
    await screens.visit(page, '/connexion');
    await fill(page, emailOf('funder'), 'ce-n-est-pas-le-bon');
    await page.getByText('L’adresse ou le mot de passe ne convient pas.').waitFor();
    expect(await focused(page).textContent()).toContain('L’adresse ou le mot de passe');
    expect(await page.getByLabel('Adresse électronique').inputValue()).toBe(emailOf('funder'));
    expect(page.url()).toContain('/connexion');
  });

  it('goes on to the page that was asked for, and never to another role’s', async () => {
    const page = await screens.open();
    await screens.visit(page, '/etat');
    expect(await arrival(page, '/connexion')).toBe('/connexion');
    await fill(page, emailOf('state'), DEMONSTRATION_PASSWORD);
    expect(await arrival(page, '/etat')).toBe('/etat');
    await screens.visit(page, '/operateur');
    expect(await arrival(page, '/etat')).toBe('/etat');
  });

  it('never leads out of the application, whatever the address says', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/connexion?suite=//example.org/');
    expect(await arrival(page, '/financeur')).toBe('/financeur');
  });

  it('takes one click in the demonstration, which the first page tells of', async () => {
    const page = await screens.open();
    await screens.visit(page, '/');
    await page.getByText('Ceci est une démonstration').waitFor();
    await page.getByRole('link', { name: 'Choisir qui l’on est' }).click();
    await page.getByRole('button', { name: /Travail social/ }).click();
    expect(await arrival(page, '/antenne')).toBe('/antenne');
  });

  it('ends when one signs out, and the way back is closed', async () => {
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, '/compte');
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    expect(await arrival(page, '/connexion')).toBe('/connexion');
    await screens.visit(page, '/operateur');
    expect(await arrival(page, '/connexion')).toBe('/connexion');
  });
});

describe('a session that ends', () => {
  const newPassword = async (page: Page, current: string) => {
    await page.getByLabel('Mot de passe actuel').fill(current);
    await page.getByLabel('Nouveau mot de passe').fill('une phrase assez longue');
    await page.getByRole('button', { name: 'Changer le mot de passe' }).click();
  };

  it('loses nothing that was typed: one signs in over the page, and what was asked for goes on', async () => {
    const page = await screens.open({ role: 'mediator' });
    await screens.visit(page, '/compte');
    await page.context().clearCookies();
    await newPassword(page, 'pas-le-bon-mot-de-passe');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Votre session est terminée').waitFor();
    expect(await dialog.getByLabel('Adresse électronique').inputValue()).toBe(emailOf('mediator'));
    await dialog.getByLabel('Mot de passe').fill(DEMONSTRATION_PASSWORD);
    await dialog.getByRole('button', { name: 'Se connecter' }).click();
    // The request went on by itself: it is now refused for its own reason.
    await page.getByText('Le mot de passe actuel ne convient pas.').first().waitFor();
    expect(await page.getByLabel('Nouveau mot de passe').inputValue()).toBe('une phrase assez longue');
  });

  it('is not gone on with for another person', async () => {
    const page = await screens.open({ role: 'mediator' });
    await screens.visit(page, '/compte');
    await page.context().clearCookies();
    await newPassword(page, DEMONSTRATION_PASSWORD);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Adresse électronique').fill(emailOf('state'));
    await dialog.getByLabel('Mot de passe').fill(DEMONSTRATION_PASSWORD);
    await dialog.getByRole('button', { name: 'Se connecter' }).click();
    expect(await arrival(page, '/etat')).toBe('/etat');
    // Neither password was changed.
    for (const role of ['state', 'mediator'] as const) await screens.open({ role });
  });
});

describe('the language', () => {
  it('is French, switches to English without a reload, and is remembered', async () => {
    const page = await screens.open();
    await screens.visit(page, '/');
    const french = await heading(page).textContent();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Français' }).waitFor();
    expect(await heading(page).textContent()).not.toBe(french);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.reload();
    await page.getByRole('button', { name: 'Français' }).waitFor();
  });
});

describe('the keyboard alone', () => {
  it('skips to the content, signs in, and arrives at the title of the next page', async () => {
    const page = await screens.open();
    await screens.visit(page, '/connexion');
    await page.keyboard.press('Tab');
    expect(await focused(page).textContent()).toBe('Aller au contenu');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type(emailOf('structure-manager'));
    await page.keyboard.press('Tab');
    await page.keyboard.type(DEMONSTRATION_PASSWORD);
    await page.keyboard.press('Enter');
    expect(await arrival(page, '/lieu')).toBe('/lieu');
    await page.locator('h1:focus').waitFor();
  });
});

describe('a service that does not answer', () => {
  it('is told in a sentence, and a new try goes on', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/compte');
    await screens.stopService();
    await page.getByLabel('Mot de passe actuel').fill('pas-le-bon-mot-de-passe');
    await page.getByLabel('Nouveau mot de passe').fill('une phrase assez longue');
    await page.getByRole('button', { name: 'Changer le mot de passe' }).click();
    await page.getByText('Le serveur ne répond pas.').waitFor();
    await screens.startService();
    await page.getByRole('button', { name: 'Changer le mot de passe' }).click();
    await page.getByText('Le mot de passe actuel ne convient pas.').first().waitFor();
    expect(await page.getByText('Le serveur ne répond pas.').count()).toBe(0);
  });
});
