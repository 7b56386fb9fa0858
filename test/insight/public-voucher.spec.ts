import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import {
  aHandOut,
  anActiveOrder,
  aPrintedOrder,
  aStockedOffice,
  codesOf,
  spend,
} from '../support/distribution.js';
import { answered } from '../support/funders.js';
import { CodeBook } from '../../src/issuance/code-book.js';
import { rows } from '../../src/database/sql.js';
import { aDesk } from '../support/redemption.js';
import { digestOfEverything } from '../support/rows.js';
import { expire, END } from '../support/year-end.js';
import { encodeCode, formatCode, parseCode } from '../../src/scheme/voucher-code.js';

describe('a voucher looked at by anyone', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await TestApp.start();
  });
  afterAll(() => server.stop());

  const look = (code: string) => answered(server.nobody.get(`/vouchers/${encodeURIComponent(code)}`));

  /** The code of the last voucher of an order, which nothing was done with. */
  async function lastCode(orderId: string): Promise<string> {
    return server.db.read(async (tx) => {
      const last = await rows<{ serial: bigint; exercise: number }>(
        tx,
        'SELECT serial, exercise FROM voucher WHERE order_id = $1 ORDER BY serial DESC LIMIT 1',
        [orderId],
      );
      return [...(await server.get(CodeBook).codesOf(tx, last)).values()][0] as string;
    });
  }

  it('says its state, until when it is valid and what it is worth, and nothing of who, where or by whom', async () => {
    const office = await aStockedOffice(server);
    const printed = await aPrintedOrder(server);
    const [valid, redeemed, lost, stolen] = [
      ...codesOf(await aHandOut(office, { count: 2 })),
      ...codesOf(await aHandOut(office, { count: 2 })),
    ] as [string, string, string, string];
    const desk = await aDesk(server);
    await spend(desk, [redeemed]);
    await answered(office.worker.client.post('/losses', { codes: [lost], reason: 'lost' }));

    const asked = {
      [valid]: 'valid',
      [redeemed]: 'redeemed',
      [lost]: 'revoked',
      [await lastCode(office.order.id)]: 'not-handed-out',
      [await lastCode(printed.id)]: 'not-active',
      [stolen]: 'valid',
    };
    for (const [code, state] of Object.entries(asked)) {
      expect(await look(code)).toEqual({
        state,
        sentences: { fr: expect.any(String), en: expect.any(String) },
        validUntil: '2026-12-31',
        faceValueCents: 1_000,
      });
    }
    expect((await look(valid)).sentences.fr).toContain('31 décembre 2026');
    expect((await look(valid.toLowerCase().replaceAll('-', ' '))).state).toBe('valid');
  });

  it('tells a mistyped code from one that was never printed, a forged one included, always with 200', async () => {
    const nothing = { validUntil: null, faceValueCents: null };
    const order = await anActiveOrder(server);
    const code = await lastCode(order.id);
    const parsed = parseCode(code);
    if (!parsed.ok) throw new Error('a printed code can be read');
    const forged = formatCode(encodeCode(parsed.serial, parsed.mac45 ^ 1n));
    const neverIssued = formatCode(encodeCode(parsed.serial + 1_000_000n, parsed.mac45));
    for (const each of [forged, neverIssued])
      expect(await look(each)).toMatchObject({ state: 'unknown', ...nothing });
    const wrong = code.startsWith('1') ? `2${code.slice(1)}` : `1${code.slice(1)}`;
    for (const each of [wrong, 'x', '💶', "' OR 1=1 --", '%00', '../vouchers']) {
      expect(await look(each)).toMatchObject({ state: 'mistyped', ...nothing });
    }
  });

  it('is expired from 1 January on, before the closing as after, and whatever was done with it', async () => {
    const office = await aStockedOffice(server);
    const [handedOut] = codesOf(await aHandOut(office)) as [string];
    const kept = await lastCode(office.order.id);
    const never = await lastCode((await aPrintedOrder(server)).id);
    server.clock.setDay(asDay('2026-12-31'), 23);
    expect((await look(handedOut)).state).toBe('valid');
    server.clock.setDay(asDay('2027-01-01'), 0);
    const states = async () =>
      Promise.all([handedOut, kept, never].map(async (code) => (await look(code)).state));
    expect(await states()).toEqual(['expired', 'expired', 'expired']);
    server.clock.setDay(asDay(END.toleranceOver));
    await expire(server);
    expect(await states()).toEqual(['expired', 'expired', 'expired']);
    server.clock.setDay(asDay('2026-03-02'));
  });

  it('leaves no trace of the code, neither in the database nor in a log, nor in a cache', async () => {
    const code = await lastCode((await anActiveOrder(server)).id);
    const written: string[] = [];
    const out = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((chunk) => written.push(String(chunk)) > 0);
    const error = jest
      .spyOn(process.stderr, 'write')
      .mockImplementation((chunk) => written.push(String(chunk)) > 0);
    const before = await digestOfEverything(server, []);
    const { headers } = await server.nobody.get(`/vouchers/${code}`);
    await server.nobody.get(`/vouchers/${code}/${'x'.repeat(10)}`);
    out.mockRestore();
    error.mockRestore();
    expect(headers['cache-control']).toBe('no-store');
    expect(await digestOfEverything(server, [])).toEqual(before);
    expect(written.join('')).not.toContain(code);
  });
});
