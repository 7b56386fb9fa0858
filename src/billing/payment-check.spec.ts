import * as fc from 'fast-check';
import { checkPayment, type PaymentToCheck } from './payment-check.js';

const payment: PaymentToCheck = {
  totalCents: 1_000n,
  paidCents: 400n,
  amountCents: 600n,
  excess: 'refuse',
  ringFenced: true,
};

describe('a payment', () => {
  it('is taken whole up to the rest of the invoice, to the cent', () => {
    expect(checkPayment({ ...payment, amountCents: 1n })).toEqual({
      ok: true,
      appliedCents: 1n,
      excessCents: 0n,
    });
    expect(checkPayment(payment)).toEqual({ ok: true, appliedCents: 600n, excessCents: 0n });
  });

  it('never passes the total by a cent unless the excess is asked to be kept', () => {
    const over = { ...payment, amountCents: 601n };
    expect(checkPayment(over)).toEqual({ ok: false, why: 'excess', restCents: 600n, excessCents: 1n });
    expect(checkPayment({ ...over, excess: 'credit' })).toEqual({
      ok: true,
      appliedCents: 600n,
      excessCents: 1n,
    });
  });

  it('never makes a credit out of a fee', () => {
    const over = { ...payment, amountCents: 601n, excess: 'credit', ringFenced: false } as const;
    expect(checkPayment(over)).toEqual({ ok: false, why: 'excess-of-fee', restCents: 600n, excessCents: 1n });
  });

  it('is refused on a paid invoice, whatever is asked of the excess', () => {
    const late = { ...payment, paidCents: 1_000n, amountCents: 1n, excess: 'credit' } as const;
    expect(checkPayment(late)).toEqual({ ok: false, why: 'invoice-paid' });
  });

  it.each([{ amountCents: 0n }, { amountCents: -1n }, { paidCents: -1n }, { paidCents: 1_001n }])(
    'is a bug with %p',
    (wrong) => {
      expect(() => checkPayment({ ...payment, ...wrong })).toThrow(RangeError);
    },
  );

  it('never loses a cent and never overpays, in any sequence', () => {
    const sequences = fc.record({
      totalCents: fc.bigInt({ min: 1n, max: 10_000n }),
      amounts: fc.array(fc.bigInt({ min: 1n, max: 5_000n }), { maxLength: 20 }),
      excess: fc.constantFrom('refuse' as const, 'credit' as const),
      ringFenced: fc.boolean(),
    });
    fc.assert(
      fc.property(sequences, ({ totalCents, amounts, excess, ringFenced }) => {
        let paidCents = 0n;
        for (const amountCents of amounts) {
          const answer = checkPayment({ totalCents, paidCents, amountCents, excess, ringFenced });
          if (!answer.ok) continue;
          expect(answer.appliedCents + answer.excessCents).toBe(amountCents);
          expect(answer.appliedCents).toBeGreaterThan(0n);
          expect(answer.excessCents === 0n || (ringFenced && excess === 'credit')).toBe(true);
          paidCents += answer.appliedCents;
          expect(paidCents).toBeLessThanOrEqual(totalCents);
        }
      }),
    );
  });
});
