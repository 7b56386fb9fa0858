import { affected, oneRow } from '../../src/database/sql.js';
import { anotherSiret } from '../support/structures.js';
import { arrival, faultsAtBothWidths, Screens } from '../support/browser.js';
import { button, inDialog, read } from '../support/operator-screens.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

describe('an organisation', () => {
  it('is created, and a first person invited to it, who is written to', async () => {
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, '/operateur/organisations');
    await button(page, 'Créer une organisation').click();
    await page.getByLabel('Nom', { exact: true }).fill('Caisse de démonstration');
    await page.getByLabel('SIRET').fill('12345678901234');
    await page.getByLabel('Adresse', { exact: true }).fill('1 rue de la Mairie');
    await page.getByLabel('Code postal').fill('37500');
    await page.getByLabel('Ville').fill('Chinon');
    await inDialog(page, 'Créer une organisation').click();
    await page.getByRole('dialog').getByText('Ce numéro SIRET n’est pas valide.').first().waitFor();
    expect(await page.getByLabel('Nom', { exact: true }).inputValue()).toBe('Caisse de démonstration');
    await page.getByLabel('SIRET').fill(anotherSiret());
    await inDialog(page, 'Créer une organisation').click();
    await page.waitForURL(/organisations\/[0-9a-f-]{36}$/);
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    await page.getByText('Personne n’agit encore pour cette organisation.').waitFor();

    await button(page, 'Inviter une personne').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Adresse électronique').fill('premiere.personne@example.fr');
    await dialog.getByLabel(/^Nom affiché/).fill('Première personne');
    await dialog.getByRole('radio', { name: /^Responsable/ }).check();
    await inDialog(page, 'Inviter').click();
    await page.getByText(/Première personne agit maintenant pour Caisse de démonstration/).waitFor();
    const { items } = await read(screens, page, `/organisations/${id}/members`);
    expect(items).toMatchObject([{ email: 'premiere.personne@example.fr', role: 'manager' }]);
    const { posted } = await screens.server.db.read((tx) =>
      oneRow<{ posted: bigint }>(tx, 'SELECT count(*) AS posted FROM letter WHERE organisation_id = $1', [
        id,
      ]),
    );
    expect(posted).toBe(1n);
  }, 120_000);

  it('of a funder gives its archive to the operator, made once', async () => {
    const page = await screens.open({ role: 'operator' });
    const { items } = await read(screens, page, '/organisations?kind=funder');
    const funder = items.find(({ name }: any) => name.startsWith('CC '));
    await screens.visit(page, `/operateur/organisations/${funder.id}`);
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await button(page, 'Préparer une archive').click();
    await inDialog(page, 'Préparer une archive').dblclick();
    const link = page.getByRole('link', { name: 'Télécharger' });
    await link.waitFor({ timeout: 30_000 });
    const download = page.waitForEvent('download');
    await link.click();
    expect((await download).suggestedFilename()).toMatch(/\.zip$/);
    const { items: documents } = await read(screens, page, '/documents');
    expect(documents.filter(({ kind }: any) => kind === 'funder-export')).toHaveLength(1);
  }, 90_000);
});

describe('an agreement', () => {
  it('is made with the State, refused without a day, and opened to one more funder', async () => {
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, '/operateur/conventions');
    await button(page, 'Créer une convention').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Référence').fill('AAP-ECRANS-1');
    await dialog.getByLabel('Intitulé').fill('Appel à projets, écrans');
    await dialog.getByLabel('Service de l’État').selectOption({ index: 1 });
    await dialog.getByLabel('Premier jour').fill('01/07/2026');
    await dialog.getByLabel('Plafond').fill('40 000');
    await inDialog(page, 'Créer une convention').click();
    await dialog.getByText('Refusé :').waitFor();
    expect(await dialog.getByLabel('Plafond').inputValue()).toMatch(/^40\s?000/);
    await dialog.getByLabel('Dernier jour').fill('31/12/2027');
    await inDialog(page, 'Créer une convention').dblclick();
    await page.getByText('La convention AAP-ECRANS-1 est créée.').waitFor();
    const { items } = await read(screens, page, '/grant-agreements');
    const made = items.filter(({ reference }: any) => reference === 'AAP-ECRANS-1');
    expect(made).toMatchObject([
      {
        ceilingCents: 4_000_000,
        remainingCeilingCents: 4_000_000,
        startsOn: '2026-07-01',
        endsOn: '2027-12-31',
      },
    ]);

    await page.getByRole('link', { name: 'AAP-ECRANS-1' }).click();
    await page.getByText('Aucun commanditaire ne peut encore s’en servir.').waitFor();
    await button(page, 'Ouvrir à un commanditaire').click();
    await dialog.getByLabel('Commanditaire').selectOption({ index: 1 });
    await inDialog(page, 'Ouvrir à un commanditaire').click();
    await page.getByText(/La convention AAP-ECRANS-1 est ouverte à/).waitFor();
    const after = await read(screens, page, `/grant-agreements/${made[0].id}`);
    expect(after.funders).toHaveLength(1);
  }, 120_000);
});

describe('a job that failed', () => {
  it('is told on the home page, retried once, and done', async () => {
    const { id } = await screens.server.db.transaction(async (tx) => {
      const job = await oneRow<{ id: string }>(tx, `SELECT id FROM job WHERE kind = 'issue-order' LIMIT 1`);
      await affected(
        tx,
        `UPDATE job SET failed_at = now(), done_at = NULL, attempts = 5, last_error = 'the disk is full' WHERE id = $1`,
        [job.id],
      );
      return job;
    });
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, '/operateur');
    await page.getByRole('link', { name: /^Ouvrir Travail en échec/ }).click();
    await arrival(page, '/operateur/travaux');
    await page.getByRole('table').getByRole('link').first().click();
    await page.waitForURL(new RegExp(id));
    await page.getByText('the disk is full').waitFor();
    await button(page, 'Essayer encore').click();
    await inDialog(page, 'Essayer encore').dblclick();
    await page.getByText('Le travail est relancé.').waitFor();
    for (let tries = 0; (await read(screens, page, `/jobs/${id}`)).state !== 'done' && tries < 40; tries++)
      await page.waitForTimeout(500);
    expect((await read(screens, page, `/jobs/${id}`)).state).toBe('done');
    const { items } = await read(screens, page, `/audit-trail?action=job.retried&subjectId=${id}`);
    expect(items).toHaveLength(1);
  }, 120_000);
});

describe('the audit trail', () => {
  it('says in words who did what, and is searched by act, by person, by thing and by day', async () => {
    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, '/operateur/journal');
    const main = page.getByRole('main');
    // No code, no braces: words, amounts and days.
    const text = (await main.getByRole('table').textContent())!;
    expect(text).not.toMatch(/\{|"|[a-z]+\.[a-z]+-?[a-z]* /);
    await page.getByLabel('Quoi').selectOption({ label: 'Paiement enregistré' });
    await main
      .getByText(/10\s000,00\s€/)
      .first()
      .waitFor();
    expect(await main.getByRole('rowheader').allTextContents()).toEqual(
      Array(await main.getByRole('rowheader').count()).fill('Paiement enregistré'),
    );
    await main.getByRole('link', { name: 'Facture', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: /^Facture F/ }).waitFor();

    await page.goBack();
    await page.getByLabel('Jusqu’au').fill('14/06/2026');
    await page.getByText('Aucune action ne correspond.').waitFor();
    await page.getByLabel('Jusqu’au').fill('15/06/2026');
    await main
      .getByRole('link', { name: /^Son histoire/ })
      .first()
      .click();
    await page.getByText(/Seulement ce qui touche à/).waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.getByRole('link', { name: 'Tout montrer' }).click();

    // What somebody does is theirs to be found by.
    await page.getByLabel('Quoi').selectOption({ label: 'Convention créée' });
    const person = main.getByRole('link', { name: /^Tout ce qu’a fait/ }).first();
    await person.waitFor();
    const name = (await person.textContent())!;
    await person.click();
    await page.getByText(`Seulement ce qu’a fait ${name}`).waitFor();
    expect(new URL(page.url()).searchParams.get('personne')).toMatch(/^[0-9a-f-]{36}$/);
  }, 120_000);
});
