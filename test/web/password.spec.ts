import type { Page } from 'playwright-core';
import { row } from '../../src/database/sql.js';
import { PASSWORD_LINK } from '../../src/access/password-resets.service.js';
import { ServiceSecret } from '../../src/access/secret.js';
import { accessibilityOf, arrival, emailOf, overflowOf, Screens } from '../support/browser.js';

const NEW_PASSWORD = 'une clé sous le paillasson';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
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

/** The token of the person's link, made as the letter makes it. */
async function tokenOf(email: string): Promise<string> {
  const link = await screens.server.db.read((tx) =>
    row<{ id: string }>(
      tx,
      'SELECT r.id FROM password_reset r JOIN person p ON p.id = r.person_id WHERE p.email = $1',
      [email],
    ),
  );
  if (!link) throw new Error('no link was made');
  return screens.server.get(ServiceSecret).hash(PASSWORD_LINK, link.id).toString('base64url');
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
    const link = `/mot-de-passe#${await tokenOf(email)}`;
    // From the page where it was asked for, a link loads nothing: only the end of the address changes.
    await page.goto(screens.origin + link);
    await page.getByLabel('Nouveau mot de passe').waitFor();
    expect(page.url()).toBe(`${screens.origin}/mot-de-passe`);
    await choose(page, 'court');
    await main(page).getByText('Au moins 12 caractères.', { exact: true }).first().waitFor();
    expect(await page.getByLabel('Nouveau mot de passe').inputValue()).toBe('court');
    await choose(page, NEW_PASSWORD);
    expect(await arrival(page, '/connexion')).toBe('/connexion');
    await main(page).getByText('Votre mot de passe est choisi').waitFor();
    await page.getByLabel('Adresse électronique').fill(email);
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

describe('a structure that asks to join', () => {
  it('is told what is wrong beside its fields and loses nothing typed, then that a letter was sent', async () => {
    const page = await screens.open({ width: 'phone' });
    await screens.visit(page, '/inscription');
    const fields = {
      'Nom de la structure': 'Atelier numérique de Richelieu',
      SIRET: '123',
      'Numéro et rue': '1 place du Marché',
      'Code postal': '37120',
      Commune: 'Richelieu',
      'Adresse électronique de la structure': 'contact@atelier.example',
      'Prénom et nom': 'Responsable de l’atelier',
      'Son adresse électronique': 'responsable@atelier.example',
    };
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
    await page.getByLabel('Forme juridique').selectOption('association');
    const send = main(page).getByRole('button', { name: 'Demander l’inscription' });
    await send.click();
    await page.locator('[name=siret][aria-invalid]').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(await page.getByLabel('Nom de la structure').inputValue()).toBe(fields['Nom de la structure']);
    await page.getByLabel('SIRET').fill('732 829 320 00074');
    await send.click();
    await main(page).getByText('Une lettre est partie').waitFor();
    expect(await main(page).textContent()).toContain('responsable@atelier.example');
  });
});
