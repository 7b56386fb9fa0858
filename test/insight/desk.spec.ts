import { affected } from '../../src/database/sql.js';
import { aDeclaredStructure, anApplication } from '../support/structures.js';
import { TestApp } from '../support/app.js';
import { anApprovedOrder, anOrder } from '../support/orders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';
import { aWholeLife } from '../support/whole-life.js';

let server: TestApp;
let operator: TestPerson;
beforeAll(async () => {
  server = await TestApp.start();
  operator = await anOrganisation(server, 'operator');
});
afterAll(() => server.stop());

const deskOf = async () => {
  const { body } = await operator.client.get('/desk');
  return Object.fromEntries(body.items.map(({ task, ...line }: any) => [task, line])) as Record<string, any>;
};

/** All of a list of the API, whatever its pages: what a count must be the length of. */
async function whole(path: string): Promise<any[]> {
  const found: any[] = [];
  let after: string | null = null;
  do {
    const { body }: any = await operator.client.get(
      `${path}${path.includes('?') ? '&' : '?'}limit=3${after ? `&after=${after}` : ''}`,
    );
    found.push(...body.items);
    after = body.next;
  } while (after !== null);
  return found;
}
const sum = (items: any[], cents: (item: any) => number) =>
  items.reduce((total, item) => total + cents(item), 0);
const none = () => 0;

/** What the desk should say, from the lists that it counts. */
async function counted(): Promise<Record<string, any>> {
  const { body } = await operator.client.get('/payouts');
  const { waiting } = body;
  const statements = await whole('/statements');
  const line = (items: any[], cents: (item: any) => number) => ({
    count: items.length,
    cents: sum(items, cents),
  });
  return {
    'jobs-failed': line(await whole('/jobs?state=failed'), none),
    'payouts-rejected': line(
      waiting.filter((each: any) => each.rejectedPayouts > 0),
      (each) => each.cents,
    ),
    orders: line(await whole('/orders?status=submitted'), (order) => order.faceValueCents),
    bank: line(await whole('/structures?needs=bank-verification'), none),
    labels: line(await whole('/structures?needs=decision'), none),
    'runs-prepared': line(await whole('/payouts?state=prepared'), (payout) => payout.cents),
    'runs-sent': line(await whole('/payouts?state=sent'), (payout) => payout.cents),
    contested: line(
      statements.filter(({ state }) => state === 'contested'),
      none,
    ),
    'owed-now': line(
      waiting.filter(({ reason }: any) => reason === 'next-run'),
      (each) => each.cents,
    ),
    invoices: line(await whole('/invoices?open=true'), (invoice) => invoice.restCents),
    statements: line(
      statements.filter(({ state }) => state === 'waiting'),
      none,
    ),
    letters: line(await whole('/letters?state=undelivered'), none),
  };
}

describe('the operator’s desk', () => {
  it('has nothing on it when nothing waits', async () => {
    for (const line of Object.values(await deskOf())) expect(line).toEqual({ count: 0, cents: 0 });
  });

  it('counts what the lists show, none forgotten and none twice, after a whole life', async () => {
    await aWholeLife(server);
    expect(await deskOf()).toEqual(await counted());
  }, 60_000);

  it('counts more than a page of a list, what is half done, and what was given twice once', async () => {
    for (let each = 0; each < 4; each++) await anOrder(server);
    await anApprovedOrder(server);
    const structure = await aDeclaredStructure(server, { bankVerified: false });
    await anApplication(structure);
    await server.db.transaction((tx) =>
      affected(
        tx,
        `UPDATE job SET failed_at = now(), done_at = NULL WHERE id = (SELECT id FROM job LIMIT 1)`,
      ),
    );
    const desk = await deskOf();
    expect(desk).toEqual(await counted());
    for (const task of ['orders', 'bank', 'labels', 'invoices', 'jobs-failed']) {
      expect([task, desk[task].count > 0]).toEqual([task, true]);
    }
    expect(desk['orders'].count).toBeGreaterThan(3);
  }, 60_000);

  it.each(['funder', 'state', 'prescriber', 'structure'] as const)('is not for a %s', async (kind) => {
    const { client } = await anOrganisation(server, kind);
    expect((await client.get('/desk')).body.code).toBe('access.not-permitted');
  });
});
