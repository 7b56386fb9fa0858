import { randomUUID } from 'node:crypto';
import { rows } from '../../src/database/sql.js';
import { TestApp } from '../support/app.js';
import { anAgreement, theOperator } from '../support/funders.js';
import { anOrder, aFundedOrder, aYearEndCreditNote } from '../support/orders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

let server: TestApp;
let operator: TestPerson;
let state: TestPerson;
let funder: TestPerson;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await theOperator(server);
  state = await anOrganisation(server, 'state');
  funder = await anOrganisation(server, 'funder');
});
afterAll(() => server.stop());

let counter = 0;
const draft = (over: object = {}) => ({
  reference: `REF-${++counter}`,
  title: 'Pass numérique',
  stateId: state.organisationId,
  ceilingCents: 5_000_000,
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  ...over,
});
const create = (over: object = {}) => operator.client.post('/grant-agreements', draft(over));

describe('a grant agreement', () => {
  it('« État participe à 50 % soit 10 000 € »: half, paid to the operator, when nothing is said', async () => {
    const { status, body } = await create();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      rateNumerator: 1,
      rateDenominator: 2,
      paidTo: 'operator',
      ceilingCents: 5_000_000,
      remainingCeilingCents: 5_000_000,
      funders: [],
    });
  });

  it('keeps the rate, the payee and the funders it is given, each funder once', async () => {
    const ids = [funder.organisationId, funder.organisationId.toUpperCase()];
    const { body } = await create({
      rateNumerator: 13,
      rateDenominator: 20,
      paidTo: 'funder',
      funderIds: ids,
    });
    expect(body).toMatchObject({ rateNumerator: 13, rateDenominator: 20, paidTo: 'funder' });
    expect(body.funders.map((each: { id: string }) => each.id)).toEqual([funder.organisationId]);
  });

  it.each([
    [{ rateNumerator: 3, rateDenominator: 2 }, 'funders.rate-invalid'],
    [{ rateNumerator: 1 }, 'funders.rate-invalid'],
    [{ rateDenominator: 2 }, 'funders.rate-invalid'],
    [{ startsOn: '2026-06-01', endsOn: '2026-05-31' }, 'funders.dates-inverted'],
    [{ stateId: randomUUID() }, 'funders.not-a-state'],
    [{ funderIds: [randomUUID()] }, 'funders.not-a-funder'],
  ])('is refused with %p', async (over, code) => {
    expect(await create(over)).toMatchObject({ status: 422, body: { code } });
  });

  it('is not made with a funder for a State, nor opened to a State', async () => {
    expect(await create({ stateId: funder.organisationId })).toMatchObject({
      body: { code: 'funders.not-a-state' },
    });
    const refused = await create({ funderIds: [funder.organisationId, state.organisationId] });
    expect(refused.body).toMatchObject({
      code: 'funders.not-a-funder',
      params: { funders: state.organisationId },
    });
  });

  it.each([
    { ceilingCents: 0 },
    { ceilingCents: -1 },
    { ceilingCents: 2 ** 53 },
    { ceilingCents: 1.5 },
    { ceilingCents: '5000' },
    { rateNumerator: 0, rateDenominator: 2 },
    { rateNumerator: 2 ** 31, rateDenominator: 2 ** 31 },
    { startsOn: '2026-02-30' },
    { reference: '' },
    { reference: 'x'.repeat(61) },
    { title: 'a\u0000b' },
    { paidTo: 'nobody' },
    { funderIds: ['not-an-id'] },
    { funderIds: 'all' },
    { surprise: true },
  ])('is refused as malformed with %p', async (over) => {
    expect(await create(over)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it('is not made twice by a double click', async () => {
    const body = draft();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => operator.client.post('/grant-agreements', body)),
    );
    const refused = answers.filter((each) => each.status !== 201);
    expect(refused.map((each) => each.body.code)).toEqual(Array(3).fill('funders.reference-taken'));
  });

  it('a refused one leaves nothing behind', async () => {
    const body = draft({ funderIds: [randomUUID()] });
    await operator.client.post('/grant-agreements', body);
    const left = await server.db.read((tx) =>
      rows(tx, 'SELECT 1 FROM grant_agreement WHERE reference = $1', [body.reference]),
    );
    expect(left).toEqual([]);
  });

  it('is made by nobody but the operator', async () => {
    for (const someone of [funder, state]) {
      expect((await someone.client.post('/grant-agreements', draft())).status).toBe(403);
    }
    expect((await server.nobody.post('/grant-agreements', draft())).status).toBe(401);
  });
});

describe('who sees an agreement', () => {
  it('the operator, its State service and the funders it is open to; to others it does not exist', async () => {
    const other = await anOrganisation(server, 'funder');
    const { id } = await anAgreement(server, { state, funders: [funder] });
    for (const someone of [operator, state, funder]) {
      expect((await someone.client.get(`/grant-agreements/${id}`)).status).toBe(200);
    }
    for (const someone of [other, await anOrganisation(server, 'state')]) {
      expect((await someone.client.get(`/grant-agreements/${id}`)).body.code).toBe('access.not-found');
      const { body } = await someone.client.get('/grant-agreements?limit=200');
      expect(body.items.map((each: { id: string }) => each.id)).not.toContain(id);
    }
    expect((await operator.client.get(`/grant-agreements/${randomUUID()}`)).status).toBe(404);
    expect((await operator.client.get('/grant-agreements/nothing')).status).toBe(400);
  });

  it('a funder does not see which other funders it is open to', async () => {
    const other = await anOrganisation(server, 'funder');
    const { id } = await anAgreement(server, { state, funders: [funder, other] });
    const seenBy = async (someone: TestPerson) =>
      (await someone.client.get(`/grant-agreements/${id}`)).body.funders.map(
        (each: { id: string }) => each.id,
      );
    expect(await seenBy(funder)).toEqual([funder.organisationId]);
    expect((await seenBy(state)).toSorted()).toEqual(
      [funder.organisationId, other.organisationId].toSorted(),
    );
  });

  it('once opened to a funder, it exists for them; opening it again changes nothing', async () => {
    const other = await anOrganisation(server, 'funder');
    const { id } = await anAgreement(server, { state, funders: [funder] });
    for (let time = 0; time < 2; time++) {
      const { status, body } = await operator.client.post(`/grant-agreements/${id}/funders`, {
        funderIds: [other.organisationId],
      });
      expect(status).toBe(200);
      expect(body.funders).toHaveLength(2);
    }
    expect((await other.client.get(`/grant-agreements/${id}`)).status).toBe(200);
  });

  it('is opened by the operator only, to funders only', async () => {
    const { id } = await anAgreement(server, { state, funders: [funder] });
    const path = `/grant-agreements/${id}/funders`;
    const funderIds = [state.organisationId];
    expect((await state.client.post(path, { funderIds })).status).toBe(403);
    expect((await operator.client.post(path, { funderIds })).body.code).toBe('funders.not-a-funder');
    expect((await operator.client.post(path, { funderIds: [] })).status).toBe(400);
    const unknown = `/grant-agreements/${randomUUID()}/funders`;
    expect((await operator.client.post(unknown, { funderIds: [funder.organisationId] })).status).toBe(404);
  });

  it('a list comes a page at a time, each agreement once', async () => {
    const someone = await anOrganisation(server, 'state');
    const made = [];
    for (let each = 0; each < 5; each++) made.push((await anAgreement(server, { state: someone })).id);
    const seen: string[] = [];
    let after = '';
    do {
      const { body } = await someone.client.get(`/grant-agreements?limit=2${after}`);
      seen.push(...body.items.map((each: { id: string }) => each.id));
      after = body.next ? `&after=${body.next}` : '';
    } while (after);
    expect(seen.toSorted()).toEqual(made.toSorted());
    expect((await someone.client.get('/grant-agreements?after=guess')).status).toBe(400);
  });
});

const remaining = async (id: string) =>
  (await operator.client.get(`/grant-agreements/${id}`)).body.remainingCeilingCents as number;

describe('the remaining ceiling', () => {
  it('is taken from the submission on, and given back by a refusal or a cancellation only', async () => {
    const { id } = await anAgreement(server, { state, funders: [funder], ceilingCents: 5_000_000 });
    const refused = await anOrder(server, { funder, agreementId: id });
    expect(await remaining(id)).toBe(4_000_000);
    await operator.client.post(`/orders/${refused.id}/refusal`, { reason: 'Budget non voté' });
    expect(await remaining(id)).toBe(5_000_000);

    const cancelled = await anOrder(server, { funder, agreementId: id });
    await funder.client.post(`/orders/${cancelled.id}/cancellation`);
    expect(await remaining(id)).toBe(5_000_000);

    const kept = await anOrder(server, { funder, agreementId: id });
    await operator.client.post(`/orders/${kept.id}/approval`);
    expect(await remaining(id)).toBe(4_000_000);
  });

  it('gets back the State’s part of a year-end credit note, and not that of an overpayment', async () => {
    const { id } = await anAgreement(server, { state, funders: [funder], ceilingCents: 5_000_000 });
    const { id: orderId } = await aFundedOrder(server, { funder, agreementId: id });
    await aYearEndCreditNote(server, orderId, { funderCents: 300_000n, stateCents: 300_000n });
    expect(await remaining(id)).toBe(4_300_000);
  });
});
