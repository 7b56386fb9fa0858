import type { Page } from 'playwright-core';
import { rows } from '../../src/database/sql.js';
import { DEMONSTRATION_PASSWORD } from '../../src/demonstration/demonstration.js';
import { arrival, emailOf, Screens, type Width, wrongIn } from '../support/browser.js';
import { answered, theOperator } from '../support/funders.js';
import { aYearEndCreditNote } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

const count = (sql: string): Promise<number> =>
  screens.server.db.read(async (tx) => (await rows<{ n: number }>(tx, sql))[0]!.n);
const orders = () => count('SELECT count(*)::int AS n FROM voucher_order');
const books = (page: Page) => page.locator('input[name=books]');
const quote = (page: Page) => page.getByRole('region', { name: 'Devis' });

describe('a funder', () => {
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

  it('is offered what the API tells and nothing else: sizes, minimum of each, last day of sessions', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur/commandes/nouvelle');
    await page.getByText(/Minimum\s: 200 carnets, soit 20\s000\s€\. Un carnet vaut 100\s€/).waitFor();
    await page.getByLabel('5 chèques', { exact: true }).check();
    await page.getByText(/Minimum\s: 400 carnets, soit 20\s000\s€\. Un carnet vaut 50\s€/).waitFor();
    await page.getByLabel('Vous seul, sans aide de l’État').check();
    await page.getByText(/Minimum\s: 100 carnets, soit 5\s000\s€/).waitFor();
    await page.getByLabel('2027', { exact: true }).check();
    await page.getByText('jusqu’au 31 décembre 2027').waitFor();
    expect(await page.getByRole('radio').count()).toBe(8);
  });

  it.each(['desktop', 'phone'] as Width[])(
    'reads a quote that would be refused, and then the refusal, on a %s without breaking WCAG',
    async (width) => {
      const page = await screens.open({ role: 'funder', width });
      await screens.visit(page, '/financeur/commandes/nouvelle');
      await books(page).fill('150');
      await page.getByText(/il manque 5\s000\s€, soit 50 carnets/).waitFor();
      expect(await wrongIn(page)).toEqual([]);
      const submit = page.getByRole('button', { name: 'Déposer la commande' });
      const [panel, button] = [await quote(page).boundingBox(), await submit.boundingBox()];
      if (width === 'phone') expect(button!.y).toBeGreaterThan(panel!.y + panel!.height);
      else expect(panel!.x).toBeGreaterThan(button!.x + button!.width);
      await submit.click();
      await page.getByText(/le minimum est de 20\s000,00\s€/).waitFor();
      expect(await wrongIn(page)).toEqual([]);
    },
  );

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
    await screens.visit(page, '/financeur/commandes/nouvelle');
    await books(page).fill('200');
    await quote(page)
      .getByText(/1\s234,50\s€ sur les 1\s234,50\s€/)
      .waitFor();
    await quote(page)
      .getByText(/8\s765,50\s€/)
      .waitFor();
    expect(await count('SELECT count(*)::int AS n FROM credit_use')).toBe(0);
    await screens.visit(page, `/financeur/commandes/${waiting.id}`);
    await page.getByRole('button', { name: 'Payer avec un avoir' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Montant à utiliser').inputValue()).toBe('1\u00a0234,50');
    expect(await wrongIn(page)).toEqual([]);
    await dialog.getByLabel('Montant à utiliser').fill('1 234,51');
    await dialog.getByRole('button', { name: /Utiliser/ }).click();
    await dialog.getByText('Refusé :').waitFor();
    expect(await wrongIn(page)).toEqual([]);
    await dialog.getByLabel('Montant à utiliser').fill('1234,5');
    await dialog.getByRole('button', { name: /Utiliser/ }).dblclick();
    await dialog.waitFor({ state: 'hidden' });
    await page
      .getByText(/8\s765,50\s€/)
      .first()
      .waitFor();
    expect(await count('SELECT count(*)::int AS n FROM credit_use')).toBe(1);
  });

  it('finds an order again by where it stands, and is told when none is there', async () => {
    const page = await screens.open({ role: 'funder', width: 'phone' });
    await screens.visit(page, '/financeur/commandes');
    const all = await page.getByRole('rowheader').count();
    expect(all).toBeGreaterThan(2);
    await page.getByLabel('Où elle en est').selectOption({ label: 'Annulée' });
    await page.getByRole('cell', { name: 'Annulée' }).waitFor();
    await screens.atRest(page);
    expect(await page.getByRole('rowheader').count()).toBe(1);
    await page.getByLabel('Où elle en est').selectOption({ label: 'Clôturée' });
    await page.getByText('Aucune commande ne correspond à ce choix.').waitFor();
    expect(await wrongIn(page)).toEqual([]);
  });
});

describe('a funder that has just come', () => {
  const PAGES = [
    '',
    '/commandes',
    '/commandes/nouvelle',
    '/carnets',
    '/usages',
    '/fin-exercice',
    '/organisation',
  ];

  it.each(['desktop', 'phone'] as Width[])(
    'finds no empty page on a %s, and the way to a first order',
    async (width) => {
      const person = await anOrganisation(screens.server, 'funder', { name: 'Ville nouvelle' });
      const page = await screens.open({ person, width });
      for (const path of PAGES) {
        await screens.visit(page, `/financeur${path}`);
        expect([path, await wrongIn(page)]).toEqual([path, []]);
        expect((await page.getByRole('main').textContent())!.length).toBeGreaterThan(150);
      }
      await screens.visit(page, '/financeur');
      await page.getByRole('link', { name: 'Commander des carnets' }).click();
      await page.getByText(/Minimum\s: 50 carnets, soit 5\s000\s€/).waitFor();
      expect(await page.getByText('Avec l’État').count()).toBe(0);
    },
    60_000,
  );
});
