import * as fc from 'fast-check';
import type { OrderShares } from './credit.js';
import { creditSplit, stateRepaysCents } from './credit.js';

const order: OrderShares = { faceValueCents: 2_000_000n, stateShareCents: 1_000_000n, paidTo: 'operator' };

/** An order of any size with any share, and some of its vouchers. */
const orders = fc
  .record({
    vouchers: fc.integer({ min: 1, max: 100_000 }),
    sharePerMillion: fc.nat(1_000_000),
    usedPerMillion: fc.nat(1_000_000),
    paidTo: fc.constantFrom('operator' as const, 'funder' as const, null),
  })
  .map(({ vouchers, sharePerMillion, usedPerMillion, paidTo }) => {
    const faceValueCents = BigInt(vouchers) * 1_000n;
    const part = (perMillion: number) => (faceValueCents * BigInt(perMillion)) / 1_000_000n;
    return {
      faceValueCents,
      stateShareCents: part(sharePerMillion),
      paidTo,
      partCents: part(usedPerMillion),
    };
  });

describe('« si pas consommé génère un avoir »', () => {
  it('each gets its proportion back', () => {
    expect(creditSplit({ ...order, unredeemedCents: 500_000n })).toEqual({
      funderCents: 250_000n,
      stateCents: 250_000n,
    });
  });

  it("the odd cent is the funder's", () => {
    const third = { ...order, stateShareCents: 666_666n };
    expect(creditSplit({ ...third, unredeemedCents: 1_000n })).toEqual({
      funderCents: 667n,
      stateCents: 333n,
    });
  });

  it('nothing redeemed, each gets back just what it paid', () => {
    const third = { ...order, stateShareCents: 666_666n };
    expect(creditSplit({ ...third, unredeemedCents: 2_000_000n })).toEqual({
      funderCents: 1_333_334n,
      stateCents: 666_666n,
    });
  });

  it('everything redeemed, nobody gets anything back', () => {
    expect(creditSplit({ ...order, unredeemedCents: 0n })).toEqual({ funderCents: 0n, stateCents: 0n });
  });

  it.each(['funder', null] as const)('paid to %p, the State has paid nothing and gets nothing', (paidTo) => {
    expect(creditSplit({ ...order, paidTo, unredeemedCents: 500_000n })).toEqual({
      funderCents: 500_000n,
      stateCents: 0n,
    });
  });

  it('more than the order is never credited, nor less than nothing', () => {
    expect(() => creditSplit({ ...order, unredeemedCents: 2_000_001n })).toThrow(RangeError);
    expect(() => creditSplit({ ...order, unredeemedCents: -1n })).toThrow(RangeError);
    expect(() => creditSplit({ ...order, stateShareCents: 2_000_001n, unredeemedCents: 1n })).toThrow(
      RangeError,
    );
  });

  it('never loses a cent, and never gives back to anyone more than it paid', () => {
    fc.assert(
      fc.property(orders, ({ partCents, ...shares }) => {
        const { funderCents, stateCents } = creditSplit({ ...shares, unredeemedCents: partCents });
        expect(funderCents + stateCents).toBe(partCents);
        const paidByState = shares.paidTo === 'operator' ? shares.stateShareCents : 0n;
        expect(stateCents).toBeLessThanOrEqual(paidByState);
        expect(funderCents).toBeLessThanOrEqual(shares.faceValueCents - paidByState);
      }),
    );
  });
});

describe('the claim of a funder that the State repays', () => {
  const claimed = { ...order, paidTo: 'funder' as const };

  it('is on used vouchers: none used, nothing is repaid; all used, the whole share is', () => {
    expect(stateRepaysCents({ ...claimed, redeemedCents: 0n })).toBe(0n);
    expect(stateRepaysCents({ ...claimed, redeemedCents: 1_000n })).toBe(500n);
    expect(stateRepaysCents({ ...claimed, redeemedCents: 2_000_000n })).toBe(1_000_000n);
  });

  it('is nothing when the State pays the operator, or pays nobody', () => {
    expect(stateRepaysCents({ ...order, redeemedCents: 2_000_000n })).toBe(0n);
    expect(stateRepaysCents({ ...order, paidTo: null, redeemedCents: 2_000_000n })).toBe(0n);
  });

  it('refuses more redeemed than ordered', () => {
    expect(() => stateRepaysCents({ ...claimed, redeemedCents: 2_000_001n })).toThrow(RangeError);
  });

  it('never passes the share of the State', () => {
    fc.assert(
      fc.property(orders, ({ partCents, ...shares }) => {
        const repaid = stateRepaysCents({ ...shares, redeemedCents: partCents });
        expect(repaid).toBeLessThanOrEqual(shares.stateShareCents);
        expect(repaid).toBeLessThanOrEqual(partCents);
      }),
    );
  });
});
