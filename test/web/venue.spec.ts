import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { oneRow } from '../../src/database/sql.js';
import { DEMONSTRATION_PASSWORD } from '../../src/demonstration/demonstration.js';
import { signedIn } from '../support/access.js';
import { accessibilityOf, emailOf, overflowOf, Screens } from '../support/browser.js';
import { fakedCamera, papersHandedOut, type PaperVoucher, pictureOf, writeVideo } from '../support/camera.js';
import { answered } from '../support/funders.js';
import { PaperTray } from '../support/pages.js';
import { chooseSession, typeCode } from '../support/venue.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'passerelle-camera-'));
const camera = fakedCamera(folder);
const tray = new PaperTray();
let screens: Screens;
let papers: PaperVoucher[];

beforeAll(async () => {
  screens = await Screens.start('2026-06-15', camera.flags);
  papers = await papersHandedOut(screens.server);
}, 180_000);
afterAll(async () => {
  await screens.stop();
  tray.clear();
  rmSync(folder, { recursive: true });
});
afterEach(() => screens.check());

const take = () => papers.shift()!;
/** What is read on the page, no-break spaces made ordinary. */
const bodyText = async (page: Page) =>
  (await page.getByRole('main').innerText()).replaceAll(/[\u00a0\u202f]/g, ' ');
/** Waits for a sentence on the page itself: what screen readers are told beside it says it too. */
const told = (page: Page, text: string | RegExp) => page.getByRole('main').getByText(text).first().waitFor();

async function redemptionsOf(serials: readonly bigint[]): Promise<number> {
  return screens.server.db.read(async (tx) => {
    const { count } = await oneRow<{ count: number }>(
      tx,
      `SELECT count(*)::int FROM redemption WHERE voucher_serial = ANY($1::bigint[])`,
      [serials],
    );
    return count;
  });
}

async function aScanner(width: 'phone' | 'desktop' = 'phone'): Promise<Page> {
  const page = await screens.open({ role: 'mediator', width });
  await screens.visit(page, '/lieu');
  await chooseSession(page);
  return page;
}

describe('a voucher of the product, printed and held before the camera', () => {
  it('is paid once: accepted in one look, and refused when it is held there again', async () => {
    const paper = take();
    const picture = await pictureOf(screens.server, tray, paper);
    writeVideo(camera.path, [
      { picture, seconds: 4 },
      { picture: null, seconds: 3 },
    ]);
    const page = await aScanner();
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).click();
    await page.getByText('Accepté', { exact: true }).waitFor();
    const answer = await bodyText(page);
    expect(answer).toMatch(/10 €/);
    expect(answer).toMatch(/Vous recevez 9,58 €, reçu n° \d+/);
    expect(answer).toMatch(/La personne règle encore/);
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Chèque suivant' }).click();
    await page.getByText('Refusé', { exact: true }).waitFor();
    expect(await bodyText(page)).toMatch(/déjà été encaissé chez vous : reçu n° \d+, le 15 juin 2026/);
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await redemptionsOf([paper.serial])).toBe(1);
  });

  it('that carries another QR code is told, and nothing is asked of the service', async () => {
    writeVideo(camera.path, [{ picture: null, seconds: 1 }]);
    const page = await aScanner();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await typeCode(page, '0000-0000-0000-0000-1');
    await told(page, 'Ce code comporte une erreur');
    await page.getByRole('button', { name: 'Encaisser ce code' }).click();
    await told(page, 'Tapez les 17 caractères');
    expect(asked.filter((url) => url.includes('/redemptions'))).toEqual([]);
  });
});

describe('a typed code', () => {
  it('is redeemed like a scanned one, for the session chosen, and its answer leads to the next', async () => {
    const paper = take();
    const page = await aScanner('desktop');
    await typeCode(page, paper.code.toLowerCase());
    await page.getByRole('button', { name: 'Encaisser ce code' }).click();
    await page.getByText('Accepté', { exact: true }).waitFor();
    expect(await page.locator('*:focus').innerText()).toBe('Chèque suivant');
    await page.keyboard.press('Enter');
    await page.getByText('Accepté', { exact: true }).waitFor({ state: 'detached' });
    expect(await redemptionsOf([paper.serial])).toBe(1);
  });

  it('is not redeemed twice by a double click', async () => {
    const paper = take();
    const page = await aScanner('desktop');
    await typeCode(page, paper.code);
    await page.getByRole('button', { name: 'Encaisser ce code' }).dblclick();
    await page.getByText('Accepté', { exact: true }).waitFor();
    expect(await redemptionsOf([paper.serial])).toBe(1);
  });

  it('stays refused with the sentence of the API', async () => {
    const page = await aScanner();
    const unused = await screens.server.db.read((tx) =>
      oneRow<{ serial: bigint; exercise: number }>(
        tx,
        `SELECT serial, exercise FROM voucher v
          WHERE NOT EXISTS (SELECT 1 FROM hand_out_voucher h WHERE h.voucher_serial = v.serial) LIMIT 1`,
      ),
    );
    await typeCode(page, await codeOf(unused));
    await page.getByRole('button', { name: 'Encaisser ce code' }).click();
    await told(page, 'Ce chèque n’a été remis à personne.');
    expect(await redemptionsOf([unused.serial])).toBe(0);
  });
});

async function codeOf(voucher: { serial: bigint; exercise: number }): Promise<string> {
  const { CodeBook } = await import('../../src/issuance/code-book.js');
  return screens.server.db.read(async (tx) =>
    (await screens.server.get(CodeBook).codesOf(tx, [voucher])).get(voucher.serial)!,
  );
}

describe('a group session', () => {
  it('takes several vouchers in sight, tells one that is there already, and answers each line for itself', async () => {
    const [good, spent] = [take(), take()];
    const spender = await aScanner('desktop');
    await typeCode(spender, spent.code);
    await spender.getByRole('button', { name: 'Encaisser ce code' }).click();
    await spender.getByText('Accepté', { exact: true }).waitFor();

    writeVideo(camera.path, [
      { picture: await pictureOf(screens.server, tray, good), seconds: 3 },
      { picture: null, seconds: 3 },
    ]);
    const page = await screens.open({ role: 'mediator', width: 'phone' });
    await screens.visit(page, '/lieu/seance');
    await chooseSession(page);
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).click();
    await told(page, '1 chèque dans la liste');
    await told(page, 'est déjà sur cet appareil');
    await typeCode(page, spent.code);
    await page.getByRole('button', { name: 'Ajouter à la liste' }).click();
    await told(page, '2 chèques dans la liste');
    await told(page, 'Sera refusé');
    await told(page, '1 chèque sera refusé');
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    await page.getByRole('button', { name: /Valider 2 chèques/ }).click();
    await told(page, '1 chèque accepté : vous recevez 9,58 €');
    await page.getByText('1 chèque refusé', { exact: true }).waitFor();
    expect(await bodyText(page)).toMatch(/déjà été encaissé chez vous/);
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await redemptionsOf([good.serial, spent.serial])).toBe(2);
    await page.getByRole('button', { name: 'Terminer' }).click();
    await told(page, 'Aucun chèque dans la liste');
  });

  it('lets a line be taken out before anything is sent', async () => {
    const paper = take();
    const page = await screens.open({ role: 'mediator', width: 'desktop' });
    await screens.visit(page, '/lieu/seance');
    await chooseSession(page);
    await typeCode(page, paper.code);
    await page.getByRole('button', { name: 'Ajouter à la liste' }).click();
    await page.getByRole('button', { name: /Retirer le chèque/ }).click();
    await told(page, 'Aucun chèque dans la liste');
    expect(await redemptionsOf([paper.serial])).toBe(0);
    papers.unshift(paper);
  });
});

describe('a scan made by mistake', () => {
  it('is undone with a reason, and the voucher can be redeemed again', async () => {
    const paper = take();
    const page = await aScanner();
    const redeem = async () => {
      await typeCode(page, paper.code);
      await page.getByRole('button', { name: 'Encaisser ce code' }).click();
      await page.getByText('Accepté', { exact: true }).waitFor();
    };
    await redeem();
    await screens.visit(page, '/lieu/encaissements');
    await page
      .getByRole('button', { name: /^Annuler le reçu/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Annuler cet encaissement' }).click();
    await page.getByRole('dialog').getByText('Pourquoi ?').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByLabel('Pourquoi ?').fill('Mauvais module choisi');
    await page.getByRole('button', { name: 'Annuler cet encaissement' }).click();
    await page.getByText('Annulé', { exact: true }).waitFor();
    await screens.visit(page, '/lieu');
    await redeem();
    expect(await redemptionsOf([paper.serial])).toBe(2);
  });
});

describe('a structure', () => {
  it('adds a mediator, takes it back, and gives another account that is never shown whole', async () => {
    const page = await screens.open({ role: 'structure-manager' });
    await screens.visit(page, '/lieu/structure');
    await page.getByRole('button', { name: 'Ajouter un médiateur' }).click();
    await page.getByLabel('Nom du médiateur').fill('Atelier du mercredi');
    await page.getByRole('button', { name: 'Ajouter', exact: true }).click();
    await told(page, 'Choisissez oui ou non.');
    await page.getByLabel(/^Oui/).check();
    await page.getByRole('button', { name: 'Ajouter', exact: true }).click();
    await page.getByText('Gratuites', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Retirer Atelier du mercredi' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Retirer' }).click();
    await page.getByText('Gratuites', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Donner un autre compte' }).click();
    await page.getByLabel('Nouvel IBAN').fill('FR76 3000 6000 0112 3456 7890 188');
    await page.getByLabel('BIC').fill('AGRIFRPP');
    await page.getByLabel('Titulaire du compte').fill('Espaces publics numériques du Chinonais');
    await page.getByRole('button', { name: 'Enregistrer ce compte' }).click();
    await told(page, 'Cet IBAN n’est pas valide');
    await page.getByLabel('Nouvel IBAN').fill('FR76 3000 6000 0112 3456 7890 189');
    await page.getByRole('button', { name: 'Enregistrer ce compte' }).click();
    await told(page, 'À vérifier par l’équipe Passerelle');
    expect(await bodyText(page)).not.toContain('3456');
  });

  it('opens a venue where sessions can be held at once, and closes it', async () => {
    const page = await screens.open({ role: 'structure-manager' });
    await screens.visit(page, '/lieu/structure');
    await page.getByRole('button', { name: 'Ouvrir un lieu' }).click();
    await page.getByLabel('Nom du lieu').fill('Salle des fêtes');
    await page.getByRole('button', { name: 'Ouvrir ce lieu' }).click();
    await told(page, 'Choisissez la commune dans la liste.');
    await page.getByLabel('Commune', { exact: true }).fill('Huismes');
    await page.getByRole('option', { name: /Huismes/ }).click();
    await page.getByLabel('Numéro et rue').fill('1 rue de la Mairie');
    await page.getByLabel('Jours et heures').fill('Le mardi de 14 h à 17 h');
    await page.getByRole('button', { name: 'Ouvrir ce lieu' }).click();
    await told(page, '1 rue de la Mairie, 37420 Huismes');
    await page.getByRole('button', { name: 'Fermer Salle des fêtes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Fermer', exact: true }).last().click();
    await page.getByText('1 rue de la Mairie, 37420 Huismes').waitFor({ state: 'detached' });
    const closed = await screens.server.db.read((tx) =>
      oneRow<{ closed: boolean }>(
        tx,
        `SELECT closed_at IS NOT NULL AS closed FROM venue WHERE name = 'Salle des fêtes'`,
      ),
    );
    expect(closed).toEqual({ closed: true });
  });

  it('sees what it is owed, then follows a payout to each of the scans that it pays', async () => {
    const page = await screens.open({ role: 'structure-manager', width: 'phone' });
    await screens.visit(page, '/lieu/paiements');
    await told(page, /à venir, pour \d+ chèques/);

    // The operator pays, a second later: a run takes what was scanned before it.
    const { server } = screens;
    server.clock.advance(1_000);
    const operator = await signedIn(server, {
      personId: '',
      email: emailOf('operator'),
      password: DEMONSTRATION_PASSWORD,
    });
    const account = await server.db.read((tx) =>
      oneRow<{ structureId: string; id: string }>(
        tx,
        `SELECT structure_id AS "structureId", id FROM bank_details ORDER BY submitted_at DESC LIMIT 1`,
      ),
    );
    // Given by the test above, or verified already.
    await operator.post(`/structures/${account.structureId}/bank-details/${account.id}/verification`);
    const run = await answered(operator.post('/payout-runs'));
    await answered(operator.post(`/payout-runs/${run.id}/sending`));

    await screens.visit(page, '/lieu/paiements');
    await page.getByRole('link', { name: /^Paiement n°/ }).click();
    await told(page, 'Chèques réglés');
    const lines = page.getByRole('table', { name: 'Chèques réglés' }).getByRole('row');
    expect((await lines.count()) - 1).toBe(run.redemptions);
    expect(await bodyText(page)).toContain('Envoyé à la banque');
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);

    await screens.visit(page, '/lieu/encaissements');
    await told(page, 'Dans un paiement');
    expect(await page.getByRole('button', { name: /^Annuler le reçu/ }).count()).toBe(0);
  });
});
