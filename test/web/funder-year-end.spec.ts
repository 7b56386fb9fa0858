import { rows } from '../../src/database/sql.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { Screens, type Width, wrongIn } from '../support/browser.js';
import { answered, theOperator } from '../support/funders.js';
import { theStatements } from '../support/year-end.js';

let screens: Screens;
afterEach(() => screens.check());

const count = (sql: string): Promise<number> =>
  screens.server.db.read(async (tx) => (await rows<{ n: number }>(tx, sql))[0]!.n);

/** The service on the day of the statement, with the statement of the demonstration's funder. */
async function atYearEnd(): Promise<string> {
  screens = await Screens.start();
  await screens.stopService();
  const [statement] = await theStatements(screens.server);
  await screens.startService();
  return `/financeur/fin-exercice/etats/${statement.id}`;
}

describe('the year-end statement', () => {
  let address: string;
  beforeAll(async () => {
    address = await atYearEnd();
  }, 180_000);
  afterAll(() => screens.stop());

  it.each(['desktop', 'phone'] as Width[])('can be read and answered on a %s', async (width) => {
    const page = await screens.open({ role: 'funder', width });
    await screens.visit(page, address);
    expect(await wrongIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Contester' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await wrongIn(page)).toEqual([]);
  });

  it('is contested with a reason and never without, and then shows the answer it got', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, '/financeur?exercice=2026');
    await page.getByRole('link', { name: 'Relire l’état' }).click();
    await page.getByRole('button', { name: 'Contester' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Envoyer ma contestation' }).click();
    await dialog.getByText('Refusé :').first().waitFor();
    await dialog.getByLabel('Motif').fill('Il manque les séances de décembre.');
    await dialog.getByRole('button', { name: 'Envoyer ma contestation' }).dblclick();
    await page.getByText('Vous avez contesté cet état').waitFor();
    expect(await page.getByRole('button', { name: 'Contester' }).count()).toBe(0);

    const { client } = await theOperator(screens.server);
    const id = address.split('/').at(-1)!;
    await answered(client.post(`/statements/${id}/settlement`, { explanation: 'Elles y sont, vérifiées.' }));
    await answered(client.post('/exercises/2026/credit-notes', {}));
    await screens.server.get(Jobs).runDue();
    await page.reload();
    await page.getByText('Elles y sont, vérifiées.').waitFor();
    await screens.visit(page, '/financeur/fin-exercice?exercice=2026');
    await page.getByText('Chèques non utilisés de l’exercice').first().waitFor();
    expect(await wrongIn(page)).toEqual([]);
    const pdf = await page
      .getByRole('region')
      .or(page.locator('main'))
      .getByRole('link', { name: /PDF A2/ })
      .first()
      .getAttribute('href');
    const file = await page.context().request.get(screens.origin + pdf);
    expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-');
  }, 60_000);

  it('leaves the State its restricted credit, in its agreement', async () => {
    const page = await screens.open({ role: 'state', width: 'phone' });
    await screens.visit(page, '/etat');
    await page.getByRole('link', { name: /AAP-PASS/ }).click();
    await page.getByText('Avoirs réservés').waitFor();
    const note = page.getByRole('row', { name: /A202[67]-/ });
    const paper = await note.getByRole('link', { name: /PDF/ }).getAttribute('href');
    const file = await page.context().request.get(screens.origin + paper);
    expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.getByLabel('Seulement ceux où il reste quelque chose').check();
    await note
      .getByText(/9\s970\s€/)
      .first()
      .waitFor();
    expect(await wrongIn(page)).toEqual([]);
  });
});

describe('the statement that is right', () => {
  let address: string;
  beforeAll(async () => {
    address = await atYearEnd();
  }, 180_000);
  afterAll(() => screens.stop());

  it('is agreed to once, after being told what that gives', async () => {
    const page = await screens.open({ role: 'funder' });
    await screens.visit(page, address);
    await page.getByRole('button', { name: 'Accepter l’état' }).click();
    await page.getByText(/Vous recevrez un avoir de 9\s970\s€/).waitFor();
    expect(await wrongIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'J’accepte l’état' }).dblclick();
    await page.getByText('Vous avez accepté cet état').waitFor();
    expect(await count('SELECT count(*)::int AS n FROM statement_answer')).toBe(1);
  });
});
