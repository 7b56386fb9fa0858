import { randomUUID } from 'node:crypto';
import { Exercises } from '../../src/issuance/exercises.service.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import { anAgreement, theOperator } from '../support/funders.js';
import { anOrder } from '../support/orders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';
import { digestOfEverything } from '../support/rows.js';

let server: TestApp;
let operator: TestPerson;
let funder: TestPerson;
let agreement: Awaited<ReturnType<typeof anAgreement>>;

beforeAll(async () => {
  server = await TestApp.start('2026-03-02');
  operator = await theOperator(server);
  funder = await anOrganisation(server, 'funder');
  agreement = await anAgreement(server, { funders: [funder] });
});
afterAll(() => server.stop());

describe('the terms of an order', () => {
  it('are those of the rules: two exercises with their last days, the sizes of a book, what each takes at least', async () => {
    const { status, body } = await funder.client.get('/orders/terms');
    expect([status, body.today]).toEqual([200, '2026-03-02']);
    expect(body.exercises).toEqual([
      { exercise: 2026, handOutsStopOn: '2026-12-15', validityEndsOn: '2026-12-31' },
      { exercise: 2027, handOutsStopOn: '2027-12-15', validityEndsOn: '2027-12-31' },
    ]);
    expect(body.bookSizes).toEqual([
      { vouchers: 10, bookCents: 10_000, cofundedMinimumBooks: 200, directMinimumBooks: 50 },
      { vouchers: 5, bookCents: 5_000, cofundedMinimumBooks: 400, directMinimumBooks: 100 },
    ]);
    expect(body).toMatchObject({
      cofundedMinimumCents: 2_000_000,
      directMinimumCents: 500_000,
      directFeeCents: 50_000,
    });
  });

  it('never promise less than an order is refused under', async () => {
    const { bookSizes } = (await funder.client.get('/orders/terms')).body;
    for (const { vouchers: bookSize, cofundedMinimumBooks, directMinimumBooks } of bookSizes) {
      const asked: [number, object][] = [
        [cofundedMinimumBooks, { agreementId: agreement.id }],
        [directMinimumBooks, {}],
      ];
      for (const [fewest, under] of asked) {
        const missing = async (books: number) =>
          (await funder.client.post('/orders/quote', { books, bookSize, ...under })).body
            .missingToMinimumCents;
        expect([await missing(fewest), (await missing(fewest - 1)) > 0]).toEqual([0, true]);
      }
    }
  });

  it('hold the agreements in force that are open to the funder, with what is left of them, and no other', async () => {
    const mine = await anOrganisation(server, 'funder');
    const open = await anAgreement(server, { funders: [mine], ceilingCents: 2_000_000 });
    await anAgreement(server, { funders: [mine], startsOn: '2026-03-03' });
    await anAgreement(server, { funders: [mine], endsOn: '2026-03-01' });
    await anOrder(server, { funder: mine, agreementId: open.id });
    const shown = async ({ client }: TestPerson) =>
      (await client.get('/orders/terms')).body.agreements.map((each: any) => each.id);
    const [found] = (await mine.client.get('/orders/terms')).body.agreements;
    expect(found).toMatchObject({ id: open.id, remainingCeilingCents: 1_000_000 });
    expect(await shown(mine)).toEqual([open.id]);
    expect(await shown(funder)).toEqual([agreement.id]);
    expect(await shown(operator)).toEqual(expect.arrayContaining([open.id, agreement.id]));
  });

  it('tell the days that the exercise was set, and open none by being read', async () => {
    const before = await digestOfEverything(server, []);
    await funder.client.get('/orders/terms');
    expect(await digestOfEverything(server, [])).toEqual(before);
    const calendar = await server.db.transaction((tx) => server.get(Exercises).calendarOf(tx, 2027));
    const { exercise: _, ...dates } = calendar;
    const moved = await operator.client.put('/exercises/2027', { ...dates, handOutsStopOn: '2027-12-20' });
    expect(moved.status).toBe(200);
    expect((await funder.client.get('/orders/terms')).body.exercises[1]).toMatchObject({
      exercise: 2027,
      handOutsStopOn: '2027-12-20',
    });
  });

  it('are told to a funder and the operator alone', async () => {
    expect((await agreement.state.client.get('/orders/terms')).body.code).toBe('access.not-permitted');
    expect((await server.nobody.get('/orders/terms')).status).toBe(401);
  });
});

describe('a quote', () => {
  it('« min est à 5 000 € », « frais supplémentaires annexes de 500 € »: a direct order, the fee apart', async () => {
    const { status, body } = await funder.client.post('/orders/quote', { books: 50 });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      exercise: 2026,
      books: 50,
      bookSize: 10,
      vouchers: 500,
      faceValueCents: 500_000,
      stateShareCents: 0,
      invoicedToFunderCents: 500_000,
      feeCents: 50_000,
      feeNetCents: 41_667,
      feeVatCents: 8_333,
      missingToMinimumCents: 0,
      booksToReachMinimum: 0,
      remainingCeilingCents: null,
    });
    expect(body.explanations.map((each: { sentence: string }) => each.sentence)).toContain(
      'frais supplémentaires annexes de 500 €',
    );
  });

  it('« Montant minimum d’achat 20 000 € », « 50 % soit 10 000 € »: under an agreement, no fee', async () => {
    const { body } = await funder.client.post('/orders/quote', { books: 200, agreementId: agreement.id });
    expect(body).toMatchObject({
      faceValueCents: 2_000_000,
      stateShareCents: 1_000_000,
      funderShareCents: 1_000_000,
      invoicedToStateCents: 1_000_000,
      feeCents: 0,
      minimumCents: 2_000_000,
      remainingCeilingCents: 100_000_000,
    });
  });

  it('after the last day of hand-outs says that these vouchers could reach nobody, and refuses nothing', async () => {
    const warningOn = async (day: string, exercise: number) => {
      server.clock.setDay(asDay(day));
      return (await funder.client.post('/orders/quote', { books: 50, exercise })).body.warning;
    };
    try {
      expect(await warningOn('2026-12-15', 2026)).toBeNull();
      const warning = await warningOn('2026-12-16', 2026);
      expect(warning).toMatchObject({ code: 'hand-outs-stopped' });
      expect(warning.fr).toContain('15 décembre 2026');
      expect(await warningOn('2026-12-16', 2027)).toBeNull();
      // The dates are settings: this exercise hands out until the end of the year.
      server.clock.setDay(asDay('2026-03-02'));
      const calendar = await server.db.transaction((tx) => server.get(Exercises).calendarOf(tx, 2026));
      const { exercise: _, ...dates } = calendar;
      const moved = await operator.client.put('/exercises/2026', { ...dates, handOutsStopOn: '2026-12-28' });
      expect(moved.status).toBe(200);
      expect(await warningOn('2026-12-28', 2026)).toBeNull();
      expect((await warningOn('2026-12-29', 2026)).en).toContain('2026-12-28');
    } finally {
      server.clock.setDay(asDay('2026-03-02'));
    }
  });

  it('below the minimum says what is missing instead of refusing', async () => {
    const { status, body } = await funder.client.post('/orders/quote', { books: 49 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ missingToMinimumCents: 10_000, booksToReachMinimum: 1 });
  });

  it('writes nothing, not even a number', async () => {
    const before = await digestOfEverything(server, []);
    await funder.client.post('/orders/quote', { books: 200, agreementId: agreement.id });
    await operator.client.post('/orders/quote', { books: 1, bookSize: 5 });
    expect(await digestOfEverything(server, [])).toEqual(before);
  });

  it('is not given under an agreement that is not open to the funder, nor to others than a funder and the operator', async () => {
    const other = await anOrganisation(server, 'funder');
    const asked = { books: 200, agreementId: agreement.id };
    expect((await other.client.post('/orders/quote', asked)).body.code).toBe('access.not-found');
    expect((await operator.client.post('/orders/quote', asked)).status).toBe(200);
    expect((await agreement.state.client.post('/orders/quote', asked)).status).toBe(403);
    expect((await server.nobody.post('/orders/quote', asked)).status).toBe(401);
  });
});

describe('an order', () => {
  it('is submitted under a number of its exercise, and keeps its amounts and its engagement number', async () => {
    const { status, body } = await funder.client.post('/orders', {
      books: 100,
      bookSize: 5,
      engagementNumber: ' E 42 ',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'submitted',
      waitsFor: ['decision'],
      exercise: 2026,
      vouchers: 500,
      faceValueCents: 500_000,
      feeCents: 50_000,
      engagementNumber: 'E 42',
      agreement: null,
      invoices: [],
    });
    expect(body.number).toMatch(/^CMD-2026-\d{4}$/);
    expect(body.steps).toEqual([{ step: 'submitted', at: '2026-03-02T11:00:00.000Z', reason: null }]);
    expect((await funder.client.get(`/orders/${body.id}`)).body).toEqual(body);
  });

  it('one cent under the minimum is refused, with what to add', async () => {
    const before = await digestOfEverything(server);
    const { status, body } = await funder.client.post('/orders', { books: 199, agreementId: agreement.id });
    expect(status).toBe(422);
    expect(body.code).toBe('orders.below-minimum');
    expect(body.sentences.fr).toBe(
      'Cette commande vaut 19\u202f900,00\u202f€, et le minimum est de 20\u202f000,00\u202f€ : il manque 100,00\u202f€. Nombre de carnets à ajouter : 1.',
    );
    expect(body.params).toMatchObject({ missingCents: 10_000, booksToAdd: 1 });
    expect(await digestOfEverything(server)).toEqual(before);
  });

  it.each([
    [{ exercise: 2025 }, 'orders.exercise-not-open'],
    [{ exercise: 2028 }, 'orders.exercise-not-open'],
    [{ bookSize: 7 }, 'orders.book-size-unknown'],
    [{ stateShareCents: 250_000 }, 'orders.state-share-without-agreement'],
  ])('is refused with %p', async (over, code) => {
    const body = { books: 50, ...over };
    expect(await funder.client.post('/orders', body)).toMatchObject({ status: 422, body: { code } });
  });

  it('of the next exercise is possible, in its own series of numbers', async () => {
    const { body } = await funder.client.post('/orders', { books: 50, exercise: 2027 });
    expect(body.number).toBe('CMD-2027-0001');
  });

  it.each([
    { books: 0 },
    { books: -1 },
    { books: 1.5 },
    { books: '50' },
    { books: 2 ** 53 },
    { books: 100_001 },
    { books: null },
    {},
    { books: 50, bookSize: 0 },
    { books: 50, agreementId: 'mine' },
    { books: 50, exercise: -2026 },
    { books: 50, stateShareCents: -1 },
    { books: 50, stateShareCents: 2 ** 53 },
    { books: 50, engagementNumber: 'x'.repeat(51) },
    { books: 50, engagementNumber: 'a\u0000b' },
    { books: 50, faceValueCents: 1 },
    { books: 50, funderId: randomUUID() },
    [],
  ])('is refused as malformed with %p', async (body) => {
    expect(await funder.client.post('/orders', body)).toMatchObject({ status: 400 });
  });

  it('sent again with the same key is the same order; the same key with another body is refused', async () => {
    const key = randomUUID();
    const first = await funder.client.post('/orders', { books: 50 }, { key });
    const again = await funder.client.post('/orders', { books: 50 }, { key });
    expect(again).toMatchObject({ status: 201, body: first.body });
    const other = await funder.client.post('/orders', { books: 51 }, { key });
    expect(other).toMatchObject({ status: 422, body: { code: 'request.idempotency-key-reused' } });
    const ofFunder = await funder.client.get('/orders?limit=200');
    expect(ofFunder.body.items.filter((each: { id: string }) => each.id === first.body.id)).toHaveLength(1);
  });

  it('without a key is refused', async () => {
    const { body } = await funder.client.post(
      '/orders',
      { books: 50 },
      { headers: { 'idempotency-key': '' } },
    );
    expect(body.code).toBe('request.idempotency-key-missing');
  });

  it('is placed by funders only, under agreements open to them only', async () => {
    const other = await anOrganisation(server, 'funder');
    const order = { books: 200, agreementId: agreement.id };
    expect((await other.client.post('/orders', order)).body.code).toBe('access.not-found');
    expect((await other.client.post('/orders', { ...order, agreementId: randomUUID() })).status).toBe(404);
    for (const someone of [operator, agreement.state]) {
      expect((await someone.client.post('/orders', order)).status).toBe(403);
    }
  });
});

describe('an agreement', () => {
  it.each([
    ['2026-03-03', '2026-12-31'],
    ['2025-01-01', '2026-03-01'],
  ])('from %s to %s takes no order on 2 March', async (startsOn, endsOn) => {
    const { id } = await anAgreement(server, { funders: [funder], startsOn, endsOn });
    for (const path of ['/orders', '/orders/quote']) {
      const { status, body } = await funder.client.post(path, { books: 200, agreementId: id });
      expect([status, body.code]).toEqual([422, 'orders.agreement-not-in-force']);
    }
  });

  it('takes one on its first day and on its last day', async () => {
    const { id } = await anAgreement(server, {
      funders: [funder],
      startsOn: '2026-03-02',
      endsOn: '2026-03-02',
    });
    expect((await funder.client.post('/orders', { books: 200, agreementId: id })).status).toBe(201);
  });

  it('whose ceiling is short never makes the funder pay more than it counted on, unless it says so', async () => {
    const { id } = await anAgreement(server, { funders: [funder], ceilingCents: 600_000 });
    const order = { books: 200, agreementId: id };
    const refused = await funder.client.post('/orders', order);
    expect([refused.status, refused.body.code]).toEqual([409, 'orders.state-share-changed']);
    expect(refused.body.params).toMatchObject({ stateShareCents: 600_000, remainingCents: 600_000 });
    const { body } = await funder.client.post('/orders', { ...order, stateShareCents: 600_000 });
    expect(body).toMatchObject({ stateShareCents: 600_000, funderShareCents: 1_400_000 });
    // Nothing is left: a further order has no State share, and the funder must say it knows.
    expect((await funder.client.post('/orders', { ...order, stateShareCents: 600_000 })).status).toBe(409);
    const last = await funder.client.post('/orders', { ...order, stateShareCents: 0 });
    expect(last.body).toMatchObject({ stateShareCents: 0, invoicedToFunderCents: 2_000_000, feeCents: 0 });
  });

  it('leaves the odd cent to the funder', async () => {
    const { id } = await anAgreement(server, { funders: [funder], rateNumerator: 1, rateDenominator: 3 });
    const { body } = await funder.client.post('/orders', { books: 200, agreementId: id });
    expect(body).toMatchObject({ stateShareCents: 666_666, funderShareCents: 1_333_334 });
  });
});

describe('who sees an order', () => {
  it('its funder, the State of its agreement and the operator; to others it does not exist', async () => {
    const { id } = await anOrder(server, { funder, agreementId: agreement.id });
    const direct = await anOrder(server, { funder });
    for (const someone of [funder, agreement.state, operator]) {
      expect((await someone.client.get(`/orders/${id}`)).status).toBe(200);
    }
    const others = [await anOrganisation(server, 'funder'), await anOrganisation(server, 'state')];
    for (const someone of others) {
      expect((await someone.client.get(`/orders/${id}`)).body.code).toBe('access.not-found');
      expect((await someone.client.get('/orders')).body.items).toEqual([]);
    }
    expect((await agreement.state.client.get(`/orders/${direct.id}`)).status).toBe(404);
    for (const kind of ['prescriber', 'structure'] as const) {
      const someone = await anOrganisation(server, kind);
      expect((await someone.client.get(`/orders/${id}`)).status).toBe(403);
    }
  });

  it('a list is filtered, latest first, and comes a page at a time', async () => {
    const someone = await anOrganisation(server, 'funder');
    const made: string[] = [];
    for (let each = 0; each < 5; each++) made.unshift((await anOrder(server, { funder: someone })).id);
    await operator.client.post(`/orders/${made[0]}/refusal`, { reason: 'Doublon' });
    const ids = async (query: string) => {
      const { body } = await someone.client.get(`/orders?${query}`);
      return body.items.map((each: { id: string }) => each.id);
    };
    expect(await ids('status=submitted')).toHaveLength(4);
    expect(await ids('status=refused')).toEqual([made[0]]);
    expect(await ids('exercise=2027')).toEqual([]);
    expect(await ids(`agreementId=${randomUUID()}`)).toEqual([]);
    const seen: string[] = [];
    let query = 'limit=2';
    for (;;) {
      const { body } = await someone.client.get(`/orders?${query}`);
      seen.push(...body.items.map((each: { id: string }) => each.id));
      if (!body.next) break;
      query = `limit=2&after=${body.next}`;
    }
    expect(seen.toSorted()).toEqual(made.toSorted());
    for (const wrong of ['status=lost', 'exercise=soon', 'limit=0', 'after=%00', 'agreementId=1']) {
      expect((await someone.client.get(`/orders?${wrong}`)).status).toBe(400);
    }
  });
});
