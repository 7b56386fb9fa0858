import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { rows } from '../../src/database/sql.js';
import { Screens, wrongIn } from '../support/browser.js';
import { answered, theOperator } from '../support/funders.js';
import { unzip } from '../support/zip.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

const count = (sql: string): Promise<number> =>
  screens.server.db.read(async (tx) => (await rows<{ n: number }>(tx, sql))[0]!.n);

/** The file that a link of the page downloads, as the browser keeps it. */
async function downloaded(page: Page, link: Locator): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return download.path();
}

function pagesOf(path: string): number {
  expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
  return Number(/^Pages: +(\d+)$/m.exec(execFileSync('pdfinfo', [path], { encoding: 'utf8' }))?.[1]);
}

describe('the books of a funder', () => {
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
    const list = page.getByRole('list', { name: 'Documents demandés' });
    await list
      .getByText(/Carnets 1 à 2/)
      .first()
      .waitFor();
    const link = list.getByRole('link', { name: /Télécharger \(.*Carnets 1 à 2/ });
    await link.waitFor({ timeout: 30_000 });
    // A book of ten vouchers is a cover and a page.
    expect(pagesOf(await downloaded(page, link))).toBe(4);
  }, 60_000);

  it('are proofread on a page marked as a specimen', async () => {
    const { client } = await theOperator(screens.server);
    const { items } = await answered(client.get('/orders?status=active'));
    const page = await screens.open({ role: 'funder', width: 'phone' });
    await screens.visit(page, `/financeur/commandes/${items[0].id}`);
    expect(
      pagesOf(await downloaded(page, page.getByRole('link', { name: 'Télécharger le bon à tirer' }))),
    ).toBeGreaterThan(0);
  });
});

describe('what is kept of a funder', () => {
  it('finds why some people are not counted, and no small cell', async () => {
    const page = await screens.open({ role: 'funder', language: 'en' });
    await screens.visit(page, '/financeur/usages');
    await page.getByText('Under 5 people they could be recognised', { exact: false }).waitFor();
    const figures = await page.getByRole('cell', { name: /^[1-4] (person|people)$/ }).count();
    expect(figures).toBe(0);
  });

  it('leaves as one archive, with its tables and its papers', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur/fin-exercice?exercice=2026');
    await page.getByRole('button', { name: 'Préparer l’archive' }).click();
    const link = page.getByRole('link', { name: /Télécharger \(.*Archive de l’exercice 2026/ });
    await link.waitFor({ timeout: 30_000 });
    expect(await wrongIn(page)).toEqual([]);
    const names = [...unzip(readFileSync(await downloaded(page, link))).keys()];
    for (const table of ['commandes', 'factures', 'remises', 'encaissements'])
      expect(names.some((name) => name === `tableaux/${table}-2026.csv`)).toBe(true);
    expect(names.some((name) => name.startsWith('factures/') && name.endsWith('.pdf'))).toBe(true);
  }, 60_000);

  it('leaves as a table for each thing, of the exercise that is looked at', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur/fin-exercice?exercice=2026');
    const path = await downloaded(page, page.getByRole('link', { name: 'Commandes', exact: true }).last());
    expect(readFileSync(path, 'utf8')).toContain('CMD-2026-0001');
  });
});
