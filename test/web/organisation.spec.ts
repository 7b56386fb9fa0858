import type { Page } from 'playwright-core';
import { Screens, type Width, wrongIn } from '../support/browser.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#0f4c5c"/></svg>';
const section = (page: Page, title: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: title, exact: true }) });
const file = (content: string, mimeType: string, name: string) => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
});

describe('the key of a program', () => {
  it('is shown once, lets the program in, and no longer once it is revoked', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur/organisation');
    const keys = section(page, 'Les clés de vos logiciels');
    await keys.getByRole('button', { name: 'Faire la clé' }).click();
    await keys.getByText('Refusé :').first().waitFor();
    expect(await wrongIn(page)).toEqual([]);
    await keys.getByLabel('Faire une clé pour').fill('logiciel comptable');
    await keys.getByRole('button', { name: 'Faire la clé' }).dblclick();
    await keys.getByText('copiez-la maintenant').waitFor();
    const secret = (await keys.locator('code').textContent())!;
    const asProgram = async () =>
      (await fetch(`${screens.origin}/api/v1/orders`, { headers: { authorization: `Bearer ${secret}` } }))
        .status;
    expect(await asProgram()).toBe(200);
    expect(await keys.getByRole('row', { name: /logiciel comptable/ }).count()).toBe(1);

    await page.reload();
    await keys.getByRole('row', { name: /logiciel comptable/ }).waitFor();
    expect(await page.getByText(secret).count()).toBe(0);
    await keys.getByRole('button', { name: /Révoquer/ }).click();
    const dialog = page.getByRole('dialog');
    expect(await wrongIn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Révoquer' }).click();
    await keys.getByText('Révoquée').waitFor();
    expect(await asProgram()).toBe(401);
  });
});

describe('the logo of a funder', () => {
  it('is refused when it is no picture, with what to do; put when it is one; and removed', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur/organisation');
    const logo = section(page, 'Le logo');
    const put = logo.getByRole('button', { name: 'Déposer le logo' });
    await put.click();
    await logo.getByText('Choisissez d’abord un fichier.').waitFor();
    const choose = logo.getByLabel('Fichier du logo');
    await choose.setInputFiles(file('une lettre', 'image/png', 'logo.png'));
    await put.click();
    await logo.getByText('Refusé :').waitFor();
    expect(await logo.locator('img').count()).toBe(0);
    expect(await wrongIn(page)).toEqual([]);
    await choose.setInputFiles(
      file(LOGO.replace('<rect', '<script>1</script><rect'), 'image/svg+xml', 'logo.svg'),
    );
    await put.click();
    await logo.getByText('Refusé :').waitFor();
    await choose.setInputFiles(file(LOGO, 'image/svg+xml', 'logo.svg'));
    await put.click();
    await logo.getByRole('img').waitFor();
    expect(await logo.locator('img').evaluate((image: any) => image.complete && image.naturalWidth > 0)).toBe(
      true,
    );
    expect(await wrongIn(page)).toEqual([]);
    await logo.getByRole('button', { name: 'Retirer le logo' }).click();
    await logo.getByText('Aucun logo n’est déposé.').waitFor();
  });
});

describe('the people and the papers of an organisation', () => {
  it.each([
    ['funder', '/financeur/organisation', 'desktop'],
    ['state', '/etat/personnes', 'phone'],
  ] as const)('of a %s invite somebody, who is there at once', async (role, path, width) => {
    const page = await screens.open({ role, width: width satisfies Width });
    await screens.visit(page, path);
    await page.getByRole('button', { name: 'Inviter une personne' }).click();
    const dialog = page.getByRole('dialog');
    expect(await wrongIn(page)).toEqual([]);
    await dialog.getByLabel('Adresse électronique').fill(`nouvelle.${role}@example.fr`);
    await dialog.getByLabel(/^Nom affiché/).fill('Direction des finances');
    await dialog.getByRole('button', { name: 'Inviter' }).dblclick();
    await page.getByText(/Direction des finances agit maintenant pour/).waitFor();
    const line = page.getByRole('row', { name: /Direction des finances/ });
    await line.waitFor();
    expect(await line.count()).toBe(1);
    expect(await wrongIn(page)).toEqual([]);
  });

  it('keep the service code that the invoices to come bear', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur/organisation');
    await page.getByLabel(/^Code service/).fill('FINANCES-37');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await screens.atRest(page);
    await screens.visit(page, '/financeur/commandes/nouvelle');
    const told = page.getByText('Code service de votre organisation');
    await told.waitFor();
    expect(await told.textContent()).toContain('FINANCES-37');
  });
});
