import { rows } from '../../src/database/sql.js';
import { faultsAtBothWidths, Screens } from '../support/browser.js';
import { afterAMinute, button, inDialog, read } from '../support/operator-screens.js';
import { anApprovedOrder, balanceOf, invoiceOf, pay, theGap } from '../support/orders.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

/** The transfers of the ledger that a fact of an invoice caused, by kind. */
const transfersOf = (kind: string) =>
  screens.server.db.read((tx) =>
    rows<{ cents: bigint }>(tx, 'SELECT cents FROM transfer WHERE kind = $1 ORDER BY id', [kind]),
  );

describe('a payment recorded by mistake', () => {
  it('is reversed once, with its reason, and the money is no longer in the books', async () => {
    const order = await anApprovedOrder(screens.server);
    const before = await balanceOf(screens.server, 'bank-ring-fenced');
    const { id } = invoiceOf(order.order, 'vouchers-funder');
    await pay(screens.server, id, { amountCents: 123_456 });
    await afterAMinute(screens);

    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, `/operateur/factures/${id}`);
    await button(page, 'Annuler ce paiement').click();
    expect(await page.getByRole('dialog').textContent()).toMatch(/attendra de nouveau 1\s234,56\s€/);
    // Without a reason nothing happens.
    await inDialog(page, 'Annuler le paiement').click();
    await page.getByRole('dialog').getByText('Refusé :').waitFor();
    expect(await transfersOf('payment-reversed')).toEqual([]);
    await page.getByLabel(/^Pourquoi c’était une erreur/).fill('Saisi sur la mauvaise facture.');
    await inDialog(page, 'Annuler le paiement').dblclick();
    await page.getByText(/Le paiement de 1\s234,56\s€ est annulé/).waitFor();

    const invoice = await read(screens, page, `/invoices/${id}`);
    expect(invoice).toMatchObject({ paidCents: 0, restCents: invoice.totalCents });
    expect(await transfersOf('payment-reversed')).toEqual([{ cents: 123_456n }]);
    expect(await balanceOf(screens.server, 'bank-ring-fenced')).toBe(before);
    expect(await theGap(screens.server)).toBe(0n);
    await page.getByText('Saisi sur la mauvaise facture.').waitFor();
    expect(await button(page, 'Annuler ce paiement').count()).toBe(0);
  }, 90_000);
});

describe('an approved order that nobody pays', () => {
  it('is abandoned: what was received becomes a credit, which is then refunded, never twice', async () => {
    const order = await anApprovedOrder(screens.server);
    await pay(screens.server, invoiceOf(order.order, 'vouchers-funder').id, { amountCents: 100_000 });
    await afterAMinute(screens);
    const ringFenced = await balanceOf(screens.server, 'bank-ring-fenced');

    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, `/operateur/commandes/${order.id}`);
    await button(page, 'Abandonner la commande').click();
    expect(await page.getByRole('dialog').textContent()).toMatch(/1\s000,00\s€ déjà reçus restent dus/);
    await page.getByRole('dialog').getByRole('textbox').fill('Le budget n’est pas voté.');
    await inDialog(page, 'Abandonner la commande').dblclick();
    await page.getByText(`La commande ${order.order.number} est abandonnée.`).waitFor();

    expect((await read(screens, page, `/orders/${order.id}`)).status).toBe('abandoned');
    const notes = (await read(screens, page, `/credit-notes?orderId=${order.id}`)).items;
    expect(notes).toHaveLength(order.order.invoices.length);
    const open = notes.filter((note: any) => note.shares.some((share: any) => share.restCents > 0));
    expect(open).toHaveLength(1);
    expect(await balanceOf(screens.server, 'bank-ring-fenced')).toBe(ringFenced);
    expect(await theGap(screens.server)).toBe(0n);

    await page.getByRole('link', { name: open[0].number }).first().click();
    await page.getByRole('heading', { level: 1, name: `Avoir ${open[0].number}` }).waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await button(page, 'Rembourser').click();
    await page.getByLabel('Montant remboursé').fill('1 000,01');
    await page.getByLabel('Référence du virement').fill('VIR REMB 1');
    await page.getByLabel('Décision de rembourser').fill('À la demande du commanditaire.');
    // A cent more than what is left is refused, and what was typed stays.
    await inDialog(page, /^Rembourser/).click();
    await page.getByRole('dialog').getByText('Refusé :').waitFor();
    expect(await page.getByLabel('Référence du virement').inputValue()).toBe('VIR REMB 1');
    await page.getByLabel('Montant remboursé').fill('1 000');
    await inDialog(page, /^Rembourser 1\s000,00\s€$/).dblclick();
    await page.getByText(/1\s000,00\s€ remboursés sur l’avoir/).waitFor();

    expect(await transfersOf('credit-refund')).toEqual([{ cents: 100_000n }]);
    expect(await balanceOf(screens.server, 'bank-ring-fenced')).not.toBe(ringFenced);
    expect(await theGap(screens.server)).toBe(0n);
    const after = await read(screens, page, `/credit-notes/${open[0].id}`);
    expect(after.shares.every((share: any) => share.restCents === 0)).toBe(true);
    expect(await button(page, 'Rembourser').count()).toBe(0);
  }, 240_000);
});
