import * as fc from 'fast-check';
import type { OrderStep } from './order-steps.js';
import { mayTake, ORDER_STEPS, statusOf } from './order-steps.js';

const usual: OrderStep[] = ['submitted', 'approved', 'invoiced', 'funded', 'issued', 'active', 'closed'];

describe('an order', () => {
  it('takes its usual steps one after the other', () => {
    usual.forEach((step, index) => {
      expect(mayTake(usual.slice(0, index), step)).toEqual({ ok: true });
    });
  });

  it('may be issued before it is funded, and even before it is invoiced: vouchers are printed earlier', () => {
    expect(mayTake(['submitted', 'approved'], 'issued')).toEqual({ ok: true });
    expect(mayTake(['submitted', 'approved', 'issued', 'invoiced'], 'funded')).toEqual({ ok: true });
  });

  it.each<[OrderStep, OrderStep]>([
    ['funded', 'issued'],
    ['issued', 'funded'],
  ])('is never active when it is %s and not %s', (taken, missing) => {
    expect(mayTake(['submitted', 'approved', 'invoiced', taken], 'active')).toEqual({ ok: false, missing });
  });

  it.each<[OrderStep, OrderStep]>([
    ['approved', 'refused'],
    ['approved', 'cancelled'],
    ['refused', 'approved'],
    ['refused', 'cancelled'],
    ['cancelled', 'approved'],
    ['cancelled', 'refused'],
  ])('once %s is never %s', (taken, step) => {
    expect(mayTake(['submitted', taken], step)).toEqual({ ok: false, blockedBy: taken });
  });

  it.each(ORDER_STEPS)('is never %s twice', (step) => {
    expect(mayTake(ORDER_STEPS, step)).toEqual({ ok: false, blockedBy: step });
  });

  it.each<[OrderStep, OrderStep, OrderStep[]]>([
    ['approved', 'submitted', []],
    ['refused', 'submitted', []],
    ['cancelled', 'submitted', []],
    ['invoiced', 'approved', ['submitted']],
    ['issued', 'approved', ['submitted']],
    ['funded', 'invoiced', ['submitted', 'approved', 'issued']],
    ['abandoned', 'invoiced', ['submitted', 'approved']],
    ['closed', 'active', ['submitted', 'approved', 'invoiced', 'funded', 'issued']],
  ])('is never %s before it is %s', (step, missing, taken) => {
    expect(mayTake(taken, step)).toEqual({ ok: false, missing });
  });

  it.each<[OrderStep, OrderStep]>([
    ['funded', 'abandoned'],
    ['abandoned', 'funded'],
    ['abandoned', 'issued'],
  ])('invoiced and %s, is never %s', (taken, step) => {
    const answer = mayTake(['submitted', 'approved', 'invoiced', taken], step);
    expect(answer).toEqual({ ok: false, blockedBy: taken });
  });

  it('may be abandoned when its books were printed early', () => {
    expect(mayTake(['submitted', 'approved', 'invoiced', 'issued'], 'abandoned')).toEqual({ ok: true });
    expect(statusOf(['submitted', 'approved', 'invoiced', 'issued', 'abandoned'])).toBe('abandoned');
  });

  it('goes no further once refused or cancelled, whatever is tried', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<OrderStep>('refused', 'cancelled'),
        fc.array(fc.constantFrom(...ORDER_STEPS), { maxLength: 30 }),
        (end, attempts) => {
          const taken: OrderStep[] = ['submitted', end];
          for (const step of attempts) if (mayTake(taken, step).ok) taken.push(step);
          expect(taken).toEqual(['submitted', end]);
          expect(statusOf(taken)).toBe(end);
        },
      ),
    );
  });

  it('is active only with its money and its vouchers, in whatever order its steps are tried', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ORDER_STEPS), { maxLength: 60 }), (attempts) => {
        const taken: OrderStep[] = [];
        for (const step of attempts) if (mayTake(taken, step).ok) taken.push(step);
        const before = taken.slice(0, Math.max(taken.indexOf('active'), 0));
        expect(!taken.includes('active') || (before.includes('funded') && before.includes('issued'))).toBe(
          true,
        );
        expect(
          taken.filter((step) => ['approved', 'refused', 'cancelled'].includes(step)).length,
        ).toBeLessThan(2);
      }),
    );
  });
});

describe('statusOf', () => {
  it.each<[OrderStep[], OrderStep]>([
    [['submitted'], 'submitted'],
    [['submitted', 'refused'], 'refused'],
    [['submitted', 'cancelled'], 'cancelled'],
    [['submitted', 'approved', 'issued'], 'issued'],
    [['submitted', 'approved', 'invoiced', 'funded'], 'funded'],
    [['closed', 'active', 'issued', 'funded', 'invoiced', 'approved', 'submitted'], 'closed'],
  ])('%p is %s', (steps, status) => {
    expect(statusOf(steps)).toBe(status);
  });

  it('refuses an order that has taken no step', () => {
    expect(() => statusOf([])).toThrow(RangeError);
  });
});
