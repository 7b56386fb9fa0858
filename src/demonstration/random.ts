/**
 * A generator that gives the same numbers for the same seed, so that a played exercise can be played again.
 * (Mulberry32: 32 bits of state, enough for a story and for nothing else.)
 */
export class Random {
  private state: number;

  constructor(seed: number | string) {
    this.state = typeof seed === 'number' ? seed : hashOf(seed);
  }

  /** A number from 0 to 1, outside. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `from` to `to`, both inside. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** True so often, from 0 (never) to 1 (always). */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    const chosen = choices[this.whole(0, choices.length - 1)];
    if (chosen === undefined) throw new RangeError('nothing to pick from');
    return chosen;
  }

  /** One of the choices, each as likely as its weight. */
  weighted<T>(choices: readonly { readonly value: T; readonly weight: number }[]): T {
    let left = this.next() * choices.reduce((total, { weight }) => total + weight, 0);
    for (const { value, weight } of choices) {
      left -= weight;
      if (left < 0) return value;
    }
    return this.pick(choices).value;
  }
}

function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return hash;
}
