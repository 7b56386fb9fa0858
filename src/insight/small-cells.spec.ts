import * as fc from 'fast-check';
import { withoutSmallCells } from './small-cells.js';

const BELOW = 5;

function shown(...counts: number[]): number[] {
  const cells = counts.map((people) => ({ people }));
  return withoutSmallCells(cells, BELOW).map(({ people }) => people);
}

describe('small cells', () => {
  it('shows no cell of 1 to 4 people', () => {
    expect(shown(4, 1, 3, 12, 5)).toEqual([12, 5]);
  });

  it('does not let a single small cell be found by subtraction: the next smallest goes with it', () => {
    expect(shown(3, 40, 8)).toEqual([40]);
  });

  it('leaves a breakdown without small cells whole, in its order', () => {
    expect(shown(9, 5, 30)).toEqual([9, 5, 30]);
  });

  it('shows nothing of an only cell that is small, and no empty cell', () => {
    expect(shown(2)).toEqual([]);
    expect(shown(0, 6)).toEqual([6]);
  });

  it('never shows a small cell, and never hides so few people that they are one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30)), (counts) => {
        const left = shown(...counts);
        const total = counts.reduce((sum, people) => sum + people, 0);
        const hidden = total - left.reduce((sum, people) => sum + people, 0);
        expect(left.every((people) => people >= BELOW)).toBe(true);
        expect(hidden === 0 || hidden >= BELOW || left.length === 0).toBe(true);
      }),
    );
  });
});
