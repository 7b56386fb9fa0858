import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { DEMONSTRATION_PASSWORD } from '../../src/demonstration/demonstration.js';
import { emailOf, faultsAtBothWidths, type Screens } from '../support/browser.js';
import { chooseSession, scan, told, typeCode, VenueScreens, verdict } from '../support/venue.js';

jest.setTimeout(180_000);

let venue: VenueScreens;
let screens: Screens;
beforeAll(async () => {
  venue = await VenueScreens.start();
  ({ screens } = venue);
}, 180_000);
afterAll(() => venue.stop());
// One that fails in the middle leaves the service as the next expects it.
beforeEach(() => screens.startService());
afterEach(() => screens.check());

/** A scanner ready for a village hall: the session is chosen, and the application is kept on the device. */
async function aScanner(): Promise<Page> {
  const page = await venue.scanner();
  await page.evaluate(() => (globalThis as any).navigator.serviceWorker.ready.then(() => undefined));
  return page;
}

/** The application is closed and opened again, with or without a service to answer. */
async function reopened(page: Page, path = '/lieu'): Promise<Page> {
  const context: BrowserContext = page.context();
  await page.close();
  const again = await context.newPage();
  await again.goto(`${screens.origin}${path}`);
  await again.locator('h1').first().waitFor();
  return again;
}

async function provisional(page: Page, code: string): Promise<void> {
  await scan(page, code);
  await verdict(page, 'Provisoire');
  await page.getByRole('button', { name: 'Chèque suivant' }).click();
}

describe('with the service really stopped', () => {
  it('vouchers are kept while the application is closed, and each is paid once when the service is back', async () => {
    const three = [venue.take(), venue.take(), venue.take()];
    let page = await aScanner();
    await screens.stopService();

    for (const paper of three) await provisional(page, paper.code);
    await told(page, '3 chèques provisoires sur cet appareil, 30');
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await scan(page, three[1]!.code);
    await told(page, 'est déjà gardé sur cet appareil');

    page = await reopened(page);
    await told(page, '3 chèques provisoires sur cet appareil');
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).waitFor();
    page = await reopened(page, '/lieu/attente');
    await told(page, 'Chèques provisoires');
    expect(await faultsAtBothWidths(page)).toEqual([]);

    await screens.startService();
    await page.getByRole('button', { name: 'Envoyer maintenant' }).click();
    await told(page, 'Réponses reçues');
    await page.getByRole('heading', { name: 'Chèques provisoires' }).waitFor({ state: 'detached' });
    expect(await page.getByText('Accepté', { exact: true }).count()).toBe(3);
    expect(await venue.paidFor(three)).toEqual({ times: [1, 1, 1], transfers: 3 });
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.getByRole('button', { name: 'J’ai vu ces réponses' }).click();
    await told(page, 'Tout est envoyé et vu');
  });

  it('a voucher that somebody else redeemed meanwhile is refused with its reason, and the others are not', async () => {
    const [good, taken] = [venue.take(), venue.take()];
    let page = await aScanner();
    await screens.stopService();
    await provisional(page, taken.code);
    await provisional(page, good.code);
    await page.close();
    await screens.startService();
    const other = await screens.open({ role: 'structure-manager' });
    await screens.visit(other, '/lieu');
    await chooseSession(other);
    await scan(other, taken.code);
    await verdict(other, 'Accepté');

    // It is sent as soon as the application is opened again.
    page = await page.context().newPage();
    await page.goto(`${screens.origin}/lieu`);
    await told(page, '2 réponses arrivées');
    await page.getByRole('link', { name: 'Voir les réponses' }).click();
    await told(page, 'Refusé');
    await told(page, /déjà été encaissé chez vous/);
    expect(await venue.paidFor([good, taken])).toEqual({ times: [1, 1], transfers: 2 });
  });

  it('the camera reads vouchers all the same: what reads its picture is on the device', async () => {
    const paper = venue.take();
    await venue.hold([paper, 5]);
    let page = await aScanner();
    await screens.stopService();
    page = await reopened(page);
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).click();
    await verdict(page, 'Provisoire');
    await screens.startService();
    // The answer takes its place when it comes, without a word from anyone.
    await verdict(page, 'Accepté');
    expect(await venue.paidFor([paper])).toEqual({ times: [1], transfers: 1 });
  });

  it('two windows that both send when it is back pay for each voucher once', async () => {
    const two = [venue.take(), venue.take()];
    const page = await aScanner();
    const window = await page.context().newPage();
    await window.goto(`${screens.origin}/lieu/attente`);
    await told(window, 'Tout est envoyé et vu');
    await screens.stopService();
    for (const paper of two) await provisional(page, paper.code);
    await told(window, 'Chèques provisoires');
    await screens.startService();
    await Promise.all(
      [page, window].map((each) =>
        each.evaluate(() => (globalThis as any).dispatchEvent(new Event('online'))),
      ),
    );
    await told(page, '2 réponses arrivées');
    await told(window, 'Réponses reçues');
    expect(await venue.paidFor(two)).toEqual({ times: [1, 1], transfers: 2 });
  });

  it('a group session is kept whole and answered line by line', async () => {
    const [one, two] = [venue.take(), venue.take()];
    const page = await aScanner();
    await screens.visit(page, '/lieu/seance');
    await screens.stopService();
    for (const paper of [one, two]) {
      await typeCode(page, paper.code);
      await page.getByRole('button', { name: 'Ajouter à la liste' }).click();
    }
    await told(page, 'Non vérifié');
    await page.getByRole('button', { name: /Valider 2 chèques/ }).click();
    await told(page, 'Séance gardée sur cet appareil');
    await page.getByRole('button', { name: 'Terminer' }).click();
    await screens.startService();
    await page.getByRole('button', { name: 'Envoyer maintenant' }).click();
    await told(page, '2 réponses arrivées');
    expect(await venue.paidFor([one, two])).toEqual({ times: [1, 1], transfers: 2 });
  });
});

describe('with the service there', () => {
  it('a page comes from it and not from the device, so that a new version is seen at once', async () => {
    const page = await aScanner();
    const dateOf = async () => {
      const answer = await page.goto(`${screens.origin}/lieu`);
      expect(answer!.fromServiceWorker()).toBe(true);
      return answer!.headers()['date'];
    };
    const first = await dateOf();
    await sleep(1_100);
    expect(await dateOf()).not.toBe(first);
    await screens.stopService();
    const kept = await dateOf();
    await sleep(1_100);
    expect(await dateOf()).toBe(kept);
  });
});

describe('an answer that is lost on its way', () => {
  it('is asked for again by the same key, and the voucher is paid once', async () => {
    const paper = venue.take();
    const page = await aScanner();
    const keys: (string | undefined)[] = [];
    await page.route('**/api/v1/redemptions', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await scan(page, paper.code);
    await verdict(page, 'Provisoire');
    await verdict(page, 'Accepté');
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(await venue.paidFor([paper])).toEqual({ times: [1], transfers: 1 });
  });
});

describe('a session that ends while vouchers wait', () => {
  it('loses none of them: one signs in again over the page, and they are sent', async () => {
    const paper = venue.take();
    let page = await aScanner();
    await screens.stopService();
    await provisional(page, paper.code);
    await screens.server.db.transaction((tx) => tx.query('DELETE FROM session'));
    await screens.startService();
    await page.getByRole('button', { name: 'Envoyer maintenant' }).click();
    await told(page, 'Votre session est terminée.');
    page = await reopened(page);
    await page.waitForURL('**/connexion?suite=*');
    await page.getByLabel('Adresse électronique').fill(emailOf('mediator'));
    await page.getByLabel('Mot de passe').fill(DEMONSTRATION_PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Se connecter' }).click();
    await told(page, '1 réponse arrivée');
    expect(await venue.paidFor([paper])).toEqual({ times: [1], transfers: 1 });
  });

  it('never has them sent in the name of another person, who is only told that they wait', async () => {
    const paper = venue.take();
    const page = await aScanner();
    await screens.stopService();
    await provisional(page, paper.code);
    await screens.startService();
    await page.route('**/api/v1/redemptions', (route) => route.abort());
    await screens.visit(page, '/compte');
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('dialog').getByText('1 chèque scanné attend').waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Se déconnecter quand même' }).click();
    await page.waitForURL('**/connexion');
    await page.unroute('**/api/v1/redemptions');
    await page.getByRole('button', { name: /Responsable de structure/ }).click();
    await page.waitForURL('**/lieu');
    await told(page, '1 chèque scanné par une autre personne attend sur cet appareil');
    expect(await venue.paidFor([paper])).toEqual({ times: [], transfers: 0 });
  });
});
