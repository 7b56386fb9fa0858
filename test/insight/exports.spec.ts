import { oneRow, rows } from '../../src/database/sql.js';
import { eurosCell, textCell } from '../../src/insight/exports/csv.js';
import { PERMISSIONS, type Permission } from '../../src/access/permissions.js';
import { asDay } from '../../src/shared/calendar.js';
import { type Client, TestApp } from '../support/app.js';
import { centsOf, countOf, exported, readCsv, type ReadCsv } from '../support/csv.js';
import { aHandOut, anOffice, aStockedOffice, codesOf, spend } from '../support/distribution.js';
import { answered, theOperator } from '../support/funders.js';
import { aMember, anOrganisation } from '../support/people.js';
import { aDesk } from '../support/redemption.js';
import { aSentRun, confirm } from '../support/settlement.js';
import { expectRefused, refused } from '../support/structures.js';
import { aWholeLife } from '../support/whole-life.js';
import { agree, aLivedOrder, closingStep, type LivedOrder, theStatements } from '../support/year-end.js';

const READ_BY: Record<string, Permission> = {
  orders: 'orders.read',
  invoices: 'invoices.read',
  payments: 'invoices.read',
  'credit-notes': 'credit-notes.read',
  'hand-outs': 'hand-outs.export',
  redemptions: 'redemptions.export',
  payouts: 'payouts.read',
  statements: 'statements.read',
  ledger: 'ledger.read',
  'audit-trail': 'audit-trail.read',
  statistics: 'overview.read',
};
const NAMES = Object.keys(READ_BY);

/** All the items of a list, page after page. */
async function allOf(client: Client, path: string): Promise<any[]> {
  const items: any[] = [];
  for (let after = ''; ;) {
    const page = await answered(client.get(`${path}${path.includes('?') ? '&' : '?'}limit=200${after}`));
    items.push(...page.items);
    if (page.next === null) return items;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}

const total = (items: any[], field: string): number => items.reduce((sum, item) => sum + item[field], 0);

describe('a cell', () => {
  it.each([
    `=cmd|'/c calc'!A1`,
    '+33 1 23',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\tx',
    '  =1',
    '\u00a0=1',
    `"=1`,
    `'=1`,
    `" '=1`,
    '＝1',
    '＠x',
  ])('is never taken for a formula: %j', (text) => {
    const [[cell]] = [parsed(textCell(text))];
    expect(cell).toBe(`'${text}`);
  });

  it.each([
    ['Ville = campagne'],
    ['a-b'],
    ['Chinon;Tours'],
    ['dit "le bon"'],
    ['deux\nlignes'],
    ['deux\r\nlignes'],
    ['🙂 é œ'],
    ['\u202eabc'],
    ["l'été"],
  ])('is the text it was: %j', (text) => {
    expect(parsed(textCell(text))).toEqual([text]);
  });

  it('keeps a negative amount a number', () => {
    expect([0n, 5n, -5n, 99n, 100n, 123_456n, -1_000_000_00n].map(eurosCell)).toEqual([
      '0,00',
      '0,05',
      '-0,05',
      '0,99',
      '1,00',
      '1234,56',
      '-1000000,00',
    ]);
    expect([eurosCell(null), textCell(null), textCell(true), textCell(7n)]).toEqual(['', '', 'oui', '7']);
  });

  const parsed = (cell: string) => readCsv(`\ufeff${cell};x\r\n`).titles.slice(0, -1);
});

describe('the exports of a whole life', () => {
  let server: TestApp;
  let operator: Client;
  let funder: Client;

  beforeAll(async () => {
    server = await TestApp.start();
    const { order } = await aWholeLife(server);
    operator = (await theOperator(server)).client;
    funder = order.funder.client;
  }, 120_000);
  afterAll(() => server.stop());

  it.each(['operator', 'funder'] as const)('add up to what the API tells the %s', async (who) => {
    const client = who === 'operator' ? operator : funder;
    const orders = await exported(client, 'orders');
    const listed = await allOf(client, '/orders?exercise=2026');
    expect(orders.lines.map((line) => line['Commande'])).toEqual(
      listed.map(({ number }): string => number).toSorted((one, other) => (one < other ? -1 : 1)),
    );
    expect(centsOf(orders, 'Valeur faciale (€)')).toBe(total(listed, 'faceValueCents'));
    expect(centsOf(orders, 'Frais TTC (€)')).toBe(total(listed, 'feeCents'));
    expect(centsOf(orders, 'Part de l’État (€)')).toBe(total(listed, 'stateShareCents'));

    const overview = await answered(client.get('/overview?exercise=2026'));
    expect(countOf(orders, 'Chèques remis')).toBe(overview.total.handedOut);
    expect(countOf(orders, 'Chèques encaissés')).toBe(overview.total.redeemed);
    expect(countOf(orders, 'Chèques périmés')).toBe(overview.total.expired);
    expect(countOf(orders, 'Chèques perdus non remplacés')).toBe(overview.total.revoked);

    const redemptions = await exported(client, 'redemptions');
    expect(centsOf(redemptions, 'Valeur du chèque (€)')).toBe(overview.total.redeemedCents);
    expect(redemptions.lines.some((line) => line['Annulé le'] !== '')).toBe(true);

    const ofExercise = new Set(listed.map(({ id }) => id));
    const invoices = (await allOf(client, '/invoices')).filter(({ orderId, number }) =>
      orderId ? ofExercise.has(orderId) : number.startsWith('F2026'),
    );
    const asCsv = await exported(client, 'invoices');
    expect(centsOf(asCsv, 'Total (€)')).toBe(total(invoices, 'totalCents'));
    expect(centsOf(asCsv, 'TVA (€)')).toBe(total(invoices, 'vatCents'));
    expect(centsOf(asCsv, 'Reste à payer (€)')).toBe(total(invoices, 'restCents'));
    expect(centsOf(await exported(client, 'payments'), 'Montant (€)')).toBe(total(invoices, 'paidCents'));

    const notes = await exported(client, 'credit-notes');
    const shares = (await allOf(client, '/credit-notes')).flatMap((note) => note.shares);
    const of = (share: string) => shares.filter((each) => each.share === share);
    expect(notes.lines.length).toBeGreaterThan(1);
    expect(centsOf(notes, 'Part du commanditaire (€)')).toBe(total(of('funder'), 'totalCents'));
    expect(centsOf(notes, 'Part de l’État (€)')).toBe(total(of('state'), 'totalCents'));
    expect(centsOf(notes, 'dont utilisé (€)')).toBe(total(of('funder'), 'spentCents'));
    expect(centsOf(notes, 'dont utilisé par l’État (€)')).toBe(total(of('state'), 'spentCents'));
  });

  it('hold every hand-out, scan, payout and transfer of the year, once', async () => {
    const handOuts = await exported(operator, 'hand-outs');
    const ledger = await exported(operator, 'ledger');
    const payouts = await exported(operator, 'payouts');
    const facts = await server.db.read((tx) =>
      oneRow<Record<string, bigint>>(
        tx,
        `SELECT (SELECT count(*) FROM hand_out_voucher g JOIN hand_out h ON h.id = g.hand_out_id WHERE h.exercise = 2026) AS given,
                (SELECT count(*) FROM transfer WHERE day BETWEEN '2026-01-01' AND '2026-12-31') AS transfers,
                (SELECT sum(cents)::bigint FROM transfer WHERE day BETWEEN '2026-01-01' AND '2026-12-31') AS moved,
                (SELECT sum(p.cents)::bigint FROM payout p JOIN payout_run r ON r.id = p.run_id WHERE r.at < '2026-12-31T23:00Z') AS paid`,
      ),
    );
    expect(countOf(handOuts, 'Chèques')).toBe(Number(facts['given']));
    expect(ledger.lines).toHaveLength(Number(facts['transfers']));
    expect(centsOf(ledger, 'Montant (€)')).toBe(Number(facts['moved']));
    expect(centsOf(payouts, 'Montant (€)')).toBe(Number(facts['paid']));
    // A payout that was rejected, paid again, returned and paid once more, is there once, as it ended.
    expect(payouts.lines.map((line) => [line['Tentative'], line['État']])).toEqual(
      expect.arrayContaining([
        ['1', 'confirmé'],
        ['3', 'confirmé'],
      ]),
    );
    const of2027 = await exported(operator, 'payouts', 2027);
    expect(of2027.lines.map((line) => line['État'])).toEqual(['préparé']);
    expect(new Set(ledger.lines.map((line) => line['N°'])).size).toBe(ledger.lines.length);
  });

  it('balance: what each account was debited less what it was credited is what the ledger says', async () => {
    const lines = [2026, 2027].map((year) => exported(operator, 'ledger', year));
    const net = new Map<string, number>();
    for (const line of (await Promise.all(lines)).flatMap((each) => each.lines)) {
      const cents = Number((line['Montant (€)'] as string).replace(',', ''));
      for (const [side, sign] of [
        ['débité', 1],
        ['crédité', -1],
      ] as const) {
        const account = line[`Compte ${side}`] as string;
        net.set(account, (net.get(account) ?? 0) + sign * cents);
      }
    }
    const balances = await allOf(operator, '/ledger/accounts');
    const ringFenced = balances.find(({ kind }) => kind === 'bank-ring-fenced').balanceCents;
    expect(net.get('Banque, compte cantonné')).toBe(ringFenced);
    const payable = balances.filter(({ kind }) => kind === 'structure-payable');
    expect(net.get('Dette envers la structure')).toBe(-total(payable, 'balanceCents'));
  });

  it('are the same when asked again, down to the byte', async () => {
    for (const name of NAMES) {
      const [one, other] = [1, 2].map(() => operator.get(`/exports/${name}.csv?exercise=2026`));
      expect([name, (await one)?.body]).toEqual([name, (await other)?.body]);
    }
  });

  it('of an exercise without anything hold a header only', async () => {
    for (const name of NAMES) {
      const { titles, lines } = await exported(operator, name, 2031);
      expect([name, lines]).toEqual([name, []]);
      expect(titles.length).toBeGreaterThan(2);
    }
  });

  it('tell nothing of who anyone is: no pseudonym, code, account, mediator, person', async () => {
    const secrets = await server.db.read((tx) =>
      rows<{ text: string }>(
        tx,
        `SELECT encode(pseudonym, 'hex') AS text FROM beneficiary
          UNION SELECT iban FROM bank_details UNION SELECT name FROM mediator
          UNION SELECT display_name FROM person UNION SELECT email FROM person
          UNION SELECT id::text FROM hand_out`,
      ),
    );
    expect(secrets.length).toBeGreaterThan(15);
    for (const name of NAMES.filter((each) => each !== 'audit-trail')) {
      const { body } = await operator.get<Buffer>(`/exports/${name}.csv?exercise=2026`);
      const cells = readCsv(body).lines.flatMap((line) => Object.values(line));
      for (const { text } of secrets) {
        expect([name, cells.filter((cell) => cell.includes(text))]).toEqual([name, []]);
      }
      expect(body.toString()).not.toMatch(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}-[0-9A-Z]\b/);
    }
  });
});

describe('the exports', () => {
  let server: TestApp;
  let operator: Client;
  const hostile = `=cmd|'/c calc'!A1;"Région"\r\n🙂`;
  let lived: LivedOrder;

  beforeAll(async () => {
    server = await TestApp.start();
    operator = (await theOperator(server)).client;
    const funder = await anOrganisation(server, 'funder', { name: hostile });
    lived = await aLivedOrder(server, { agreement: { funders: [funder] } });
    await aLivedOrder(server, { people: 1, redeemed: 1, replaced: 0 });
  }, 60_000);
  afterAll(() => server.stop());

  const named = (csv: ReadCsv, title: string) => [...new Set(csv.lines.map((line) => line[title]))];

  it('keep a hostile name in its cell, and no spreadsheet runs it', async () => {
    for (const [name, title] of [
      ['orders', 'Commanditaire'],
      ['invoices', 'Payeur'],
      ['payments', 'Payeur'],
      ['hand-outs', 'Commanditaire'],
      ['redemptions', 'Commanditaire'],
    ] as const) {
      const csv = await exported(operator, name);
      expect([name, named(csv, title).includes(`'${hostile}`)]).toEqual([name, true]);
      const raw = (await operator.get<Buffer>(`/exports/${name}.csv?exercise=2026`)).body.toString();
      expect(raw).not.toMatch(/(^|;|\n)"?[=+@]/);
    }
  });

  it('give a funder its own rows, and no other’s', async () => {
    const { client } = lived.funder;
    for (const name of ['orders', 'hand-outs', 'redemptions', 'invoices', 'payments']) {
      const [own, all] = [await exported(client, name), await exported(operator, name)];
      expect([name, own.lines.length > 0, own.lines.length < all.lines.length]).toEqual([name, true, true]);
    }
    expect(named(await exported(client, 'orders'), 'Commande')).toEqual([lived.order.number]);
    expect(named(await exported(client, 'redemptions'), 'Commande')).toEqual([lived.order.number]);
    expect(countOf(await exported(client, 'hand-outs'), 'Chèques')).toBe(6);
    // What a venue asks for beside a voucher, and which voucher it was, is not the funder's affair.
    expect((await exported(client, 'redemptions')).titles).not.toEqual(
      expect.arrayContaining(['N° de série']),
    );
    expect((await exported(client, 'redemptions')).titles).not.toEqual(expect.arrayContaining(['Prix (€)']));
  });

  it('give the State the orders of its agreements and its own invoices', async () => {
    const { client } = lived.state!;
    expect(named(await exported(client, 'orders'), 'Commande')).toEqual([lived.order.number]);
    expect(named(await exported(client, 'invoices'), 'Objet')).toEqual(['chèques, part de l’État']);
  });

  it('give a prescriber what its offices handed out, to its manager alone', async () => {
    const { manager, worker, name } = lived.office;
    const csv = await exported(manager.client, 'hand-outs');
    expect([named(csv, 'Antenne'), countOf(csv, 'Chèques')]).toEqual([[name], 6]);
    const path = '/exports/hand-outs.csv?exercise=2026';
    await expectRefused(server, () => worker.client.get(path), 403, 'access.not-permitted');
  });

  it('give a structure its scans and payouts, without whose vouchers they are', async () => {
    const { desk } = lived;
    const scans = await exported(desk.client, 'redemptions');
    expect(scans.lines).toHaveLength(4);
    expect(scans.titles).not.toEqual(expect.arrayContaining(['Commande']));
    expect(scans.titles).not.toEqual(expect.arrayContaining(['Commanditaire']));
    server.clock.advanceDays(1);
    const { payout } = await aSentRun(desk);
    await confirm(desk, payout);
    const payouts = await exported(desk.client, 'payouts');
    expect(centsOf(payouts, 'Montant (€)')).toBe(4 * 958);
    expect((await exported(operator, 'payouts')).lines).toHaveLength(2);
    await expectRefused(
      server,
      () => desk.mediator.get('/exports/redemptions.csv?exercise=2026'),
      403,
      'access.not-permitted',
    );
  });

  it('give whoever is a stranger to all of it nothing but a header', async () => {
    for (const kind of ['funder', 'state', 'prescriber', 'structure'] as const) {
      const { client } = await anOrganisation(server, kind);
      const role =
        { prescriber: 'prescriber-manager', structure: 'structure-manager' }[kind as string] ?? kind;
      const mine = NAMES.filter((name) => (PERMISSIONS[READ_BY[name]!] as readonly string[]).includes(role));
      expect(mine.length).toBeGreaterThan(1);
      for (const name of mine) {
        expect([kind, name, (await exported(client, name)).lines]).toEqual([kind, name, []]);
      }
    }
  });

  it('show each organisation the trail that concerns it, and not who in another one acted', async () => {
    const everything = await exported(operator, 'audit-trail');
    const own = await exported(lived.funder.client, 'audit-trail');
    expect(own.lines.length).toBeGreaterThan(0);
    expect(own.lines.length).toBeLessThan(everything.lines.length);
    const approval = (csv: ReadCsv) =>
      csv.lines.find(
        (line) => line['Action'] === 'order.approved' && line['Identifiant de l’objet'] === lived.id,
      )!;
    expect(approval(everything)['Personne']).toMatch(/^[0-9a-f-]{36}$/);
    expect(approval(own)['Personne']).toBe('');
  });

  it('refuse an exercise that is none, and who is not signed in', async () => {
    const ask = (client: Client, query: string) =>
      refused(server, () => client.get(`/exports/orders.csv${query}`));
    for (const query of ['', '?exercise=x', '?exercise=26', '?exercise=2026.5', '?exercise=2026&all=1']) {
      expect([query, ...(await ask(operator, query))]).toEqual([query, 400, 'request.invalid']);
    }
    expect(await ask(server.nobody, '?exercise=2026')).toEqual([401, 'access.not-signed-in']);
  });

  it('write days and hours of Paris, whatever the season', async () => {
    const desk = await aDesk(server);
    const office = await aStockedOffice(server, {
      order: lived,
      office: await anOffice(server),
      fromNumber: 3,
    });
    server.clock.setDay(asDay('2026-07-14'), 0);
    await spend(
      { ...desk, session: { ...desk.session, sessionOn: '2026-07-14' } },
      codesOf(await aHandOut(office)),
    );
    const { lines } = await exported(desk.client, 'redemptions');
    expect(lines.map((line) => [line['Encaissé le'], line['Séance du']])).toEqual([
      ['2026-07-14 00:00:00', '2026-07-14'],
    ]);
    const handedOut = await exported(office.manager.client, 'hand-outs');
    expect(named(handedOut, 'Jour')).toEqual(['2026-07-14']);
  });
});

describe('the statistics', () => {
  let server: TestApp;
  beforeEach(async () => {
    server = await TestApp.start();
  });
  afterEach(() => server.stop());

  it('count no fewer than 5 people in any cell, nor let one be found by subtraction', async () => {
    const order = await aLivedOrder(server, { people: 0, redeemed: 0, replaced: 0 });
    const office = await aStockedOffice(server, { order, office: order.office, fromNumber: 3, toNumber: 6 });
    const give = async (people: number, fields: Record<string, unknown>) => {
      for (let each = 0; each < people; each++) await aHandOut(office, fields);
    };
    await give(6, { commune: '37072', sex: 'F', firstTime: true });
    await give(5, { commune: '37261', sex: 'M', firstTime: false });
    await give(1, { commune: '37261', sex: 'X' });
    const look = async (client: Client) =>
      (await exported(client, 'statistics')).lines.map((line) => Object.values(line));
    const own = await look(order.funder.client);
    expect(own).toEqual(
      expect.arrayContaining([
        ['commune', 'Chinon (37072)', '6'],
        ['commune', 'Tours (37261)', '6'],
        ['tranche d’âge', '60-69 ans', '12'],
      ]),
    );
    // One X would be found by subtracting: the next smallest cell goes with it.
    expect(own.filter(([by]) => by === 'sexe')).toEqual([
      ['sexe', 'femme', '6'],
      ['sexe', '2 petits effectifs non communiqués', ''],
    ]);
    expect(own.filter(([by]) => by === 'première médiation numérique')).toEqual([
      ['première médiation numérique', 'oui', '6'],
      ['première médiation numérique', '2 petits effectifs non communiqués', ''],
    ]);
    expect(await look((await theOperator(server)).client)).toEqual(own);
    for (const [, , people] of own) expect(people === '' || Number(people) >= 5).toBe(true);
  });

  it('are unchanged once the exercise’s key is destroyed', async () => {
    const lived = await aLivedOrder(server, { people: 6, redeemed: 4, replaced: 0 });
    const look = () => exported(lived.funder.client, 'statistics');
    const before = await look();
    expect(before.lines.length).toBeGreaterThan(2);
    await theStatements(server);
    await agree(server, lived.funder.client);
    await answered(closingStep(server, 'credit-notes'));
    await answered(closingStep(server, 'closing'));
    expect(await look()).toEqual(before);
  });

  it('are a funder’s and the operator’s only', async () => {
    const prescriber = await anOrganisation(server, 'prescriber');
    const worker = await aMember(server, prescriber.organisationId, 'member');
    for (const { client } of [prescriber, worker, await anOrganisation(server, 'state')]) {
      const call = () => client.get('/exports/statistics.csv?exercise=2026');
      expect(await refused(server, call)).toEqual([403, 'access.not-permitted']);
    }
  });
});
