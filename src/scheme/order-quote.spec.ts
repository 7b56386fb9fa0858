import * as fc from 'fast-check';
import { asDay } from '../shared/calendar.js';
import type { AgreementTerms } from './order-quote.js';
import { booksFor, quote } from './order-quote.js';
import { tariffOn } from './rules.js';

const tariff = tariffOn(asDay('2026-01-15'));
const half: AgreementTerms = {
  rateNumerator: 1,
  rateDenominator: 2,
  remainingCeilingCents: 100_000_000n,
  paidTo: 'operator',
};
const order = (books: number, agreement?: Partial<AgreementTerms>, bookSize = 10) =>
  quote({ books, bookSize, agreement: agreement && { ...half, ...agreement }, tariff });

describe("« Montant minimum d'achat 20 000 € », « État participe à 50 % soit 10 000 € »", () => {
  it('2 000 vouchers reach the minimum, and the State takes half', () => {
    expect(order(200, {})).toEqual({
      books: 200,
      vouchers: 2000,
      voucherCents: 1_000n,
      faceValueCents: 2_000_000n,
      stateShareCents: 1_000_000n,
      funderShareCents: 1_000_000n,
      stateShareCapped: false,
      invoicedToFunderCents: 1_000_000n,
      invoicedToStateCents: 1_000_000n,
      feeCents: 0n,
      feeNetCents: 0n,
      feeVatCents: 0n,
      minimumCents: 2_000_000n,
      missingToMinimumCents: 0n,
      booksToReachMinimum: 0,
      explanations: [
        { key: 'face-value', amountCents: 2_000_000n },
        { key: 'cofunded-minimum', amountCents: 2_000_000n },
        { key: 'state-share', amountCents: 1_000_000n },
      ],
    });
  });

  it('one book short of the minimum is one book to add', () => {
    expect(order(199, {})).toMatchObject({ missingToMinimumCents: 10_000n, booksToReachMinimum: 1 });
    expect(order(399, {}, 5)).toMatchObject({ missingToMinimumCents: 5_000n, booksToReachMinimum: 1 });
  });

  it('the remaining ceiling caps the State, and the funder bears the rest', () => {
    expect(order(200, { remainingCeilingCents: 999_999n })).toMatchObject({
      stateShareCents: 999_999n,
      funderShareCents: 1_000_001n,
      stateShareCapped: true,
      invoicedToStateCents: 999_999n,
    });
  });

  it('a ceiling reached to the cent is not a cap, and one used up leaves no share', () => {
    expect(order(200, { remainingCeilingCents: 1_000_000n }).stateShareCapped).toBe(false);
    expect(order(200, { remainingCeilingCents: 0n })).toMatchObject({
      stateShareCents: 0n,
      funderShareCents: 2_000_000n,
      stateShareCapped: true,
      feeCents: 0n,
      minimumCents: 2_000_000n,
    });
  });

  it("the odd cent is the funder's", () => {
    expect(order(200, { rateNumerator: 1, rateDenominator: 3 })).toMatchObject({
      stateShareCents: 666_666n,
      funderShareCents: 1_333_334n,
    });
  });

  it('a State that pays the funder is invoiced nothing: the funder is invoiced everything', () => {
    expect(order(200, { paidTo: 'funder' })).toMatchObject({
      stateShareCents: 1_000_000n,
      funderShareCents: 1_000_000n,
      invoicedToFunderCents: 2_000_000n,
      invoicedToStateCents: 0n,
    });
  });
});

describe("« sans aide de l'État : min est à 5 000 € », « frais supplémentaires annexes de 500 € »", () => {
  it('500 vouchers reach the minimum; the fee is apart from their face value', () => {
    expect(order(50)).toMatchObject({
      faceValueCents: 500_000n,
      stateShareCents: 0n,
      funderShareCents: 500_000n,
      stateShareCapped: false,
      invoicedToFunderCents: 500_000n,
      invoicedToStateCents: 0n,
      feeCents: 50_000n,
      feeNetCents: 41_667n,
      feeVatCents: 8_333n,
      missingToMinimumCents: 0n,
      explanations: [
        { key: 'face-value', amountCents: 500_000n },
        { key: 'direct-minimum', amountCents: 500_000n },
        { key: 'direct-fee', amountCents: 50_000n },
        { key: 'vat', amountCents: 8_333n },
      ],
    });
  });

  it('one book short of the minimum is one book to add', () => {
    expect(order(49)).toMatchObject({ missingToMinimumCents: 10_000n, booksToReachMinimum: 1 });
    expect(order(1)).toMatchObject({ missingToMinimumCents: 490_000n, booksToReachMinimum: 49 });
  });

  it('null is no agreement', () => {
    expect(quote({ books: 50, bookSize: 10, agreement: null, tariff })).toEqual(order(50));
  });
});

describe('a quote', () => {
  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('refuses %p books', (books) => {
    expect(() => order(books)).toThrow(RangeError);
  });

  it.each([0, 1, 7, 20])('refuses books of %p', (bookSize) => {
    expect(() => order(50, undefined, bookSize)).toThrow(RangeError);
  });

  it('refuses terms that no agreement can have', () => {
    expect(() => order(200, { rateNumerator: 3 })).toThrow(RangeError);
    expect(() => order(200, { rateDenominator: 0 })).toThrow(RangeError);
    expect(() => order(200, { remainingCeilingCents: -1n })).toThrow(RangeError);
  });

  it('never loses a cent, never passes the ceiling, and the books it asks for reach the minimum just so', () => {
    const terms = fc.record({
      books: fc.integer({ min: 1, max: 5_000 }),
      bookSize: fc.constantFrom(5, 10),
      agreement: fc.option(
        fc
          .record({
            rateDenominator: fc.integer({ min: 1, max: 10_000 }),
            rateNumerator: fc.nat(10_000),
            remainingCeilingCents: fc.bigInt({ min: 0n, max: 4_000_000n }),
            paidTo: fc.constantFrom('operator' as const, 'funder' as const),
          })
          .map((agreement) => ({
            ...agreement,
            rateNumerator: Math.min(agreement.rateNumerator, agreement.rateDenominator),
          })),
      ),
    });
    fc.assert(
      fc.property(terms, ({ books, bookSize, agreement }) => {
        const result = quote({ books, bookSize, agreement, tariff });
        expect(result.faceValueCents).toBe(BigInt(books * bookSize) * 1_000n);
        expect(result.stateShareCents + result.funderShareCents).toBe(result.faceValueCents);
        expect(result.invoicedToFunderCents + result.invoicedToStateCents).toBe(result.faceValueCents);
        expect(result.feeNetCents + result.feeVatCents).toBe(result.feeCents);
        expect(result.stateShareCents).toBeGreaterThanOrEqual(0n);
        expect(result.stateShareCents).toBeLessThanOrEqual(agreement?.remainingCeilingCents ?? 0n);
        expect(result.feeCents === 0n).toBe(agreement !== null);

        const enough = quote({ books: books + result.booksToReachMinimum, bookSize, agreement, tariff });
        expect(enough.missingToMinimumCents).toBe(0n);
        const bookCents = BigInt(bookSize) * 1_000n;
        const reachedWithoutAdding = result.booksToReachMinimum === 0;
        expect(reachedWithoutAdding || enough.faceValueCents - bookCents < enough.minimumCents).toBe(true);
      }),
    );
  });
});

describe('booksFor', () => {
  it.each([
    [0, 10, 0],
    [1, 10, 1],
    [10, 10, 1],
    [11, 10, 2],
    [11, 5, 3],
  ])('%p vouchers in books of %p take %p', (vouchers, bookSize, books) => {
    expect(booksFor(vouchers, bookSize)).toBe(books);
  });
});
