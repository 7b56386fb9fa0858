import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asDay } from '../../src/shared/calendar.js';
import { Database } from '../../src/database/database.js';
import { Keyring } from '../../src/issuance/keyring.js';
import { TestApp } from '../support/app.js';
import { aHandOutBody, anActiveOrder, aPrintedOrder, payOrder } from '../support/distribution.js';
import { answered, theOperator } from '../support/funders.js';
import { anApprovedOrder, anOrder, balanceOf, invoiceOf, pay, theGap } from '../support/orders.js';
import { countOf } from '../support/redemption.js';
import { digestOfEverything } from '../support/rows.js';
import { expectRefused } from '../support/structures.js';
import {
  agree,
  aLivedOrder,
  closingStep,
  END,
  redeemTheRest,
  theRehearsal,
  theStatements,
} from '../support/year-end.js';

/** A third of the face value: it leaves an odd cent in nearly every share. */
const A_THIRD = { rateNumerator: 1, rateDenominator: 3 };

describe('the credit notes and the closing of an exercise', () => {
  let server: TestApp;

  beforeEach(async () => {
    server = await TestApp.start();
  });
  afterEach(() => server.stop());

  const pseudonymKey = (exercise = 2026) => join(server.keysDir, `pseudonyms-${exercise}.key`);

  it('credits both shares to the cent: the State its proportion rounded down, the funder the rest', async () => {
    const lived = await aLivedOrder(server, { agreement: A_THIRD });
    await theStatements(server);
    await agree(server, lived.funder.client);
    const { made, closed, waiting } = await answered(closingStep(server, 'credit-notes'));

    // 1 996 vouchers of 10 €; the State bore 666 666 cents of 2 000 000: 1 996 000 × 666 666 / 2 000 000 = 665 332.668.
    expect(made).toEqual([
      {
        orderId: lived.id,
        orderNumber: lived.order.number,
        creditNoteId: expect.any(String),
        number: 'A2027-000001',
        funderCents: 1_330_668,
        stateCents: 665_332,
      },
    ]);
    expect({ closed, waiting }).toEqual({ closed: 1, waiting: [] });
    expect(await balanceOf(server, 'credit-funder', lived.id)).toBe(1_330_668n);
    expect(await balanceOf(server, 'credit-state', lived.id)).toBe(665_332n);
    expect(await balanceOf(server, 'vouchers-unused', lived.id)).toBe(0n);
    expect(await theGap(server)).toBe(0n);
  });

  it('credits the State nothing where it repays the funder on used vouchers', async () => {
    const lived = await aLivedOrder(server, { agreement: { ...A_THIRD, paidTo: 'funder' } });
    await theStatements(server);
    await agree(server, lived.funder.client);
    const { made } = await answered(closingStep(server, 'credit-notes'));
    expect(made).toMatchObject([{ funderCents: 1_996_000, stateCents: 0 }]);
  });

  it('makes one credit note per order, however often and however many at once it is asked', async () => {
    const lived = await aLivedOrder(server);
    const other = await anActiveOrder(server, { funder: lived.funder });
    await theStatements(server);
    await agree(server, lived.funder.client);
    const answers = await Promise.all([1, 2, 3, 4].map(() => answered(closingStep(server, 'credit-notes'))));
    const made = answers.flatMap((answer) => answer.made);
    expect(new Set(made.map(({ orderId }) => orderId))).toEqual(new Set([lived.id, other.id]));
    expect(made).toHaveLength(2);
    expect(await answered(closingStep(server, 'credit-notes'))).toMatchObject({
      made: [],
      closed: 0,
      waiting: [],
    });
    expect(await countOf(server, 'credit_note')).toBe(2);
    expect(await theGap(server)).toBe(0n);
  });

  it('credits no order whose statement is not answered, and closes no exercise over it', async () => {
    const lived = await aLivedOrder(server);
    await theStatements(server);
    const answer = await answered(closingStep(server, 'credit-notes'));
    expect(answer).toEqual({
      exercise: 2026,
      made: [],
      closed: 0,
      waiting: [
        {
          orderId: lived.id,
          orderNumber: lived.order.number,
          funderId: lived.funder.organisationId,
          statement: 'waiting',
        },
      ],
    });
    await expectRefused(server, () => closingStep(server, 'closing'), 409, 'year-end.orders-not-closed');
    expect((await closingStep(server, 'closing')).body.params).toEqual({ orders: 1 });
    expect(existsSync(pseudonymKey())).toBe(true);
  });

  it('does not begin while a voucher can be presented, nor for an exercise that nobody opened', async () => {
    await anActiveOrder(server);
    for (const step of ['credit-notes', 'closing'] as const) {
      server.clock.setDay(asDay(END.lastDayToPresent));
      await expectRefused(server, () => closingStep(server, step), 409, 'year-end.tolerance-not-over');
      const unknown = () => closingStep(server, step, randomUUID(), 2031);
      await expectRefused(server, unknown, 404, 'issuance.exercise-unknown');
    }
    expect(existsSync(pseudonymKey(2031))).toBe(false);
  });

  it('closed twice, or by several at once, is closed once', async () => {
    const lived = await aLivedOrder(server);
    await theStatements(server);
    await agree(server, lived.funder.client);
    await answered(closingStep(server, 'credit-notes'));
    const answers = await Promise.all([1, 2, 3, 4].map(() => answered(closingStep(server, 'closing'))));
    expect(new Set(answers.map(({ closedAt }) => closedAt)).size).toBe(1);
    expect(await countOf(server, 'exercise_closing')).toBe(1);
    expect(await countOf(server, 'audit_entry', `action = 'exercise.closed'`)).toBe(1);
    server.clock.advanceDays(1);
    expect(await answered(closingStep(server, 'closing'))).toEqual(answers[0]);
  });

  it('once closed, nobody’s pseudonym can be found and nothing is handed out, and a code is still recognised', async () => {
    const lived = await aLivedOrder(server);
    expect(existsSync(pseudonymKey())).toBe(true);
    await theStatements(server);
    await agree(server, lived.funder.client);
    await answered(closingStep(server, 'credit-notes'));
    await answered(closingStep(server, 'closing'));

    expect(existsSync(pseudonymKey())).toBe(false);
    const findKey = server.db.transaction((tx) =>
      server.get(Keyring).key(tx, server.clock.now(), 2026, 'pseudonyms'),
    );
    await expect(findKey).rejects.toMatchObject({ code: 'issuance.key-destroyed' });
    const handOut = (day: string) => {
      server.clock.setDay(asDay(day));
      return lived.office.worker.client.post('/hand-outs', aHandOutBody(lived.office));
    };
    // Even if a clock went wrong, no person can be told from another: so nothing is handed out.
    await expectRefused(server, () => handOut('2026-12-01'), 409, 'issuance.key-destroyed');
    expect((await handOut('2027-02-08')).status).toBe(409);
    const seen = await answered(server.nobody.get(`/vouchers/${lived.codes[0]}`));
    expect(seen.state).toBe('expired');
  });

  it('cut short before its commit, has destroyed the key and closed nothing: done again, it is complete', async () => {
    const lived = await aLivedOrder(server);
    await theStatements(server);
    await agree(server, lived.funder.client);
    await answered(closingStep(server, 'credit-notes'));

    const key = randomUUID();
    const commits = jest.spyOn(Database.prototype, 'once').mockImplementationOnce(async function (
      this: Database,
      _request,
      work,
    ) {
      return this.transaction(async (tx) => {
        await work(tx);
        throw new Error('the process dies here');
      });
    });
    await expect(closingStep(server, 'closing', key)).rejects.toThrow('unexpected');
    commits.mockRestore();
    expect(await countOf(server, 'exercise_closing')).toBe(0);
    expect(existsSync(pseudonymKey())).toBe(false);

    await answered(closingStep(server, 'closing', key));
    expect(await countOf(server, 'exercise_closing')).toBe(1);
    expect((await theRehearsal(server)).progress.closedAt).not.toBeNull();
  });

  it('is not held back by orders that were refused, never paid or paid in part, and forgets none of their money', async () => {
    const lived = await aLivedOrder(server);
    const refused = await anOrder(server);
    await answered(refused.operator.client.post(`/orders/${refused.id}/refusal`, { reason: 'Hors délai.' }));
    const partly = await anApprovedOrder(server);
    await pay(server, invoiceOf(partly.order, 'vouchers-funder').id, { amountCents: 123_456 });
    const printed = await aPrintedOrder(server);
    await theStatements(server);
    await agree(server, lived.funder.client);
    await answered(closingStep(server, 'credit-notes'));
    await answered(closingStep(server, 'closing'));

    const { notActive } = await theRehearsal(server);
    const seen = new Map(notActive.map((order: any) => [order.orderId, [order.status, order.paidCents]]));
    expect(seen.get(refused.id)).toEqual(['refused', 0]);
    expect(seen.get(partly.id)).toEqual(['invoiced', 123_456]);
    expect(seen.get(printed.id)).toEqual(['issued', 0]);
    expect(seen.size).toBe(3);

    // Paid after the closing: it expires, has its statement and its credit note, and the exercise stays closed.
    await payOrder(server, printed);
    await theStatements(server);
    await agree(server, printed.funder.client);
    const { made } = await answered(closingStep(server, 'credit-notes'));
    expect(made).toMatchObject([{ orderId: printed.id, funderCents: 500_000 }]);
    await answered(closingStep(server, 'closing'));
    expect(await theGap(server)).toBe(0n);
  });

  it('closes without a credit note an order that has nothing left', async () => {
    const lived = await aLivedOrder(server);
    await redeemTheRest(server, lived);
    const [statement] = await theStatements(server);
    expect(statement.total).toMatchObject({ redeemed: 500, unredeemedCents: 0 });
    await agree(server, lived.funder.client);
    expect(await answered(closingStep(server, 'credit-notes'))).toMatchObject({
      made: [],
      closed: 1,
      waiting: [],
    });
    expect(await countOf(server, 'credit_note')).toBe(0);
    expect((await closingStep(server, 'closing')).status).toBe(201);
  });
});

describe('the closing rehearsed', () => {
  it('writes nothing, and gives the same figures before, during and after the closing', async () => {
    const server = await TestApp.start();
    try {
      const lived = await aLivedOrder(server, { agreement: A_THIRD });
      const direct = await aLivedOrder(server, { people: 2, redeemed: 1, replaced: 2 });
      await anApprovedOrder(server);
      server.clock.setDay(asDay(END.toleranceOver));

      const everything = await digestOfEverything(server, []);
      const rehearsed = await theRehearsal(server);
      expect(await digestOfEverything(server, [])).toEqual(everything);
      expect(rehearsed.phase).toBe('tolerance-over');
      expect(rehearsed.progress).toEqual({
        vouchersToExpire: 1996 + 499,
        ordersWithoutStatement: 2,
        ordersWaitingForAnswer: 0,
        ordersContested: 0,
        ordersToCredit: 0,
        ordersClosed: 0,
        creditNotes: 0,
        closedAt: null,
      });
      expect(rehearsed.figures.total).toEqual({
        vouchers: 2500,
        handedOut: 5 + 2,
        redeemed: 5,
        expired: 2495,
        revoked: 0,
        redeemedCents: 5e3,
        unredeemedCents: 2495e3,
        creditFunderCents: 1330668 + 499e3,
        creditStateCents: 665332,
      });
      expect(rehearsed.notActive).toHaveLength(1);

      const figures = async () => (await theRehearsal(server)).figures;
      await theStatements(server);
      expect(await figures()).toEqual(rehearsed.figures);
      await agree(server, lived.funder.client);
      await agree(server, direct.funder.client);
      await answered(closingStep(server, 'credit-notes'));
      expect(await figures()).toEqual(rehearsed.figures);
      await answered(closingStep(server, 'closing'));
      expect(await figures()).toEqual(rehearsed.figures);

      const { progress } = await theRehearsal(server);
      expect(progress).toMatchObject({ vouchersToExpire: 0, ordersClosed: 2, creditNotes: 2 });
      const { items } = await answered((await theOperator(server)).client.get('/credit-notes'));
      const credited = items.flatMap(({ shares }: any) => shares.map(({ totalCents }: any) => totalCents));
      expect(credited.reduce((sum: number, cents: number) => sum + cents, 0)).toBe(
        rehearsed.figures.total.unredeemedCents,
      );
    } finally {
      await server.stop();
    }
  });
});
