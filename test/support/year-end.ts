import { affected, rows } from '../../src/database/sql.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { YearEndCalendar } from '../../src/year-end/calendar.service.js';
import { asDay } from '../../src/shared/calendar.js';
import { randomUUID } from 'node:crypto';
import type { Answer, Client, TestApp } from './app.js';
import { aHandOut, anActiveOrder, aStockedOffice, codesOf, spend, type Stocked } from './distribution.js';
import { answered, theOperator } from './funders.js';
import type { OrderOptions, TestOrder } from './orders.js';
import { aDesk, type Desk } from './redemption.js';

/** The days of the end of exercise 2026, by what they are for. */
export const END = {
  lastDayToPresent: '2027-01-31',
  toleranceOver: '2027-02-01',
  dayBeforeStatement: '2027-02-06',
  statement: '2027-02-07',
} as const;

export interface LivedOptions extends OrderOptions {
  /** How many people receive two vouchers each. */
  people?: number;
  /** How many of those vouchers are redeemed. */
  redeemed?: number;
  /** How many of those that are left are lost and replaced. */
  replaced?: number;
}

export interface LivedOrder extends TestOrder {
  office: Stocked;
  desk: Desk;
  /** Handed out, neither spent nor lost. */
  codes: string[];
}

/** An active order that some people used: three people, four vouchers redeemed and one replaced, unless told. */
export async function aLivedOrder(server: TestApp, options: LivedOptions = {}): Promise<LivedOrder> {
  const { people = 3, redeemed = 4, replaced = 1, ...asked } = options;
  const order = await anActiveOrder(server, asked);
  const office = await aStockedOffice(server, { order });
  const desk = await aDesk(server);
  const codes: string[] = [];
  for (let person = 0; person < people; person++)
    codes.push(...codesOf(await aHandOut(office, { count: 2 })));
  await spend(desk, codes.splice(0, redeemed));
  if (replaced > 0) {
    const lost = { codes: codes.splice(0, replaced), reason: 'lost' };
    await answered(office.worker.client.post('/losses', lost));
  }
  return { ...order, office, desk, codes };
}

/** A step of the closing, asked for by the operator. The expiry is a job, which `expire` works. */
export async function closingStep(
  server: TestApp,
  step: `calendar/${string}` | 'expiry' | 'statements' | 'credit-notes' | 'closing',
  key: string = randomUUID(),
  exercise = 2026,
): Promise<Answer> {
  const { client } = await theOperator(server);
  return client.post(`/exercises/${exercise}/${step}`, {}, { key });
}

/** Expires what is unspent; returns what has expired in the exercise. */
export async function expire(server: TestApp, key?: string): Promise<{ vouchers: number; cents: number }> {
  const { client } = await theOperator(server);
  const { jobId } = await answered(closingStep(server, 'expiry', key));
  await server.get(Jobs).runDue();
  const { state, result, lastError } = await answered(client.get(`/jobs/${jobId}`));
  if (state !== 'done') throw new Error(`the expiry is ${state}: ${lastError}`);
  return result;
}

/** Begins what has come due on the day it is, as every morning, and works it. Returns how many steps began. */
export async function aMorning(server: TestApp): Promise<number> {
  const { begun } = await server.get(YearEndCalendar).beginAllDue();
  await server.get(Jobs).runDue();
  return begun;
}

/** The calendar as somebody sees it: its steps by name. */
export async function theCalendar(server: TestApp, client?: Client, exercise = 2026): Promise<any> {
  const asker = client ?? (await theOperator(server)).client;
  const { steps, ...exerciseOf } = await answered(asker.get(`/exercises/${exercise}/calendar`));
  return { ...exerciseOf, ...Object.fromEntries(steps.map((each: any) => [each.step, each])) };
}

/** The figures of a step, by name. */
export const figuresOf = (step: any): Record<string, number> =>
  Object.fromEntries(step.figures.map(({ figure, value }: any) => [figure, value]));

/** The closing rehearsed. */
export async function theRehearsal(server: TestApp, exercise = 2026): Promise<any> {
  const { client } = await theOperator(server);
  return answered(client.get(`/exercises/${exercise}/closing`));
}

/** Goes to the day of the statement, expires what is unspent and makes the statements; returns them. */
export async function theStatements(server: TestApp): Promise<any[]> {
  server.clock.setDay(asDay(END.statement));
  await expire(server);
  return (await answered(closingStep(server, 'statements'))).items;
}

/** A funder agrees to its statement of the exercise. */
export async function agree(server: TestApp, client: Client): Promise<any> {
  const { items } = await answered(client.get('/statements?exercise=2026'));
  return answered(client.post(`/statements/${items[0].id}/agreement`));
}

/** How many vouchers ended in each way. */
export function endsOf(server: TestApp): Promise<Record<string, number>> {
  return server.db.read(async (tx) => {
    const found = await rows<{ kind: string; count: number }>(
      tx,
      `SELECT kind, count(*)::int AS count FROM voucher_end GROUP BY kind`,
    );
    return Object.fromEntries(found.map(({ kind, count }) => [kind, count]));
  });
}

/** Ends what is left of an order as redeemed, in one statement: a test does not wait for hundreds of scans. */
export function redeemTheRest(server: TestApp, { id, desk }: LivedOrder): Promise<number> {
  return server.db.transaction((tx) =>
    affected(
      tx,
      `WITH made AS (
         INSERT INTO redemption (voucher_serial, order_id, structure_id, venue_id, mediator_id, module_id, session_on, price_cents,
                                 copayment_cents, structure_cents, fee_cents, at, day)
         SELECT v.serial, v.order_id, r.structure_id, r.venue_id, r.mediator_id, r.module_id, r.session_on, r.price_cents,
                r.copayment_cents, r.structure_cents, r.fee_cents, r.at, r.day
           FROM voucher v, (SELECT * FROM redemption WHERE structure_id = $2 ORDER BY receipt LIMIT 1) r
          WHERE v.order_id = $1 AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)
         RETURNING id, voucher_serial, at
       )
       INSERT INTO voucher_end (voucher_serial, kind, redemption_id, at) SELECT voucher_serial, 'redeemed', id, at FROM made`,
      [id, desk.structureId],
    ),
  );
}
