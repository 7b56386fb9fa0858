import type { Page } from 'playwright-core';
import { anApplication, aDeclaredStructure } from '../support/structures.js';
import { aBankReport } from '../support/settlement.js';
import { affected } from '../../src/database/sql.js';
import { accessibilityOf, arrival, overflowOf, Screens } from '../support/browser.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
  // What is redeemed at the very instant of a cut-off is for the next run.
  await screens.stopService();
  screens.server.clock.advance(60_000);
  await screens.startService();
}, 180_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const inDialog = (page: Page, name: string | RegExp) =>
  page.getByRole('dialog').getByRole('button', { name });

/** What the API answers to whom the window is signed in as. */
async function read(page: Page, path: string): Promise<any> {
  const answer = await page.context().request.get(`${screens.origin}/api/v1${path}`);
  expect(answer.status()).toBe(200);
  return answer.json();
}

let keys = 0;

/** An order as the demonstration's funder places it. */
async function anOrder(): Promise<{ id: string; number: string }> {
  const page = await screens.open({ role: 'funder' });
  const answer = await page.context().request.post(`${screens.origin}/api/v1/orders`, {
    data: { books: 50 },
    headers: { 'Idempotency-Key': `operator-screens-${++keys}` },
  });
  expect(answer.status()).toBe(201);
  return answer.json();
}

describe('an order', () => {
  it('is approved, paid and active from the screens, and a double click pays once', async () => {
    const order = await anOrder();
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, '/operateur');
    await page.getByRole('link', { name: /^Ouvrir Commandes? à approuver/ }).click();
    expect(await arrival(page, '/operateur/commandes')).toBe('/operateur/commandes');
    await page.getByRole('link', { name: order.number }).click();
    await button(page, 'Approuver la commande').click();
    const dialog = page.getByRole('dialog');
    // The value, the invoice and the fee are repeated before anything is done.
    expect(await dialog.textContent()).toMatch(/5\s000\s€.*500\s€/);
    await inDialog(page, 'Approuver la commande').dblclick();
    await page.getByText(`La commande ${order.number} est approuvée`).waitFor();

    const { invoices } = await read(page, `/orders/${order.id}`);
    expect(invoices).toHaveLength(2);
    for (const invoice of invoices) {
      await screens.visit(page, `/operateur/commandes/${order.id}`);
      await page.getByRole('link', { name: invoice.number }).click();
      await button(page, 'Enregistrer un paiement').click();
      await page.getByLabel('Montant reçu').fill(String(invoice.totalCents / 100));
      await page.getByLabel('Référence du virement').fill(`VIR ${invoice.number}`);
      await inDialog(page, /^Enregistrer [0-9]/).dblclick();
      await page.getByText(/Paiement de .* enregistré/).waitFor();
      const paid = await read(page, `/invoices/${invoice.id}`);
      expect(paid).toMatchObject({ restCents: 0, paidCents: invoice.totalCents });
      expect(paid.payments).toHaveLength(1);
    }
    await screens.visit(page, `/operateur/commandes/${order.id}`);
    await page.getByText('active', { exact: true }).waitFor({ timeout: 20_000 });
    expect((await read(page, `/orders/${order.id}`)).status).toBe('active');
  }, 90_000);

  it('is refused with a reason, and what was typed stays after a refusal of the API', async () => {
    const order = await anOrder();
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, `/operateur/commandes/${order.id}`);
    await button(page, 'Refuser').click();
    await page.getByLabel('Motif, lu par le commanditaire').fill('?');
    await inDialog(page, 'Refuser la commande').click();
    await page.getByRole('dialog').getByText('Refusé :').waitFor();
    expect(await page.getByLabel('Motif, lu par le commanditaire').inputValue()).toBe('?');
    await page.getByLabel('Motif, lu par le commanditaire').fill('Le budget n’est pas voté.');
    await inDialog(page, 'Refuser la commande').click();
    await page.getByText(`La commande ${order.number} est refusée.`).waitFor();
    await page.getByText('Le budget n’est pas voté.').waitFor();
    expect((await read(page, `/orders/${order.id}`)).status).toBe('refused');
  });

  it('takes no excess that was not decided, and keeps what was typed', async () => {
    const order = await anOrder();
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, `/operateur/commandes/${order.id}`);
    await button(page, 'Approuver la commande').click();
    await inDialog(page, 'Approuver la commande').click();
    await page.getByText(`La commande ${order.number} est approuvée`).waitFor();
    const { invoices } = await read(page, `/orders/${order.id}`);
    const invoice = invoices.find((each: any) => each.kind === 'vouchers-funder');
    await screens.visit(page, `/operateur/factures/${invoice.id}`);
    await button(page, 'Enregistrer un paiement').click();
    await page.getByLabel('Montant reçu').fill('5 100,50');
    await page.getByLabel('Référence du virement').fill('VIR TROP');
    await inDialog(page, /^Enregistrer/).click();
    await page.getByRole('dialog').getByText('Refusé :').waitFor();
    expect(await page.getByLabel('Référence du virement').inputValue()).toBe('VIR TROP');
    await page.getByRole('radio', { name: /Garder le trop-perçu/ }).check();
    await inDialog(page, /^Enregistrer/).click();
    await page.getByText(/Paiement de .* enregistré/).waitFor();
    const [payment] = (await read(page, `/invoices/${invoice.id}`)).payments;
    expect(payment).toMatchObject({ cents: 500_000, excessCents: 10_050 });
  }, 60_000);
});

describe('a payout run', () => {
  it('is prepared, sent, and confirmed by the report of the bank, down to each scan', async () => {
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, '/operateur/contre-paiements');
    await button(page, 'Préparer une campagne').click();
    await inDialog(page, 'Préparer une campagne').dblclick();
    await page.waitForURL(/campagnes\//);
    const runId = new URL(page.url()).pathname.split('/').at(-1)!;
    expect((await read(page, '/payout-runs')).items).toHaveLength(1);

    const download = page.waitForEvent('download');
    await button(page, 'Télécharger le fichier pour la banque').click();
    expect((await download).suggestedFilename()).toMatch(/\.xml$/);
    await button(page, 'Noter comme envoyée').click();
    await inDialog(page, /^Le fichier est déposé/).click();
    await page.getByText(/notée comme envoyée/).waitFor();

    const run = await read(page, `/payout-runs/${runId}`);
    const { items } = await read(page, `/payouts?runId=${runId}`);
    const [payout] = items;
    const xml = aBankReport({
      messageId: run.bankMessageId,
      transfers: [{ endToEndId: payout.endToEndId, status: 'ACSC' }],
    });
    await page.getByLabel('Compte rendu de la banque').setInputFiles({
      name: 'compte-rendu.xml',
      mimeType: 'application/xml',
      buffer: Buffer.from(xml),
    });
    await button(page, 'Importer le compte rendu').dblclick();
    await page.getByText(/Confirmés\s: 1\./).waitFor();
    expect((await read(page, `/payouts/${payout.id}`)).state).toBe('confirmed');

    // From the line of the bank to the scans that it paid.
    await screens.visit(page, `/operateur/contre-paiements/lignes/${payout.endToEndId}`);
    const { lines } = await read(page, `/payouts/${payout.id}`);
    for (const { receipt } of lines.items) {
      expect(await page.getByRole('link', { name: String(receipt), exact: true }).count()).toBe(1);
    }

    await screens.visit(page, `/operateur/contre-paiements/campagnes/${runId}`);
    await button(page, 'Virer les frais au compte courant').click();
    await inDialog(page, /^Virer [0-9]/).click();
    await page.getByText(/de frais virés au compte courant/).waitFor();
    expect((await read(page, `/payout-runs/${runId}`)).feesSweptAt).not.toBeNull();
  }, 90_000);

  it('never hides why its file is not given: the refusal is read, with its amounts, and no file is saved', async () => {
    const page = await screens.open({ role: 'operator' });
    const [run] = (await read(page, '/payout-runs')).items;
    const setCents = (change: number) =>
      screens.server.db.transaction(async (tx) => {
        await affected(tx, 'SET LOCAL session_replication_role = replica');
        await affected(tx, `UPDATE transfer SET cents = cents + $1 WHERE kind = 'payout'`, [change]);
      });
    await screens.visit(page, `/operateur/contre-paiements/campagnes/${run.id}`);
    await setCents(-1);
    await button(page, 'Télécharger le fichier pour la banque').click();
    await page.getByText(/lancez « npm run audit »/).waitFor();
    await setCents(1);
    const download = page.waitForEvent('download');
    await button(page, 'Télécharger le fichier pour la banque').click();
    expect((await download).suggestedFilename()).toBe(`payouts-${run.number}.xml`);
  }, 60_000);

  it('pays money that comes back again: the return is recorded once, and told to the structure', async () => {
    const page = await screens.open({ role: 'operator' });
    const [payout] = (await read(page, '/payouts?state=confirmed')).items;
    await screens.visit(page, `/operateur/contre-paiements/${payout.id}`);
    await button(page, 'Noter un retour').click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.textContent()).toContain(payout.endToEndId);
    await dialog.getByLabel('Motif donné par la banque').fill('compte clos');
    await inDialog(page, /^Noter le retour de/).click();
    await dialog
      .getByText(/Commencez par le code du retour/)
      .first()
      .waitFor();
    await dialog.getByLabel('Motif donné par la banque').fill('AC04 compte clos');
    await inDialog(page, /^Noter le retour de/).dblclick();
    await page.getByText(/noté\s: cette somme est de nouveau due/).waitFor();
    await page.getByText('retourné par la banque').first().waitFor();
    expect(await button(page, 'Noter un retour').count()).toBe(0);
    expect((await read(page, `/payouts/${payout.id}`)).attempts).toMatchObject([{ state: 'returned' }]);
    expect(await accessibilityOf(page)).toEqual([]);

    const venue = await screens.open({ role: 'structure-manager', width: 'phone' });
    await screens.visit(venue, `/lieu/paiements/${payout.id}`);
    await venue.getByText(/la banque nous l’a renvoyé/).waitFor();
    expect(await venue.getByRole('main').textContent()).toContain('Le compte est clôturé.');
    expect(await overflowOf(venue)).toBe(0);
  }, 60_000);

  it('is not touched by a file that is no report of the bank', async () => {
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, '/operateur/contre-paiements');
    await page.getByLabel('Compte rendu de la banque').setInputFiles({
      name: 'autre.xml',
      mimeType: 'application/xml',
      buffer: Buffer.from('<autre/>'),
    });
    await button(page, 'Importer le compte rendu').click();
    await page.getByText(/n’est pas un compte rendu de virements/).waitFor();
    expect(await page.getByText('Lignes du compte rendu').count()).toBe(0);
  });
});

describe('a label', () => {
  it('is granted only with every criterion ticked, and its bank account verified', async () => {
    const structure = await aDeclaredStructure(screens.server, { bankVerified: false });
    await anApplication(structure);
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, `/operateur/structures/${structure.structureId}`);
    expect(await button(page, 'Accorder le label').count()).toBe(0);
    await button(page, 'Vérifier ces coordonnées').click();
    await inDialog(page, 'Tout correspond : vérifié').click();
    await page.getByText(/est vérifié\./).waitFor();
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await button(page, 'Accorder le label').click();
    await page.getByLabel('Motif, lu par la structure').fill('Visite faite, tout est conforme.');
    await inDialog(page, 'Accorder le label').dblclick();
    await page.getByText(/Label accordé à .*80\s€/).waitFor();
    const after = await read(page, `/structures/${structure.structureId}`);
    expect(after.label.inForce).toBe(true);
    expect(after.history.labels).toHaveLength(1);
  }, 60_000);
});

describe('the end of the year', () => {
  it('is rehearsed without writing anything, and cannot be closed early nor without writing the year', async () => {
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, '/operateur/fin-d-annee');
    const { figures } = await read(page, '/exercises/2026/closing');
    const shown = (await page.getByRole('main').textContent())!.replaceAll(/\s/g, ' ');
    expect(shown).toContain('Rien n’est écrit.');
    const cents = figures.total.creditFunderCents / 100;
    expect(shown).toContain(new Intl.NumberFormat('fr-FR').format(cents).replaceAll(/\s/g, ' '));
    await button(page, 'Clore l’exercice 2026').click();
    expect(await page.getByRole('dialog').textContent()).toContain('est détruite');
    await inDialog(page, 'Clore l’exercice 2026').click();
    await page.getByText('Écrivez l’année de l’exercice.').waitFor();
    await page.getByLabel('Écrivez 2026 pour confirmer').fill('2026');
    await inDialog(page, 'Clore l’exercice 2026').click();
    await page.getByRole('dialog').getByText('Refusé :').waitFor();
    expect((await read(page, '/exercises/2026/closing')).progress.closedAt).toBeNull();
  }, 60_000);
});

describe('the ledger', () => {
  it('leads from an account to an entry, to what caused it', async () => {
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, '/operateur');
    await page.getByRole('link', { name: 'Comptes', exact: true }).click();
    await page.getByLabel('Compte').selectOption('label-receivable');
    await page.getByRole('table').getByRole('link', { name: 'Label dû par la structure' }).first().click();
    await page.waitForURL(/comptes\/\d+$/);
    await page.getByRole('link', { name: 'Voir la cause' }).first().click();
    await page.waitForURL(/causes\//);
    await page.getByRole('link', { name: /^Facture F2026/ }).click();
    await page.waitForURL(/factures\//);
    await page.getByRole('heading', { level: 1, name: /Facture F2026/ }).waitFor();
    expect(await page.getByRole('main').textContent()).toContain('label, une année');
  });
});
