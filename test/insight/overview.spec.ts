import { randomUUID } from 'node:crypto';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import {
  aHandOut,
  anActiveOrder,
  anOffice,
  aStockedOffice,
  codesOf,
  spend,
} from '../support/distribution.js';
import { answered, theOperator } from '../support/funders.js';
import { anOrganisation } from '../support/people.js';
import { aDesk } from '../support/redemption.js';
import { expectRefused } from '../support/structures.js';
import { agree, aLivedOrder, closingStep, END, theStatements } from '../support/year-end.js';

describe('the overview of an exercise', () => {
  let server: TestApp;
  beforeEach(async () => {
    server = await TestApp.start();
  });
  afterEach(() => server.stop());

  it('tells where each voucher is, what sleeps from June on, and counts a replaced one once', async () => {
    const lived = await aLivedOrder(server);
    const look = () => answered(lived.funder.client.get('/overview?exercise=2026'));
    // Six handed out, four redeemed, one of the other two lost and replaced: its replacement is in the drawer again.
    const tally = {
      allotted: 20,
      allottedCents: 2e4,
      handedOut: 5,
      handedOutCents: 5e3,
      redeemed: 4,
      redeemedCents: 4e3,
      expired: 0,
      expiredCents: 0,
      revoked: 0,
      revokedCents: 0,
    };
    const march = await look();
    expect(march.total).toEqual({ ordered: 500, orderedCents: 500_000, ...tally, sleeping: null });
    expect(march.byOffice).toEqual([
      {
        officeId: lived.office.id,
        officeName: lived.office.name,
        prescriberName: expect.any(String),
        ...tally,
        sleeping: null,
      },
    ]);
    expect(march.byMonth).toEqual([
      {
        month: '2026-03',
        handedOut: 5,
        handedOutCents: 5e3,
        redeemed: 4,
        redeemedCents: 4e3,
        expired: 0,
        expiredCents: 0,
      },
    ]);

    server.clock.setDay(asDay('2026-05-31'), 23);
    expect((await look()).total.sleeping).toBeNull();
    server.clock.setDay(asDay('2026-06-01'), 0);
    const june = await look();
    const sleeping = { inDrawer: 15, inDrawerCents: 15_000, inHands: 1, inHandsCents: 1_000 };
    expect(june.total.sleeping).toEqual({ ...sleeping, unallotted: 480, unallottedCents: 480_000 });
    expect(june.byOffice[0].sleeping).toEqual(sleeping);
  });

  it('shows after the closing that nothing sleeps any more', async () => {
    const lived = await aLivedOrder(server);
    await theStatements(server);
    await agree(server, lived.funder.client);
    await answered(closingStep(server, 'credit-notes'));
    const { total, byMonth } = await answered(lived.funder.client.get('/overview?exercise=2026'));
    expect(total).toMatchObject({ expired: 496, expiredCents: 496_000, redeemed: 4 });
    expect(total.sleeping).toMatchObject({ inDrawer: 0, inHands: 0, unallotted: 0 });
    expect(byMonth.at(-1)).toMatchObject({ month: '2027-02', expired: 496, handedOut: 0 });
  });

  it('publishes no cell of fewer than 5 people, nor one from which it could be found', async () => {
    const order = await anActiveOrder(server);
    const office = await aStockedOffice(server, { order });
    const give = async (people: number, commune: string) => {
      for (let each = 0; each < people; each++) await aHandOut(office, { commune });
    };
    await give(4, '37072');
    await give(7, '37261');
    const look = async () => (await answered(order.funder.client.get('/overview?exercise=2026'))).people;
    // Four people of Chinon are hidden; the seven of Tours too, or else eleven less seven would tell.
    expect(await look()).toMatchObject({
      byCommune: [],
      byModule: [{ people: 11 }],
      byAgeBracket: [{ people: 11 }],
      cellsLeftOut: 2,
      cellsBelow: 5,
    });
    await give(1, '37072');
    expect((await look()).byCommune.map(({ key, label, people }: any) => [key, label, people])).toEqual([
      ['37072', 'Chinon', 5],
      ['37261', 'Tours', 7],
    ]);
    await give(2, '37208');
    await give(3, '37195');
    expect((await look()).byCommune.map(({ key }: any) => key)).toEqual(['37072', '37261']);
    expect((await look()).cellsLeftOut).toBe(2);
  });

  it('shows a funder its own vouchers and no other’s; the operator one funder’s or everybody’s', async () => {
    const [mine, theirs] = [
      await aLivedOrder(server),
      await aLivedOrder(server, { people: 1, redeemed: 1, replaced: 0 }),
    ];
    const operator = (await theOperator(server)).client;
    const totals = async (call: ReturnType<typeof operator.get>) => {
      const { total, funderId } = await answered(call);
      return [funderId, total.ordered, total.handedOut, total.redeemed];
    };
    const { organisationId } = mine.funder;
    const own = [organisationId, 500, 5, 4];
    expect(await totals(mine.funder.client.get('/overview?exercise=2026'))).toEqual(own);
    expect(
      await totals(mine.funder.client.get(`/overview?exercise=2026&funderId=${organisationId}`)),
    ).toEqual(own);
    expect(await totals(operator.get(`/overview?exercise=2026&funderId=${organisationId}`))).toEqual(own);
    expect(await totals(operator.get('/overview?exercise=2026'))).toEqual([null, 1_000, 7, 5]);
    expect(await totals(mine.funder.client.get('/overview?exercise=2025'))).toEqual([
      organisationId,
      0,
      0,
      0,
    ]);

    const foreign = `/overview?exercise=2026&funderId=${theirs.funder.organisationId}`;
    await expectRefused(server, () => mine.funder.client.get(foreign), 404, 'access.not-found');
    for (const nobody of [randomUUID(), mine.desk.structureId]) {
      const call = () => operator.get(`/overview?exercise=2026&funderId=${nobody}`);
      await expectRefused(server, call, 404, 'access.not-found');
    }
    for (const query of [
      '',
      '?exercise=26',
      '?exercise=2026.5',
      '?exercise=9007199254740993',
      '?exercise=2026&funderId=x',
    ]) {
      await expectRefused(server, () => operator.get(`/overview${query}`), 400, 'request.invalid');
    }
    const worker = mine.office.worker.client;
    await expectRefused(server, () => worker.get('/overview?exercise=2026'), 403, 'access.not-permitted');
  });
});

describe('the claim of an agreement', () => {
  let server: TestApp;
  beforeEach(async () => {
    server = await TestApp.start();
  });
  afterEach(() => server.stop());

  /** A third of each voucher is the State’s, repaid to the funder once used. */
  const REPAID = { rateNumerator: 1, rateDenominator: 3, paidTo: 'funder' } as const;

  it('is the State’s share of the used vouchers, rounded down, and of no other', async () => {
    const lived = await aLivedOrder(server, { agreement: REPAID });
    const at = `/grant-agreements/${lived.order.agreement?.id ?? lived.order.agreementId}/claim?exercise=2026`;
    const claim = await answered(lived.operator.client.get(at));
    // Four vouchers used: 4 000 cents, of which 666 666 / 2 000 000: 1 333.332.
    expect(claim).toMatchObject({
      paidTo: 'funder',
      final: false,
      funders: [
        {
          funderId: lived.funder.organisationId,
          orders: [
            {
              orderId: lived.id,
              vouchers: 2_000,
              redeemed: 4,
              redeemedCents: 4_000,
              stateShareCents: 666_666,
              claimCents: 1_333,
            },
          ],
          total: { vouchers: 2_000, redeemed: 4, redeemedCents: 4_000, claimCents: 1_333 },
        },
      ],
    });
    expect(await answered(lived.state!.client.get(at))).toEqual(claim);
    expect(await answered(lived.funder.client.get(at))).toEqual(claim);

    await theStatements(server);
    await agree(server, lived.funder.client);
    await answered(closingStep(server, 'credit-notes'));
    await answered(closingStep(server, 'closing'));
    expect(await answered(lived.operator.client.get(at))).toEqual({ ...claim, final: true });
  });

  it('forgets a redemption that was undone', async () => {
    const lived = await aLivedOrder(server, { agreement: REPAID });
    const [code] = lived.codes as [string];
    const { id } = await answered(lived.desk.mediator.post('/redemptions', { ...lived.desk.session, code }));
    await answered(lived.desk.mediator.post(`/redemptions/${id}/undo`, { reason: 'Erreur de saisie' }));
    const at = `/grant-agreements/${lived.order.agreement?.id ?? lived.order.agreementId}/claim?exercise=2026`;
    const { funders } = await answered(lived.operator.client.get(at));
    expect(funders[0].total).toMatchObject({ redeemed: 4, claimCents: 1_333 });
  });

  it('is nothing where the State pays the operator', async () => {
    const lived = await aLivedOrder(server, { agreement: { ...REPAID, paidTo: 'operator' } });
    const at = `/grant-agreements/${lived.order.agreement?.id ?? lived.order.agreementId}/claim?exercise=2026`;
    const claim = await answered(lived.state!.client.get(at));
    expect(claim).toMatchObject({ paidTo: 'operator', funders: [{ total: { redeemed: 4, claimCents: 0 } }] });
  });

  it('shows a funder its own lines only, and does not exist for another State or another funder', async () => {
    const [mine, theirs] = [await anOrganisation(server, 'funder'), await anOrganisation(server, 'funder')];
    const lived = await aLivedOrder(server, {
      funder: mine,
      agreement: { ...REPAID, funders: [mine, theirs] },
    });
    const agreementId = lived.order.agreement?.id ?? lived.order.agreementId;
    const second = await anActiveOrder(server, { funder: theirs, agreementId });
    const office = await aStockedOffice(server, { order: second, office: await anOffice(server) });
    await spend(await aDesk(server), codesOf(await aHandOut(office)));
    const at = `/grant-agreements/${agreementId}/claim?exercise=2026`;
    const fundersSeen = async (client: typeof mine.client) =>
      (await answered(client.get(at))).funders.map(({ funderId, total }: any) => [funderId, total.redeemed]);
    expect(await fundersSeen(mine.client)).toEqual([[mine.organisationId, 4]]);
    expect(await fundersSeen(theirs.client)).toEqual([[theirs.organisationId, 1]]);
    expect(await fundersSeen(lived.operator.client)).toHaveLength(2);

    const strangers = [await anOrganisation(server, 'funder'), await anOrganisation(server, 'state')];
    for (const { client } of strangers) {
      await expectRefused(server, () => client.get(at), 404, 'access.not-found');
    }
    const unknown = `/grant-agreements/${randomUUID()}/claim?exercise=2026`;
    await expectRefused(server, () => lived.operator.client.get(unknown), 404, 'access.not-found');
    await expectRefused(
      server,
      () => lived.operator.client.get(at.split('?')[0] ?? ''),
      400,
      'request.invalid',
    );
    server.clock.setDay(asDay(END.statement));
    expect((await answered(mine.client.get(at.replace('2026', '2025')))).funders).toEqual([]);
  });
});
