import type { Page } from 'playwright-core';
import { rows } from '../../src/database/sql.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { DEMONSTRATION_PASSWORD } from '../../src/demonstration/demonstration.js';
import { accessibilityOf, arrival, emailOf, overflowOf, Screens, type Width } from '../support/browser.js';
import { answered, theOperator } from '../support/funders.js';
import { aYearEndCreditNote } from '../support/orders.js';
import { theStatements } from '../support/year-end.js';

let screens: Screens;
afterEach(() => screens.check());

const count = (sql: string): Promise<number> =>
  screens.server.db.read(async (tx) => (await rows<{ n: number }>(tx, sql))[0]!.n);
const orders = () => count('SELECT count(*)::int AS n FROM voucher_order');
const books = (page: Page) => page.locator('input[name=books]');
const quote = (page: Page) => page.getByRole('region', { name: 'Devis' });

/** What axe finds wrong as the page stands, and whether it is wider than its window: none if all is well. */
async function wrongIn(page: Page): Promise<string[]> {
  const overflow = await overflowOf(page);
  return [...(await accessibilityOf(page)), ...(overflow > 0 ? [`wider by ${overflow} px`] : [])];
}

describe('a funder', () => {
  beforeAll(async () => {
    screens = await Screens.start();
  }, 120_000);
  afterAll(() => screens.stop());

  it('signs in, and sees where its vouchers are with their money, and what waits for it', async () => {
    const page = await screens.open();
    await screens.visit(page, '/connexion');
    await page.getByLabel('Adresse électronique').fill(emailOf('funder'));
    await page.getByLabel('Mot de passe').fill(DEMONSTRATION_PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Se connecter' }).click();
    expect(await arrival(page, '/financeur')).toBe('/financeur');
    const way = page.getByRole('list', { name: 'De la commande à la séance' });
    await way.getByText('2 000 chèques').waitFor();
    const text = (await way.textContent())!.replaceAll('\u00a0', ' ');
    for (const figure of ['20 000 €', '600 chèques', '6 000 €', '24 chèques', '6 chèques', '60 €'])
      expect(text).toContain(figure);
    await page.getByText('à confier à des antennes').waitFor();
  });

  it('sees the quote follow what is typed, and what is below the minimum beside the field', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur/commandes/nouvelle');
    await books(page).fill('150');
    await page.getByText(/il manque 5\s000\s€, soit 50 carnets/).waitFor();
    expect(await books(page).getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('button', { name: /Prendre le minimum/ }).click();
    expect(await books(page).inputValue()).toBe('200');
    await quote(page)
      .getByText(/200 carnets, soit 2\s000 chèques/)
      .waitFor();
    await quote(page).getByText('État participe à 50 % soit 10 000 €').waitFor();
    expect(await books(page).getAttribute('aria-invalid')).toBeNull();
    await page.getByLabel('Vous seul, sans aide de l’État').check();
    await quote(page).getByText('frais supplémentaires annexes de 500 €').waitFor();
    expect((await quote(page).textContent())!.replaceAll('\u00a0', ' ')).toContain('20 500 €');
    await page.getByLabel('Montant en euros').check();
    await page.getByRole('textbox', { name: 'Valeur des chèques, en euros' }).fill('5050');
    await page.getByText(/Cela fait 51 carnets/).waitFor();
  });

  it('is refused below the minimum in the sentence of the API, and loses nothing that was typed', async () => {
    const before = await orders();
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur/commandes/nouvelle');
    await books(page).fill('10');
    await page.getByLabel('Numéro d’engagement').fill('EJ-1');
    await page.getByRole('button', { name: 'Déposer la commande' }).click();
    await page.getByText(/Cette commande vaut 1\s000,00\s€, et le minimum est de 20\s000,00\s€/).waitFor();
    expect(await books(page).inputValue()).toBe('10');
    expect(await page.getByLabel('Numéro d’engagement').inputValue()).toBe('EJ-1');
    expect(await orders()).toBe(before);
  });

  it('makes one order of a double click, follows it, and cancels it', async () => {
    const before = await orders();
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur/commandes/nouvelle');
    await books(page).fill('200');
    await page.getByLabel('Numéro d’engagement').fill('EJ-2026-7');
    await quote(page).getByText('Il est atteint.').waitFor();
    await page.getByRole('button', { name: 'Déposer la commande' }).dblclick();
    await page.getByText('Votre commande est déposée.').waitFor();
    expect(await orders()).toBe(before + 1);
    await page.getByText('EJ-2026-7').waitFor();
    await page.getByRole('button', { name: 'Annuler cette commande' }).click();
    const dialog = page.getByRole('dialog');
    expect(await wrongIn(page)).toEqual([]);
    await dialog.getByLabel('Motif').fill('Le conseil a reporté le vote.');
    await dialog.getByRole('button', { name: 'Annuler la commande' }).click();
    await page.getByText('Motif : Le conseil a reporté le vote.').waitFor();
    expect(await page.getByRole('button', { name: 'Annuler cette commande' }).count()).toBe(0);
  });

  it('composes an order with the keyboard alone', async () => {
    const before = await orders();
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur/commandes/nouvelle');
    await books(page).focus();
    await page.keyboard.type('200');
    await quote(page).getByText('Il est atteint.').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Votre commande est déposée.').waitFor();
    expect(await orders()).toBe(before + 1);
  });

  it('pays an invoice with a credit, which two clicks do not spend twice', async () => {
    const { client } = await theOperator(screens.server);
    const { items } = await answered(client.get('/orders?limit=50'));
    const active = items.find((order: any) => order.status === 'active');
    const waiting = items.find((order: any) => order.status === 'submitted');
    await aYearEndCreditNote(screens.server, active.id, { funderCents: 123_450n });
    await answered(client.post(`/orders/${waiting.id}/approval`));
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, `/financeur/commandes/${waiting.id}`);
    await page.getByRole('button', { name: 'Payer avec un avoir' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Montant à utiliser').inputValue()).toBe('1234,50');
    await dialog.getByRole('button', { name: /Utiliser/ }).dblclick();
    await dialog.waitFor({ state: 'hidden' });
    await page
      .getByText(/8\s765,50\s€/)
      .first()
      .waitFor();
    expect(await count('SELECT count(*)::int AS n FROM credit_use')).toBe(1);
  });

  it('allots books to two offices at once, is told which are not here any more, and moves some', async () => {
    const { client } = await theOperator(screens.server);
    const { items } = await answered(client.get('/orders?status=active'));
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, `/financeur/carnets?commande=${items[0].id}`);
    const line = (number: number) => page.getByRole('group', { name: `Envoi ${number}` });
    await line(1).getByLabel('Antenne').selectOption({ label: 'France Services Avoine (Chinon)' });
    await line(1).locator('input[name=fromNumber]').fill('60');
    await line(1).getByText('Certains de ces carnets ne sont plus chez vous').waitFor();
    await line(1).locator('input[name=fromNumber]').fill('61');
    await line(1).locator('input[name=toNumber]').fill('65');
    await page.getByRole('button', { name: 'Ajouter une antenne' }).click();
    await line(2).getByLabel('Antenne').selectOption({ label: 'CAF Touraine (Chinon)' });
    expect(await line(2).locator('input[name=fromNumber]').inputValue()).toBe('66');
    await page.getByText(/Vous confiez 15 carnets\s; il vous en restera 125 carnets/).waitFor();
    await page.getByRole('button', { name: 'Confier 15 carnets' }).dblclick();
    await page.getByText(/C’est fait\s: 15 carnets confiés/).waitFor();
    await page
      .getByRole('row', { name: /Carnets 61 à 65/ })
      .getByText('France Services Avoine')
      .waitFor();
    expect(await count('SELECT count(*)::int AS n FROM book_holding')).toBe(75);

    await page
      .getByRole('row', { name: /Carnets 61 à 65/ })
      .getByRole('link')
      .click();
    await page.getByRole('heading', { level: 1, name: 'France Services Avoine' }).waitFor();
    await page.locator('input[name=bookIds]').fill('2');
    await page.getByText('Carnets choisis : 64–65.').waitFor();
    await page.getByLabel('Vers').selectOption({ label: 'Chez vous, à confier plus tard' });
    await page.getByRole('button', { name: 'Reprendre 2 carnets' }).dblclick();
    await page.getByText(/C’est fait\s: 2 carnets repris/).waitFor();
    expect(await count('SELECT count(*)::int AS n FROM book_holding')).toBe(73);
  });

  it('keeps a refused line in sight with its reason, while the others are carried out once', async () => {
    const page = await screens.open({ role: 'funder' });
    const { client } = await theOperator(screens.server);
    const { items } = await answered(client.get('/orders?status=active'));
    await screens.visit(page, `/financeur/carnets?commande=${items[0].id}`);
    const before = await count('SELECT count(*)::int AS n FROM book_holding');
    await page.getByLabel('Antenne').selectOption({ label: 'CAF Touraine (Chinon)' });
    await page.getByRole('button', { name: 'Ajouter une antenne' }).click();
    await page.getByRole('button', { name: /^Confier/ }).click();
    await page.getByRole('group').getByText('Refusé :').waitFor();
    expect(await count('SELECT count(*)::int AS n FROM book_holding')).toBeGreaterThan(before);
    expect(await page.locator('select[name=officeId]').count()).toBe(1);
  });

  it('asks for its books as a PDF, and is told when they can be downloaded', async () => {
    const { client } = await theOperator(screens.server);
    const { items } = await answered(client.get('/orders?status=active'));
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, `/financeur/commandes/${items[0].id}`);
    await page.getByLabel('Une partie').check();
    await page.locator('input[name=toBook]').fill('2');
    await page.getByRole('button', { name: 'Préparer le PDF' }).click();
    const link = page.getByRole('link', { name: /Télécharger \(.*Carnets 1 à 2/ });
    await link.waitFor({ timeout: 30_000 });
    const file = await page.context().request.get(screens.origin + (await link.getAttribute('href')));
    expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-');
  }, 60_000);

  it('finds why some people are not counted, and no small cell', async () => {
    const page = await screens.open({ role: 'funder', language: 'en' });
    await screens.visit(page, '/financeur/usages');
    await page.getByText('Under five people they could be recognised', { exact: false }).waitFor();
    const figures = await page.getByRole('cell', { name: /^[1-4] (person|people)$/ }).count();
    expect(figures).toBe(0);
  });
});

/** The service on the day of the statement, with the statement of the demonstration's funder. */
async function atYearEnd(): Promise<string> {
  screens = await Screens.start();
  await screens.stopService();
  const [statement] = await theStatements(screens.server);
  await screens.startService();
  return `/financeur/etats/${statement.id}`;
}

describe('the year-end statement', () => {
  let address: string;
  beforeAll(async () => {
    address = await atYearEnd();
  }, 180_000);
  afterAll(() => screens.stop());

  it.each(['desktop', 'phone'] as Width[])('can be read and answered on a %s', async (width) => {
    const page = await screens.open({ role: 'funder', width });
    await screens.visit(page, address);
    expect(await wrongIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Contester' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await wrongIn(page)).toEqual([]);
  });

  it('is contested with a reason and never without, and then shows the answer it got', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur?exercice=2026');
    await page.getByRole('link', { name: 'Relire l’état' }).click();
    await page.getByRole('button', { name: 'Contester' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Envoyer ma contestation' }).click();
    await dialog.getByText('Refusé :').first().waitFor();
    await dialog.getByLabel('Motif').fill('Il manque les séances de décembre.');
    await dialog.getByRole('button', { name: 'Envoyer ma contestation' }).dblclick();
    await page.getByText('Vous avez contesté cet état').waitFor();
    expect(await page.getByRole('button', { name: 'Contester' }).count()).toBe(0);

    const { client } = await theOperator(screens.server);
    const id = address.split('/').at(-1)!;
    await answered(client.post(`/statements/${id}/settlement`, { explanation: 'Elles y sont, vérifiées.' }));
    await answered(client.post('/exercises/2026/credit-notes', {}));
    await screens.server.get(Jobs).runDue();
    await page.reload();
    await page.getByText('Elles y sont, vérifiées.').waitFor();
    await screens.visit(page, '/financeur/fin-exercice?exercice=2026');
    await page.getByText('Chèques non utilisés de l’exercice').first().waitFor();
    expect(await wrongIn(page)).toEqual([]);
    const pdf = await page
      .getByRole('region')
      .or(page.locator('main'))
      .getByRole('link', { name: /PDF A2/ })
      .first()
      .getAttribute('href');
    const file = await page.context().request.get(screens.origin + pdf);
    expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-');
  }, 60_000);

  it('leaves the State its restricted credit, in its agreement', async () => {
    const page = await screens.open({ role: 'state', width: 'phone' });
    await screens.visit(page, '/etat');
    await page.getByRole('link', { name: /AAP-PASS/ }).click();
    await page.getByText('Avoirs réservés').waitFor();
    await page
      .getByText(/A2027-|A2026-/)
      .first()
      .waitFor();
    expect(await wrongIn(page)).toEqual([]);
  });
});

describe('the statement that is right', () => {
  let address: string;
  beforeAll(async () => {
    address = await atYearEnd();
  }, 180_000);
  afterAll(() => screens.stop());

  it('is agreed to once, after being told what that gives', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, address);
    await page.getByRole('button', { name: 'Accepter l’état' }).click();
    await page.getByText(/Vous recevrez un avoir de 9\s970\s€/).waitFor();
    await page.getByRole('button', { name: 'J’accepte l’état' }).dblclick();
    await page.getByText('Vous avez accepté cet état').waitFor();
    expect(await count('SELECT count(*)::int AS n FROM statement_answer')).toBe(1);
  });
});
