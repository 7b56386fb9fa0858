import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InvoiceDocuments } from '../../src/billing/invoice-document.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { asDay } from '../../src/shared/calendar.js';
import { type Client, TestApp } from '../support/app.js';
import { centsOf, readCsv } from '../support/csv.js';
import { answered, theOperator } from '../support/funders.js';
import { anOrganisation } from '../support/people.js';
import { refused } from '../support/structures.js';
import { aWholeLife, type WholeLife } from '../support/whole-life.js';
import { aLivedOrder } from '../support/year-end.js';
import { unzip, type ZipEntry } from '../support/zip.js';

const PATH = '/exports/funder-archives';

describe('the archive of a funder’s exercise', () => {
  let server: TestApp;
  let life: WholeLife;
  let funder: Client;
  let operator: Client;

  beforeAll(async () => {
    server = await TestApp.start();
    life = await aWholeLife(server);
    funder = life.order.funder.client;
    operator = (await theOperator(server)).client;
    server.clock.setDay(asDay('2027-03-01'));
  }, 120_000);
  afterAll(() => server.stop());

  const made = async (client: Client, body: Record<string, unknown> = { exercise: 2026 }) => {
    const asked = await client.post(PATH, body);
    expect(asked.status).toBe(202);
    await server.get(Jobs).runDue();
    const document = await answered(client.get(`/documents/${asked.body.id}`));
    expect(document).toMatchObject({ state: 'ready', mediaType: 'application/zip' });
    return document;
  };
  const opened = async (client: Client, id: string): Promise<Map<string, ZipEntry>> =>
    unzip(await answered<Buffer>(client.get(`/documents/${id}/file`)));
  const folder = () => join(server.dataDir, 'documents');

  it('holds every table and every paper, and says what each file is', async () => {
    const { id, fileName } = await made(funder);
    expect(fileName).toMatch(/^archive-2026-\d{14}-2027-03-01\.zip$/);
    const files = await opened(funder, id);
    const invoices = (await answered(funder.get('/invoices?limit=200'))).items as any[];
    const orders = (await answered(funder.get('/orders?exercise=2026'))).items as any[];
    const notes = (await answered(funder.get('/credit-notes'))).items as any[];
    const ofExercise = invoices.filter(({ orderId }) => orders.some((order) => order.id === orderId));
    const table = (name: string, year = 2026) => `tableaux/${name}-${year}.csv`;
    expect([...files.keys()]).toEqual([
      'LISEZMOI.txt',
      ...['commandes', 'factures', 'paiements-recus', 'avoirs', 'remises', 'encaissements'].map((name) =>
        table(name),
      ),
      table('etat-contradictoire'),
      table('statistiques'),
      table('piste-audit'),
      table('piste-audit', 2027),
      table('demande-a-l-etat'),
      ...ofExercise
        .map(({ number }) => `factures/${number}.pdf`)
        .toSorted((one, other) => (one < other ? -1 : 1)),
      ...notes.map(({ number }) => `avoirs/${number}.pdf`).toSorted((one, other) => (one < other ? -1 : 1)),
    ]);
    expect(ofExercise.length).toBeGreaterThan(2);
    expect(notes.length).toBeGreaterThan(1);
    const text = files.get('LISEZMOI.txt')!.content.toString();
    for (const name of files.keys()) if (name !== 'LISEZMOI.txt') expect(text).toContain(name);
    for (const [name, { content }] of files) {
      if (name.endsWith('.pdf')) expect([name, content.toString('latin1', 0, 5)]).toEqual([name, '%PDF-']);
    }
    // What the file was asked for, to the byte.
    for (const [name, route] of [
      ['commandes', 'orders'],
      ['remises', 'hand-outs'],
      ['encaissements', 'redemptions'],
      ['statistiques', 'statistics'],
      ['etat-contradictoire', 'statements'],
    ] as const) {
      const { body } = await funder.get<Buffer>(`/exports/${route}.csv?exercise=2026`);
      expect([name, files.get(table(name))!.content.equals(body)]).toEqual([name, true]);
    }
    const statement = readCsv(files.get(table('etat-contradictoire'))!.content);
    expect(statement.lines.map((line) => line['Réponse'])).toContain('accepté');
    expect(centsOf(statement, 'Avoir du commanditaire (€)')).toBeGreaterThan(0);
    const midnight = new Date('2027-02-28T23:00Z').getTime() / 1000;
    expect(new Set([...files.values()].map(({ seconds }) => seconds))).toEqual(new Set([midnight]));
  });

  it('asked for twice in a day is one, and the next day another', async () => {
    const one = await funder.post(PATH, { exercise: 2026 });
    expect((await funder.post(PATH, { exercise: 2026 })).body.id).toBe(one.body.id);
    expect(
      (await operator.post(PATH, { exercise: 2026, funderId: life.order.funder.organisationId })).body.id,
    ).toBe(one.body.id);
    expect((await funder.post(PATH, { exercise: 2027 })).body.id).not.toBe(one.body.id);
    server.clock.advanceDays(1);
    expect((await funder.post(PATH, { exercise: 2026 })).body.id).not.toBe(one.body.id);
    await server.get(Jobs).runDue();
  });

  it('made again holds the same, but for the trail of its having been asked for', async () => {
    server.clock.advanceDays(1);
    const { id } = await made(funder);
    const one = await opened(funder, id);
    for (const name of readdirSync(folder())) if (name.startsWith(id)) rmSync(join(folder(), name));
    expect((await funder.get(`/documents/${id}/file`)).body.code).toBe('documents.file-lost');
    const again = await made(funder);
    expect(again.id).not.toBe(id);
    const other = await opened(operator, again.id);
    expect([...other.keys()]).toEqual([...one.keys()]);
    for (const [name, { content }] of one) {
      if (name.includes('piste-audit')) continue;
      expect([name, other.get(name)!.content.equals(content)]).toEqual([name, true]);
    }
  });

  it('is made anew after it broke off in the middle, and leaves no piece behind', async () => {
    server.clock.advanceDays(1);
    const broken = jest
      .spyOn(server.get(InvoiceDocuments), 'write')
      .mockImplementationOnce((_actor, _id, sink) => {
        sink.write('%PDF-');
        return Promise.reject(new Error('the disk is full'));
      });
    const { body } = await funder.post(PATH, { exercise: 2026 });
    await server.get(Jobs).runDue();
    expect((await funder.get(`/documents/${body.id}`)).body.state).toBe('making');
    expect(readdirSync(folder()).filter((name) => name.includes(body.id))).toEqual([]);
    server.clock.advance(60_000);
    await server.get(Jobs).runDue();
    const files = await opened(funder, body.id);
    expect([...files.keys()].filter((name) => name.startsWith('factures/')).length).toBeGreaterThan(2);
    broken.mockRestore();
  });

  it('is of a year without anything tables without lines, and no paper', async () => {
    const { id } = await made(funder, { exercise: 2031 });
    const files = await opened(funder, id);
    expect([...files.keys()].filter((name) => name.endsWith('.pdf'))).toEqual([]);
    for (const [name, { content }] of files) {
      if (name.endsWith('.csv')) expect([name, readCsv(content).lines]).toEqual([name, []]);
    }
  });

  it('holds what the funder claims from the State where the agreement repays it', async () => {
    const lived = await aLivedOrder(server, {
      agreement: { paidTo: 'funder', endsOn: '2027-12-31' },
      exercise: 2027,
    });
    const { id } = await made(lived.funder.client, { exercise: 2027 });
    const claim = readCsv(
      (await opened(lived.funder.client, id)).get('tableaux/demande-a-l-etat-2027.csv')!.content,
    );
    expect(claim.lines).toEqual([
      expect.objectContaining({
        Commande: lived.order.number,
        'Chèques encaissés': '4',
        'Valeur encaissée (€)': '40,00',
        'Demandé à l’État (€)': '20,00',
        Définitif: 'non',
      }),
    ]);
  });

  it('is given to its funder and the operator, and to nobody else', async () => {
    const { organisationId } = life.order.funder;
    const stranger = (await anOrganisation(server, 'funder')).client;
    const asked = (client: Client, body: Record<string, unknown>) =>
      refused(server, () => client.post(PATH, body));
    expect(await asked(stranger, { exercise: 2026, funderId: organisationId })).toEqual([
      404,
      'access.not-found',
    ]);
    expect(await asked(operator, { exercise: 2026, funderId: randomUUID() })).toEqual([
      404,
      'access.not-found',
    ]);
    const state = await anOrganisation(server, 'state');
    expect(await asked(operator, { exercise: 2026, funderId: state.organisationId })).toEqual([
      404,
      'access.not-found',
    ]);
    expect(await asked(operator, { exercise: 2026 })).toEqual([400, 'request.invalid']);
    expect(await asked(state.client, { exercise: 2026, funderId: organisationId })).toEqual([
      403,
      'access.not-permitted',
    ]);
    const { id } = await made(operator, { exercise: 2026, funderId: organisationId });
    expect((await opened(funder, id)).size).toBeGreaterThan(10);
    for (const path of [`/documents/${id}`, `/documents/${id}/file`]) {
      expect(await refused(server, () => stranger.get(path))).toEqual([404, 'access.not-found']);
    }
  });
});
