import { faultsAtBothWidths, Screens } from '../support/browser.js';
import { afterAMinute, button, inDialog, read } from '../support/operator-screens.js';
import { balanceOf, theGap } from '../support/orders.js';
import { aDeskOwed, aSentRun, newBankDetails, payoutOf } from '../support/settlement.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

const SCANS = 2;
const OWED = BigInt(SCANS * 958);

describe('a transfer without a report of the bank', () => {
  it('is rejected by hand, owed again, paid again to another account, and confirmed by hand', async () => {
    const { server } = screens;
    const desk = await aDeskOwed(server, SCANS);
    const { payout } = await aSentRun(desk);
    await afterAMinute(screens);
    const owed = () => balanceOf(server, 'structure-payable', desk.structureId);
    expect(await owed()).toBe(0n);

    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, `/operateur/contre-paiements/${payout.id}`);
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await button(page, 'Noter un rejet').click();
    expect(await page.getByRole('dialog').textContent()).toMatch(
      /19,16\s€ reviennent sur le compte cantonné/,
    );
    await inDialog(page, /^Noter le rejet/).click();
    await page.getByRole('dialog').getByText('Refusé :').waitFor();
    expect(await owed()).toBe(0n);
    await page.getByLabel('Raison donnée par la banque').fill('AC04');
    await inDialog(page, /^Noter le rejet/).dblclick();
    await page.getByText(/Rejet de 19,16\s€ noté/).waitFor();
    expect(await owed()).toBe(OWED);
    expect(await theGap(server)).toBe(0n);
    expect((await read(screens, page, `/payouts/${payout.id}`)).state).toBe('rejected');

    // On the same account nothing is paid again; on another one, verified, it is.
    await screens.visit(page, '/operateur');
    await page.getByRole('link', { name: /^Ouvrir Structures? dont un virement a été rejeté/ }).waitFor();
    await newBankDetails(desk);
    await afterAMinute(screens);
    await screens.visit(page, '/operateur/contre-paiements');
    await button(page, 'Préparer une campagne').click();
    await inDialog(page, 'Préparer une campagne').dblclick();
    await page.waitForURL(/campagnes\//);
    const { items: runs } = await read(screens, page, '/payout-runs');
    const again = await payoutOf(desk, runs[0]);
    expect(again.id).toBe(payout.id);

    await screens.visit(page, `/operateur/contre-paiements/campagnes/${runs[0].id}`);
    expect(await faultsAtBothWidths(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await page.getByText('Télécharger le fichier pour la banque').click();
    await download;
    await button(page, 'Noter comme envoyée').click();
    await inDialog(page, /^Le fichier est déposé/).dblclick();
    await page.getByText(/notée comme envoyée/).waitFor();
    expect(await owed()).toBe(0n);

    await screens.visit(page, `/operateur/contre-paiements/${payout.id}`);
    await button(page, 'Confirmer à la main').click();
    await inDialog(page, /^Confirmer 19,16\s€$/).dblclick();
    await page.getByText(/Virement de 19,16\s€ à .* confirmé/).waitFor();
    const paid = await read(screens, page, `/payouts/${payout.id}`);
    expect(paid.state).toBe('confirmed');
    expect(paid.attempts.map(({ state }: any) => state)).toEqual(['rejected', 'confirmed']);
    expect(await owed()).toBe(0n);
    expect(await theGap(server)).toBe(0n);
    expect(await button(page, /Confirmer|Noter un rejet/).count()).toBe(0);

    await screens.visit(page, `/operateur/contre-paiements/lignes/${again.endToEndId}`);
    expect(await faultsAtBothWidths(page)).toEqual([]);
  }, 240_000);
});
