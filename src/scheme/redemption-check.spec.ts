import * as fc from 'fast-check';
import { asDay } from '../shared/calendar.js';
import type { RedemptionRefusal, ScanFacts, VoucherFacts } from './redemption-check.js';
import {
  checkRedemption,
  fullCopaymentCents,
  REDEMPTION_REFUSALS,
  splitRedemption,
} from './redemption-check.js';
import { tariffOn } from './rules.js';
import { calendarOf } from './year-end.js';

const tariff = tariffOn(asDay('2026-01-15'));
const calendar = calendarOf(2026, tariff);
const goodVoucher: VoucherFacts = { active: true, handedOutOn: asDay('2026-03-02'), end: null, calendar };
const good: ScanFacts = {
  codeReadable: true,
  voucher: goodVoucher,
  sessionOn: asDay('2026-03-10'),
  today: asDay('2026-03-12'),
  labelInForceOnSession: true,
  labelInForceToday: true,
  moduleOffered: true,
  mediator: { conseillerNumerique: false },
  priceCents: 2_500n,
  copaymentCents: 1_500n,
  tariff,
};

/** The answer to the good scan with some facts changed: 'ok' or the refusal. */
function scan(changes: Partial<ScanFacts>, voucher: Partial<VoucherFacts> = {}): RedemptionRefusal | 'ok' {
  const answer = checkRedemption({ ...good, voucher: { ...goodVoucher, ...voucher }, ...changes });
  return answer.ok ? 'ok' : answer.code;
}
const on = (sessionOn: string, today = sessionOn) => ({ sessionOn: asDay(sessionOn), today: asDay(today) });

describe('a voucher that is good', () => {
  it('is redeemed', () => {
    expect(scan({})).toBe('ok');
  });

  it('is redeemed on the day it was handed out', () => {
    expect(scan(on('2026-03-02'))).toBe('ok');
  });
});

describe("« à consommer dans l'année »", () => {
  it.each([
    ['2026-12-31', '2026-12-31', 'ok'],
    ['2026-12-31', '2027-01-31', 'ok'],
    ['2026-12-31', '2027-02-01', 'tolerance-over'],
    ['2027-01-01', '2027-01-01', 'voucher-expired'],
    ['2027-01-31', '2027-01-31', 'voucher-expired'],
    ['2027-01-01', '2027-02-01', 'voucher-expired'],
    ['2026-03-13', '2026-03-12', 'session-in-future'],
    ['2026-03-01', '2026-03-12', 'session-before-hand-out'],
    ['2025-12-31', '2026-03-12', 'session-before-exercise'],
  ])('a session on %s presented on %s: %s', (session, today, answer) => {
    expect(scan(on(session, today))).toBe(answer);
  });

  it.each([
    ['2026-12-31', '2027-02-10', 'tolerance-over'],
    ['2027-01-02', '2027-02-10', 'voucher-expired'],
  ])(
    'a session on %s presented on %s gets one answer before the closing and after: %s',
    (session, today, answer) => {
      expect(scan(on(session, today))).toBe(answer);
      expect(scan(on(session, today), { end: { kind: 'expired' } })).toBe(answer);
    },
  );

  it('an expired voucher is never redeemed, whatever its days', () => {
    expect(scan({}, { end: { kind: 'expired' } })).toBe('voucher-expired');
  });

  it("the dates are the exercise's own", () => {
    const longer = calendarOf(2026, tariff, {
      validityEndsOn: asDay('2027-01-15'),
      toleranceEndsOn: asDay('2027-02-15'),
      statementOn: asDay('2027-02-28'),
    });
    expect(scan(on('2027-01-15', '2027-02-15'), { calendar: longer })).toBe('ok');
    expect(scan(on('2027-01-15', '2027-02-16'), { calendar: longer })).toBe('tolerance-over');
  });
});

describe('a voucher that is not good', () => {
  it.each<[RedemptionRefusal, Partial<VoucherFacts>]>([
    ['already-redeemed-here', { end: { kind: 'redeemed', where: 'here' } }],
    ['already-redeemed-elsewhere', { end: { kind: 'redeemed', where: 'elsewhere' } }],
    ['voucher-revoked', { end: { kind: 'revoked' } }],
    ['voucher-not-active', { active: false }],
    ['voucher-not-handed-out', { handedOutOn: null }],
  ])('is refused: %s', (code, voucher) => {
    expect(scan({}, voucher)).toBe(code);
  });

  it('is refused before its days or its service are looked at', () => {
    expect(scan({ ...on('2027-03-01'), mediator: null }, { end: { kind: 'revoked' } })).toBe(
      'voucher-revoked',
    );
  });

  it('is not asked for when its code cannot be read', () => {
    expect(scan({ codeReadable: false, voucher: null })).toBe('code-mistyped');
    expect(scan({ voucher: null })).toBe('voucher-unknown');
  });
});

describe('a structure or a service that cannot be paid by voucher', () => {
  it.each<[RedemptionRefusal, Partial<ScanFacts>]>([
    ['label-lapsed', { labelInForceOnSession: false }],
    ['label-lapsed', { labelInForceToday: false }],
    ['module-not-offered', { moduleOffered: false }],
    ['mediator-unknown', { mediator: null }],
    ['mediator-is-conseiller-numerique', { mediator: { conseillerNumerique: true } }],
    ['price-below-face-value', { priceCents: 999n, copaymentCents: 0n }],
    ['price-below-face-value', { priceCents: 1_999n, copaymentCents: 0n, vouchersForSession: 2 }],
    ['copayment-wrong', { copaymentCents: -1n }],
    ['copayment-wrong', { copaymentCents: 1_501n }],
    ['copayment-wrong', { copaymentCents: 501n, vouchersForSession: 2 }],
    ['copayment-wrong', { priceCents: 1_000n, copaymentCents: 1n }],
  ])('is refused: %s for %p', (code, changes) => {
    expect(scan(changes)).toBe(code);
  });

  it.each<[string, Partial<ScanFacts>]>([
    ['the price of one voucher, with nothing left to pay', { priceCents: 1_000n, copaymentCents: 0n }],
    ['less copayment than the rest, when another aid pays it', { copaymentCents: 0n }],
    ['two vouchers that pay all', { priceCents: 2_000n, copaymentCents: 0n, vouchersForSession: 2 }],
  ])('is not refused: %s', (_what, changes) => {
    expect(scan(changes)).toBe('ok');
  });
});

/** For each refusal, the scan with that reason taken away. */
const ended = ({ voucher }: ScanFacts) => ({ voucher: { ...(voucher ?? goodVoucher), end: null } });
const inTime = ({ voucher }: ScanFacts) => ({
  sessionOn: good.sessionOn,
  today: good.today,
  voucher: { ...(voucher ?? goodVoucher), handedOutOn: goodVoucher.handedOutOn, end: null },
});
const cure: Record<RedemptionRefusal, (facts: ScanFacts) => Partial<ScanFacts>> = {
  'code-mistyped': () => ({ codeReadable: true }),
  'voucher-unknown': () => ({ voucher: goodVoucher }),
  'already-redeemed-here': ended,
  'already-redeemed-elsewhere': ended,
  'voucher-revoked': ended,
  'voucher-not-active': ({ voucher }) => ({ voucher: { ...(voucher ?? goodVoucher), active: true } }),
  'voucher-not-handed-out': ({ voucher, sessionOn }) => ({
    voucher: { ...(voucher ?? goodVoucher), handedOutOn: sessionOn },
  }),
  'session-in-future': ({ sessionOn }) => ({ today: sessionOn }),
  'session-before-exercise': inTime,
  'session-before-hand-out': inTime,
  'voucher-expired': inTime,
  'tolerance-over': inTime,
  'label-lapsed': () => ({ labelInForceOnSession: true, labelInForceToday: true }),
  'module-not-offered': () => ({ moduleOffered: true }),
  'mediator-unknown': () => ({ mediator: { conseillerNumerique: false } }),
  'mediator-is-conseiller-numerique': () => ({ mediator: { conseillerNumerique: false } }),
  'price-below-face-value': () => ({ priceCents: 1_000n }),
  'copayment-wrong': () => ({ copaymentCents: 0n }),
};

describe('the order of refusals', () => {
  const day = fc.constantFrom(
    '2025-12-30',
    '2026-03-01',
    '2026-06-01',
    '2026-12-31',
    '2027-01-20',
    '2027-02-20',
  );
  const facts: fc.Arbitrary<ScanFacts> = fc.record({
    codeReadable: fc.boolean(),
    voucher: fc.option(
      fc.record({
        active: fc.boolean(),
        handedOutOn: fc.option(day.map(asDay)),
        end: fc.constantFrom(
          null,
          { kind: 'redeemed', where: 'here' } as const,
          { kind: 'redeemed', where: 'elsewhere' } as const,
          { kind: 'revoked' } as const,
          { kind: 'expired' } as const,
        ),
        calendar: fc.constant(calendar),
      }),
    ),
    sessionOn: day.map(asDay),
    today: day.map(asDay),
    labelInForceOnSession: fc.boolean(),
    labelInForceToday: fc.boolean(),
    moduleOffered: fc.boolean(),
    mediator: fc.option(fc.record({ conseillerNumerique: fc.boolean() })),
    priceCents: fc.constantFrom(0n, 999n, 1_000n, 2_500n),
    copaymentCents: fc.constantFrom(-1n, 0n, 1_500n, 9_999n),
    tariff: fc.constant(tariff),
  });

  it('is kept: a reason taken away, the next one comes later in the list, and in the end the scan is good', () => {
    fc.assert(
      fc.property(facts, (start) => {
        let scanned = start;
        let last = -1;
        for (let answer = checkRedemption(scanned); !answer.ok; answer = checkRedemption(scanned)) {
          const place = REDEMPTION_REFUSALS.indexOf(answer.code);
          expect(place).toBeGreaterThan(last);
          last = place;
          scanned = { ...scanned, ...cure[answer.code](scanned) };
        }
        expect(checkRedemption(scanned)).toEqual({ ok: true });
      }),
      { numRuns: 500 },
    );
  });
});

describe('« Encaissement 9,58 € sur les 10 € »', () => {
  it('a voucher is 958 cents to the structure and 42 kept, of which 35 net and 7 of VAT', () => {
    const split = splitRedemption(tariff);
    expect(split).toEqual({ structureCents: 958n, feeCents: 42n, feeNetCents: 35n, feeVatCents: 7n });
  });

  it('a tariff whose parts do not make the voucher is refused', () => {
    const wrong = { ...tariff, redemption: { structureCents: 958n, feeCents: 41n } };
    expect(() => splitRedemption(wrong)).toThrow(RangeError);
  });
});

describe('« paiement total ou partiel en utilisant ces chèques »', () => {
  it.each([
    [2_500n, 1, 1_500n],
    [2_500n, 2, 500n],
    [1_000n, 1, 0n],
    [999n, 1, -1n],
  ])('of a price of %p, %p vouchers leave %p to pay', (price, vouchers, rest) => {
    expect(fullCopaymentCents(price, vouchers, tariff)).toBe(rest);
  });
});
