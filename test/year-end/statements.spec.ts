import { randomUUID } from 'node:crypto';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import { aPrintedOrder, payOrder } from '../support/distribution.js';
import { answered, theOperator } from '../support/funders.js';
import { anOrganisation } from '../support/people.js';
import { digestOfEverything } from '../support/rows.js';
import { expectRefused } from '../support/structures.js';
import {
  agree,
  aLivedOrder,
  aMorning,
  closingStep,
  END,
  expire,
  type LivedOrder,
  theStatements,
} from '../support/year-end.js';

const WRITTEN_BESIDE = ['first_answer', 'session', 'audit_entry'];

describe('the statements of an exercise', () => {
  let server: TestApp;
  let lived: LivedOrder;

  beforeEach(async () => {
    server = await TestApp.start();
    lived = await aLivedOrder(server);
  });
  afterEach(() => server.stop());

  it('are not made while a voucher can be presented, nor while one is still to expire', async () => {
    server.clock.setDay(asDay(END.lastDayToPresent), 23);
    await expectRefused(server, () => closingStep(server, 'statements'), 409, 'year-end.tolerance-not-over');
    server.clock.setDay(asDay(END.toleranceOver), 0);
    await expectRefused(server, () => closingStep(server, 'statements'), 409, 'year-end.expiry-incomplete');
    expect((await closingStep(server, 'statements')).body.params).toEqual({ vouchers: 496 });
    await expectRefused(
      server,
      () => closingStep(server, 'statements', randomUUID(), 2031),
      404,
      'issuance.exercise-unknown',
    );
  });

  it('are made before their day when the operator wants them, everything having expired', async () => {
    server.clock.setDay(asDay(END.dayBeforeStatement));
    await expire(server);
    expect((await answered(closingStep(server, 'statements'))).items).toHaveLength(1);
    expect(await aMorning(server)).toBe(0);
    server.clock.setDay(asDay(END.statement));
    expect(await aMorning(server)).toBe(0);
  });

  it('say what became of each order of the funder, a replaced voucher and its replacement being one', async () => {
    const [statement] = await theStatements(server);
    const figures = {
      vouchers: 500,
      handedOut: 5,
      redeemed: 4,
      expired: 496,
      revoked: 0,
      unredeemedCents: 496e3,
      creditFunderCents: 496e3,
      creditStateCents: 0,
    };
    expect(statement).toMatchObject({
      exercise: 2026,
      funderId: lived.funder.organisationId,
      state: 'waiting',
      answeredAt: null,
      total: figures,
    });
    const detail = await answered(lived.funder.client.get(`/statements/${statement.id}`));
    expect(detail.lines).toEqual([{ orderId: lived.id, orderNumber: lived.order.number, ...figures }]);
  });

  it('made twice, or twice at once, are the same ones', async () => {
    server.clock.setDay(asDay(END.statement));
    await expire(server);
    const answers = await Promise.all([1, 2, 3].map(() => answered(closingStep(server, 'statements'))));
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[0].items).toHaveLength(1);
    const before = await digestOfEverything(server, ['first_answer', 'session']);
    expect(await answered(closingStep(server, 'statements'))).toEqual(answers[0]);
    expect(await digestOfEverything(server, ['first_answer', 'session'])).toEqual(before);
  });

  it('do not show themselves to another funder', async () => {
    const other = await anOrganisation(server, 'funder');
    const [statement] = await theStatements(server);
    const at = `/statements/${statement.id}`;
    for (const call of [
      () => other.client.get(at),
      () => other.client.post(`${at}/agreement`),
      () => other.client.post(`${at}/contest`, { reason: 'Ce n’est pas le nôtre.' }),
      () => other.client.get(`/statements/${randomUUID()}`),
    ]) {
      await expectRefused(server, call, 404, 'access.not-found');
    }
    expect((await answered(other.client.get('/statements'))).items).toEqual([]);
    expect((await answered(lived.funder.client.get('/statements'))).items).toEqual([statement]);
    expect((await answered(lived.operator.client.get('/statements?exercise=2026'))).items).toEqual([
      statement,
    ]);
    expect((await answered(lived.operator.client.get('/statements?exercise=2025'))).items).toEqual([]);
  });

  it('are answered by the funder, not in its place, and once', async () => {
    const [statement] = await theStatements(server);
    const at = `/statements/${statement.id}`;
    const operator = await theOperator(server);
    await expectRefused(server, () => operator.client.post(`${at}/agreement`), 403, 'access.not-permitted');

    const answers = await Promise.all([
      ...[1, 2, 3].map(() => lived.funder.client.post(`${at}/agreement`)),
      ...[1, 2, 3].map(() =>
        lived.funder.client.post(`${at}/contest`, { reason: 'Nous comptons autrement.' }),
      ),
    ]);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { body } of answers.filter(({ status }) => status !== 201)) {
      expect(body.code).toBe('year-end.already-answered');
    }
  });

  it('answered and settled in the same second, are one or the other', async () => {
    const [statement] = await theStatements(server);
    const at = `/statements/${statement.id}`;
    const explanation = 'Sans réponse à deux rappels.';
    const [agreed, settled] = await Promise.all([
      lived.funder.client.post(`${at}/agreement`),
      lived.operator.client.post(`${at}/settlement`, { explanation }),
    ]);
    expect([agreed.body.code ?? agreed.body.state, settled.body.code ?? settled.body.state]).toEqual(
      agreed.status === 201
        ? ['agreed', 'year-end.agreed-needs-no-settlement']
        : ['year-end.already-settled', 'settled'],
    );
  });

  it('contested, wait for an explanation, and neither can be taken back', async () => {
    const [statement] = await theStatements(server);
    const at = `/statements/${statement.id}`;
    const { client } = lived.funder;
    const reason = 'Deux carnets ont été rendus.';
    for (const body of [
      {},
      { reason: '   ' },
      { reason: 'x'.repeat(2001) },
      { reason: 'a\0b' },
      { reason: 7 },
    ]) {
      await expectRefused(server, () => client.post(`${at}/contest`, body), 400, 'request.invalid');
    }
    const contested = await answered(client.post(`${at}/contest`, { reason }));
    expect(contested).toMatchObject({ state: 'contested', reason, settledAt: null });
    await expectRefused(server, () => client.post(`${at}/agreement`), 409, 'year-end.already-answered');

    const waiting = await answered(closingStep(server, 'credit-notes'));
    expect(waiting).toMatchObject({
      made: [],
      closed: 0,
      waiting: [{ orderId: lived.id, statement: 'contested' }],
    });

    const settlement = { explanation: 'Les carnets sont bien revenus :\nils sont dans l’avoir.' };
    await expectRefused(
      server,
      () => client.post(`${at}/settlement`, settlement),
      403,
      'access.not-permitted',
    );
    const settle = () => lived.operator.client.post(`${at}/settlement`, settlement);
    expect(await answered(settle())).toMatchObject({ state: 'settled', reason, ...settlement });
    await expectRefused(server, settle, 409, 'year-end.already-settled');
    await expectRefused(server, () => client.post(`${at}/agreement`), 409, 'year-end.already-settled');
    expect(await answered(closingStep(server, 'credit-notes'))).toMatchObject({ closed: 1, waiting: [] });
  });

  it('left without an answer are settled with an explanation; agreed ones are not', async () => {
    const other = await aLivedOrder(server, { people: 1, redeemed: 0, replaced: 0 });
    const statements = await theStatements(server);
    const [silent, agreed] = [lived, other].map(({ funder }) =>
      statements.find(({ funderId }) => funderId === funder.organisationId),
    );
    const settle = (id: string) =>
      lived.operator.client.post(`/statements/${id}/settlement`, {
        explanation: 'Sans réponse à deux rappels.',
      });
    await agree(server, other.funder.client);
    await expectRefused(server, () => settle(agreed.id), 409, 'year-end.agreed-needs-no-settlement');
    expect(await answered(settle(silent.id))).toMatchObject({
      state: 'settled',
      answeredAt: null,
      reason: null,
    });
    expect(await answered(closingStep(server, 'credit-notes'))).toMatchObject({ closed: 2, waiting: [] });
  });

  it('do not leave out an order paid after them: it joins, expires and is credited whole', async () => {
    const late = await aPrintedOrder(server, { funder: lived.funder });
    await theStatements(server);
    await agree(server, lived.funder.client);
    await payOrder(server, late);
    await expectRefused(server, () => closingStep(server, 'statements'), 409, 'year-end.expiry-incomplete');
    expect(await answered(closingStep(server, 'credit-notes'))).toMatchObject({
      closed: 1,
      waiting: [{ orderId: late.id, statement: 'none' }],
    });
    const [statement] = await theStatements(server);
    expect(statement.total).toMatchObject({ vouchers: 1_000, redeemed: 4, expired: 996 });
    const { made } = await answered(closingStep(server, 'credit-notes'));
    expect(made).toMatchObject([{ orderId: late.id, funderCents: 500_000, stateCents: 0 }]);
  });

  it('tell the funder in the audit trail, and write nothing when they are refused', async () => {
    const [statement] = await theStatements(server);
    await agree(server, lived.funder.client);
    const before = await digestOfEverything(server, WRITTEN_BESIDE);
    await lived.funder.client.post(`/statements/${statement.id}/agreement`);
    expect(await digestOfEverything(server, WRITTEN_BESIDE)).toEqual(before);
    const { items } = await answered(lived.funder.client.get('/audit-trail?limit=200'));
    const actions = items
      .filter(({ subject }: any) => subject === 'statement')
      .map(({ action }: any) => action);
    expect(actions.toSorted()).toEqual(['statement.agreed', 'statement.issued']);
  });
});
