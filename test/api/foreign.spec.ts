import type { Role } from '../../src/access/actor.js';
import { rows } from '../../src/database/sql.js';
import { type Client, TestApp } from '../support/app.js';
import { exampleOf, type Operation, operationsOf } from '../support/openapi.js';
import { aMember, anOrganisation } from '../support/people.js';
import { digestOfEverything } from '../support/rows.js';
import { aWholeLife } from '../support/whole-life.js';

/** Where an identifier of a path comes from: any object of the whole life, none of which is the asker's. */
const SOURCES: Record<string, string> = {
  '/organisations/{id}': `SELECT id FROM organisation WHERE kind = 'funder' AND created_at < now()`,
  '/organisations/{id}/members/{personId}': `SELECT organisation_id AS id, person_id FROM membership`,
  '/api-keys/{id}': 'SELECT id FROM api_key',
  '/documents/{id}': `SELECT id FROM document WHERE kind = 'books'`,
  '/jobs/{id}': 'SELECT id FROM job',
  '/letters/{id}': 'SELECT id FROM letter',
  '/invoices/{id}': 'SELECT id FROM invoice',
  '/payments/{id}': 'SELECT id FROM payment',
  '/credit-notes/{id}': 'SELECT id FROM credit_note WHERE state_cents > 0 AND funder_cents > 0',
  '/grant-agreements/{id}': 'SELECT id FROM grant_agreement',
  '/ledger/causes/{id}': 'SELECT cause_id AS id FROM transfer',
  '/structures/{id}': 'SELECT organisation_id AS id FROM structure',
  '/structures/{id}/venues/{venueId}': 'SELECT structure_id AS id, id AS venue_id FROM venue',
  '/structures/{id}/mediators/{mediatorId}': 'SELECT structure_id AS id, id AS mediator_id FROM mediator',
  '/orders/{id}': 'SELECT id FROM voucher_order',
  '/offices/{id}': 'SELECT id FROM office',
  '/redemptions/{id}': 'SELECT id FROM redemption',
  '/payouts/{id}': 'SELECT id FROM payout',
  '/bank-lines/{endToEndId}': 'SELECT end_to_end_id FROM remittance',
  '/statements/{id}': 'SELECT id FROM statement',
};

/** A funder may look at any office, to choose where books go; of its stock it sees only its own books. */
const OPEN = ['funder GET /offices/{id}/stock'];

describe('another organisation’s object', () => {
  let server: TestApp;
  let operations: Operation[];
  const strangers = new Map<Role, Client>();

  beforeAll(async () => {
    server = await TestApp.start();
    await aWholeLife(server);
    const owner = await anOrganisation(server, 'funder');
    await owner.client.post('/api-keys', { name: 'clé' });
    operations = operationsOf(server).filter(({ path }) => /\{(?!year|code)/.test(path));
    strangers.set('funder', (await anOrganisation(server, 'funder')).client);
    strangers.set('state', (await anOrganisation(server, 'state')).client);
    const prescriber = await anOrganisation(server, 'prescriber');
    strangers.set('prescriber-manager', prescriber.client);
    strangers.set('social-worker', (await aMember(server, prescriber.organisationId, 'member')).client);
    const structure = await anOrganisation(server, 'structure');
    strangers.set('structure-manager', structure.client);
    strangers.set('mediator', (await aMember(server, structure.organisationId, 'member')).client);
  }, 120_000);
  afterAll(() => server.stop());

  const objectOf = async (path: string): Promise<string> => {
    const known = Object.keys(SOURCES)
      .filter((prefix) => path.startsWith(prefix))
      .toSorted((one, other) => other.length - one.length)[0];
    if (!known) throw new Error(`say in SOURCES where the objects of ${path} come from`);
    const [found] = await server.db.read((tx) =>
      rows<Record<string, string>>(tx, `${SOURCES[known]} LIMIT 1`),
    );
    if (!found) throw new Error(`the whole life holds no object for ${path}`);
    return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const column = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return found[column] ?? '00000000-0000-4000-8000-000000000000';
    });
  };

  /** What the address of a list or a report must say. */
  const neededBy = (parameters: Operation['parameters']) =>
    parameters
      .filter((each) => each.in === 'query' && each.required)
      .map(({ name, schema }) => `${name}=${exampleOf(server, schema)}`)
      .join('&');

  it('answers 404 to every role, on every route, and changes nothing', async () => {
    const before = await digestOfEverything(server);
    const asked: string[] = [];
    for (const { method, path, body, roles, parameters } of operations) {
      for (const role of roles.filter((each) => each !== 'operator' && each !== 'public')) {
        const where = `${role} ${method} ${path}`;
        if (OPEN.includes(where)) continue;
        const answer = await strangers
          .get(role as Role)!
          .call(
            method,
            `${await objectOf(path)}?${neededBy(parameters)}`,
            body ? { body: exampleOf(server, body) } : {},
          );
        expect([where, answer.status, answer.body?.code]).toEqual([where, 404, 'access.not-found']);
        asked.push(where);
      }
    }
    expect(asked.length).toBeGreaterThan(35);
    expect(await digestOfEverything(server)).toEqual(before);
  }, 120_000);

  it('is shown to a funder in an office’s stock only as far as it is its own', async () => {
    const path = await objectOf('/offices/{id}/stock');
    const { status, body } = await strangers.get('funder')!.get(path);
    expect([status, body.items]).toEqual([200, []]);
  });

  it('is in none of the lists', async () => {
    const lists = operationsOf(server).filter(
      ({ method, path, roles }) => method === 'GET' && !path.includes('{') && !roles.includes('public'),
    );
    // Catalogues that are everybody's: where books can go, and whom one deals with.
    const shared = [
      'funder /offices',
      'funder /organisations',
      'state /organisations',
      'funder /exercises',
      'state /exercises',
    ];
    for (const { path, roles, parameters } of lists) {
      for (const role of roles.filter((each) => each !== 'operator')) {
        if (shared.includes(`${role} ${path}`)) continue;
        const { status, body } = await strangers.get(role as Role)!.get(`${path}?${neededBy(parameters)}`);
        const own =
          path === '/audit-trail' || path === '/session' || path === '/api-keys' ? body.items : undefined;
        expect([role, path, status, body.items ?? []]).toEqual([role, path, 200, own ?? []]);
      }
    }
  });
});
