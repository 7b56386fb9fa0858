import * as fc from 'fast-check';
import { creditSplit } from '../scheme/credit.js';
import { type CommittedOrder, remainingCeiling } from './ceiling.js';

const order: CommittedOrder = {
  faceValueCents: 2_000_000n,
  stateShareCents: 1_000_000n,
  paidTo: 'operator',
  creditedFunderCents: null,
  creditedStateCents: null,
};

describe('the remaining ceiling of an agreement', () => {
  it('is whole without orders, and each order takes its State share', () => {
    expect(remainingCeiling(3_000_000n, [])).toBe(3_000_000n);
    expect(remainingCeiling(3_000_000n, [order, order])).toBe(1_000_000n);
  });

  it('gets back what the State did not end up paying, and never the funder’s part', () => {
    const credited = { ...order, creditedFunderCents: 300_000n, creditedStateCents: 300_000n };
    expect(remainingCeiling(1_000_000n, [credited])).toBe(300_000n);
  });

  it('gets back the claim that unused vouchers will not make when the State pays the funder', () => {
    const claimed = {
      ...order,
      paidTo: 'funder' as const,
      creditedFunderCents: 500_000n,
      creditedStateCents: 0n,
    };
    expect(remainingCeiling(1_000_000n, [claimed])).toBe(250_000n);
  });

  it('never gives back more than the order took, nor takes more than its State share', () => {
    const orders = fc
      .record({
        vouchers: fc.integer({ min: 1, max: 10_000 }),
        rate: fc.integer({ min: 0, max: 100 }),
        unused: fc.integer({ min: 0, max: 100 }),
        paidTo: fc.constantFrom('operator' as const, 'funder' as const),
      })
      .map(({ vouchers, rate, unused, paidTo }) => {
        const faceValueCents = BigInt(vouchers) * 1_000n;
        const shares = { faceValueCents, stateShareCents: (faceValueCents * BigInt(rate)) / 100n, paidTo };
        const unredeemedCents = BigInt(((vouchers * unused) / 100) | 0) * 1_000n;
        const credit = creditSplit({ ...shares, unredeemedCents });
        return { ...shares, creditedFunderCents: credit.funderCents, creditedStateCents: credit.stateCents };
      });
    fc.assert(
      fc.property(orders, (committed) => {
        const taken = -remainingCeiling(0n, [committed]);
        expect(taken).toBeGreaterThanOrEqual(0n);
        expect(taken).toBeLessThanOrEqual(committed.stateShareCents);
      }),
    );
  });
});
