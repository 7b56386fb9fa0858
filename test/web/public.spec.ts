import type { Page } from 'playwright-core';
import { rows } from '../../src/database/sql.js';
import { CodeBook } from '../../src/issuance/code-book.js';
import { formatCode } from '../../src/scheme/voucher-code.js';
import { asDay } from '../../src/shared/calendar.js';
import { accessibilityOf, arrival, overflowOf, Screens } from '../support/browser.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

/** The printed code of a voucher of the demonstration: handed out and unspent, spent, or still in the drawer. */
async function codeOf(which: 'in hands' | 'spent' | 'in the drawer'): Promise<string> {
  const condition = {
    'in hands': 'h.voucher_serial IS NOT NULL AND e.voucher_serial IS NULL',
    spent: 'e.voucher_serial IS NOT NULL',
    'in the drawer': 'h.voucher_serial IS NULL',
  }[which];
  return screens.server.db.read(async (tx) => {
    const [voucher] = await rows<{ serial: bigint; exercise: number }>(
      tx,
      `SELECT v.serial, v.exercise FROM voucher v
         LEFT JOIN hand_out_voucher h ON h.voucher_serial = v.serial
         LEFT JOIN voucher_end e ON e.voucher_serial = v.serial
        WHERE ${condition} ORDER BY v.serial LIMIT 1`,
    );
    const codes = await screens.server.get(CodeBook).codesOf(tx, [voucher!]);
    return codes.get(voucher!.serial)!;
  });
}

const main = (page: Page) => page.getByRole('main');

describe('the page where the QR code of a voucher leads', () => {
  it('says that a voucher is valid, until when, for what and where, by keyboard and without breaking WCAG', async () => {
    const page = await screens.open({ width: 'phone' });
    await screens.visit(page, `/v/${await codeOf('in hands')}`);
    const text = await main(page).textContent();
    expect(text).toContain('Chèque valable');
    expect(text).toContain('jusqu’au 31 décembre 2026');
    expect(text).toContain('10\u00a0€');
    await page.getByRole('button', { name: 'Trouver un lieu près de chez vous' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('input:focus').waitFor();
    await page.keyboard.type('avoine');
    await page
      .getByRole('option', { name: /Avoine/ })
      .first()
      .waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Avoine/ }).waitFor();
    expect(await main(page).getByRole('heading', { level: 4 }).count()).toBe(3);
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    const picture = process.env['SCREENSHOTS'];
    if (picture) await page.screenshot({ path: `${picture}/phone/public-voucher-valid.png`, fullPage: true });
  });

  it.each([
    ['spent', 'Déjà utilisé'],
    ['in the drawer', 'Pas encore remis'],
  ] as const)('says of a voucher %s: %s', async (which, title) => {
    const page = await screens.open();
    await screens.visit(page, `/v/${await codeOf(which)}`);
    expect(await main(page).getByRole('heading', { level: 2 }).first().textContent()).toBe(title);
    expect(await accessibilityOf(page)).toEqual([]);
  });

  it('asks to read a mistyped code again, with what was typed', async () => {
    const page = await screens.open({ language: 'en' });
    await screens.visit(page, '/v/ABCD-EFGH-JKMN-PQRS-0');
    await page.getByRole('heading', { name: 'Read the code again' }).waitFor();
    expect(await page.getByLabel('Code of the voucher').inputValue()).toBe('ABCD-EFGH-JKMN-PQRS-0');
    expect(await accessibilityOf(page)).toEqual([]);
  });
});

describe('a code that is typed', () => {
  it('is told wrong as it is typed, asks nothing of the server until it is right, then leads to the voucher', async () => {
    const page = await screens.open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await screens.visit(page, '/v');
    const code = (await codeOf('in hands')).replaceAll('-', '');
    const swapped = code.slice(0, 3) + (code[3] === 'A' ? 'B' : 'A') + code.slice(4);
    const field = page.getByLabel('Code du chèque');
    await field.pressSequentially(swapped.toLowerCase());
    await page.getByText('Ce code comporte une erreur').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Recopiez le code en entier.').waitFor();
    expect(asked.filter((url) => url.includes('/vouchers/'))).toEqual([]);
    await field.fill(code.toLowerCase());
    await page.getByText('Le code est complet et bien formé.').waitFor();
    await page.keyboard.press('Enter');
    expect(await arrival(page, `/v/${formatCode(code)}`)).toContain('/v/');
    await page.getByRole('heading', { name: 'Chèque valable' }).waitFor();
  });
});

describe('finding a venue', () => {
  it('begins with the nearest, by a postcode as by a name, and the address keeps the search', async () => {
    const page = await screens.open();
    await screens.visit(page, '/ou');
    await page.getByLabel('Près de quelle commune ?').fill('37420');
    await page.getByRole('option', { name: /Avoine/ }).click();
    await page.waitForURL('**/ou?commune=37011');
    await page.getByText('dans la commune').waitFor();
    expect(
      await page.getByLabel('Près de quelle commune ?').evaluate((field: any) => field.matches(':focus')),
    ).toBe(true);
    const communes = await main(page).getByRole('heading', { level: 3 }).allTextContents();
    expect(communes.map((name) => name.normalize('NFKC'))).toEqual([
      '1 Avoinedans la commune',
      '2 Chinonà 7 km',
    ]);
    await page.reload();
    await page.getByText('dans la commune').waitFor();
    expect(await page.getByLabel('Près de quelle commune ?').inputValue()).toBe('Avoine');
  });

  it('shows on the map what the list says, and a mark leads to its commune there', async () => {
    const page = await screens.open();
    await screens.visit(page, '/ou?commune=37072');
    const marks = page.getByRole('group', { name: /Carte des lieux/ }).getByRole('link');
    await marks.first().waitFor();
    expect(await marks.count()).toBe(await main(page).getByRole('heading', { level: 3 }).count());
    await page.getByRole('link', { name: /Avoine, 3 lieux/ }).press('Enter');
    expect(new URL(page.url()).hash).toBe('#commune-37011');
  });

  it('says what to do when there is none', async () => {
    const page = await screens.open();
    await screens.visit(page, '/ou?commune=13055&km=10');
    await page.getByText('Aucun lieu trouvé').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });
});

describe('the backing', () => {
  it('shows the equation, the chart and, for each day, the figures of the ledger', async () => {
    const page = await screens.open();
    await screens.visit(page, '/garantie');
    await page.getByText('L’égalité est vérifiée au centime.').waitFor();
    await page.locator('.recharts-surface').first().waitFor();
    await page.getByText('Lire les chiffres jour par jour').click();
    const days = page.getByRole('row');
    expect(await days.count()).toBe(31);
    expect(await days.nth(1).textContent()).toContain('15/06/202620\u00a0000,00');
    await page.getByLabel('3 mois').check();
    await page.getByText('19/03', { exact: false }).first().waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });

  it('is the same to someone who reads English', async () => {
    const page = await screens.open({ language: 'en', width: 'phone' });
    await screens.visit(page, '/garantie');
    await page.getByText('The equation holds to the cent.').waitFor();
    expect(await main(page).textContent()).toContain('€20,000.00');
    expect(screens.server.clock.today()).toBe(asDay('2026-06-15'));
  });
});
