import type { Page } from 'playwright-core';
import { DEMONSTRATION_PASSWORD } from '../../src/demonstration/demonstration.js';
import { arrival, emailOf, faultsAtBothWidths, Screens, type Width } from '../support/browser.js';
import { FakedCamera, papersOf, type PaperVoucher } from '../support/camera.js';

const camera = new FakedCamera();
let screens: Screens;
beforeAll(async () => {
  screens = await Screens.start('2026-06-15', camera.flags);
}, 120_000);
afterAll(async () => {
  await screens.stop();
  camera.clear();
});
afterEach(() => screens.check());

/** A voucher's code, as it is printed. */
const CODE = /(?:[0-9A-Z]{4}-){4}[0-9A-Z]/;
const MODULE = 'Naviguer sur internet';
const OTHER_MODULE = 'Parentalité et numérique';
/** The longest that the machine may take of the thirty seconds. */
const MACHINE_MS = 3000;
const LONGEST_WAIT_MS = 8000;

let people = 0;
/** Somebody whom no other test has met. */
const someone = () => ({
  familyName: 'Personne fictive',
  givenName: `Essai ${++people}`,
  birthDate: '22111957',
});
type Someone = ReturnType<typeof someone>;

const button = (page: Page, name: RegExp | string) => page.getByRole('main').getByRole('button', { name });
const done = (page: Page) => page.getByRole('heading', { name: /^Fait\s: \d chèques? remis$/ });
const focused = (page: Page) => page.locator('*:focus');
const slipCodes = (page: Page) => page.locator('article ol').first().locator('li').allTextContents();
const codesOf = async (page: Page) => (await slipCodes(page)).map((text) => CODE.exec(text)![0]);

/** Enters who is in front, from the first field, where the focus already is, on to the next by the keyboard. */
async function typePerson(page: Page, person: Someone, module = MODULE): Promise<void> {
  await page.locator('[data-field=familyName] input:focus').waitFor();
  await page.keyboard.insertText(person.familyName);
  await page.keyboard.press('Tab');
  await page.keyboard.insertText(person.givenName);
  await page.keyboard.press('Tab');
  await page.keyboard.type(person.birthDate);
  await page.keyboard.press('Tab');
  await page.keyboard.type(module.slice(0, 3));
}

async function serve(page: Page, person: Someone, module = MODULE): Promise<void> {
  await typePerson(page, person, module);
  await page.keyboard.press('Enter');
  await page.locator('[data-field=code] input:focus').waitFor();
  await page.locator('[data-act=hand-out]:not([aria-busy]):not([disabled])').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await done(page).waitFor();
}

async function desk(options: { width?: Width; language?: 'fr' | 'en' } = {}): Promise<Page> {
  const page = await screens.open({ role: 'social-worker', ...options });
  page.setDefaultTimeout(LONGEST_WAIT_MS);
  await page.goto(`${screens.origin}/antenne`);
  return page;
}

/** What the office handed out, as the API tells it, the latest first. */
async function handOuts(page: Page): Promise<any[]> {
  const answer = await page.context().request.get(`${screens.origin}/api/v1/hand-outs?limit=200`);
  return (await answer.json()).items;
}

/** Declares vouchers lost by the API, so that the person may receive others. */
async function lose(page: Page, codes: string[]): Promise<void> {
  const answer = await page.context().request.post(`${screens.origin}/api/v1/losses`, {
    data: { codes, reason: 'lost' },
    headers: { 'idempotency-key': `test-loss-${codes.join('')}`, origin: screens.origin },
  });
  expect(answer.status()).toBe(201);
}

describe('a hand-out by the keyboard alone', () => {
  it('goes from signing in to the slip, with few keys and little of the machine’s time', async () => {
    const page = await screens.open();
    await screens.visit(page, '/connexion');
    let keys = 0;
    const press = async (key: string) => {
      keys++;
      await page.keyboard.press(key);
    };
    const type = async (text: string) => {
      keys += text.length;
      await page.keyboard.type(text);
    };
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type(emailOf('social-worker'));
    await page.keyboard.press('Tab');
    await page.keyboard.type(DEMONSTRATION_PASSWORD);
    await page.keyboard.press('Enter');
    expect(await arrival(page, '/antenne')).toBe('/antenne');

    await page.locator('[data-field=familyName] input:focus').waitFor();
    const { familyName, givenName, birthDate } = someone();
    const begun = performance.now();
    await type(familyName);
    await press('Tab');
    await type(givenName);
    await press('Tab');
    await type(birthDate);
    await press('Tab');
    await type('Nav');
    await page.getByText('2 chèques au plus, aujourd’hui, sur ce module').first().waitFor();
    await press('Enter');
    await press('Enter');
    expect(await focused(page).textContent()).toBe('Remettre 2 chèques');
    await press('Enter');
    await done(page).waitFor();
    const machineMs = performance.now() - begun;
    await page.getByText('Les lieux les plus proches').waitFor();

    const controls = keys - familyName.length - givenName.length - birthDate.length;
    process.stdout.write(
      `A hand-out takes ${Math.round(machineMs)} ms of the machine, the name, the birth date and ${controls} keys more\n`,
    );
    expect(machineMs).toBeLessThan(MACHINE_MS);
    expect(controls).toBeLessThan(12);
    // The next person: nothing of the last one is left.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused(page).textContent()).toBe('Personne suivante');
    await page.keyboard.press('Enter');
    await page.locator('[data-field=familyName] input:focus').waitFor();
    expect(await page.locator('[data-field=givenName] input').inputValue()).toBe('');
    expect(await page.content()).not.toContain(givenName);
  });

  it('is not made by Enter in a field: it goes to what is missing, then to the vouchers', async () => {
    const page = await desk();
    await page.locator('[data-field=familyName] input:focus').waitFor();
    const before = (await handOuts(page)).length;
    await page.keyboard.type('Personne fictive');
    await page.keyboard.press('Enter');
    await page.locator('[data-field=givenName] input:focus').waitFor();
    await page.keyboard.press('Enter');
    expect(await page.locator('[data-field=givenName]').textContent()).toContain('À remplir.');
    expect(await handOuts(page)).toHaveLength(before);
  });

  it('is made once by a double Enter', async () => {
    const page = await desk();
    const before = (await handOuts(page)).length;
    await typePerson(page, someone());
    await page.keyboard.press('Enter');
    await page.locator('[data-act=hand-out]:not([aria-busy]):not([disabled])').focus();
    await Promise.all([
      page.keyboard.press('Enter'),
      page.keyboard.press('Enter'),
      page.keyboard.press('Enter'),
    ]);
    await done(page).waitFor();
    expect(await handOuts(page)).toHaveLength(before + 1);
  });
});

describe('what a person may receive', () => {
  it('is refused on the same module while the first vouchers are unspent, and the screen says why', async () => {
    const page = await desk();
    const person = someone();
    await serve(page, person);
    await button(page, 'Personne suivante').click();
    await typePerson(page, person);
    await page.getByText('Rien à remettre sur ce module aujourd’hui').waitFor();
    await page.getByText('Cette personne aurait en main plus de chèques non utilisés').first().waitFor();
    expect(await button(page, /^Remettre/).isDisabled()).toBe(true);
    // A third voucher is not had on another module either: two are held.
    await page.locator('[data-field=moduleId] select').selectOption({ label: `${OTHER_MODULE} (2 h)` });
    await page.getByText('La personne a encore 2 chèques non utilisés.').waitFor();
    expect(await button(page, /^Remettre/).isDisabled()).toBe(true);
  });

  it('is a renewal once the first ones are lost, with the warning of cumulated aid, and no second renewal', async () => {
    const page = await desk();
    const person = someone();
    await serve(page, person);
    await lose(page, await codesOf(page));
    await button(page, 'Personne suivante').click();
    await typePerson(page, person);
    await page.getByText('Renouvellement, le seul de l’année sur ce module').waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.locator('[data-act=hand-out]:not([aria-busy]):not([disabled])').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await done(page).waitFor();
    await lose(page, await codesOf(page));
    await button(page, 'Personne suivante').click();
    await typePerson(page, person);
    await page.getByText('la remise et son renouvellement ont déjà eu lieu cette année').first().waitFor();
    expect(await button(page, /^Remettre/).isDisabled()).toBe(true);
  });

  it('comes with what was received before, which blocks nothing', async () => {
    const page = await desk();
    const person = someone();
    await typePerson(page, person);
    await page.getByLabel('1 chèque', { exact: true }).check();
    await button(page, 'Remettre 1 chèque').click();
    await done(page).waitFor();
    await button(page, 'Personne suivante').click();
    await typePerson(page, person, OTHER_MODULE);
    await page.getByText('1 chèque au plus, aujourd’hui, sur ce module').first().waitFor();
    await page.getByText('Attention au cumul d’aide').first().waitFor();
    await button(page, 'Remettre 1 chèque').click();
    await done(page).waitFor();
    expect(await codesOf(page)).toHaveLength(1);
  });

  it('is told beside the birth date when there is none such', async () => {
    const page = await desk();
    await typePerson(page, { ...someone(), birthDate: '22112026' });
    const field = page.locator('[data-field=birthDate]');
    await field.getByText('La date de naissance est à venir').waitFor();
    expect(await field.locator('input').inputValue()).toBe('22/11/2026');
  });
});

/** A hand scanner: a keyboard that types as fast as it can, then Enter. */
async function scan(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
}

/** Codes of the next vouchers of the open book, as they would be printed. */
async function nextCodes(page: Page): Promise<string[]> {
  await page.locator('[data-act=hand-out]:not([aria-busy]):not([disabled])').waitFor();
  return (await page.locator('form ol li').allTextContents()).map((text) => CODE.exec(text)![0]);
}

describe('a hand scanner', () => {
  it('adds vouchers wherever the focus is, and a third one hands nothing out', async () => {
    const page = await desk();
    const before = (await handOuts(page)).length;
    await typePerson(page, someone());
    const codes = await nextCodes(page);
    await page.keyboard.press('Enter');
    // The QR gives the public address, the bars the code alone.
    await scan(page, `${screens.origin}/v/${codes[1]!.replaceAll('-', '')}`);
    await page.getByText('Chèques scannés').waitFor();
    await scan(page, codes[0]!.replaceAll('-', ''));
    await page.locator('[data-act=hand-out]:focus').waitFor();
    await scan(page, codes[0]!);
    await page.getByText('Ce chèque est déjà dans la liste.').waitFor();
    expect(await handOuts(page)).toHaveLength(before);
    await page.locator('[data-act=hand-out]').focus();
    await page.keyboard.press('Enter');
    await done(page).waitFor();
    expect(await codesOf(page)).toEqual([codes[1], codes[0]]);
  });

  it('is told at once of a code misread, and beside a voucher why it cannot be handed out', async () => {
    const page = await desk();
    const other = someone();
    await serve(page, other);
    const [taken] = await codesOf(page);
    await button(page, 'Personne suivante').click();
    await typePerson(page, someone());
    await page.keyboard.press('Enter');
    await scan(page, taken!.replace(/^0000/, '0001'));
    await page.getByText('Ce code comporte une erreur').first().waitFor();
    await scan(page, taken!);
    await page.getByText('Un de ces chèques a déjà été remis').first().waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    expect(await button(page, /^Remettre/).isDisabled()).toBe(true);
  });
});

describe('the camera', () => {
  const BY_CAMERA = 'Lire avec l’appareil photo';
  /** The papers with these codes. */
  async function papersWith(codes: readonly string[], where: 'in hands' | 'in the drawer') {
    const papers = await papersOf(screens.server, where);
    return codes.map((code): PaperVoucher => papers.find((paper) => paper.code === code)!);
  }

  it('reads each voucher once, tells one that is there already, and puts itself away when there are enough', async () => {
    const page = await desk({ width: 'phone' });
    await typePerson(page, someone());
    const codes = await nextCodes(page);
    const [one, two] = await papersWith(codes, 'in the drawer');
    await camera.hold(screens.server, [
      [one!, 2],
      [null, 2],
      [one!, 2],
      [two!, 2],
    ]);
    await button(page, BY_CAMERA).click();
    await page.getByRole('main').getByText('Chèque ajouté.').waitFor();
    await page.getByRole('main').getByText('Ce chèque est déjà dans la liste.').waitFor();
    expect(await page.locator('form ol li').count()).toBe(1);
    await page.locator('[data-act=hand-out]:focus').waitFor();
    await button(page, BY_CAMERA).waitFor();
    await page.locator('[data-act=hand-out]:not([aria-busy]):not([disabled])').click();
    await done(page).waitFor();
    expect(await codesOf(page)).toEqual([codes[0], codes[1]]);
  });

  it('that is refused leads to typing the code, and nothing typed is lost', async () => {
    const page = await desk();
    await page.evaluate(() => {
      const { mediaDevices } = (globalThis as any).navigator;
      mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    });
    await typePerson(page, someone());
    await button(page, BY_CAMERA).click();
    await page.getByText('La caméra n’est pas autorisée').waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await button(page, 'Taper le code').click();
    await page.locator('[data-field=code] input:focus').waitFor();
    expect(await page.locator('[data-field=familyName] input').inputValue()).toBe('Personne fictive');
  });

  it('that a bar of network does not bring takes nothing of the page with it', async () => {
    const page = await desk();
    await page.route(/camera-/, (route) => route.abort());
    await typePerson(page, someone());
    await button(page, BY_CAMERA).click();
    await page.getByText('La lecture n’a pas pu être chargée').waitFor();
    expect(await page.locator('[data-field=familyName] input').inputValue()).toBe('Personne fictive');
    await page.locator('[data-act=hand-out]:not([aria-busy]):not([disabled])').click();
    await done(page).waitFor();
  });

  it('reads a voucher that was found, to declare it', async () => {
    const page = await desk();
    await serve(page, someone());
    const [code] = await codesOf(page);
    const [paper] = await papersWith([code!], 'in hands');
    await camera.hold(screens.server, [[paper!, 5]]);
    await screens.visit(page, '/antenne/perte');
    await button(page, BY_CAMERA).click();
    await page.locator('form ol li').getByText(code!).waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await button(page, 'Fermer l’appareil photo').click();
    await button(page, 'Déclarer la perte').click();
    await page.getByRole('dialog').getByText('1 chèque ne vaudra plus rien.').waitFor();
  });
});

describe('a network that fails', () => {
  it('at the moment of the answer: the retry finds the same hand-out, and nothing typed is lost', async () => {
    const page = await desk();
    const before = (await handOuts(page)).length;
    await typePerson(page, someone());
    await page.locator('[data-act=hand-out]:not([aria-busy]):not([disabled])').waitFor();
    let isCut = true;
    await page.route('**/api/v1/hand-outs', async (route) => {
      if (route.request().method() !== 'POST' || !isCut) return route.fallback();
      await route.fetch();
      return route.abort();
    });
    await button(page, 'Remettre 2 chèques').click();
    await page.getByText('Le serveur n’a pas répondu').waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    expect(await page.locator('[data-field=familyName] input').inputValue()).toBe('Personne fictive');
    expect(await page.locator('[data-field=familyName] input').isDisabled()).toBe(true);
    isCut = false;
    await button(page, 'Réessayer').click();
    await done(page).waitFor();
    const made = await handOuts(page);
    expect(made).toHaveLength(before + 1);
    expect(made[0].vouchers).toBe(2);
  });

  it('before anything was sent: nothing is handed out until it is back', async () => {
    const page = await desk();
    const before = (await handOuts(page)).length;
    await typePerson(page, someone());
    await page.locator('[data-act=hand-out]:not([aria-busy]):not([disabled])').waitFor();
    await page.context().setOffline(true);
    await button(page, 'Remettre 2 chèques').click();
    await page.getByText('Le serveur n’a pas répondu').waitFor();
    await page.context().setOffline(false);
    expect(await handOuts(page)).toHaveLength(before);
    await button(page, 'Réessayer').click();
    await done(page).waitFor();
    expect(await handOuts(page)).toHaveLength(before + 1);
  });

  it('or a session that ended: one signs in over the page, and the hand-out goes on', async () => {
    const page = await desk();
    await typePerson(page, someone());
    await page.locator('[data-act=hand-out]:not([aria-busy]):not([disabled])').waitFor();
    await page.context().clearCookies();
    await button(page, 'Remettre 2 chèques').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Mot de passe').fill(DEMONSTRATION_PASSWORD);
    await dialog.getByRole('button', { name: 'Se connecter' }).click();
    await done(page).waitFor();
    expect(await codesOf(page)).toHaveLength(2);
  });
});

describe('the slip', () => {
  it('bears the numbers, the last day, the three nearest venues and no name; it prints alone', async () => {
    const page = await desk();
    const person = someone();
    await serve(page, person);
    const slip = page.getByRole('article', { name: 'Fiche à remettre' });
    const text = (await slip.textContent())!;
    expect(text).toContain('31 décembre 2026');
    expect(text).toMatch(/20\s€/);
    expect(await codesOf(page)).toHaveLength(2);
    expect(await slip.locator('ol').nth(1).locator('li').count()).toBe(3);
    expect(text).not.toContain(person.givenName);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('h1').isVisible()).toBe(false);
    expect(await button(page, 'Personne suivante').isVisible()).toBe(false);
    expect(await slip.isVisible()).toBe(true);
    const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g);
    expect(sheets).toHaveLength(1);
  });
});

describe('a loss', () => {
  it('by the number of the slip revokes the vouchers and replaces them, and the new ones are handed out', async () => {
    const page = await desk();
    const person = someone();
    await serve(page, person);
    const codes = await codesOf(page);
    await screens.visit(page, '/antenne/perte');
    for (const code of codes) {
      await page.getByLabel('Numéro du chèque').fill(code);
      await page.keyboard.press('Enter');
    }
    await button(page, 'Déclarer la perte').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 chèques ne vaudront plus rien.').waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Annuler ces chèques' }).click();
    await page.getByText('Fait : 2 chèques annulés').waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await button(page, 'Les remettre maintenant').click();
    expect(await arrival(page, '/antenne')).toBe('/antenne');
    await typePerson(page, person);
    await page.getByText('Renouvellement').waitFor();
    await page.locator('[data-act=hand-out]:not([aria-busy]):not([disabled])').click();
    await done(page).waitFor();
    expect(await codesOf(page)).not.toEqual(codes);
  });

  it('of what is left of a book leaves alone what was handed out of it', async () => {
    const page = await desk();
    await screens.visit(page, '/antenne/stock');
    // A whole book: others replaced a few vouchers of an earlier story, or were opened by one.
    await page
      .getByRole('row')
      .filter({ has: page.getByRole('cell', { name: '10', exact: true }) })
      .getByRole('link', { name: /Déclarer perdu/ })
      .last()
      .click();
    await page.getByRole('textbox', { name: 'À partir du chèque n°' }).waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await button(page, 'Déclarer la perte').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Annuler ces chèques' }).click();
    await page.getByText('Fait : 10 chèques annulés').waitFor();
    expect(await button(page, 'Les remettre maintenant').count()).toBe(0);
  });

  it('of a code that is none of this office’s is refused beside it', async () => {
    const page = await desk();
    const person = someone();
    await serve(page, person);
    const [code] = await codesOf(page);
    await lose(page, [code!]);
    await screens.visit(page, '/antenne/perte');
    await page.getByLabel('Numéro du chèque').fill(code!);
    await page.keyboard.press('Enter');
    await button(page, 'Déclarer la perte').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Annuler ces chèques' }).click();
    await page.locator('li').getByText('Le chèque n° 1 a été déclaré perdu').waitFor();
    expect(await page.getByText(/^Fait\s:/).count()).toBe(0);
  });
});

describe('the manager', () => {
  it('opens an office, invites someone to it, and closes it', async () => {
    const page = await screens.open({ role: 'prescriber-manager' });
    await screens.visit(page, '/antenne/nouvelle');
    await page.getByLabel('Nom de l’antenne').fill('Antenne d’Avoine');
    await page.getByLabel('Commune').fill('Avoine');
    await page
      .getByRole('option', { name: /^Avoine/ })
      .first()
      .click();
    await button(page, 'Ouvrir une antenne').click();
    await page.getByRole('heading', { level: 1, name: 'Antenne d’Avoine' }).waitFor();
    const address = new URL(page.url()).pathname;
    await screens.visit(page, '/antenne/equipe');
    await button(page, 'Inviter une personne').click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await dialog.getByLabel('Adresse électronique').fill('accueil.avoine@example.fr');
    await dialog.getByLabel(/^Nom affiché/).fill('Accueil d’Avoine');
    await dialog.getByLabel('Antenne', { exact: true }).selectOption({ label: 'Antenne d’Avoine' });
    await dialog.getByRole('button', { name: 'Inviter' }).click();
    await page.getByText(/Accueil d’Avoine agit maintenant pour/).waitFor();
    await screens.visit(page, address);
    await page.getByText('accueil.avoine@example.fr').waitFor();
    await button(page, 'Fermer l’antenne').click();
    await page.getByRole('dialog').waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Fermer l’antenne' }).click();
    await page.getByText('Elle ne reçoit plus ni carnets ni personne depuis le').waitFor();
    expect(await button(page, 'Fermer l’antenne').count()).toBe(0);
  });

  it('does not close an office that has vouchers, and reads why', async () => {
    const page = await screens.open({ role: 'prescriber-manager' });
    await screens.visit(page, '/antenne');
    await page.getByRole('link', { name: 'CIAS Chinon Vienne et Loire', exact: true }).click();
    await button(page, 'Fermer l’antenne').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Fermer l’antenne' }).click();
    await page.getByText('Cette antenne a encore des chèques dans son tiroir').waitFor();
    expect(await button(page, 'Fermer l’antenne').count()).toBe(1);
  });

  it('takes the hand-outs of the year away as a file', async () => {
    const page = await screens.open({ role: 'prescriber-manager' });
    await screens.visit(page, '/antenne/remises');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Exporter 2026 (CSV)' }).click(),
    ]);
    expect(download.suggestedFilename()).toContain('remises');
  });
});

describe('on a desktop as on a phone', () => {
  it('neither the filled screen, nor its refusal, nor the slip breaks WCAG 2.2 AA', async () => {
    const page = await desk({ width: 'phone' });
    const person = someone();
    await typePerson(page, person);
    await page.getByText('2 chèques au plus').first().waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await scan(page, 'XXXX');
    await button(page, 'Remettre 2 chèques').click();
    await done(page).waitFor();
    await page.getByText('Les lieux les plus proches').waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
    await button(page, 'Personne suivante').click();
    await typePerson(page, person);
    await page.getByText('Rien à remettre').waitFor();
    expect(await faultsAtBothWidths(page)).toEqual([]);
  });

  it('speaks English throughout', async () => {
    const page = await desk({ width: 'phone', language: 'en' });
    await typePerson(page, someone());
    await page.getByText('2 vouchers at most, today, on this module').first().waitFor();
    await button(page, 'Read with the camera').waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(/chèque|remis|antenne/i);
    await button(page, 'Hand out 2 vouchers').click();
    await page.getByRole('heading', { name: 'Done: 2 vouchers handed out' }).waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(/chèque|remis|antenne/i);
  });
});
