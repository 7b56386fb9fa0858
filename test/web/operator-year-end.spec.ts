import { setTimeout as pause } from 'node:timers/promises';
import { rows } from '../../src/database/sql.js';
import { asDay } from '../../src/shared/calendar.js';
import { faultsAtBothWidths, Screens } from '../support/browser.js';
import { answered } from '../support/funders.js';
import { button, inDialog, read } from '../support/operator-screens.js';
import { theGap } from '../support/orders.js';
import { aLivedOrder, END, theStatements } from '../support/year-end.js';

let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start();
}, 120_000);
afterAll(() => screens.stop());
afterEach(() => screens.check());

describe('the dates of an exercise', () => {
  it('are changed as long as they follow each other, and are refused otherwise', async () => {
    const page = await screens.open({ role: 'operator' });
    const datesOf = async () =>
      (await read(screens, page, '/exercises')).items.find(({ exercise }: any) => exercise === 2026);
    const before = await datesOf();
    await screens.visit(page, '/operateur/fin-d-annee');
    await button(page, 'Changer les dates').click();
    const lastDay = page.getByLabel('Dernier jour de remise');
    expect(await lastDay.inputValue()).toBe('15/12/2026');
    await lastDay.fill('15/01/2027');
    await inDialog(page, 'Enregistrer').click();
    await page
      .getByRole('dialog')
      .getByText(/ne se suivent pas/)
      .waitFor();
    expect(await datesOf()).toEqual(before);
    await lastDay.fill('10/12/2026');
    await inDialog(page, 'Enregistrer').click();
    await page.getByText('Les dates de l’exercice 2026 sont enregistrées.').waitFor();
    expect(await datesOf()).toEqual({ ...before, handOutsStopOn: '2026-12-10' });
    await page.getByRole('definition').getByText('10 décembre 2026').waitFor();
  }, 60_000);
});

describe('a contested statement', () => {
  it('is settled with an explanation, and only then become its credit notes what it says', async () => {
    const { server } = screens;
    const lived = await aLivedOrder(server, { agreement: {} });
    await screens.stopService();
    server.clock.setDay(asDay(END.statement));
    await theStatements(server);
    const { items } = await answered(lived.funder.client.get('/statements?exercise=2026'));
    const { id, total } = items[0];
    await answered(
      lived.funder.client.post(`/statements/${id}/contest`, { reason: 'Un carnet a été rendu.' }),
    );
    await screens.startService();

    const page = await screens.open({ role: 'operator' });
    await screens.visit(page, '/operateur');
    await page.getByRole('link', { name: /^Ouvrir États? de fin d’année contesté/ }).click();
    await page.waitForURL(/fin-d-annee/);
    await screens.atRest(page);
    expect(await faultsAtBothWidths(page)).toEqual([]);

    await screens.visit(page, `/operateur/etats/${id}`);
    await page.getByText('Un carnet a été rendu.').waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await button(page, 'Trancher et maintenir l’état').click();
    await inDialog(page, 'Trancher et maintenir l’état').click();
    await page.getByRole('dialog').getByText('Refusé :').waitFor();
    expect((await read(screens, page, `/statements/${id}`)).state).toBe('contested');
    await page
      .getByLabel('Explication, lue par le commanditaire')
      .fill('Le carnet n’a pas été déclaré perdu.');
    await inDialog(page, 'Trancher et maintenir l’état').dblclick();
    await page.getByText(/^Fait.*L’état de .* est tranché/).waitFor();
    const settled = await read(screens, page, `/statements/${id}`);
    expect(settled).toMatchObject({ state: 'settled', total });

    const notesOf = () =>
      server.db.read((tx) =>
        rows<{ kind: string; cents: bigint }>(
          tx,
          `SELECT t.kind, t.cents FROM credit_note n JOIN transfer t ON t.cause_id = n.id
            WHERE n.order_id = $1 AND n.kind = 'year-end' ORDER BY t.id`,
          [lived.id],
        ),
      );
    expect(await notesOf()).toEqual([]);
    await screens.visit(page, '/operateur/fin-d-annee?exercice=2026');
    const step = page
      .getByRole('listitem')
      .filter({ hasText: /^.*Avoirs/ })
      .last();
    await step.getByRole('button', { name: /^Lancer/ }).click();
    await inDialog(page, 'Lancer maintenant').dblclick();
    await page.getByText(/Avoirs\s: étape lancée/).waitFor();
    let made = await notesOf();
    for (let tries = 0; made.length === 0 && tries < 60; tries++) {
      await pause(500);
      made = await notesOf();
    }
    const cents = made.map((each) => Number(each.cents));
    expect(cents).toHaveLength(2);
    expect(cents).toEqual(expect.arrayContaining([total.creditFunderCents, total.creditStateCents]));
    expect(await theGap(server)).toBe(0n);
  }, 180_000);
});
