import { randomBytes } from 'node:crypto';
import { affected, oneRow, rows } from '../../src/database/sql.js';
import { CodeBook } from '../../src/issuance/code-book.js';
import { Jobs } from '../../src/jobs/jobs.js';
import type { TestApp } from './app.js';
import { answered } from './funders.js';
import { aFundedOrder, type OrderOptions, type TestOrder } from './orders.js';
import { anOrganisation } from './people.js';
import { aLabelledStructure, type DeclaredOptions, type LabelledStructure } from './structures.js';

/** A voucher of paper: what is printed on it, and what it is called in the database. */
export interface Voucher {
  serial: bigint;
  code: string;
}

export interface HandedOutVoucher extends Voucher {
  beneficiaryId: bigint;
}

/** An order whose vouchers are made and active; `take` gives one that nobody else has. */
export interface IssuedOrder extends TestOrder {
  take(): Voucher;
}

/** An order paid, issued and active: 500 vouchers unless told. */
export async function anIssuedOrder(server: TestApp, options: OrderOptions = {}): Promise<IssuedOrder> {
  const order = await aFundedOrder(server, options);
  await server.get(Jobs).runDue();
  const codes = await server.db.read(async (tx) => {
    const made = await rows<{ serial: bigint; exercise: number }>(
      tx,
      `SELECT serial, exercise FROM voucher WHERE order_id = $1 ORDER BY serial`,
      [order.id],
    );
    return server.get(CodeBook).codesOf(tx, made);
  });
  const left = [...codes].map(([serial, code]) => ({ serial, code }));
  return {
    ...order,
    take: () => {
      const voucher = left.shift();
      if (!voucher) throw new Error('the order of the test has no voucher left');
      return voucher;
    },
  };
}

const orders = new WeakMap<TestApp, Promise<IssuedOrder>>();

/** The order that the vouchers of a test come from when it does not matter. */
export function theOrder(server: TestApp): Promise<IssuedOrder> {
  const known = orders.get(server) ?? anIssuedOrder(server);
  orders.set(server, known);
  return known;
}

export interface HandOutOptions {
  order?: IssuedOrder;
  vouchers?: readonly Voucher[];
  /** Who receives them; somebody new unless told. */
  beneficiaryId?: bigint;
}

/**
 * Hands vouchers to a person (one voucher, to somebody new, unless told). The rows are written as a hand-out writes
 * them: what is tested is what comes after.
 */
export async function aHandOut(server: TestApp, options: HandOutOptions = {}): Promise<HandedOutVoucher[]> {
  const vouchers = options.vouchers ?? [(options.order ?? (await theOrder(server))).take()];
  const officeId = await theOffice(server);
  return server.db.transaction(async (tx) => {
    const beneficiaryId =
      options.beneficiaryId ??
      (
        await oneRow<{ id: bigint }>(
          tx,
          `INSERT INTO beneficiary (exercise, pseudonym) VALUES (2026, $1) RETURNING id`,
          [randomBytes(32)],
        )
      ).id;
    await affected(
      tx,
      `WITH learnt AS (
         INSERT INTO module (title, hours) VALUES ('Module ' || gen_random_uuid(), 3) RETURNING id
       ), made AS (
         INSERT INTO hand_out (exercise, beneficiary_id, module_id, office_id, round, age_bracket, insee, prior_cents, at, day)
         SELECT 2026, $1, learnt.id, $2, 1, '26-39', '37072', 0, $3, $4 FROM learnt RETURNING id
       )
       INSERT INTO hand_out_voucher (voucher_serial, hand_out_id, slot)
       SELECT v.serial, made.id, v.slot FROM made, unnest($5::bigint[]) WITH ORDINALITY AS v (serial, slot)`,
      [
        beneficiaryId,
        officeId,
        server.clock.now(),
        server.clock.today(),
        vouchers.map(({ serial }) => serial),
      ],
    );
    return vouchers.map((voucher) => ({ ...voucher, beneficiaryId }));
  });
}

/** One voucher handed out to somebody new. */
export async function aHandedOutVoucher(
  server: TestApp,
  options: HandOutOptions = {},
): Promise<HandedOutVoucher> {
  return (await aHandOut(server, options))[0] as HandedOutVoucher;
}

/** So many vouchers, each handed out to somebody new. */
export async function handedOutVouchers(server: TestApp, count: number): Promise<HandedOutVoucher[]> {
  const vouchers: HandedOutVoucher[] = [];
  for (let each = 0; each < count; each++) vouchers.push(await aHandedOutVoucher(server));
  return vouchers;
}

const offices = new WeakMap<TestApp, Promise<string>>();

function theOffice(server: TestApp): Promise<string> {
  const known = offices.get(server) ?? anOffice(server);
  offices.set(server, known);
  return known;
}

async function anOffice(server: TestApp): Promise<string> {
  const { organisationId } = await anOrganisation(server, 'prescriber');
  return server.db.transaction(async (tx) => {
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO office (prescriber_id, name, insee) VALUES ($1, 'Antenne', '37072') RETURNING id`,
      [organisationId],
    );
    return id;
  });
}

/** A labelled structure, ready to scan: `session` is what its scans say beside the code. */
export interface Desk extends LabelledStructure {
  session: { venueId: string; mediatorId: string; moduleId: string; sessionOn: string };
}

export async function aDesk(server: TestApp, options: DeclaredOptions = {}): Promise<Desk> {
  const structure = await aLabelledStructure(server, options);
  const { venueId, mediatorId, moduleId } = structure;
  return { ...structure, session: { venueId, mediatorId, moduleId, sessionOn: server.clock.today() } };
}

/** A redemption made over HTTP: the receipt, with its voucher and the structure that made it. */
export async function aRedemption(
  server: TestApp,
  options: { desk?: Desk; voucher?: HandedOutVoucher; fields?: Record<string, unknown> } = {},
): Promise<{ desk: Desk; voucher: HandedOutVoucher; receipt: any }> {
  const desk = options.desk ?? (await aDesk(server));
  const voucher = options.voucher ?? (await aHandedOutVoucher(server));
  const body = { ...desk.session, code: voucher.code, ...options.fields };
  return { desk, voucher, receipt: await answered(desk.mediator.post('/redemptions', body)) };
}

/** So many redemptions of one structure. */
export async function redemptions(server: TestApp, desk: Desk, count: number): Promise<any[]> {
  const receipts: any[] = [];
  for (let each = 0; each < count; each++) receipts.push((await aRedemption(server, { desk })).receipt);
  return receipts;
}

/** How many rows of a table there are. */
export async function countOf(server: TestApp, table: string, where = 'true'): Promise<number> {
  const { count } = await server.db.read((tx) =>
    oneRow<{ count: number }>(tx, `SELECT count(*)::int AS count FROM ${table} WHERE ${where}`),
  );
  return count;
}
