import { randomUUID } from 'node:crypto';
import { affected, rows } from '../../src/database/sql.js';
import { statusesOf } from '../support/access.js';
import { type Client, TestApp } from '../support/app.js';
import {
  aHandOut,
  anActiveOrder,
  anOffice,
  aPrintedOrder,
  aStockedOffice,
  bookIds,
  codesOf,
  handOut,
  holding,
  stockOf,
  type TestOffice,
  waitingForLocks,
} from '../support/distribution.js';
import { answered, theOperator } from '../support/funders.js';
import { anApprovedOrder, type TestOrder } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';
import { countOf } from '../support/redemption.js';

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.start();
});
afterAll(() => server.stop());

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

function allot(order: TestOrder, office: TestOffice, fromNumber: number, toNumber: number, key?: string) {
  const body = { orderId: order.id, fromNumber, toNumber, officeId: office.id };
  return order.funder.client.post('/allotments', body, key ? { key } : {});
}

function move(order: TestOrder, office: TestOffice, fromNumber: number, toNumber = fromNumber) {
  const body = { orderId: order.id, fromNumber, toNumber, toOfficeId: office.id };
  return order.funder.client.post('/allotments/moves', body);
}

function takeBack(order: TestOrder, fromNumber: number, toNumber = fromNumber) {
  return order.funder.client.post('/allotments/take-backs', { orderId: order.id, fromNumber, toNumber });
}

/** What each book's place would be if it were read from the history alone. */
async function placesDiffer(): Promise<number> {
  return server.db.read(async (tx) => {
    const wrong = await rows(
      tx,
      `SELECT b.id FROM book b
         LEFT JOIN book_holding h ON h.book_id = b.id
         LEFT JOIN LATERAL (SELECT a.to_office FROM allotment_book l JOIN allotment a ON a.id = l.allotment_id
                             WHERE l.book_id = b.id ORDER BY a.at DESC LIMIT 1) last ON true
        WHERE h.office_id IS DISTINCT FROM last.to_office`,
    );
    return wrong.length;
  });
}

describe('books are not allotted', () => {
  let order: TestOrder;
  let office: TestOffice;
  beforeAll(async () => {
    order = await anActiveOrder(server);
    office = await anOffice(server);
  });

  it('before they are issued', async () => {
    const approved = await anApprovedOrder(server);
    expect((await allot(approved, office, 1, 2)).body.code).toBe('distribution.order-not-issued');
  });

  it('by another funder, by range or by id', async () => {
    const { client } = await anOrganisation(server, 'funder');
    const [first] = await bookIds(server, order.id, 1);
    const range = { orderId: order.id, fromNumber: 1, toNumber: 2 };
    for (const choice of [range, { bookIds: [first] }]) {
      for (const [path, rest] of [
        ['/allotments', { officeId: office.id }],
        ['/allotments/moves', { toOfficeId: office.id }],
        ['/allotments/take-backs', {}],
      ] as const) {
        expect((await client.post(path, { ...choice, ...rest })).body.code).toBe('access.not-found');
      }
    }
  });

  it('by the operator, the State, a prescriber or a structure', async () => {
    const others: { client: Client }[] = [await theOperator(server), office.manager, office.worker];
    for (const kind of ['state', 'structure'] as const) others.push(await anOrganisation(server, kind));
    for (const { client } of others) {
      const body = { orderId: order.id, fromNumber: 1, toNumber: 1, officeId: office.id };
      expect((await client.post('/allotments', body)).status).toBe(403);
    }
  });

  it('to an office that does not exist', async () => {
    expect((await allot(order, { ...office, id: UNKNOWN }, 1, 2)).body.code).toBe('access.not-found');
  });

  it('beyond the last book of the order', async () => {
    const { body } = await allot(order, office, 49, 51);
    expect(body).toMatchObject({ code: 'distribution.books-out-of-range', params: { last: 50 } });
    expect((await allot(order, office, 1, 2_147_483_647)).body.code).toBe('distribution.books-out-of-range');
  });

  it('named in two ways, or in half a way', async () => {
    const ids = await bookIds(server, order.id, 2);
    const { id: orderId } = order;
    for (const choice of [
      {},
      { orderId },
      { orderId, fromNumber: 1 },
      { fromNumber: 1, toNumber: 2 },
      { orderId, fromNumber: 2, toNumber: 1 },
      { bookIds: ids, orderId, fromNumber: 1, toNumber: 2 },
      { bookIds: ids, orderId },
    ]) {
      const { body } = await order.funder.client.post('/allotments', { ...choice, officeId: office.id });
      expect(body.code).toBe('distribution.books-unclear');
    }
  });

  it.each([
    ['bookIds', [1.5]],
    ['bookIds', ['1']],
    ['bookIds', []],
    ['bookIds', [null]],
    ['bookIds', [2 ** 53]],
    ['bookIds', [-1]],
    ['bookIds', [[1]]],
    ['bookIds', 1],
    ['bookIds', null],
    ['bookIds', Array.from({ length: 1001 }, (_, index) => index + 1)],
    ['orderId', 'x'],
    ['officeId', null],
    ['fromNumber', 0],
    ['fromNumber', -1],
    ['fromNumber', 1.5],
    ['toNumber', 2 ** 53],
    ['toNumber', '2'],
    ['toNumber', 2_147_483_648],
    ['kind', 'replace'],
  ])('when %s is %j', async (field, value) => {
    const body = { orderId: order.id, fromNumber: 1, toNumber: 2, officeId: office.id, [field]: value };
    expect((await order.funder.client.post('/allotments', body)).body.code).toBe('request.invalid');
  });

  it('when some of them are in an office already: then none of them is', async () => {
    await answered(allot(order, office, 10, 10));
    const { body } = await allot(order, await anOffice(server), 9, 11);
    expect(body).toMatchObject({ code: 'distribution.books-already-held', params: { books: '10' } });
    expect((await stockOf(office.manager.client, office.id)).totals.vouchers).toBe(10);
  });
});

describe('an allotment', () => {
  it('is made once, however often it is asked: a retry gets the first answer', async () => {
    const [order, office] = [await anActiveOrder(server), await anOffice(server)];
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 4 }, () => allot(order, office, 1, 50, key)));
    const bodies = new Set(answers.map(({ body }) => JSON.stringify(body)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(bodies.size).toBe(1);
    expect(await countOf(server, 'allotment', `to_office = '${office.id}'`)).toBe(1);
    expect(answers[0]?.body).toMatchObject({
      books: 50,
      allotments: [{ kind: 'allot', books: 50, fromOfficeId: null }],
    });
    expect((await allot(order, office, 1, 49, key)).body.code).toBe('request.idempotency-key-reused');
  });

  it('does not put a book in two offices when two are asked at once', async () => {
    const order = await anActiveOrder(server);
    const offices: TestOffice[] = [];
    for (let each = 0; each < 6; each++) offices.push(await anOffice(server));
    const answers = await Promise.all(
      offices.map((office, index) => allot(order, office, 1 + index, 20 + index)),
    );
    expect(statusesOf(answers)).toEqual([201, 409, 409, 409, 409, 409]);
    expect(
      await countOf(server, 'book_holding h JOIN book b ON b.id = h.book_id', `b.order_id = '${order.id}'`),
    ).toBe(20);
    expect(await placesDiffer()).toBe(0);
  });

  it('may be made of printed books whose money has not come', async () => {
    const [order, office] = [await aPrintedOrder(server), await anOffice(server)];
    expect((await allot(order, office, 1, 3)).status).toBe(201);
    const { items } = await stockOf(office.worker.client, office.id);
    expect(items.map((book: any) => book.active)).toEqual([false, false, false]);
  });

  it('is read by its funder, by the prescriber it reaches and the operator, and by nobody else', async () => {
    const [order, office] = [await anActiveOrder(server), await anOffice(server)];
    const sister = await anOffice(server, { manager: office.manager });
    const made = await answered(allot(order, office, 1, 2));
    const idsSeenBy = async (client: Client) =>
      (await answered(client.get('/allotments?limit=200'))).items.map(({ id }: { id: string }) => id);
    const operator = await theOperator(server);
    for (const { client } of [order.funder, office.manager, office.worker, operator]) {
      expect(await idsSeenBy(client)).toContain(made.allotments[0].id);
    }
    const stranger = await anOffice(server);
    const funder = await anOrganisation(server, 'funder');
    for (const { client } of [sister.worker, stranger.manager, stranger.worker, funder]) {
      expect(await idsSeenBy(client)).not.toContain(made.allotments[0].id);
    }
    const entry = await countOf(
      server,
      'audit_entry',
      `action = 'books.allotted' AND subject_id = '${made.allotments[0].id}'
         AND organisation_id = '${order.funder.organisationId}' AND concerns = ARRAY['${office.manager.organisationId}'::uuid]`,
    );
    expect(entry).toBe(1);
  });
});

describe('a move', () => {
  it('takes the books from where they are, from several offices at once, and leaves the history', async () => {
    const order = await anActiveOrder(server);
    const [one, two, three] = [await anOffice(server), await anOffice(server), await anOffice(server)];
    await answered(allot(order, one, 1, 3));
    await answered(allot(order, two, 4, 5));
    server.clock.advance(1000);
    const moved = await answered(move(order, three, 2, 5));
    expect(moved.books).toBe(4);
    expect(new Map(moved.allotments.map((each: any) => [each.fromOfficeId, each.books]))).toEqual(
      new Map([
        [one.id, 2],
        [two.id, 2],
      ]),
    );
    expect((await stockOf(one.worker.client, one.id)).totals.left).toBe(10);
    expect((await stockOf(three.worker.client, three.id)).totals.left).toBe(40);
    server.clock.advance(1000);
    expect((await answered(takeBack(order, 4, 5))).allotments).toMatchObject([
      { kind: 'take-back', fromOfficeId: three.id, toOfficeId: null, books: 2 },
    ]);
    expect((await stockOf(three.worker.client, three.id)).totals.left).toBe(20);
    server.clock.advance(1000);
    await answered(allot(order, two, 4, 5));
    expect(await placesDiffer()).toBe(0);
    expect(
      await countOf(server, 'allotment_book l JOIN book b ON b.id = l.book_id', `b.order_id = '${order.id}'`),
    ).toBe(13);
  });

  it('is not made of books that are in no office, nor to the office they are in', async () => {
    const [order, office] = [await anActiveOrder(server), await anOffice(server)];
    await answered(allot(order, office, 1, 1));
    expect((await move(order, await anOffice(server), 1, 2)).body).toMatchObject({
      code: 'distribution.books-not-held',
      params: { books: '2' },
    });
    expect((await takeBack(order, 2)).body.code).toBe('distribution.books-not-held');
    expect((await move(order, office, 1)).body.code).toBe('distribution.books-already-there');
    expect((await move(order, { ...office, id: UNKNOWN }, 1)).body.code).toBe('access.not-found');
  });

  it('is not made of a book of which a voucher was handed out or lost', async () => {
    const office = await aStockedOffice(server, { toNumber: 3 });
    const other = await anOffice(server);
    await aHandOut(office);
    const second = (await bookIds(server, office.order.id, 2))[1];
    await answered(
      office.worker.client.post('/losses', { bookId: second, fromPosition: 10, reason: 'damaged' }),
    );
    for (const attempt of [move(office.order, other, 1, 3), takeBack(office.order, 1, 3)]) {
      expect((await attempt).body).toMatchObject({
        code: 'distribution.books-distributed',
        params: { books: '1, 2' },
      });
    }
    expect((await move(office.order, other, 3)).status).toBe(201);
  });

  it('by ids takes each book once, and none if one of them is not one’s own', async () => {
    const [order, office, other] = [
      await anActiveOrder(server),
      await anOffice(server),
      await anOffice(server),
    ];
    const [foreign] = await bookIds(server, (await anActiveOrder(server)).id, 1);
    const [one, two] = await bookIds(server, order.id, 2);
    await answered(allot(order, office, 1, 2));
    const byIds = (ids: unknown[]) =>
      order.funder.client.post('/allotments/moves', { bookIds: ids, toOfficeId: other.id });
    expect((await byIds([one, foreign])).body.code).toBe('access.not-found');
    expect((await answered(byIds([one, one, two]))).books).toBe(2);
  });

  it('waits for a hand-out from the book, and is then refused', async () => {
    const office = await aStockedOffice(server, { toNumber: 1 });
    const handingOut = await holding(server, async (tx) => {
      // As a hand-out holds a book of which it has not written anything yet.
      await affected(tx, `SELECT 1 FROM book WHERE order_id = $1 AND number = 1 FOR SHARE`, [
        office.order.id,
      ]);
    });
    const moving = move(office.order, await anOffice(server), 1);
    while ((await waitingForLocks(server)) === 0);
    const given = handOut(office);
    expect((await given).status).toBe(201);
    await handingOut.letGo();
    expect((await moving).body.code).toBe('distribution.books-distributed');
  });

  it('never takes a book away from under a hand-out, whichever comes first', async () => {
    const order = await anActiveOrder(server);
    const [office, other] = [await aStockedOffice(server, { order, toNumber: 8 }), await anOffice(server)];
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, (_, index) => move(order, other, index + 1)),
      ...Array.from({ length: 12 }, () => handOut(office, { count: 2 })),
    ]);
    for (const { status, body } of answers) {
      if (status !== 201)
        expect(['distribution.books-distributed', 'distribution.stock-too-small']).toContain(body.code);
    }
    const begunElsewhere = await countOf(
      server,
      `hand_out h JOIN hand_out_voucher g ON g.hand_out_id = h.id JOIN voucher v ON v.serial = g.voucher_serial
         JOIN book_holding k ON k.book_id = v.book_id`,
      `k.office_id <> h.office_id`,
    );
    expect(begunElsewhere).toBe(0);
  });

  it('never takes a book away from under a loss', async () => {
    const order = await anActiveOrder(server);
    const [office, other] = [await aStockedOffice(server, { order, toNumber: 6 }), await anOffice(server)];
    const ids = await bookIds(server, order.id, 6);
    const answers = await Promise.all(
      ids.flatMap((bookId, index) => [
        move(order, other, index + 1),
        office.worker.client.post('/losses', { bookId, fromPosition: 1, reason: 'lost' }),
      ]),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    const lostElsewhere = await countOf(
      server,
      `voucher_end e JOIN revocation r ON r.id = e.revocation_id JOIN voucher v ON v.serial = e.voucher_serial
         JOIN book_holding k ON k.book_id = v.book_id`,
      `k.office_id <> r.office_id`,
    );
    expect(lostElsewhere).toBe(0);
  });

  it('refuses a begun book even when its vouchers are named by their codes', async () => {
    const office = await aStockedOffice(server, { toNumber: 2 });
    const preview = await answered(
      office.worker.client.post('/hand-outs/preview', {
        familyName: 'Fictif',
        givenName: 'Prénom',
        birthDate: '1960-05-17',
        moduleId: office.moduleId,
        vouchers: { count: 1 },
        commune: '37072',
      }),
    );
    const [given, moved] = await Promise.all([
      handOut(office, { codes: codesOf(preview) }),
      move(office.order, await anOffice(server), 1),
    ]);
    expect(statusesOf([given, moved])).toEqual([201, 409]);
  });
});
