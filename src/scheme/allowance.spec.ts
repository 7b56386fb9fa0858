import * as fc from 'fast-check';
import { asDay } from '../shared/calendar.js';
import type { HandOutState } from './allowance.js';
import { allowanceOf, checkHandOut, mayUndoRedemption } from './allowance.js';
import { tariffOn } from './rules.js';

const tariff = tariffOn(asDay('2026-01-15'));
const allowance = (state: HandOutState) => allowanceOf(state, tariff);
const spent = (given: number) => ({ given, unspent: 0 });

describe('« Pas plus de 2 chèques à la fois par bénéficiaire »', () => {
  it('a person met for the first time may receive two, as a first hand-out', () => {
    expect(allowance({ heldNow: 0, rounds: [] })).toEqual({ mayReceive: 2, round: 1, reason: null });
  });

  it('a person who holds one from elsewhere may receive one more, and not two', () => {
    const state = { heldNow: 1, rounds: [] };
    expect(allowance(state)).toEqual({ mayReceive: 1, round: 1, reason: null });
    expect(checkHandOut(state, 1, tariff)).toEqual({ ok: true, round: 1 });
    expect(checkHandOut(state, 2, tariff)).toEqual({ ok: false, reason: 'hand-out-limit', mayReceive: 1 });
  });

  it('a person who holds two, from whatever module, may receive none', () => {
    const refused = { mayReceive: 0, round: null, reason: 'hand-out-limit' };
    expect(allowance({ heldNow: 2, rounds: [] })).toEqual(refused);
    expect(allowance({ heldNow: 2, rounds: [{ given: 2, unspent: 2 }] })).toEqual(refused);
    expect(allowance({ heldNow: 2, rounds: [spent(2)] })).toEqual(refused);
  });

  it('three are never handed out at once', () => {
    const answer = checkHandOut({ heldNow: 0, rounds: [] }, 3, tariff);
    expect(answer).toEqual({ ok: false, reason: 'hand-out-limit', mayReceive: 2 });
  });
});

describe('« renouvelable 1 fois sur le même module »', () => {
  it('the first ones spent, two more may be received', () => {
    expect(allowance({ heldNow: 0, rounds: [spent(2)] })).toEqual({ mayReceive: 2, round: 2, reason: null });
  });

  it('a first hand-out of one voucher is a first hand-out: what follows is the renewal', () => {
    expect(allowance({ heldNow: 0, rounds: [spent(1)] })).toEqual({ mayReceive: 2, round: 2, reason: null });
  });

  it('one of the first ones unspent, none may be received', () => {
    for (const given of [1, 2]) {
      const state = { heldNow: 1, rounds: [{ given, unspent: 1 }] };
      expect(allowance(state)).toEqual({ mayReceive: 0, round: null, reason: 'first-ones-not-spent' });
      expect(checkHandOut(state, 1, tariff)).toMatchObject({ ok: false, reason: 'first-ones-not-spent' });
    }
  });

  it('there is no second renewal, even with nothing in hand', () => {
    for (const heldNow of [0, 1, 2]) {
      const state = { heldNow, rounds: [spent(2), spent(1)] };
      expect(allowance(state)).toEqual({ mayReceive: 0, round: null, reason: 'renewal-used' });
    }
  });

  it('another module is a fresh allowance', () => {
    expect(allowance({ heldNow: 1, rounds: [] }).mayReceive).toBe(1);
  });
});

describe('undoing a scan', () => {
  it('never gives a third voucher to hold', () => {
    expect([0, 1, 2].map((heldNow) => mayUndoRedemption(heldNow, tariff))).toEqual([true, true, false]);
  });
});

describe('a caller that is wrong', () => {
  it.each([0, -1, 1.5, Number.NaN])('is told that %p vouchers cannot be handed out', (requested) => {
    expect(() => checkHandOut({ heldNow: 0, rounds: [] }, requested, tariff)).toThrow(RangeError);
  });

  it('is told when the counts contradict each other', () => {
    expect(() => allowance({ heldNow: 0, rounds: [{ given: 2, unspent: 1 }] })).toThrow(RangeError);
    expect(() => allowance({ heldNow: 3, rounds: [{ given: 2, unspent: 3 }] })).toThrow(RangeError);
    expect(() => allowance({ heldNow: 0, rounds: [{ given: 2, unspent: -1 }] })).toThrow(RangeError);
  });
});

/** A person as the database would know one: vouchers, each of a module and a round, held or spent or lost. */
class Person {
  readonly vouchers: { module: string; round: number; is: 'held' | 'spent' | 'lost' }[] = [];

  held(module?: string): number {
    return this.vouchers.filter((it) => it.is === 'held' && (!module || it.module === module)).length;
  }

  state(module: string): HandOutState {
    const ofModule = this.vouchers.filter((it) => it.module === module);
    const rounds = [1, 2, 3].flatMap((round) => {
      const given = ofModule.filter((it) => it.round === round);
      return given.length > 0
        ? { given: given.length, unspent: given.filter(({ is }) => is === 'held').length }
        : [];
    });
    return { heldNow: this.held(), rounds };
  }

  /** Moves one of the vouchers that are in a state to another, picked by a random number; says whether there was one. */
  move(from: 'held' | 'spent', to: 'held' | 'spent' | 'lost', pick: number): void {
    const candidates = this.vouchers.filter((it) => it.is === from);
    const chosen = candidates[pick % candidates.length];
    if (chosen) chosen.is = to;
  }
}

describe('under any sequence of hand-outs, scans, losses and undos', () => {
  const module = fc.constantFrom('word', 'mail', 'phone');
  const pick = fc.nat(100);
  const event = fc.oneof(
    fc.record({ what: fc.constant('hand-out' as const), module, count: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ what: fc.constantFrom('scan' as const, 'lose' as const, 'undo' as const), pick }),
  );
  type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

  const play = (person: Person, happening: Event): void => {
    if (happening.what === 'hand-out') {
      const state = person.state(happening.module);
      const answer = checkHandOut(state, happening.count, tariff);
      if (!answer.ok) {
        // The refusal is right about what could have been given instead.
        expect(answer.mayReceive).toBeLessThan(happening.count);
        if (answer.mayReceive > 0) expect(checkHandOut(state, answer.mayReceive, tariff).ok).toBe(true);
        return;
      }
      if (answer.round === 2) expect(person.held(happening.module)).toBe(0);
      for (let given = 0; given < happening.count; given++) {
        person.vouchers.push({ module: happening.module, round: answer.round, is: 'held' });
      }
    } else if (happening.what === 'scan') person.move('held', 'spent', happening.pick);
    else if (happening.what === 'lose') person.move('held', 'lost', happening.pick);
    else if (mayUndoRedemption(person.held(), tariff)) person.move('spent', 'held', happening.pick);
  };

  it('nobody ever holds more than two, or receives more than four on a module in two rounds', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const person = new Person();
        for (const happening of events) {
          play(person, happening);
          expect(person.held()).toBeLessThanOrEqual(2);
          for (const name of ['word', 'mail', 'phone']) {
            const { rounds } = person.state(name);
            expect(rounds.length).toBeLessThanOrEqual(2);
            expect(Math.max(0, ...rounds.map(({ given }) => given))).toBeLessThanOrEqual(2);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('nobody is refused what the rules allow: empty-handed and not yet renewed, two may be received', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const person = new Person();
        for (const happening of events) play(person, happening);
        for (const voucher of person.vouchers) if (voucher.is === 'held') voucher.is = 'spent';
        for (const name of ['word', 'mail', 'phone']) {
          const state = person.state(name);
          expect(allowance(state).mayReceive).toBe(state.rounds.length < 2 ? 2 : 0);
        }
      }),
    );
  });

  it('all four of a module can be reached', () => {
    const person = new Person();
    const handOut: Event = { what: 'hand-out', module: 'word', count: 2 };
    const scan: Event = { what: 'scan', pick: 0 };
    for (const happening of [handOut, scan, scan, handOut]) play(person, happening);
    expect(person.state('word')).toEqual({ heldNow: 2, rounds: [spent(2), { given: 2, unspent: 2 }] });
  });
});
