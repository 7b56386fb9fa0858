import * as fc from 'fast-check';
import { addDays, asDay, exerciseDays, isWithin } from '../shared/calendar.js';
import { tariffOn } from './rules.js';
import type { OrderOutcome } from './year-end.js';
import { calendarOf, calendarProblem, closingFigures, phaseOn, validityOf } from './year-end.js';

const tariff = tariffOn(asDay('2026-01-15'));
const calendar = calendarOf(2026, tariff);

describe('the calendar of an exercise', () => {
  it("is the rules' by default", () => {
    expect(calendar).toEqual({
      exercise: 2026,
      alertOn: '2026-11-30',
      handOutsStopOn: '2026-12-15',
      validityEndsOn: '2026-12-31',
      toleranceEndsOn: '2027-01-31',
      statementOn: '2027-02-07',
    });
  });

  it('takes the dates the exercise sets for itself', () => {
    const set = calendarOf(2026, tariff, { handOutsStopOn: asDay('2026-12-20'), alertOn: undefined });
    expect(set).toEqual({ ...calendar, handOutsStopOn: '2026-12-20' });
  });

  it.each([
    ['alertOn', '2025-12-31', 'alertOn'],
    ['alertOn', '2026-12-16', 'handOutsStopOn'],
    ['handOutsStopOn', '2027-01-01', 'validityEndsOn'],
    ['validityEndsOn', '2026-12-14', 'validityEndsOn'],
    ['toleranceEndsOn', '2026-12-30', 'toleranceEndsOn'],
    ['statementOn', '2027-01-31', 'statementOn'],
  ])('refuses %s on %s', (name, day, problem) => {
    const settings = { [name]: asDay(day) };
    expect(calendarProblem({ ...calendar, ...settings })).toBe(problem);
    expect(() => calendarOf(2026, tariff, settings)).toThrow(RangeError);
  });

  it('accepts a tolerance of no day, and a statement on the day after it', () => {
    const settings = { toleranceEndsOn: asDay('2026-12-31'), statementOn: asDay('2027-01-01') };
    expect(calendarProblem(calendarOf(2026, tariff, settings))).toBeNull();
  });

  it('makes vouchers valid from 1 January to 31 December, both inside', () => {
    expect(validityOf(calendar)).toEqual({ from: '2026-01-01', until: '2027-01-01' });
    expect(validityOf(calendarOf(2028, tariff))).toEqual(exerciseDays(2028));
  });
});

describe('the phase of an exercise', () => {
  it.each([
    ['2025-12-31', 'not-started'],
    ['2026-01-01', 'open'],
    ['2026-11-30', 'open'],
    ['2026-12-15', 'open'],
    ['2026-12-16', 'hand-outs-stopped'],
    ['2026-12-31', 'hand-outs-stopped'],
    ['2027-01-01', 'validity-over'],
    ['2027-01-31', 'validity-over'],
    ['2027-02-01', 'tolerance-over'],
    ['2027-02-06', 'tolerance-over'],
    ['2027-02-07', 'statement-due'],
    ['2031-01-01', 'statement-due'],
  ])('on %s is %s', (day, phase) => {
    expect(phaseOn(calendar, asDay(day))).toBe(phase);
  });

  it('lets sessions be held in just the days of validity', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 460 }), (offset) => {
        const day = addDays(asDay('2026-01-01'), offset);
        const held = ['open', 'hand-outs-stopped'].includes(phaseOn(calendar, day));
        expect(held).toBe(isWithin(validityOf(calendar), day));
      }),
    );
  });
});

describe('the closing figures of an order', () => {
  const order: OrderOutcome = {
    voucherCents: 1_000n,
    faceValueCents: 2_000_000n,
    stateShareCents: 1_000_000n,
    paidTo: 'operator',
    vouchers: 2_000,
    redeemed: 1_493,
    revoked: 6,
    unspent: 501,
  };

  it('credit what is not redeemed: the expired and the lost without replacement', () => {
    expect(closingFigures(order)).toEqual({
      vouchers: 2_000,
      redeemed: 1_493,
      expired: 501,
      revoked: 6,
      redeemedCents: 1_493_000n,
      unredeemedCents: 507_000n,
      funderCents: 253_500n,
      stateCents: 253_500n,
    });
  });

  it('refuse counts that do not make the order, rather than credit them', () => {
    expect(() => closingFigures({ ...order, unspent: 500 })).toThrow(RangeError);
    expect(() => closingFigures({ ...order, unspent: 508, revoked: -1 })).toThrow(RangeError);
    expect(() => closingFigures({ ...order, faceValueCents: 2_001_000n })).toThrow(RangeError);
  });

  it('never lose a cent: redeemed and credited make the face value', () => {
    const outcomes = fc.record({
      redeemed: fc.nat(3_000),
      revoked: fc.nat(50),
      unspent: fc.nat(3_000),
      sharePerMillion: fc.nat(1_000_000),
      paidTo: fc.constantFrom('operator' as const, 'funder' as const, null),
    });
    fc.assert(
      fc.property(outcomes, ({ sharePerMillion, paidTo, ...counts }) => {
        const vouchers = counts.redeemed + counts.revoked + counts.unspent;
        fc.pre(vouchers > 0);
        const faceValueCents = BigInt(vouchers) * 1_000n;
        const stateShareCents = (faceValueCents * BigInt(sharePerMillion)) / 1_000_000n;
        const figures = closingFigures({
          ...counts,
          vouchers,
          voucherCents: 1_000n,
          faceValueCents,
          stateShareCents,
          paidTo,
        });
        expect(figures.redeemedCents + figures.funderCents + figures.stateCents).toBe(faceValueCents);
        expect(figures.redeemed + figures.expired + figures.revoked).toBe(vouchers);
      }),
    );
  });
});
