import * as fc from 'fast-check';
import { cents, euros, frenchWhole, share, splitVatIncluded, sum } from './money.js';

const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });

describe('cents', () => {
  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'refuses %p rather than lose a cent',
    (value) => {
      expect(() => cents(value)).toThrow(RangeError);
    },
  );

  it('takes whole numbers and bigints as they are', () => {
    expect([cents(0), cents(1000), cents(2n ** 60n)]).toEqual([0n, 1000n, 2n ** 60n]);
  });
});

describe('sum', () => {
  it('of nothing is zero, and of amounts beyond 2^53 is exact', () => {
    expect(sum([])).toBe(0n);
    expect(sum([2n ** 53n, 1n, 1n])).toBe(9_007_199_254_740_994n);
  });
});

describe('share', () => {
  it('rounds down and leaves the odd cent in the rest', () => {
    expect(share(1001n, 1, 2)).toEqual({ part: 500n, rest: 501n });
    expect(share(1000n, 65n, 100n)).toEqual({ part: 650n, rest: 350n });
  });

  it.each<[bigint, number, number]>([
    [100n, 1, 0],
    [100n, -1, 2],
    [100n, 1, -2],
    [100n, 3, 2],
    [-1n, 1, 2],
  ])('refuses to take %p × %p/%p', (total, numerator, denominator) => {
    expect(() => share(total, numerator, denominator)).toThrow(RangeError);
  });

  it('never makes or loses a cent, and never gives more than the exact fraction', () => {
    fc.assert(
      fc.property(amount, fc.nat(1_000_000), fc.integer({ min: 1, max: 1_000_000 }), (total, a, b) => {
        const [numerator, denominator] = [BigInt(Math.min(a, b)), BigInt(b)];
        const { part, rest } = share(total, numerator, denominator);
        expect(part + rest).toBe(total);
        expect(part * denominator).toBeLessThanOrEqual(total * numerator);
        expect((part + 1n) * denominator).toBeGreaterThan(total * numerator);
      }),
    );
  });
});

describe('splitVatIncluded', () => {
  it.each<[string, bigint, bigint, bigint]>([
    ['the fee of a direct order', 50_000n, 41_667n, 8_333n],
    ['the yearly label', 8_000n, 6_667n, 1_333n],
    ['the 42 cents of a redemption', 42n, 35n, 7n],
    ['nothing', 0n, 0n, 0n],
  ])('at 20 %%, %s of %p cents is %p net and %p of VAT', (_what, gross, net, vat) => {
    expect(splitVatIncluded(gross, 2000)).toEqual({ net, vat });
  });

  it('gives half a cent to the net amount', () => {
    // At 100 % of VAT, 3 cents are 1.5 net and 1.5 of VAT.
    expect(splitVatIncluded(3n, 10_000)).toEqual({ net: 2n, vat: 1n });
  });

  it('is all net when there is no VAT', () => {
    expect(splitVatIncluded(42n, 0n)).toEqual({ net: 42n, vat: 0n });
  });

  it('never makes or loses a cent, and is never further than half a cent from the exact net amount', () => {
    fc.assert(
      fc.property(amount, fc.nat(10_000), (gross, rate) => {
        const { net, vat } = splitVatIncluded(gross, rate);
        expect(net + vat).toBe(gross);
        expect(vat).toBeGreaterThanOrEqual(0n);
        const divisor = 10_000n + BigInt(rate);
        const error = net * divisor - gross * 10_000n;
        expect(2n * (error < 0n ? -error : error)).toBeLessThanOrEqual(divisor);
      }),
    );
  });

  it('refuses a negative amount or rate', () => {
    expect(() => splitVatIncluded(-1n, 2000)).toThrow(RangeError);
    expect(() => splitVatIncluded(1n, -1)).toThrow(RangeError);
  });
});

describe('frenchWhole', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_000n, '1 000'],
    [16_440, '16 440'],
    [1_234_567n, '1 234 567'],
  ])('writes %p as %s', (count, expected) => {
    expect(frenchWhole(count)).toBe(expected.replaceAll(' ', '\u202f'));
  });
});

describe('euros', () => {
  it.each([
    [0n, '0,00 €'],
    [5n, '0,05 €'],
    [42n, '0,42 €'],
    [958n, '9,58 €'],
    [1_000n, '10,00 €'],
    [99_999n, '999,99 €'],
    [123_456n, '1 234,56 €'],
    [2_000_000n, '20 000,00 €'],
    [123_456_789_012n, '1 234 567 890,12 €'],
    [-5n, '-0,05 €'],
    [-123_456n, '-1 234,56 €'],
  ])('writes %p cents as %s', (amountCents, expected) => {
    expect(euros(amountCents)).toBe(expected.replaceAll(' ', '\u202f'));
  });

  it('loses no digit of any amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (value) => {
        expect(BigInt(euros(value).replaceAll(/[^\d-]/g, ''))).toBe(value);
      }),
    );
  });
});
