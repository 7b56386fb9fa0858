import { affected } from '../../src/database/sql.js';
import { type Answer, TestApp } from '../support/app.js';
import {
  aHandOut,
  anActiveOrder,
  anOffice,
  aPerson,
  aStockedOffice,
  codesOf,
  handOut,
  holding,
  spend,
  type Stocked,
  waitingForLocks,
} from '../support/distribution.js';
import { answered } from '../support/funders.js';
import { aMember } from '../support/people.js';
import { aDesk, countOf, type Desk } from '../support/redemption.js';
import { aModule } from '../support/structures.js';

let server: TestApp;
let desk: Desk;
let offices: Stocked[];

beforeAll(async () => {
  server = await TestApp.start();
  const order = await anActiveOrder(server);
  offices = [];
  for (let each = 0; each < 4; each++) {
    offices.push(await aStockedOffice(server, { order, fromNumber: 1 + each * 5, toNumber: 5 + each * 5 }));
  }
  desk = await aDesk(server);
});
afterAll(() => server.stop());

/** The codes of the refusals; a success is 'done'. */
function outcomes(answers: readonly Answer[]): string[] {
  const codes = answers.map(({ status, body }): string => (status === 201 ? 'done' : body.code));
  return codes.toSorted();
}

function manyTimes<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

/** Rows that break a limit, whatever the answers said. */
function limitsBroken(): Promise<number> {
  return countOf(
    server,
    `(SELECT h.beneficiary_id, h.module_id, count(*) FILTER (WHERE e.voucher_serial IS NULL) AS held, count(DISTINCT h.id) AS rounds
        FROM hand_out h JOIN hand_out_voucher g ON g.hand_out_id = h.id LEFT JOIN voucher_end e ON e.voucher_serial = g.voucher_serial
       GROUP BY GROUPING SETS ((h.beneficiary_id), (h.beneficiary_id, h.module_id))) counted`,
    `held > 2 OR (module_id IS NOT NULL AND rounds > 2)`,
  );
}

describe('the same person, served by several offices in the same second', () => {
  it('does not receive three vouchers for the first time', async () => {
    const person = aPerson();
    const answers = await manyTimes(16, (index) =>
      handOut(offices[index % 4] as Stocked, { person, count: 2, moduleId: offices[0]!.moduleId }),
    );
    expect(outcomes(answers)).toEqual([...Array(15).fill('distribution.hand-out-limit'), 'done']);
    expect(await limitsBroken()).toBe(0);
  });

  it('does not receive a third one on modules that are all different', async () => {
    const person = aPerson();
    const modules: string[] = [];
    for (let each = 0; each < 8; each++) modules.push(await aModule(server));
    const answers = await manyTimes(16, (index) =>
      handOut(offices[index % 4] as Stocked, { person, moduleId: modules[index % 8] as string }),
    );
    expect(outcomes(answers).filter((outcome) => outcome === 'done')).toHaveLength(2);
    expect(await limitsBroken()).toBe(0);
  });

  it('is renewed once, and not once per office', async () => {
    const person = aPerson();
    await spend(desk, codesOf(await aHandOut(offices[0] as Stocked, { person, count: 2 })));
    const answers = await manyTimes(12, (index) => handOut(offices[index % 4] as Stocked, { person }));
    expect(outcomes(answers)).toEqual([...Array(11).fill('distribution.renewal-used'), 'done']);
    expect(await limitsBroken()).toBe(0);
  });

  it('is waited for before anything about them is read', async () => {
    const [office, other] = offices as [Stocked, Stocked];
    const person = aPerson();
    const known = await aHandOut(office, { person });
    await spend(desk, codesOf(known));
    const moduleId = await aModule(server);
    // Another office is handing this person a first voucher on the module, and has not committed yet.
    const serving = await holding(server, async (tx) => {
      await affected(tx, `SELECT 1 FROM beneficiary ORDER BY id DESC LIMIT 1 FOR NO KEY UPDATE`);
      await affected(
        tx,
        `WITH made AS (
           INSERT INTO hand_out (exercise, beneficiary_id, module_id, office_id, round, age_bracket, insee, prior_cents, at, day)
           SELECT exercise, beneficiary_id, $2, office_id, 1, age_bracket, insee, 0, at, day FROM hand_out WHERE id = $1 RETURNING id
         )
         INSERT INTO hand_out_voucher (voucher_serial, hand_out_id, slot)
         SELECT max(v.serial), made.id, 1 FROM voucher v, made GROUP BY made.id`,
        [known.handOutId, moduleId],
      );
    });
    const waiting = handOut(other, { person, moduleId });
    while ((await waitingForLocks(server)) === 0);
    await serving.letGo();
    // Read too early, it would be a first hand-out that only the database refuses, with another reason.
    expect((await waiting).body.code).toBe('distribution.first-ones-not-spent');
  });
});

describe('colleagues of one office at the same moment', () => {
  it('get vouchers of their own, and nobody is refused while any is left', async () => {
    const order = await anActiveOrder(server);
    const office = await aStockedOffice(server, { order, toNumber: 3 });
    const colleague = {
      ...office,
      worker: await aMember(server, office.manager.organisationId, 'member', office.id),
    };
    const answers = await manyTimes(16, (index) =>
      handOut(index % 2 ? office : colleague, { count: index % 4 ? 2 : 1 }),
    );
    expect(outcomes(answers)).toEqual(Array(16).fill('done'));
    const codes = answers.flatMap(({ body }) => codesOf(body));
    expect(new Set(codes).size).toBe(28);
    // Two are left, for three who come.
    const last = await manyTimes(3, () => handOut(office));
    expect(outcomes(last)).toEqual(['distribution.stock-too-small', 'done', 'done']);
  });

  it('do not wait for one who is taking their time', async () => {
    const office = await aStockedOffice(server, { order: await anActiveOrder(server) });
    const slow = await holding(server, async (tx) => {
      await affected(
        tx,
        `SELECT 1 FROM voucher v JOIN book b ON b.id = v.book_id WHERE b.order_id = $1 AND b.number = 1 AND v.position <= 2
           FOR NO KEY UPDATE OF v`,
        [office.order.id],
      );
    });
    const { vouchers } = await aHandOut(office, { count: 2 });
    expect(vouchers.map((voucher: any) => voucher.position)).toEqual([3, 4]);
    await slow.letGo();
  });

  it('are not told that the stock is empty while the last voucher may come back', async () => {
    const office = await aStockedOffice(server, { order: await anActiveOrder(server), toNumber: 1 });
    for (let each = 0; each < 5; each++) await aHandOut(office, { count: each === 4 ? 1 : 2 });
    const holder = await holding(server, async (tx) => {
      await affected(
        tx,
        `SELECT 1 FROM voucher v JOIN book b ON b.id = v.book_id WHERE b.order_id = $1 AND b.number = 1 AND v.position = 10
           FOR NO KEY UPDATE OF v`,
        [office.order.id],
      );
    });
    const asking = handOut(office);
    while ((await waitingForLocks(server)) === 0);
    await holder.letGo();
    expect((await asking).status).toBe(201);
  });

  it('do not hand one voucher out twice when both typed its code', async () => {
    const office = offices[2] as Stocked;
    const codes = codesOf(
      await answered(
        office.worker.client.post('/hand-outs/preview', {
          ...aPerson(),
          moduleId: office.moduleId,
          vouchers: { count: 2 },
          commune: '37072',
        }),
      ),
    );
    const answers = await manyTimes(10, (index) =>
      handOut(office, { codes: index % 2 ? codes : codes.toReversed() }),
    );
    expect(outcomes(answers)).toEqual([...Array(9).fill('distribution.voucher-handed-out'), 'done']);
  });
});

describe('a loss against something else', () => {
  it('and a scan of the same voucher: one of them is refused, and the voucher ends once', async () => {
    const office = offices[3] as Stocked;
    for (let round = 0; round < 4; round++) {
      const [code] = codesOf(await aHandOut(office)) as [string];
      const answers = await manyTimes(6, (index) =>
        index % 2
          ? office.worker.client.post('/losses', { codes: [code], reason: 'lost' })
          : desk.mediator.post('/redemptions', { ...desk.session, code }),
      );
      expect(outcomes(answers).filter((outcome) => outcome === 'done')).toHaveLength(1);
    }
    const lost = await countOf(server, 'voucher_end', `kind = 'revoked'`);
    expect(await countOf(server, 'voucher', 'replaces IS NOT NULL')).toBe(lost);
  });

  it('and a hand-out of the same voucher: it is lost after being handed out, or refused', async () => {
    const office = offices[3] as Stocked;
    const { vouchers } = await answered(
      office.worker.client.post('/hand-outs/preview', {
        ...aPerson(),
        moduleId: office.moduleId,
        vouchers: { count: 1 },
        commune: '37072',
      }),
    );
    const codes = [vouchers[0].code];
    const [given, lost] = await Promise.all([
      handOut(office, { codes }),
      office.worker.client.post('/losses', { codes, reason: 'lost' }),
    ]);
    expect(lost.status).toBe(201);
    if (given.status !== 201) expect(given.body.code).toBe('distribution.voucher-revoked');
  });

  it('and itself: one replacement is made, whether the codes or the book are named', async () => {
    const office = offices[2] as Stocked;
    const { vouchers } = await aHandOut(office);
    const codes = [vouchers[0].code];
    const before = await countOf(server, 'voucher', 'replaces IS NOT NULL');
    const answers = await manyTimes(6, () =>
      office.worker.client.post('/losses', { codes, reason: 'stolen' }),
    );
    expect(outcomes(answers)).toEqual([...Array(5).fill('distribution.voucher-revoked'), 'done']);
    expect(await countOf(server, 'voucher', 'replaces IS NOT NULL')).toBe(before + 1);
  });

  it('and another loss of the same order: each replacement book has a number of its own', async () => {
    const order = await anActiveOrder(server);
    const office = await aStockedOffice(server, { order, toNumber: 4, office: await anOffice(server) });
    const given: any[] = [];
    for (let each = 0; each < 6; each++) given.push(await aHandOut(office));
    const answers = await manyTimes(6, (index) =>
      office.worker.client.post('/losses', { codes: codesOf(given[index]), reason: 'lost' }),
    );
    expect(outcomes(answers)).toEqual(Array(6).fill('done'));
    const numbers = answers.map(({ body }) => body.losses[0].replacementBook.number);
    expect(new Set(numbers).size).toBe(6);
  });
});
