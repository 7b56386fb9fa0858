import { statusesOf } from '../support/access.js';
import { auditBooks } from '../../src/insight/books-audit.js';
import { TestApp } from '../support/app.js';
import {
  aHandOut,
  aStockedOffice,
  anActiveOrder,
  anOffice,
  codesOf,
  stockOf,
} from '../support/distribution.js';
import { answered, theOperator } from '../support/funders.js';
import { aMember, anOrganisation } from '../support/people.js';
import { countOf } from '../support/redemption.js';

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.start();
});
afterAll(() => server.stop());

const CHINON = '37072';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('an office is not created', () => {
  it('for another prescriber, nor by the operator for what is no prescriber', async () => {
    const prescriber = await anOrganisation(server, 'prescriber');
    const other = await anOrganisation(server, 'prescriber');
    const funder = await anOrganisation(server, 'funder');
    const operator = await theOperator(server);
    const before = await countOf(server, 'office');
    const form = { name: 'Antenne', insee: CHINON };
    const answers = await Promise.all([
      prescriber.client.post('/offices', { ...form, prescriberId: other.organisationId }),
      operator.client.post('/offices', { ...form, prescriberId: funder.organisationId }),
      operator.client.post('/offices', { ...form, prescriberId: UNKNOWN }),
    ]);
    expect(answers.map(({ body }) => body.code)).toEqual(Array(3).fill('access.not-found'));
    expect((await operator.client.post('/offices', form)).body.errors[0].field).toBe('prescriberId');
    expect(await countOf(server, 'office')).toBe(before);
  });

  it('by a social worker, a funder, the State or a structure', async () => {
    const { worker } = await anOffice(server);
    const others = [
      worker,
      await anOrganisation(server, 'funder'),
      await anOrganisation(server, 'state'),
      await anOrganisation(server, 'structure'),
    ];
    for (const { client } of others) {
      const { status } = await client.post('/offices', { name: 'Antenne', insee: CHINON });
      expect(status).toBe(403);
    }
  });

  it('in a commune that does not exist, or under a name that is none', async () => {
    const { client } = await anOrganisation(server, 'prescriber');
    const attempt = async (fields: object) =>
      (await client.post('/offices', { name: 'Antenne', insee: CHINON, ...fields })).body.code;
    expect(await attempt({ insee: '37999' })).toBe('access.commune-unknown');
    for (const insee of ['3707', 37072, null, '37072\u0000', '00000000', ['37072']]) {
      expect(await attempt({ insee })).toBe('request.invalid');
    }
    for (const name of ['', '   ', 12, null, 'a'.repeat(121), 'a\u0000b', '\ud800', ['a']]) {
      expect(await attempt({ name })).toBe('request.invalid');
    }
    expect(await attempt({ closedAt: '2026-01-01' })).toBe('request.invalid');
  });

  it('twice under one name, even by a double click', async () => {
    const prescriber = await anOrganisation(server, 'prescriber');
    const form = { name: 'France Services', insee: CHINON };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => prescriber.client.post('/offices', form)),
    );
    expect(statusesOf(answers)).toEqual([201, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('distribution.office-name-taken');
    const other = await anOrganisation(server, 'prescriber');
    expect((await other.client.post('/offices', form)).status).toBe(201);
  });
});

describe('the list of offices', () => {
  it('shows a prescriber its own, a social worker the one, and the operator and funders all of them', async () => {
    const office = await anOffice(server);
    const sister = await anOffice(server, { manager: office.manager });
    const foreign = await anOffice(server);
    const idsSeenBy = async (client: typeof office.worker.client) => {
      const { items } = await answered(client.get('/offices?limit=200'));
      return items.map(({ id }: { id: string }) => id);
    };
    expect((await idsSeenBy(office.manager.client)).toSorted()).toEqual([office.id, sister.id].toSorted());
    expect(await idsSeenBy(office.worker.client)).toEqual([office.id]);
    const funder = await anOrganisation(server, 'funder');
    for (const { client } of [funder, await theOperator(server)]) {
      expect(await idsSeenBy(client)).toEqual(expect.arrayContaining([office.id, sister.id, foreign.id]));
    }
    for (const kind of ['state', 'structure'] as const) {
      const { client } = await anOrganisation(server, kind);
      expect((await client.get('/offices')).status).toBe(403);
    }
  });

  it('neither repeats nor skips an office from one page to the next', async () => {
    const manager = await anOrganisation(server, 'prescriber');
    for (let each = 0; each < 5; each++) await anOffice(server, { manager });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: any = await answered(
        manager.client.get(`/offices?limit=2${after ? `&after=${after}` : ''}`),
      );
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      after = page.next;
    } while (after);
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
    expect((await manager.client.get('/offices?after=nonsense')).body.code).toBe('request.invalid');
  });
});

describe('the stock of an office', () => {
  it('is not shown to another prescriber, nor to a social worker of another office', async () => {
    const office = await aStockedOffice(server);
    const sister = await anOffice(server, { manager: office.manager });
    const foreign = await anOffice(server);
    for (const { client } of [sister.worker, foreign.worker, foreign.manager]) {
      expect((await client.get(`/offices/${office.id}/stock`)).body.code).toBe('access.not-found');
    }
    expect((await office.manager.client.get(`/offices/${UNKNOWN}/stock`)).status).toBe(404);
    expect((await office.manager.client.get('/offices/1%20OR%201=1/stock')).status).toBe(400);
    expect((await stockOf(office.manager.client, office.id)).totals.vouchers).toBe(20);
  });

  it('shows a funder its own books and nothing of the others, in the totals either', async () => {
    const office = await aStockedOffice(server);
    const second = await anActiveOrder(server);
    await aStockedOffice(server, { office, order: second, fromNumber: 5, toNumber: 5 });
    const own = await stockOf(second.funder.client, office.id);
    expect(own.totals).toEqual({ vouchers: 10, left: 10, handedOut: 0, ended: 0 });
    expect(own.items.map((book: any) => book.bookNumber)).toEqual([5]);
    const stranger = await anOrganisation(server, 'funder');
    expect((await stockOf(stranger.client, office.id)).totals.vouchers).toBe(0);
    const operator = await theOperator(server);
    expect((await stockOf(operator.client, office.id)).totals.vouchers).toBe(30);
  });

  it('is exact after a hand-out and a loss, and its books add up to its totals', async () => {
    const office = await aStockedOffice(server);
    const given = await aHandOut(office, { count: 2 });
    await aHandOut(office);
    await answered(
      office.worker.client.post('/losses', { codes: [given.vouchers[0].code], reason: 'stolen' }),
    );
    const { totals, items } = await stockOf(office.worker.client, office.id);
    expect(totals).toEqual({ vouchers: 21, left: 18, handedOut: 2, ended: 1 });
    for (const name of ['vouchers', 'left', 'handedOut', 'ended'] as const) {
      expect(items.reduce((sum: number, book: any) => sum + book[name], 0)).toBe(totals[name]);
    }
    expect(items.map((book: any) => book.left)).toEqual([7, 10, 1]);
    const first = await answered(office.worker.client.get(`/offices/${office.id}/stock?limit=1`));
    expect(first.totals).toEqual(totals);
    expect(first.items).toHaveLength(1);
    expect(
      (await office.worker.client.get(`/offices/${office.id}/stock?exercise=2025`)).body.totals.vouchers,
    ).toBe(0);
  });

  it('is closed to the State and to structures', async () => {
    const { id } = await anOffice(server);
    const state = await anOrganisation(server, 'state');
    const structure = await anOrganisation(server, 'structure');
    const mediator = await aMember(server, structure.organisationId, 'member');
    for (const { client } of [state, structure, mediator]) {
      expect((await client.get(`/offices/${id}/stock`)).status).toBe(403);
    }
  });
});

describe('closing an office', () => {
  const close = (office: { id: string; manager: { client: any } }) =>
    office.manager.client.post(`/offices/${office.id}/closing`);

  it('is refused while its drawer holds a voucher, and done once its funder has taken the books back', async () => {
    const order = await anActiveOrder(server);
    const office = await aStockedOffice(server, { order, fromNumber: 1, toNumber: 2 });
    const refused = await close(office);
    expect([refused.status, refused.body.code]).toEqual([409, 'distribution.office-not-empty']);
    const books = { orderId: order.id, fromNumber: 1, toNumber: 2 };
    await answered(order.funder.client.post('/allotments/take-backs', books));
    const closed = await close(office);
    expect([closed.status, closed.body.closedAt]).toEqual([200, server.clock.now().toISOString()]);
    // A double click, or a lost answer.
    expect((await close(office)).body).toEqual(closed.body);
    const allotted = await order.funder.client.post('/allotments', { ...books, officeId: office.id });
    expect([allotted.status, allotted.body.code]).toEqual([409, 'access.office-closed']);
    const worker = await aMember(server, office.manager.organisationId, 'member');
    const people = `/organisations/${office.manager.organisationId}/members/${worker.personId}`;
    const placed = await office.manager.client.put(people, { role: 'member', officeId: office.id });
    expect([placed.status, placed.body.code]).toEqual([409, 'access.office-closed']);
  });

  it('leaves what it handed out good; lost, it is replaced outside, and the office receives nothing', async () => {
    const order = await anActiveOrder(server);
    const office = await aStockedOffice(server, { order, fromNumber: 1, toNumber: 1 });
    const codes = codesOf(await aHandOut(office, { count: 2 }));
    const [book] = (await stockOf(office.manager.client, office.id)).items;
    const rest = { bookId: book.bookId, fromPosition: 1, reason: 'lost' };
    const { losses } = await answered(office.worker.client.post('/losses', rest));
    const lostAgain = { bookId: losses[0].replacementBook.id, fromPosition: 1, reason: 'lost' };
    expect((await close(office)).body.code).toBe('distribution.office-not-empty');
    const back = { bookIds: [losses[0].replacementBook.id] };
    await answered(order.funder.client.post('/allotments/take-backs', back));
    await answered(close(office));
    const lost = await office.worker.client.post('/losses', { codes: [codes[0]], reason: 'lost' });
    expect([lost.status, lost.body.losses[0].vouchers]).toEqual([201, 1]);
    expect((await stockOf(office.manager.client, office.id)).totals.left).toBe(0);
    expect((await office.worker.client.post('/losses', lostAgain)).body.code).toBe('access.not-found');
    expect(await server.db.read((tx) => auditBooks(tx))).toEqual([]);
  });

  it('and giving it a book at the same moment never leaves a voucher in a closed drawer', async () => {
    const order = await anActiveOrder(server);
    for (let number = 1; number <= 6; number++) {
      const office = await anOffice(server);
      const books = { orderId: order.id, fromNumber: number, toNumber: number, officeId: office.id };
      const [closed, allotted] = await Promise.all([
        close(office),
        order.funder.client.post('/allotments', books),
      ]);
      expect([
        [200, 'access.office-closed'],
        ['distribution.office-not-empty', 201],
      ]).toContainEqual([closed.body.code ?? closed.status, allotted.body.code ?? allotted.status]);
    }
  });

  it('is its prescriber’s and the operator’s affair', async () => {
    const office = await anOffice(server);
    const stranger = await anOrganisation(server, 'prescriber');
    const path = `/offices/${office.id}/closing`;
    expect((await stranger.client.post(path)).body.code).toBe('access.not-found');
    expect((await office.worker.client.post(path)).body.code).toBe('access.not-permitted');
    expect((await (await theOperator(server)).client.post(path)).status).toBe(200);
  });
});
