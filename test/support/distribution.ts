import { type Tx, oneRow, rows } from '../../src/database/sql.js';
import { Jobs } from '../../src/jobs/jobs.js';
import type { Answer, Client, TestApp } from './app.js';
import { answered } from './funders.js';
import { aFundedOrder, anApprovedOrder, type OrderOptions, payInFull, type TestOrder } from './orders.js';
import { aMember, anOrganisation, type TestPerson } from './people.js';
import { type Desk } from './redemption.js';
import { aModule } from './structures.js';

export interface TestOffice {
  id: string;
  name: string;
  /** The manager of its prescriber. */
  manager: TestPerson;
  /** A social worker of this office. */
  worker: TestPerson;
}

let counter = 0;

/** An office of a prescriber (a new one unless told), with a social worker of its own. */
export async function anOffice(
  server: TestApp,
  options: { manager?: TestPerson; name?: string } = {},
): Promise<TestOffice> {
  counter++;
  const manager = options.manager ?? (await anOrganisation(server, 'prescriber'));
  const body = { name: options.name ?? `Antenne ${counter}`, insee: '37072' };
  const { id, name } = await answered(manager.client.post('/offices', body));
  return { id, name, manager, worker: await aMember(server, manager.organisationId, 'member', id) };
}

/** An order whose books are printed and whose money has not come: 50 books of 10 unless told. */
export async function aPrintedOrder(server: TestApp, options: OrderOptions = {}): Promise<TestOrder> {
  const order = await anApprovedOrder(server, options);
  await answered(order.operator.client.post(`/orders/${order.id}/issuance`));
  return order;
}

/** Pays what an order still waits for, which makes a printed one active. */
export async function payOrder(server: TestApp, order: TestOrder): Promise<void> {
  for (const invoice of order.order.invoices) await payInFull(server, invoice);
  await server.get(Jobs).runDue();
}

/** An order paid, issued and active: 50 books of 10 unless told. */
export async function anActiveOrder(server: TestApp, options: OrderOptions = {}): Promise<TestOrder> {
  const order = await aFundedOrder(server, options);
  await server.get(Jobs).runDue();
  return order;
}

export interface Stocked extends TestOffice {
  order: TestOrder;
  moduleId: string;
}

export interface StockOptions {
  office?: TestOffice;
  order?: TestOrder;
  fromNumber?: number;
  toNumber?: number;
}

/** An office with books of an active order: its first two unless told. */
export async function aStockedOffice(server: TestApp, options: StockOptions = {}): Promise<Stocked> {
  const { fromNumber = 1, toNumber = fromNumber + 1 } = options;
  const order = options.order ?? (await anActiveOrder(server));
  const office = options.office ?? (await anOffice(server));
  await answered(
    order.funder.client.post('/allotments', { orderId: order.id, fromNumber, toNumber, officeId: office.id }),
  );
  return { ...office, order, moduleId: await theModule(server) };
}

const modules = new WeakMap<TestApp, Promise<string>>();

/** The module of a test when it does not matter which. */
export function theModule(server: TestApp): Promise<string> {
  const known = modules.get(server) ?? aModule(server);
  modules.set(server, known);
  return known;
}

export interface Identity {
  familyName: string;
  givenName: string;
  birthDate: string;
}

/** Somebody made up, and somebody else each time. */
export function aPerson(fields: Partial<Identity> = {}): Identity {
  counter++;
  return {
    familyName: `Fictif-${letters(counter)}`,
    givenName: 'Prénom',
    birthDate: '1960-05-17',
    ...fields,
  };
}

/** A number in letters: names hold none. */
function letters(number: number): string {
  return [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}

export interface HandOutFields {
  person?: Identity;
  moduleId?: string;
  codes?: string[];
  count?: number;
  [field: string]: unknown;
}

/** The body of a hand-out: one voucher of the open book to somebody new, unless told. */
export function aHandOutBody(office: { moduleId: string }, options: HandOutFields = {}) {
  const { person = aPerson(), moduleId = office.moduleId, codes, count, ...fields } = options;
  const vouchers = codes ? { codes } : { count: count ?? 1 };
  return { ...person, moduleId, vouchers, commune: '37072', ...fields };
}

/** Asks for a hand-out as a social worker of the office. */
export function handOut(office: Stocked, options: HandOutFields = {}, key?: string): Promise<Answer> {
  return office.worker.client.post('/hand-outs', aHandOutBody(office, options), key ? { key } : {});
}

/** A hand-out that is made, and its answer. */
export function aHandOut(office: Stocked, options: HandOutFields = {}): Promise<any> {
  return answered(handOut(office, options));
}

/** Spends vouchers at a desk. */
export async function spend(desk: Desk, codes: readonly string[]): Promise<void> {
  for (const code of codes) await answered(desk.mediator.post('/redemptions', { ...desk.session, code }));
}

export const codesOf = (handedOut: any): string[] => handedOut.vouchers.map((voucher: any) => voucher.code);

/** The ids of the first books of an order, in the order of their numbers. */
export function bookIds(server: TestApp, orderId: string, count: number): Promise<number[]> {
  return server.db.read(async (tx) => {
    const found = await rows<{ id: bigint }>(
      tx,
      `SELECT id FROM book WHERE order_id = $1 ORDER BY number LIMIT $2`,
      [orderId, count],
    );
    return found.map(({ id }) => Number(id));
  });
}

/** The stock of an office as one of its people, its prescriber or a funder sees it. */
export function stockOf(client: Client, officeId: string): Promise<any> {
  return answered(client.get(`/offices/${officeId}/stock?limit=200`));
}

/** Holds a lock, or any other work, in a transaction that stays open until it is let go. */
export async function holding(
  server: TestApp,
  work: (tx: Tx) => Promise<unknown>,
): Promise<{ letGo: () => Promise<void> }> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let ready: () => void = () => undefined;
  const isReady = new Promise<void>((resolve) => (ready = resolve));
  const done = server.db.transaction(async (tx) => {
    await work(tx);
    ready();
    await released;
  });
  await Promise.race([isReady, done]);
  return {
    letGo: async () => {
      release();
      await done;
    },
  };
}

/** How many backends of this database wait for a lock. */
export async function waitingForLocks(server: TestApp): Promise<number> {
  const { count } = await server.db.read((tx) =>
    oneRow<{ count: number }>(
      tx,
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    ),
  );
  return count;
}
