import { waitingFor } from './waiting.js';

const unpaid = { kind: 'vouchers-funder', restCents: 1n } as const;
const stateUnpaid = { kind: 'vouchers-state', restCents: 1n } as const;
const feeUnpaid = { kind: 'order-fee', restCents: 1n } as const;

describe('what an order waits for', () => {
  it('is the decision, and nothing else, before it is approved', () => {
    expect(waitingFor(['submitted'], [])).toEqual(['decision']);
  });

  it('is nothing once it was refused, cancelled or abandoned', () => {
    expect(waitingFor(['submitted', 'refused'], [])).toEqual([]);
    expect(waitingFor(['submitted', 'cancelled'], [])).toEqual([]);
    expect(waitingFor(['submitted', 'approved', 'invoiced', 'abandoned'], [])).toEqual([]);
  });

  it('is each unpaid invoice and the books', () => {
    const steps = ['submitted', 'approved', 'invoiced'] as const;
    expect(waitingFor(steps, [unpaid, stateUnpaid])).toEqual(['funder-payment', 'state-payment', 'issuance']);
    expect(waitingFor(steps, [{ ...unpaid, restCents: 0n }, stateUnpaid])).toEqual([
      'state-payment',
      'issuance',
    ]);
  });

  it('is not the books twice: issued early, only the money is missing', () => {
    expect(waitingFor(['submitted', 'approved', 'invoiced', 'issued'], [unpaid])).toEqual(['funder-payment']);
  });

  it('is the fee even when the order is active', () => {
    const steps = ['submitted', 'approved', 'invoiced', 'funded', 'issued', 'active'] as const;
    expect(waitingFor(steps, [{ ...unpaid, restCents: 0n }, feeUnpaid])).toEqual(['fee-payment']);
    expect(waitingFor(steps, [{ ...unpaid, restCents: 0n }])).toEqual([]);
  });
});
