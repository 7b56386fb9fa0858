import type { Page } from 'playwright-core';
import { rows } from '../../src/database/sql.js';
import { CodeBook } from '../../src/issuance/code-book.js';
import { encodeCode, formatCode, parseCode } from '../../src/scheme/voucher-code.js';
import { asDay } from '../../src/shared/calendar.js';
import { accessibilityOf, arrival, overflowOf, Screens, type Width, wrongIn } from '../support/browser.js';
import { aPrintedOrder } from '../support/distribution.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
  await aPrintedOrder(screens.server);
  const worker = await screens.open({ role: 'social-worker' });
  const lost = await worker.context().request.post(`${screens.origin}/api/v1/losses`, {
    headers: { 'idempotency-key': 'a-voucher-lost-on-the-way' },
    data: { codes: [await codeOf('in hands', 'DESC')], reason: 'lost' },
  });
  if (!lost.ok()) throw new Error(`the loss answered ${lost.status()}: ${await lost.text()}`);
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

const CONDITIONS = {
  'in hands': `h.voucher_serial IS NOT NULL AND e.voucher_serial IS NULL`,
  spent: `e.kind = 'redeemed'`,
  'in the drawer': `h.voucher_serial IS NULL AND e.voucher_serial IS NULL AND ${isActive()}`,
  'not paid for': `NOT ${isActive()}`,
  lost: `e.kind = 'revoked'`,
};

function isActive(): string {
  return `EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = v.order_id AND s.step = 'active')`;
}

/** The printed code of a voucher in some state, or a well-formed one that no voucher bears. */
async function codeOf(
  which: keyof typeof CONDITIONS | 'never printed',
  order: 'ASC' | 'DESC' = 'ASC',
): Promise<string> {
  if (which === 'never printed') {
    const parsed = parseCode(await codeOf('in hands'));
    if (!parsed.ok) throw new Error('a printed code can be read');
    return formatCode(encodeCode(parsed.serial, parsed.mac45 ^ 1n));
  }
  return screens.server.db.read(async (tx) => {
    const [voucher] = await rows<{ serial: bigint; exercise: number }>(
      tx,
      `SELECT v.serial, v.exercise FROM voucher v
         LEFT JOIN hand_out_voucher h ON h.voucher_serial = v.serial
         LEFT JOIN voucher_end e ON e.voucher_serial = v.serial
        WHERE ${CONDITIONS[which]} ORDER BY v.serial ${order} LIMIT 1`,
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
  });

  const OUTCOMES = [
    ['in hands', 'Chèque valable'],
    ['spent', 'Déjà utilisé'],
    ['in the drawer', 'Pas encore remis'],
    ['not paid for', 'Pas encore activé'],
    ['lost', 'Déclaré perdu'],
    ['never printed', 'Chèque inconnu'],
  ] as const;

  describe.each(['desktop', 'phone'] as Width[])('on a %s', (width) => {
    it.each(OUTCOMES)('says of a voucher %s: %s', async (which, title) => {
      const page = await screens.open({ width });
      await screens.visit(page, `/v/${await codeOf(which)}`);
      expect(await main(page).getByRole('heading', { level: 2 }).first().textContent()).toBe(title);
      expect(await wrongIn(page)).toEqual([]);
    });
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

describe('a voucher that nobody used', () => {
  it.each(['desktop', 'phone'] as Width[])('is expired on a %s the day after its last one', async (width) => {
    const code = await codeOf('in hands');
    await screens.stopService();
    screens.server.clock.setDay(asDay('2027-01-01'));
    await screens.startService();
    const page = await screens.open({ width });
    await screens.visit(page, `/v/${code}`);
    await page.getByRole('heading', { name: 'Périmé' }).waitFor();
    expect(await wrongIn(page)).toEqual([]);
  });
});
