import type { Page } from 'playwright-core';
import { oneRow } from '../../src/database/sql.js';
import { DEMONSTRATION_PASSWORD } from '../../src/demonstration/demonstration.js';
import { signedIn } from '../support/access.js';
import { emailOf, faultsAtBothWidths, type Screens } from '../support/browser.js';
import { papersOf } from '../support/camera.js';
import { answered } from '../support/funders.js';
import { chooseSession, scan, told, typeCode, VenueScreens, verdict } from '../support/venue.js';

jest.setTimeout(60_000);

let venue: VenueScreens;
let screens: Screens;
beforeAll(async () => {
  venue = await VenueScreens.start();
  ({ screens } = venue);
}, 180_000);
afterAll(() => venue.stop());
afterEach(() => screens.check());

/** What is read on the page, no-break spaces made ordinary. */
const bodyText = async (page: Page) =>
  (await page.getByRole('main').innerText()).replaceAll(/[\u00a0\u202f]/g, ' ');

describe('a voucher of the product, printed and held before the camera', () => {
  it('is paid once: accepted in one look, and refused when it is held there again', async () => {
    const paper = venue.take();
    await venue.hold([paper, 4], [null, 3]);
    const page = await venue.scanner();
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).click();
    await verdict(page, 'Accepté');
    const answer = await bodyText(page);
    expect(answer).toMatch(/10 €/);
    expect(answer).toMatch(/Vous recevez 9,58 €, reçu n° \d+/);
    expect(answer).toMatch(/La personne règle encore/);
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.getByRole('button', { name: 'Chèque suivant' }).click();
    await verdict(page, 'Refusé');
    expect(await bodyText(page)).toMatch(/déjà été encaissé chez vous : reçu n° \d+, le 15 juin 2026/);
    expect(await faultsAtBothWidths(page)).toEqual([]);
    expect((await venue.paidFor([paper])).times).toEqual([1]);
  });

  it('that carries another QR code is told, and nothing is asked of the service', async () => {
    const page = await venue.scanner();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await typeCode(page, '0000-0000-0000-0000-1');
    await told(page, 'Ce code comporte une erreur');
    await page.getByRole('button', { name: 'Encaisser ce code' }).click();
    await told(page, 'Tapez les 17 caractères');
    expect(asked.filter((url) => url.includes('/redemptions'))).toEqual([]);
  });
});

describe('a camera', () => {
  const hasFocus = (page: Page) =>
    page.getByLabel('Ou tapez le code du chèque').evaluate((field: any) => field.matches(':focus'));

  it.each([
    ['NotAllowedError', 'La caméra n’est pas autorisée'],
    ['NotFoundError', 'Aucune caméra sur cet appareil'],
    ['NotReadableError', 'La caméra ne s’ouvre pas'],
  ])('that cannot be had (%s) leads to typing the code', async (error, title) => {
    const page = await screens.open({ role: 'mediator', width: 'phone' });
    await page.addInitScript((name) => {
      const { mediaDevices } = (globalThis as any).navigator;
      mediaDevices.getUserMedia = async () => {
        throw new DOMException('', name);
      };
    }, error);
    await page.goto(`${screens.origin}/lieu`);
    await chooseSession(page);
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).click();
    await told(page, title);
    if (error === 'NotAllowedError') expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.getByRole('button', { name: 'Réessayer la caméra' }).waitFor();
    await page.getByRole('button', { name: 'Taper le code' }).click();
    expect(await hasFocus(page)).toBe(true);
  });

  it('whose reader does not come is not left open reading nothing', async () => {
    const page = await screens.open({ role: 'mediator' });
    // As in a private window, where nothing was kept on the device beforehand.
    await page.addInitScript(() => delete (globalThis as any).Navigator.prototype.serviceWorker);
    await page.route(/zxing/, (route) => route.abort());
    await page.goto(`${screens.origin}/lieu`);
    await chooseSession(page);
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).click();
    await told(page, 'La lecture n’a pas pu être chargée');
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.getByRole('button', { name: 'Taper le code' }).click();
    expect(await hasFocus(page)).toBe(true);
  });

  it('has its lamp lit and put out where it has one, and shows no such button where not', async () => {
    await venue.hold([null, 1]);
    const dark = await venue.scanner();
    await dark.getByRole('button', { name: 'Ouvrir la caméra' }).click();
    await dark.getByText('La caméra s’ouvre…').waitFor({ state: 'detached' });
    expect(await dark.getByRole('button', { name: 'Lampe' }).count()).toBe(0);

    const page = await screens.open({ role: 'mediator', width: 'phone' });
    await page.addInitScript(() => {
      const { prototype } = (globalThis as any).MediaStreamTrack;
      (globalThis as any).lamp = [];
      prototype.getCapabilities = () => ({ torch: true });
      prototype.applyConstraints = ({ advanced }: any) => {
        (globalThis as any).lamp.push(advanced[0].torch);
        return Promise.resolve();
      };
    });
    await page.goto(`${screens.origin}/lieu`);
    await chooseSession(page);
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).click();
    await page.getByRole('button', { name: 'Lampe', pressed: false }).click();
    await page.getByRole('button', { name: 'Lampe', pressed: true }).click();
    await page.getByRole('button', { name: 'Lampe', pressed: false }).waitFor();
    expect(await page.evaluate(() => (globalThis as any).lamp)).toEqual([true, false]);
    expect(await faultsAtBothWidths(page)).toEqual([]);
  });

  it('reads the bars where the QR code is torn', async () => {
    const paper = venue.take();
    await venue.hold([paper, 5, 'bars']);
    const page = await venue.scanner();
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).click();
    await verdict(page, 'Accepté');
    expect((await venue.paidFor([paper])).times).toEqual([1]);
  });
});

describe('a hand scanner', () => {
  it('may type the public address of a voucher, then Enter: it is redeemed', async () => {
    const paper = venue.take();
    const page = await venue.scanner({ width: 'desktop' });
    await page.getByLabel('Ou tapez le code du chèque').focus();
    await page.keyboard.type(`${screens.origin}/v/${paper.code.replaceAll('-', '')}`);
    await page.keyboard.press('Enter');
    await verdict(page, 'Accepté');
    expect((await venue.paidFor([paper])).times).toEqual([1]);
  });
});

describe('a typed code', () => {
  it('is redeemed like a scanned one, for the session chosen, and its answer leads to the next', async () => {
    const paper = venue.take();
    const page = await venue.scanner({ width: 'desktop' });
    await scan(page, paper.code.toLowerCase());
    await verdict(page, 'Accepté');
    expect(await page.locator('*:focus').innerText()).toBe('Chèque suivant');
    await page.keyboard.press('Enter');
    await page.getByText('Accepté', { exact: true }).waitFor({ state: 'detached' });
    expect((await venue.paidFor([paper])).times).toEqual([1]);
  });

  it('is not redeemed twice by a double click', async () => {
    const paper = venue.take();
    const page = await venue.scanner({ width: 'desktop' });
    await typeCode(page, paper.code);
    await page.getByRole('button', { name: 'Encaisser ce code' }).dblclick();
    await verdict(page, 'Accepté');
    expect((await venue.paidFor([paper])).times).toEqual([1]);
  });

  it('stays refused with the sentence of the API', async () => {
    const page = await venue.scanner();
    const [unused] = await papersOf(screens.server, 'in the drawer');
    await scan(page, unused!.code);
    await told(page, 'Ce chèque n’a été remis à personne.');
    expect((await venue.paidFor([unused!])).times).toEqual([]);
  });
});

describe('a group session', () => {
  it('takes several vouchers in sight, tells one that is there already, and answers each line for itself', async () => {
    const [good, spent] = [venue.take(), venue.take()];
    const spender = await venue.scanner({ width: 'desktop' });
    await scan(spender, spent.code);
    await verdict(spender, 'Accepté');

    await venue.hold([good, 2], [null, 2]);
    const page = await venue.scanner({ path: '/lieu/seance' });
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).click();
    await told(page, '1 chèque dans la liste');
    await told(page, 'est déjà sur cet appareil');
    await typeCode(page, spent.code);
    await page.getByRole('button', { name: 'Ajouter à la liste' }).click();
    await told(page, '2 chèques dans la liste');
    await told(page, 'Sera refusé');
    await told(page, '1 chèque sera refusé');
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.getByRole('button', { name: /Valider 2 chèques/ }).click();
    await told(page, '1 chèque accepté : vous recevez 9,58 €');
    await page.getByText('1 chèque refusé', { exact: true }).waitFor();
    expect(await bodyText(page)).toMatch(/déjà été encaissé chez vous/);
    expect(await faultsAtBothWidths(page)).toEqual([]);
    expect((await venue.paidFor([good, spent])).times).toEqual([1, 1]);
    await page.getByRole('button', { name: 'Terminer' }).click();
    await told(page, 'Aucun chèque dans la liste');
  });

  it('lets a line be taken out before anything is sent', async () => {
    const paper = venue.take();
    const page = await venue.scanner({ path: '/lieu/seance' });
    await typeCode(page, paper.code);
    await page.getByRole('button', { name: 'Ajouter à la liste' }).click();
    await page.getByRole('button', { name: /Retirer le chèque/ }).click();
    await told(page, 'Aucun chèque dans la liste');
    expect((await venue.paidFor([paper])).times).toEqual([]);
  });
});

describe('a group session that was not validated on its day', () => {
  it('is asked about the next day, is lost by no answer, and is paid for the day when it was held', async () => {
    const [before, after] = [venue.take(), venue.take()];
    const add = async (page: Page, code: string) => {
      await typeCode(page, code);
      await page.getByRole('button', { name: 'Ajouter à la liste' }).click();
      await told(page, '1 chèque dans la liste');
    };
    const page = await venue.scanner({ path: '/lieu/seance' });
    await add(page, before.code);
    // The page stays open overnight: nobody reloads it.
    await page.clock.setFixedTime(new Date('2026-06-16T08:00:00Z'));
    await page.evaluate(() => (globalThis as any).document.dispatchEvent(new Event('visibilitychange')));
    await told(page, 'Reprendre la séance du 15 juin 2026 ?');
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.getByRole('button', { name: 'Commencer une autre séance' }).click();
    await told(page, 'Aucun chèque dans la liste');
    await told(page, 'Séance du 15 juin 2026 : 1 chèque lu, pas encore validé');
    await add(page, after.code);
    expect(await faultsAtBothWidths(page)).toEqual([]);

    await screens.visit(page, '/lieu/attente');
    await page.getByRole('link', { name: 'Ouvrir la séance collective' }).click();
    await page.getByRole('button', { name: 'Reprendre cette séance' }).click();
    await told(page, 'séance du 15 juin 2026');
    await told(page, `…${before.code.slice(-6)}`);
    await page.getByRole('button', { name: /Valider 1 chèque/ }).click();
    await told(page, '1 chèque accepté');
    await page.getByRole('button', { name: 'Terminer' }).click();
    // What is scanned next is of today again.
    await told(page, 'séance d’aujourd’hui');
    await told(page, `…${after.code.slice(-6)}`);
    const held = await screens.server.db.read((tx) =>
      oneRow<{ day: string }>(tx, 'SELECT session_on AS day FROM redemption WHERE voucher_serial = $1', [
        before.serial,
      ]),
    );
    expect(held.day).toBe('2026-06-15');
    expect((await venue.paidFor([before, after])).times).toEqual([1]);
  });

  it('follows the session when its day is corrected', async () => {
    const paper = venue.take();
    const page = await venue.scanner({ path: '/lieu/seance' });
    await typeCode(page, paper.code);
    await page.getByRole('button', { name: 'Ajouter à la liste' }).click();
    await page.getByRole('button', { name: 'Changer' }).click();
    await page.getByLabel('Jour de la séance').fill('12/06/2026');
    await page.getByRole('button', { name: 'Commencer à scanner' }).click();
    await told(page, 'séance du 12 juin 2026');
    await told(page, '1 chèque dans la liste');
    await page.getByRole('button', { name: 'Vider la liste' }).click();
    await told(page, 'Aucun chèque dans la liste');
    expect((await venue.paidFor([paper])).times).toEqual([]);
  });
});

describe('a scan made by mistake', () => {
  it('is undone with a reason, and the voucher can be redeemed again', async () => {
    const paper = venue.take();
    const page = await venue.scanner();
    const redeem = async () => {
      await scan(page, paper.code);
      await verdict(page, 'Accepté');
    };
    await redeem();
    await screens.visit(page, '/lieu/encaissements');
    await page
      .getByRole('button', { name: /^Annuler le reçu/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Annuler cet encaissement' }).click();
    await page.getByRole('dialog').getByText('Pourquoi ?').waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.getByLabel('Pourquoi ?').fill('Mauvais module choisi');
    await page.getByRole('button', { name: 'Annuler cet encaissement' }).click();
    await page.getByText('Annulé', { exact: true }).waitFor();
    await screens.visit(page, '/lieu');
    await redeem();
    expect((await venue.paidFor([paper])).times).toEqual([2]);
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
    expect(await faultsAtBothWidths(page)).toEqual([]);

    await screens.visit(page, '/lieu/encaissements');
    await told(page, 'Dans un paiement');
    expect(await page.getByRole('button', { name: /^Annuler le reçu/ }).count()).toBe(0);
  });
});
