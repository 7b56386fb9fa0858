import type { Page } from 'playwright-core';
import { Screens, type Width, wrongIn } from '../support/browser.js';
import { answered, theOperator } from '../support/funders.js';
import { invoiceOf, payInFull } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

const text = async (page: Page) => (await page.getByRole('main').textContent())!.replaceAll('\u00a0', ' ');

describe('the State’s service', () => {
  it.each(['desktop', 'phone'] as Width[])(
    'reads its agreement on a %s: what is committed, what is left, and what was really used',
    async (width) => {
      const page = await screens.open({ role: 'state', width });
      await screens.visit(page, '/etat');
      await page.getByRole('link', { name: /AAP-PASS/ }).click();
      await page.getByRole('heading', { level: 1, name: /^Convention AAP-PASS/ }).waitFor();
      await page.getByText('L’exercice n’est pas clos').waitFor();
      await screens.atRest(page);
      const read = await text(page);
      for (const figure of [
        '10 000 € engagés',
        '90 000 € restent',
        '50 % de la valeur',
        '2 000 chèques',
        '6 chèques',
        '60 €',
      ])
        expect(read).toContain(figure);
      expect(await wrongIn(page)).toEqual([]);
    },
  );

  it('is told what it has to pay, pays on a paper that is a PDF, and is told no more', async () => {
    const { client } = await theOperator(screens.server);
    const funder = await screens.open({ role: 'funder' });
    const { items: agreements } = await answered(client.get('/grant-agreements'));
    const made = await funder.context().request.post(`${screens.origin}/api/v1/orders`, {
      headers: { 'idempotency-key': 'an-order-for-the-state' },
      data: { books: 200, agreementId: agreements[0].id },
    });
    expect(made.status()).toBe(201);
    const { id, number } = await made.json();
    const invoice = invoiceOf(await answered(client.post(`/orders/${id}/approval`)), 'vouchers-state');

    const page = await screens.open({ role: 'state' });
    await screens.visit(page, '/etat');
    await page.getByText(/10\s000\s€ à payer, sur 1 facture\./).waitFor();
    expect(await wrongIn(page)).toEqual([]);
    await page.getByRole('link', { name: 'Voir les factures' }).click();
    await page.getByLabel('Seulement celles à payer').check();
    const line = page.getByRole('row', { name: new RegExp(invoice.number) });
    await line.getByText(number).waitFor();
    await line.getByText('À payer', { exact: true }).waitFor();
    const link = await line.getByRole('link', { name: /PDF/ }).getAttribute('href');
    const file = await page.context().request.get(screens.origin + link);
    expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-');

    await payInFull(screens.server, invoice);
    await page.reload();
    await page
      .getByRole('row', { name: new RegExp(invoice.number) })
      .getByText('Payée')
      .waitFor();
    await page.getByLabel('Seulement celles à payer').check();
    await page.getByText('Aucune facture ne correspond à ce choix.').waitFor();
    expect(await wrongIn(page)).toEqual([]);
  });

  it.each(['desktop', 'phone'] as Width[])(
    'that has just come finds no empty page on a %s',
    async (width) => {
      const person = await anOrganisation(screens.server, 'state', { name: 'Préfecture nouvelle' });
      const page = await screens.open({ person, width });
      for (const path of ['/etat', '/etat/factures', '/etat/personnes']) {
        await screens.visit(page, path);
        expect([path, await wrongIn(page)]).toEqual([path, []]);
        expect((await page.getByRole('main').textContent())!.length).toBeGreaterThan(100);
      }
    },
  );
});
