import { randomUUID } from 'node:crypto';
import { asDay } from '../../src/shared/calendar.js';
import { type Answer, type Client, TestApp } from '../support/app.js';
import {
  aHandOut,
  anActiveOrder,
  anOffice,
  aPerson,
  aPrintedOrder,
  aStockedOffice,
  bookIds,
  codesOf,
  handOut,
  spend,
  type Stocked,
  stockOf,
} from '../support/distribution.js';
import { answered, theOperator } from '../support/funders.js';
import { balanceOf, theGap } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';
import { aDesk, countOf, type Desk } from '../support/redemption.js';

let server: TestApp;
let office: Stocked;
let desk: Desk;

beforeAll(async () => {
  server = await TestApp.start();
  office = await aStockedOffice(server, { toNumber: 8 });
  desk = await aDesk(server);
});
afterAll(() => server.stop());

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

function lose(by: { client: Client }, body: object, key?: string): Promise<Answer> {
  return by.client.post('/losses', { reason: 'lost', ...body }, key ? { key } : {});
}

/** Revoked vouchers and the vouchers that replace some: what a refused declaration must not change. */
async function losses(): Promise<number[]> {
  return [await countOf(server, 'revocation'), await countOf(server, 'voucher', 'replaces IS NOT NULL')];
}

describe('a loss', () => {
  it('moves the value to a new voucher in the same office, and no money', async () => {
    const person = aPerson();
    const given = await aHandOut(office, { person, count: 2 });
    const outstanding = await balanceOf(server, 'vouchers-outstanding', office.order.id);
    const { totals } = await stockOf(office.worker.client, office.id);
    const lost = await answered(lose(office.worker, { codes: codesOf(given) }));
    expect(lost.losses).toMatchObject([
      { officeId: office.id, vouchers: 2, replacementBook: { number: 51 } },
    ]);
    expect(lost.vouchers).toHaveLength(2);
    expect(await balanceOf(server, 'vouchers-outstanding', office.order.id)).toBe(outstanding);
    expect(await theGap(server)).toBe(0n);
    const after = await stockOf(office.worker.client, office.id);
    expect(after.totals).toEqual({
      vouchers: totals.vouchers + 2,
      left: totals.left + 2,
      handedOut: totals.handedOut - 2,
      ended: totals.ended + 2,
    });
    // The new ones are as good as the old ones were, and the old ones are good for nothing.
    const again = await aHandOut(office, { person, codes: codesOf(lost) });
    await spend(desk, codesOf(again));
    const scan = await desk.mediator.post('/redemptions', { ...desk.session, code: codesOf(given)[0] });
    expect(scan.status).toBe(409);
  });

  it('of the rest of a book takes what is left from its number on, and not what people hold', async () => {
    const stocked = await aStockedOffice(server, { toNumber: 1 });
    const [bookId] = (await bookIds(server, stocked.order.id, 1)) as [number];
    await aHandOut(stocked, { count: 2 });
    await answered(lose(stocked.worker, { bookId, fromPosition: 9 }));
    const lost = await answered(lose(stocked.worker, { bookId, fromPosition: 1, reason: 'stolen' }));
    expect(lost.losses[0]).toMatchObject({ vouchers: 6 });
    const { items } = await stockOf(stocked.worker.client, stocked.id);
    expect(items.map((book: any) => [book.left, book.handedOut, book.ended])).toEqual([
      [0, 2, 8],
      [2, 0, 0],
      [6, 0, 0],
    ]);
    expect((await lose(stocked.worker, { bookId, fromPosition: 1 })).body.code).toBe(
      'distribution.nothing-to-lose',
    );
  });

  it('of vouchers of several orders replaces each in its own', async () => {
    const second = await anActiveOrder(server);
    const stocked = await aStockedOffice(server, { office: await anOffice(server) });
    await aStockedOffice(server, { office: stocked, order: second, toNumber: 1 });
    const codes: string[] = [];
    for (let each = 0; each < 11; each++) codes.push(...codesOf(await aHandOut(stocked, { count: 2 })));
    const lost = await answered(lose(stocked.worker, { codes: codes.slice(8, 12) }));
    const lostByOrder = new Map(lost.losses.map((loss: any) => [loss.orderNumber, loss.vouchers]));
    expect(lostByOrder).toEqual(new Map([stocked.order, second].map(({ order }) => [order.number, 2])));
    expect(lost.vouchers).toHaveLength(4);
  });

  it('is declared once, however often it is sent', async () => {
    const codes = codesOf(await aHandOut(office));
    const key = randomUUID();
    const before = await losses();
    const answers = await Promise.all(Array.from({ length: 5 }, () => lose(office.worker, { codes }, key)));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await losses()).toEqual(before.map((count) => count + 1));
    expect((await lose(office.worker, { codes, reason: 'stolen' }, key)).body.code).toBe(
      'request.idempotency-key-reused',
    );
  });

  it('by the operator may be of a book that no office holds', async () => {
    const order = await anActiveOrder(server);
    const [bookId] = (await bookIds(server, order.id, 1)) as [number];
    const lost = await answered(lose(await theOperator(server), { bookId, fromPosition: 1 }));
    expect(lost.losses).toMatchObject([{ officeId: null, vouchers: 10 }]);
    const replacement = lost.losses[0].replacementBook;
    expect(await countOf(server, 'book_holding', `book_id = ${replacement.id}`)).toBe(0);
    const body = { bookIds: [replacement.id], officeId: office.id };
    expect((await order.funder.client.post('/allotments', body)).status).toBe(201);
  });

  it('is in the history of the books and in the audit trail', async () => {
    const codes = codesOf(await aHandOut(office));
    const { losses: made } = await answered(lose(office.worker, { codes, reason: 'damaged' }));
    const [{ replacementBook, revocationId }] = made;
    expect(
      await countOf(
        server,
        'allotment_book l JOIN allotment a ON a.id = l.allotment_id',
        `l.book_id = ${replacementBook.id} AND a.kind = 'replace' AND a.to_office = '${office.id}'`,
      ),
    ).toBe(1);
    expect(
      await countOf(
        server,
        'audit_entry',
        `action = 'vouchers.lost' AND subject_id = '${revocationId}' AND person_id = '${office.worker.personId}'
           AND '${office.order.funder.organisationId}'::uuid = ANY(concerns)`,
      ),
    ).toBe(1);
  });
});

describe('a loss is refused', () => {
  it('for a voucher of another office, even of the same prescriber, or of none', async () => {
    const codes = codesOf(await aHandOut(office));
    const sister = await anOffice(server, { manager: office.manager });
    const foreign = await anOffice(server);
    const before = await losses();
    for (const by of [sister.worker, foreign.worker, foreign.manager]) {
      expect((await lose(by, { codes })).body.code).toBe('distribution.voucher-not-in-stock');
    }
    const [bookId] = await bookIds(server, office.order.id, 1);
    for (const by of [sister.worker, foreign.manager]) {
      expect((await lose(by, { bookId, fromPosition: 1 })).body.code).toBe('access.not-found');
    }
    expect((await lose(office.worker, { bookId: 999_999_999, fromPosition: 1 })).body.code).toBe(
      'access.not-found',
    );
    const nowhere = await bookIds(server, (await anActiveOrder(server)).id, 1);
    expect((await lose(office.worker, { bookId: nowhere[0], fromPosition: 1 })).body.code).toBe(
      'access.not-found',
    );
    expect(await losses()).toEqual(before);
    expect((await lose(office.manager, { codes })).status).toBe(201);
  });

  it('to a funder, the State and a structure', async () => {
    const others = [office.order.funder];
    for (const kind of ['state', 'structure'] as const) others.push(await anOrganisation(server, kind));
    for (const by of others) expect((await lose(by, { codes: ['x'] })).status).toBe(403);
  });

  it('for a voucher that was spent or declared lost: all of the request, and not a part of it', async () => {
    const spent = codesOf(await aHandOut(office));
    await spend(desk, spent);
    const good = codesOf(await aHandOut(office));
    const gone = codesOf(await aHandOut(office));
    await answered(lose(office.worker, { codes: gone }));
    const before = await losses();
    const withSpent = await lose(office.worker, { codes: [...good, ...spent] });
    expect(withSpent.body).toMatchObject({ code: 'distribution.voucher-redeemed', params: { rank: 2 } });
    const withGone = await lose(office.worker, { codes: [...gone, ...good] });
    expect(withGone.body).toMatchObject({ code: 'distribution.voucher-revoked', params: { rank: 1 } });
    expect((await lose(office.worker, { codes: [...good, ...good] })).body.code).toBe(
      'distribution.same-code-twice',
    );
    expect((await lose(office.worker, { codes: ['0000-0000-0000-0000-0'] })).body.code).toBe(
      'distribution.code-unknown',
    );
    expect((await lose(office.worker, { codes: [`${good[0]?.slice(0, -1)}*`] })).body.code).toBe(
      'distribution.code-mistyped',
    );
    expect(await losses()).toEqual(before);
  });

  it('when the vouchers are named in two ways, or half', async () => {
    const codes = ['0000-0000-0000-0000-0'];
    for (const body of [
      {},
      { codes, bookId: 1, fromPosition: 1 },
      { bookId: 1 },
      { fromPosition: 1 },
      { codes, bookId: 1 },
    ]) {
      expect((await lose(office.worker, body)).body.code).toBe('distribution.vouchers-unclear');
    }
  });

  it.each([
    ['codes', []],
    ['codes', 'x'],
    ['codes', [1]],
    ['codes', Array(11).fill('x')],
    ['codes', ['\u0000']],
    ['bookId', '1'],
    ['bookId', 2 ** 53],
    ['bookId', 0],
    ['fromPosition', 11],
    ['fromPosition', 1.5],
    ['reason', 'Madame Fictif l’a perdu'],
    ['reason', null],
    ['officeId', UNKNOWN],
  ])('when %s is %j', async (field, value) => {
    expect((await lose(office.worker, { [field]: value })).body.code).toBe('request.invalid');
  });
});

describe('after the last day of hand-outs', () => {
  it('a lost voucher is not replaced: its value waits for the credit note', async () => {
    const given = codesOf(await aHandOut(office, { count: 2 }));
    const printed = await aStockedOffice(server, { order: await aPrintedOrder(server) });
    const [unpaid] = await bookIds(server, printed.order.id, 1);
    server.clock.setDay(asDay('2026-12-15'));
    expect((await answered(lose(office.worker, { codes: given.slice(0, 1) }))).vouchers).toHaveLength(1);
    server.clock.setDay(asDay('2026-12-16'));
    const unused = await balanceOf(server, 'vouchers-unused', office.order.id);
    const lost = await answered(lose(office.worker, { codes: given.slice(1) }));
    expect(lost).toMatchObject({ losses: [{ replacementBook: null, vouchers: 1 }], vouchers: [] });
    expect(await balanceOf(server, 'vouchers-unused', office.order.id)).toBe(unused + 1_000n);
    expect(await theGap(server)).toBe(0n);
    // Vouchers whose money never came are worth nothing: there is no value to set aside.
    expect((await lose(printed.worker, { bookId: unpaid, fromPosition: 1 })).body.code).toBe(
      'distribution.order-not-active',
    );
    expect((await handOut(office)).body.code).toBe('distribution.hand-outs-stopped');
  });
});
