import type { BrowserContext, Page } from 'playwright-core';
import { DEMONSTRATION_PASSWORD } from '../../src/demonstration/demonstration.js';
import { oneRow, rows } from '../../src/database/sql.js';
import { accessibilityOf, emailOf, overflowOf, Screens } from '../support/browser.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fakedCamera, papersHandedOut, type PaperVoucher, pictureOf, writeVideo } from '../support/camera.js';
import { PaperTray } from '../support/pages.js';
import { chooseSession, typeCode } from '../support/venue.js';

jest.setTimeout(180_000);

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
// One that fails in the middle leaves the service as the next expects it.
beforeEach(async () => {
  await screens.stopService();
  await screens.startService();
});
afterEach(() => screens.check());

const take = () => papers.shift()!;
const told = (page: Page, text: string | RegExp) => page.getByRole('main').getByText(text).first().waitFor();

/** A scanner ready for a village hall: the session is chosen, and the application is kept on the device. */
async function aScanner(): Promise<Page> {
  const page = await screens.open({ role: 'mediator', width: 'phone' });
  await screens.visit(page, '/lieu');
  await chooseSession(page);
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

async function scan(page: Page, code: string): Promise<void> {
  await typeCode(page, code);
  await page.getByRole('button', { name: 'Encaisser ce code' }).click();
}

async function provisional(page: Page, code: string): Promise<void> {
  await scan(page, code);
  await page.getByText('Provisoire', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Chèque suivant' }).click();
}

/** What the database holds of vouchers: who redeemed each, and how often the structure is owed for it. */
async function paidFor(serials: readonly bigint[]) {
  return screens.server.db.read(async (tx) => {
    const redeemed = await rows<{ serial: bigint; times: number }>(
      tx,
      `SELECT voucher_serial AS serial, count(*)::int AS times FROM redemption
        WHERE voucher_serial = ANY($1::bigint[]) GROUP BY 1 ORDER BY 1`,
      [serials],
    );
    const { transfers } = await oneRow<{ transfers: number }>(
      tx,
      `SELECT count(*)::int AS transfers FROM transfer t JOIN redemption r ON r.id = t.cause_id
        WHERE t.kind = 'redemption' AND r.voucher_serial = ANY($1::bigint[])`,
      [serials],
    );
    return { times: redeemed.map(({ times }) => times), transfers };
  });
}

describe('with the service really stopped', () => {
  it('vouchers are kept while the application is closed, and each is paid once when the service is back', async () => {
    const three = [take(), take(), take()];
    let page = await aScanner();
    await screens.stopService();

    for (const paper of three) await provisional(page, paper.code);
    await told(page, '3 chèques provisoires sur cet appareil, 30');
    expect(await accessibilityOf(page)).toEqual([]);
    await scan(page, three[1]!.code);
    await told(page, 'est déjà gardé sur cet appareil');

    page = await reopened(page);
    await told(page, '3 chèques provisoires sur cet appareil');
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).waitFor();
    page = await reopened(page, '/lieu/attente');
    await told(page, 'Chèques provisoires');
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);

    await screens.startService();
    await page.getByRole('button', { name: 'Envoyer maintenant' }).click();
    await told(page, 'Réponses reçues');
    await page.getByRole('heading', { name: 'Chèques provisoires' }).waitFor({ state: 'detached' });
    expect(await page.getByText('Accepté', { exact: true }).count()).toBe(3);
    expect(await paidFor(three.map(({ serial }) => serial))).toEqual({ times: [1, 1, 1], transfers: 3 });
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'J’ai vu ces réponses' }).click();
    await told(page, 'Tout est envoyé et vu');
  });

  it('a voucher that somebody else redeemed meanwhile is refused with its reason, and the others are not', async () => {
    const [good, taken] = [take(), take()];
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
    await other.getByText('Accepté', { exact: true }).waitFor();

    // It is sent as soon as the application is opened again.
    page = await page.context().newPage();
    await page.goto(`${screens.origin}/lieu`);
    await told(page, '2 réponses arrivées');
    await page.getByRole('link', { name: 'Voir les réponses' }).click();
    await told(page, 'Refusé');
    await told(page, /déjà été encaissé chez vous/);
    expect(await paidFor([good.serial, taken.serial])).toEqual({ times: [1, 1], transfers: 2 });
  });

  it('the camera reads vouchers all the same: what reads its picture is on the device', async () => {
    const paper = take();
    writeVideo(camera.path, [{ picture: await pictureOf(screens.server, tray, paper), seconds: 5 }]);
    let page = await aScanner();
    await screens.stopService();
    page = await reopened(page);
    await page.getByRole('button', { name: 'Ouvrir la caméra' }).click();
    await page.getByText('Provisoire', { exact: true }).waitFor();
    await screens.startService();
    // The answer takes its place when it comes, without a word from anyone.
    await page.getByText('Accepté', { exact: true }).waitFor();
    expect(await paidFor([paper.serial])).toEqual({ times: [1], transfers: 1 });
  });

  it('two windows that both send when it is back pay for each voucher once', async () => {
    const two = [take(), take()];
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
    expect(await paidFor(two.map(({ serial }) => serial))).toEqual({ times: [1, 1], transfers: 2 });
  });

  it('a group session is kept whole and answered line by line', async () => {
    const [one, two] = [take(), take()];
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
    expect(await paidFor([one.serial, two.serial])).toEqual({ times: [1, 1], transfers: 2 });
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
    await screens.startService();
  });
});

describe('an answer that is lost on its way', () => {
  it('is asked for again by the same key, and the voucher is paid once', async () => {
    const paper = take();
    const page = await aScanner();
    const keys: (string | undefined)[] = [];
    await page.route('**/api/v1/redemptions', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await scan(page, paper.code);
    await page.getByText('Provisoire', { exact: true }).waitFor();
    await page.getByText('Accepté', { exact: true }).waitFor();
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(await paidFor([paper.serial])).toEqual({ times: [1], transfers: 1 });
  });
});

describe('a session that ends while vouchers wait', () => {
  it('loses none of them: one signs in again over the page, and they are sent', async () => {
    const paper = take();
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
    expect(await paidFor([paper.serial])).toEqual({ times: [1], transfers: 1 });
  });

  it('never has them sent in the name of another person, who is only told that they wait', async () => {
    const paper = take();
    const page = await aScanner();
    await screens.stopService();
    await provisional(page, paper.code);
    await screens.startService();
    await page.route('**/api/v1/redemptions', (route) => route.abort());
    await screens.visit(page, '/compte');
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('dialog').getByText('1 chèque scanné attend').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Se déconnecter quand même' }).click();
    await page.waitForURL('**/connexion');
    await page.unroute('**/api/v1/redemptions');
    await page.getByRole('button', { name: /Responsable de structure/ }).click();
    await page.waitForURL('**/lieu');
    await told(page, '1 chèque scanné par une autre personne attend sur cet appareil');
    expect(await paidFor([paper.serial])).toEqual({ times: [], transfers: 0 });
  });
});
