import type { Page } from 'playwright-core';
import { accessibilityOf, emailOf, Screens } from '../support/browser.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const rowOf = (page: Page, email: string) => page.getByRole('row').filter({ hasText: email });

/** What the API says of a member, as the page's own visitor sees it. */
async function member(page: Page, email: string) {
  const read = async (path: string) =>
    (await page.context().request.get(`${screens.origin}/api/v1${path}`)).json();
  const { organisation } = await read('/session');
  const { items } = await read(`/organisations/${organisation.id}/members?limit=200`);
  return items.find((each: any) => each.email === email);
}

describe('the people of an organisation', () => {
  it('are invited to an office, become managers of all of them, and leave', async () => {
    const email = 'guichet.nouveau@example.fr';
    const page = await screens.open({ role: 'prescriber-manager' });
    await screens.visit(page, '/antenne/equipe');
    await button(page, 'Inviter une personne').click();
    const dialog = page.getByRole('dialog');
    expect(await accessibilityOf(page)).toEqual([]);
    await dialog.getByLabel('Adresse électronique').fill(email);
    await button(page, 'Inviter').last().click();
    // Refused: the address is new and bears no name yet. What was typed is still there.
    await dialog.getByText(/donnez le nom de la personne/).waitFor();
    expect(await dialog.getByLabel('Adresse électronique').inputValue()).toBe(email);
    await dialog.getByLabel(/^Nom affiché/).fill('Guichet nouveau');
    const office = dialog.getByLabel('Antenne', { exact: true });
    await office.selectOption({ index: 1 });
    const officeId = await office.inputValue();
    await dialog.getByRole('button', { name: 'Inviter' }).dblclick();
    await page.getByText(/Guichet nouveau agit maintenant pour/).waitFor();
    expect(await member(page, email)).toMatchObject({ role: 'member', officeId });

    await rowOf(page, email)
      .getByRole('button', { name: /^Modifier/ })
      .click();
    await dialog.getByRole('radio', { name: /^Responsable/ }).check();
    expect(await dialog.getByLabel('Antenne', { exact: true }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Le rôle de Guichet nouveau est enregistré.').waitFor();
    expect(await member(page, email)).toMatchObject({ role: 'manager', officeId: null });
    expect(await rowOf(page, email).textContent()).toContain('Toutes les antennes');

    await rowOf(page, email)
      .getByRole('button', { name: /^Retirer/ })
      .click();
    await dialog.getByRole('button', { name: 'Retirer cette personne' }).click();
    await page.getByText(/Guichet nouveau n’agit plus pour/).waitFor();
    expect(await member(page, email)).toBeUndefined();
  }, 60_000);

  it('are invited by a structure as well, on a phone', async () => {
    const email = 'mediation.nouvelle@example.fr';
    const page = await screens.open({ role: 'structure-manager', width: 'phone' });
    await screens.visit(page, '/lieu/equipe');
    await button(page, 'Inviter une personne').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Adresse électronique').fill(email);
    await dialog.getByLabel(/^Nom affiché/).fill('Médiation nouvelle');
    expect(await dialog.getByLabel('Antenne', { exact: true }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Inviter' }).click();
    await page.getByText(/Médiation nouvelle agit maintenant pour/).waitFor();
    expect(await member(page, email)).toMatchObject({ role: 'member' });
  }, 60_000);

  it('keep a manager: the operator reads why the last one is neither changed nor removed', async () => {
    const email = emailOf('structure-manager');
    const page = await screens.open({ role: 'structure-manager' });
    const session = await page.context().request.get(`${screens.origin}/api/v1/session`);
    const { organisation } = await session.json();
    await screens.visit(page, '/lieu/equipe');
    // Nobody changes themselves.
    expect(await rowOf(page, email).getByRole('button').count()).toBe(0);

    const operator = await screens.open({ role: 'operator' });
    await screens.visit(operator, `/operateur/organisations/${organisation.id}`);
    const dialog = operator.getByRole('dialog');
    await rowOf(operator, email)
      .getByRole('button', { name: /^Modifier/ })
      .click();
    await dialog.getByRole('radio', { name: /^Médiation numérique/ }).check();
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    await dialog.getByText('Une organisation garde au moins un responsable.').waitFor();
    await operator.keyboard.press('Escape');
    await rowOf(operator, email)
      .getByRole('button', { name: /^Retirer/ })
      .click();
    await dialog.getByRole('button', { name: 'Retirer cette personne' }).click();
    await dialog.getByText('Une organisation garde au moins un responsable.').waitFor();
    expect(await member(page, email)).toMatchObject({ role: 'manager' });
  }, 60_000);
});
