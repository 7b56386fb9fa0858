import { randomUUID } from 'node:crypto';
import { asDay } from '../../src/shared/calendar.js';
import { type Client, TestApp } from '../support/app.js';
import {
  aHandOut,
  aHandOutBody,
  anActiveOrder,
  anOffice,
  aPerson,
  aPrintedOrder,
  aStockedOffice,
  codesOf,
  handOut,
  type HandOutFields,
  payOrder,
  spend,
  type Stocked,
  stockOf,
} from '../support/distribution.js';
import { answered, theOperator } from '../support/funders.js';
import { aMember, anOrganisation } from '../support/people.js';
import { aDesk, countOf, type Desk } from '../support/redemption.js';
import { digestOfEverything } from '../support/rows.js';
import { aModule } from '../support/structures.js';

let server: TestApp;
let office: Stocked;
let desk: Desk;

beforeAll(async () => {
  server = await TestApp.start();
  office = await aStockedOffice(server, { toNumber: 12 });
  desk = await aDesk(server);
});
afterAll(() => server.stop());

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** The codes that the office would hand out next. */
async function nextCodes(of: Stocked, count: number): Promise<string[]> {
  return codesOf(await preview(of, { count }));
}

function preview(of: Stocked, options: HandOutFields = {}): Promise<any> {
  return answered(of.worker.client.post('/hand-outs/preview', aHandOutBody(of, options)));
}

async function refusalOf(of: Stocked, options: HandOutFields): Promise<string> {
  const before = await countOf(server, 'hand_out');
  const previewed = await of.worker.client.post('/hand-outs/preview', aHandOutBody(of, options));
  const { status, body } = await handOut(of, options);
  expect(status).toBeGreaterThanOrEqual(400);
  // A preview refuses in the same words, or tells in its answer what the person may not receive.
  expect(previewed.body.code ?? previewed.body.reason.code).toBe(body.code);
  expect(await countOf(server, 'hand_out')).toBe(before);
  return body.code;
}

describe('rule hand-out-limit: « Pas plus de 2 chèques à la fois par bénéficiaire »', () => {
  it('three at once are refused, and so is a third one while two are unspent', async () => {
    expect(await refusalOf(office, { count: 3 })).toBe('distribution.hand-out-limit');
    const person = aPerson();
    await aHandOut(office, { person, count: 2 });
    expect(await refusalOf(office, { person })).toBe('distribution.hand-out-limit');
    const moduleId = await aModule(server);
    expect(await refusalOf(office, { person, moduleId })).toBe('distribution.hand-out-limit');
  });

  it('counts what another prescriber gave, from another funder', async () => {
    const other = await aStockedOffice(server);
    const person = aPerson();
    await aHandOut(other, { person });
    const moduleId = await aModule(server);
    const { body } = await handOut(office, { person, moduleId, count: 2 });
    expect(body).toMatchObject({ code: 'distribution.hand-out-limit', params: { mayReceive: 1 } });
    await aHandOut(office, { person, moduleId });
    expect(await refusalOf(other, { person, moduleId: await aModule(server) })).toBe(
      'distribution.hand-out-limit',
    );
  });

  it('is not got round by accents, case, hyphens or the order of a click', async () => {
    const person = aPerson({ familyName: 'Fictif D’Œuvre-Été', givenName: 'Éléonore-Anne' });
    await aHandOut(office, { person, count: 2 });
    const again = { ...person, familyName: ' FICTIF  D OEUVRE ETE', givenName: 'eleonore anne' };
    expect(await refusalOf(office, { person: again })).toBe('distribution.hand-out-limit');
    const namesake = { ...person, birthDate: '1960-05-18' };
    expect((await handOut(office, { person: namesake })).status).toBe(201);
  });
});

describe('rule renewal: « renouvelable 1 fois sur le même module »', () => {
  it('the renewal does not come before the first ones are spent', async () => {
    const person = aPerson();
    const first = await aHandOut(office, { person });
    expect(await refusalOf(office, { person })).toBe('distribution.first-ones-not-spent');
    await spend(desk, codesOf(first));
    expect(await aHandOut(office, { person, count: 2 })).toMatchObject({ round: 2 });
  });

  it('a second renewal is refused, whatever was spent, at whichever office', async () => {
    const other = await aStockedOffice(server);
    const person = aPerson();
    await spend(desk, codesOf(await aHandOut(office, { person, count: 2 })));
    await spend(desk, codesOf(await aHandOut(other, { person })));
    expect(await refusalOf(office, { person })).toBe('distribution.renewal-used');
    expect(await refusalOf(other, { person })).toBe('distribution.renewal-used');
  });

  it('another module is a fresh allowance', async () => {
    const person = aPerson();
    await spend(desk, codesOf(await aHandOut(office, { person, count: 2 })));
    await spend(desk, codesOf(await aHandOut(office, { person, count: 2 })));
    const moduleId = await aModule(server);
    expect(await aHandOut(office, { person, moduleId, count: 2 })).toMatchObject({ round: 1 });
  });

  it('losing vouchers gives the renewal and never a fifth voucher on the module', async () => {
    const person = aPerson();
    const lose = async (handedOut: any) =>
      answered(office.worker.client.post('/losses', { codes: codesOf(handedOut), reason: 'lost' }));
    await lose(await aHandOut(office, { person, count: 2 }));
    await lose(await aHandOut(office, { person, count: 2 }));
    expect(await refusalOf(office, { person })).toBe('distribution.renewal-used');
  });

  it('an undone scan counts as unspent again', async () => {
    const person = aPerson();
    const given = await aHandOut(office, { person });
    const [code] = codesOf(given);
    const { id } = await answered(desk.mediator.post('/redemptions', { ...desk.session, code }));
    await answered(desk.mediator.post(`/redemptions/${id}/undo`, { reason: 'Erreur de personne.' }));
    expect(await refusalOf(office, { person })).toBe('distribution.first-ones-not-spent');
  });
});

describe('rule activation: « dont la contrepartie n’est pas en compte »', () => {
  it('printed vouchers are not handed out before their money has come, by code or from the book', async () => {
    const order = await aPrintedOrder(server);
    const printed = await aStockedOffice(server, { order });
    expect(await refusalOf(printed, {})).toBe('distribution.order-not-active');
    await payOrder(server, order);
    const codes = await nextCodes(printed, 1);
    expect((await handOut(printed, { codes })).status).toBe(201);
  });

  it('printed vouchers are passed over by those whose money is there', async () => {
    const printed = await aStockedOffice(server, { order: await aPrintedOrder(server) });
    const active = await aStockedOffice(server, { office: printed });
    expect((await aHandOut(printed)).vouchers[0].orderNumber).toBe(active.order.order.number);
  });

  it('a voucher of an order without its money is refused by its code too', async () => {
    const waiting = await aPrintedOrder(server);
    const stocked = await aStockedOffice(server, { order: waiting });
    // Its code is learnt from the loss of another voucher of its book: the replacements are listed with theirs.
    const { items } = await stockOf(stocked.worker.client, stocked.id);
    const lost = await answered(
      stocked.worker.client.post('/losses', { bookId: items[0].bookId, fromPosition: 10, reason: 'lost' }),
    );
    expect(await refusalOf(stocked, { codes: codesOf(lost) })).toBe('distribution.order-not-active');
  });
});

describe('rule cumulation: « Attention au cumul d’aide »', () => {
  it('every funding of the exercise is shown by funder and recorded, and blocks nothing', async () => {
    const other = await aStockedOffice(server);
    const person = aPerson();
    expect(await aHandOut(office, { person })).toMatchObject({
      warning: null,
      prior: { vouchers: 0, cents: 0 },
    });
    const moduleId = await aModule(server);
    const shown = await preview(other, { person, moduleId });
    expect(shown.prior).toMatchObject({ vouchers: 1, cents: 1_000 });
    expect(shown.warning.fr).toContain('cumul');
    const second = await aHandOut(other, { person, moduleId });
    expect(second.prior).toEqual(shown.prior);
    await spend(desk, [...codesOf(second)]);
    const third = await preview(office, { person, moduleId });
    expect(third.prior).toMatchObject({ vouchers: 2, cents: 2_000 });
    expect(third.prior.byFunder.map((each: any) => each.cents)).toEqual([1_000, 1_000]);
    expect(await countOf(server, 'hand_out', `id = '${second.handOutId}' AND prior_cents = 1000`)).toBe(1);
  });

  it('a voucher that was lost funded nothing', async () => {
    const person = aPerson();
    const first = await aHandOut(office, { person });
    await answered(office.worker.client.post('/losses', { codes: codesOf(first), reason: 'lost' }));
    expect((await preview(office, { person })).prior.vouchers).toBe(0);
  });
});

describe('a voucher is not handed out by its code', () => {
  it('when it is mistyped, made up, or given twice: the refusal says which one and repeats none', async () => {
    const [good, other] = (await nextCodes(office, 2)) as [string, string];
    const mistyped = good.slice(0, -1) + (good.endsWith('0') ? '1' : '0');
    const typed = [good, mistyped];
    const answer = await handOut(office, { codes: typed });
    expect(answer.body).toMatchObject({ code: 'distribution.code-mistyped', params: { rank: 2 } });
    expect(JSON.stringify(answer.body)).not.toContain(mistyped);
    expect(await refusalOf(office, { codes: ['0000-0000-0000-0000-0'] })).toBe('distribution.code-unknown');
    expect(await refusalOf(office, { codes: [other, other.toLowerCase().replaceAll('-', ' ')] })).toBe(
      'distribution.same-code-twice',
    );
    expect(await refusalOf(office, { codes: ['é'] })).toBe('distribution.code-mistyped');
  });

  it('by another office, not even of the same prescriber, nor when its book is in no office', async () => {
    const sister = await aStockedOffice(server, {
      office: await anOffice(server, { manager: office.manager }),
      order: office.order,
      fromNumber: 20,
    });
    const codes = await nextCodes(sister, 1);
    expect(await refusalOf(office, { codes })).toBe('distribution.voucher-not-in-stock');
    const orderId = office.order.id;
    await answered(
      office.order.funder.client.post('/allotments/take-backs', { orderId, fromNumber: 20, toNumber: 21 }),
    );
    expect(await refusalOf(sister, { codes })).toBe('distribution.voucher-not-in-stock');
  });

  it('a second time, to the same person or another, spent or not', async () => {
    const person = aPerson();
    const codes = codesOf(await aHandOut(office, { person }));
    expect(await refusalOf(office, { codes })).toBe('distribution.voucher-handed-out');
    expect(await refusalOf(office, { codes, person })).toBe('distribution.voucher-handed-out');
    await spend(desk, codes);
    expect(await refusalOf(office, { codes })).toBe('distribution.voucher-handed-out');
  });

  it('once it was declared lost', async () => {
    const codes = await nextCodes(office, 1);
    await answered(office.worker.client.post('/losses', { codes, reason: 'lost' }));
    expect(await refusalOf(office, { codes })).toBe('distribution.voucher-revoked');
    expect(await nextCodes(office, 1)).not.toEqual(codes);
  });
});

describe('the next vouchers', () => {
  it('come from the open book to its end before another is begun, then by number', async () => {
    const stocked = await aStockedOffice(server, { toNumber: 3 });
    const places: string[] = [];
    for (let each = 0; each < 8; each++) {
      server.clock.advance(1000);
      const { vouchers } = await aHandOut(stocked, { count: 2 });
      places.push(...vouchers.map((voucher: any) => `${voucher.bookNumber}.${voucher.position}`));
    }
    expect(places.slice(0, 3)).toEqual(['1.1', '1.2', '1.3']);
    expect(places.slice(8, 12)).toEqual(['1.9', '1.10', '2.1', '2.2']);
    expect(new Set(places).size).toBe(16);
  });

  it('are of the book that was opened last, when one was opened by code', async () => {
    const stocked = await aStockedOffice(server, { toNumber: 3 });
    const last: any = await answered(
      stocked.worker.client.post('/losses', {
        bookId: (await stockOf(stocked.worker.client, stocked.id)).items[2].bookId,
        fromPosition: 9,
        reason: 'damaged',
      }),
    );
    server.clock.advance(1000);
    await aHandOut(stocked, { codes: [codesOf(last)[0] as string] });
    server.clock.advance(1000);
    expect((await preview(stocked)).vouchers[0]).toMatchObject({
      bookNumber: last.vouchers[0].bookNumber,
      position: 2,
    });
  });

  it('are not half given when the office has one too few', async () => {
    const stocked = await aStockedOffice(server, { toNumber: 1 });
    for (let each = 0; each < 9; each++) await aHandOut(stocked);
    expect(await refusalOf(stocked, { count: 2 })).toBe('distribution.stock-too-small');
    const { body } = await handOut(stocked, { count: 2 });
    expect(body.params).toEqual({ left: 1 });
    await aHandOut(stocked);
    expect(await refusalOf(stocked, {})).toBe('distribution.stock-too-small');
  });
});

describe('a hand-out is not made', () => {
  it('by the operator, a funder, the State or a structure', async () => {
    const others = [await theOperator(server)];
    for (const kind of ['funder', 'state', 'structure'] as const)
      others.push(await anOrganisation(server, kind));
    for (const { client } of others) {
      for (const path of ['/hand-outs', '/hand-outs/preview']) {
        expect((await client.post(path, { ...aHandOutBody(office), officeId: office.id })).status).toBe(403);
      }
    }
    expect((await server.nobody.post('/hand-outs', aHandOutBody(office))).status).toBe(401);
  });

  it('for an office that is not one’s own', async () => {
    const sister = await anOffice(server, { manager: office.manager });
    const foreign = await aStockedOffice(server);
    const attempt = async (client: Client, officeId?: string) =>
      (await client.post('/hand-outs', aHandOutBody(office, officeId ? { officeId } : {}))).body.code;
    expect(await attempt(sister.worker.client, office.id)).toBe('access.not-found');
    expect(await attempt(foreign.worker.client, office.id)).toBe('access.not-found');
    expect(await attempt(office.manager.client, foreign.id)).toBe('access.not-found');
    expect(await attempt(office.manager.client, UNKNOWN)).toBe('access.not-found');
    expect(await attempt(office.manager.client)).toBe('distribution.office-needed');
    const roaming = await aMember(server, office.manager.organisationId, 'member');
    expect(await attempt(roaming.client)).toBe('distribution.office-needed');
    expect(await attempt(roaming.client, office.id)).toBeUndefined();
  });

  it('on a module that does not exist or was retired', async () => {
    expect(await refusalOf(office, { moduleId: UNKNOWN })).toBe('distribution.module-unknown');
    const moduleId = await aModule(server);
    await (await theOperator(server)).client.delete(`/modules/${moduleId}`);
    expect(await refusalOf(office, { moduleId })).toBe('distribution.module-retired');
  });

  it('to a name without a letter, or a birth date that is none', async () => {
    expect(await refusalOf(office, { familyName: ' - ' })).toBe('distribution.family-name-empty');
    expect(await refusalOf(office, { givenName: '’' })).toBe('distribution.given-name-empty');
    expect(await refusalOf(office, { birthDate: '2026-03-03' })).toBe('distribution.birth-date-in-future');
    expect(await refusalOf(office, { birthDate: '1890-01-01' })).toBe('distribution.birth-date-too-long-ago');
    expect(await refusalOf(office, { commune: '99999' })).toBe('access.commune-unknown');
  });

  it('with the vouchers named in two ways or none', async () => {
    const codes = await nextCodes(office, 1);
    expect(await refusalOf(office, { vouchers: { codes, count: 1 } })).toBe('distribution.vouchers-unclear');
    expect(await refusalOf(office, { vouchers: {} })).toBe('distribution.vouchers-unclear');
  });

  it.each([
    ['familyName', undefined],
    ['familyName', 12],
    ['familyName', 'a'.repeat(101)],
    ['familyName', 'a\u0000b'],
    ['familyName', '\ud800'],
    ['familyName', { toString: 'x' }],
    ['givenName', null],
    ['birthDate', '2026-02-30'],
    ['birthDate', '1960-05-17T00:00:00Z'],
    ['birthDate', 19600517],
    ['moduleId', '1; DROP TABLE voucher'],
    ['vouchers', null],
    ['vouchers', []],
    ['vouchers', 'next'],
    ['vouchers', { count: 0 }],
    ['vouchers', { count: -1 }],
    ['vouchers', { count: 1.5 }],
    ['vouchers', { count: 2 ** 53 }],
    ['vouchers', { count: '2' }],
    ['vouchers', { codes: [] }],
    ['vouchers', { codes: [1] }],
    ['vouchers', { codes: ['x'.repeat(41)] }],
    ['vouchers', { codes: ['\u0000'] }],
    ['vouchers', { codes: 'x' }],
    ['vouchers', { count: 1, serial: 1 }],
    ['commune', 37072],
    ['commune', '9Z072'],
    ['sex', 'femme'],
    ['firstTime', 'yes'],
    ['officeId', 'x'],
    ['round', 1],
    ['beneficiaryId', 1],
  ])('when %s is %j', async (field, value) => {
    const body = { ...aHandOutBody(office), [field]: value };
    for (const path of ['/hand-outs', '/hand-outs/preview']) {
      const answer = await office.worker.client.post(path, body);
      expect(answer.body.code).toBe('request.invalid');
      // What was typed is a person's: a refusal never repeats it.
      if (typeof value === 'string' && value.length > 3)
        expect(JSON.stringify(answer.body)).not.toContain(value);
    }
  });
});

describe('a preview', () => {
  it('writes nothing at all, and announces what the hand-out then does', async () => {
    const person = aPerson();
    await aHandOut(office);
    const before = await digestOfEverything(server, []);
    const shown = await preview(office, { person, count: 2 });
    expect(await digestOfEverything(server, [])).toEqual(before);
    expect(shown).toMatchObject({ allowed: true, mayReceive: 2, round: 1, reason: null, heldNow: 0 });
    const done = await aHandOut(office, { person, count: 2 });
    expect(done.vouchers).toEqual(shown.vouchers);
  });

  it('says what the person may still receive, and why not what was asked', async () => {
    const person = aPerson();
    await aHandOut(office, { person });
    const moduleId = await aModule(server);
    const tooMany = await preview(office, { person, moduleId, count: 2 });
    expect(tooMany).toMatchObject({
      allowed: false,
      mayReceive: 1,
      heldNow: 1,
      reason: { code: 'distribution.hand-out-limit' },
    });
    expect(await preview(office, { person, moduleId })).toMatchObject({ allowed: true, mayReceive: 1 });
    expect(await preview(office, { person })).toMatchObject({
      allowed: false,
      mayReceive: 0,
      round: null,
      reason: { code: 'distribution.first-ones-not-spent' },
    });
  });
});

describe('a repeated request', () => {
  it('gets its first answer again and hands nothing more out, at once or later', async () => {
    const key = randomUUID();
    const person = aPerson();
    const before = await countOf(server, 'hand_out_voucher');
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => handOut(office, { person, count: 2 }, key)),
    );
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect((await handOut(office, { person, count: 2 }, key)).body).toEqual(answers[0]?.body);
    expect(await countOf(server, 'hand_out_voucher')).toBe(before + 2);
    const other = await handOut(office, { person, count: 1 }, key);
    expect(other.body.code).toBe('request.idempotency-key-reused');
  });

  it('is refused again as it was, even when it could be done since', async () => {
    const key = randomUUID();
    const person = aPerson();
    const first = await aHandOut(office, { person });
    expect((await handOut(office, { person }, key)).body.code).toBe('distribution.first-ones-not-spent');
    await spend(desk, codesOf(first));
    expect((await handOut(office, { person }, key)).body.code).toBe('distribution.first-ones-not-spent');
    expect((await handOut(office, { person })).status).toBe(201);
  });
});

describe('the list of hand-outs', () => {
  it('shows each office its own, says to whom of none, and shows a prescriber those of its offices', async () => {
    const manager = await anOrganisation(server, 'prescriber');
    const order = await anActiveOrder(server);
    const one = await aStockedOffice(server, { order, office: await anOffice(server, { manager }) });
    const two = await aStockedOffice(server, {
      order,
      office: await anOffice(server, { manager }),
      fromNumber: 3,
    });
    const first = await aHandOut(one, { count: 2 });
    const second = await aHandOut(two);
    const listed = async (client: Client) => (await answered(client.get('/hand-outs?limit=200'))).items;
    expect((await listed(one.worker.client)).map((each: any) => each.id)).toEqual([first.handOutId]);
    const ofBoth = (await listed(manager.client)).map((each: any) => each.id);
    expect(new Set(ofBoth)).toEqual(new Set([first.handOutId, second.handOutId]));
    const told = [
      'ageBracket',
      'at',
      'day',
      'id',
      'moduleId',
      'moduleTitle',
      'officeId',
      'officeName',
      'round',
      'vouchers',
    ];
    expect(Object.keys((await listed(two.worker.client))[0]).toSorted()).toEqual(told);
    expect((await order.funder.client.get('/hand-outs')).status).toBe(403);
  });
});

describe('the year', () => {
  it('hand-outs are possible on 15 December and no longer on the 16th', async () => {
    server.clock.setDay(asDay('2026-12-15'), 23);
    expect((await handOut(office)).status).toBe(201);
    const codes = await nextCodes(office, 1);
    server.clock.setDay(asDay('2026-12-16'), 0);
    expect(await refusalOf(office, {})).toBe('distribution.hand-outs-stopped');
    expect(await refusalOf(office, { codes })).toBe('distribution.hand-outs-stopped');
    server.clock.setDay(asDay('2027-01-04'));
    expect(await refusalOf(office, { codes })).toBe('distribution.voucher-of-another-exercise');
    expect(await refusalOf(office, {})).toBe('distribution.stock-too-small');
  });
});
