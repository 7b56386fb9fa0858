import { asDay } from '../shared/calendar.js';
import { tariffOn } from '../scheme/rules.js';
import { type Declared, labelGaps, payableByVoucher } from './label-readiness.js';

const tariff = tariffOn(asDay('2026-03-02'));
const complete: Declared = {
  bankDetails: true,
  openVenues: 1,
  mediators: [{ conseillerNumerique: true }, { conseillerNumerique: false }],
  prices: [500n, 1_000n],
};

describe('what a structure must have declared before a label', () => {
  it('is not more than an account, a venue, a mediator who may be paid, and a price that a voucher can pay', () => {
    expect(labelGaps(complete, tariff)).toEqual([]);
  });

  it.each([
    ['bank-details', { bankDetails: false }],
    ['venue', { openVenues: 0 }],
    ['mediator', { mediators: [] }],
    ['mediator', { mediators: [{ conseillerNumerique: true }, { conseillerNumerique: true }] }],
    ['offer', { prices: [] }],
    ['offer', { prices: [0n, 999n] }],
  ])('is missing its %s with %p', (gap, without) => {
    expect(labelGaps({ ...complete, ...without }, tariff)).toEqual([gap]);
  });

  it('is told whole, in one order', () => {
    const nothing = { bankDetails: false, openVenues: 0, mediators: [], prices: [] };
    expect(labelGaps(nothing, tariff)).toEqual(['bank-details', 'venue', 'mediator', 'offer']);
  });
});

describe('« paiement total ou partiel en utilisant ces chèques »', () => {
  it.each([
    [0n, false],
    [999n, false],
    [1_000n, true],
    [1_001n, true],
  ])('a price of %s cents takes a voucher: %p', (price, payable) => {
    expect(payableByVoucher(price, tariff)).toBe(payable);
  });
});
