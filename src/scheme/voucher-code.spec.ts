import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { codeOf, encodeCode, formatCode, macMatches, macOf, parseCode } from './voucher-code.js';

interface Vectors {
  keyHex: string;
  codes: { exercise: number; serial: string; mac45Hex: string; canonical: string; printed: string }[];
  readings: { input: string; canonical: string }[];
  refusals: { input: string; reason: string }[];
}

const vectors: Vectors = JSON.parse(readFileSync('src/scheme/voucher-code.vectors.json', 'utf8'));
const key = Buffer.from(vectors.keyHex, 'hex');
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const serials = fc.bigInt({ min: 0n, max: 2n ** 35n - 1n });
const macs = fc.bigInt({ min: 0n, max: 2n ** 45n - 1n });

describe('the published vectors', () => {
  it('are enough to be worth publishing', () => {
    expect(vectors.codes.length).toBeGreaterThanOrEqual(8);
    expect(vectors.codes.map(({ serial }) => serial)).toEqual(expect.arrayContaining(['1', '34359738367']));
  });

  it('are the ones of docs/scheme.md', () => {
    const page = readFileSync('docs/scheme.md', 'utf8');
    expect(page).toContain(vectors.keyHex);
    for (const { mac45Hex, printed } of vectors.codes) {
      expect(page).toContain(`\`${mac45Hex}\``);
      expect(page).toContain(`\`${printed}\``);
    }
  });

  it.each(vectors.codes)('serial $serial of $exercise is $printed', (vector) => {
    const serial = BigInt(vector.serial);
    const mac45 = BigInt(`0x${vector.mac45Hex}`);
    expect(macOf(key, vector.exercise, serial)).toBe(mac45);
    expect(encodeCode(serial, mac45)).toBe(vector.canonical);
    expect(codeOf(key, vector.exercise, serial)).toBe(vector.canonical);
    expect(formatCode(vector.canonical)).toBe(vector.printed);
    expect(parseCode(vector.printed)).toEqual({ ok: true, serial, mac45, canonical: vector.canonical });
  });

  it.each(vectors.readings)('%j is read', ({ input, canonical }) => {
    expect(parseCode(input)).toMatchObject({ ok: true, canonical });
  });

  it.each(vectors.refusals)('%j is refused', ({ input, reason }) => {
    expect(parseCode(input)).toEqual({ ok: false, reason });
  });
});

describe('a code', () => {
  it('gives back the serial and the MAC it was made of, however it is typed', () => {
    fc.assert(
      fc.property(serials, macs, (serial, mac45) => {
        const canonical = encodeCode(serial, mac45);
        const printed = formatCode(canonical);
        expect(printed).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]$/);
        const sloppy = printed.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', ' ');
        for (const input of [canonical, printed, sloppy]) {
          expect(parseCode(input)).toEqual({ ok: true, serial, mac45, canonical });
        }
      }),
    );
  });

  it('is never read after any single wrong character, at any position', () => {
    for (const { canonical } of vectors.codes) {
      for (let position = 0; position < canonical.length; position++) {
        for (const wrong of ALPHABET.replace(canonical.charAt(position), '')) {
          const typed = canonical.slice(0, position) + wrong + canonical.slice(position + 1);
          expect(parseCode(typed)).toEqual({ ok: false, reason: 'check' });
        }
      }
    }
  });

  it('is never read after an exchange of any two different characters, neighbours or not', () => {
    let exchanges = 0;
    for (const { canonical } of vectors.codes) {
      for (let left = 0; left < canonical.length; left++) {
        for (let right = left + 1; right < canonical.length; right++) {
          const symbols = canonical.split('');
          const [one, other] = [canonical.charAt(left), canonical.charAt(right)];
          if (one === other) continue;
          symbols[left] = other;
          symbols[right] = one;
          expect(parseCode(symbols.join(''))).toEqual({ ok: false, reason: 'check' });
          exchanges++;
        }
      }
    }
    expect(exchanges).toBeGreaterThan(500);
  });

  it('is never read after an exchange of neighbours, for every pair of symbols at every position', () => {
    const body = vectors.codes[5]?.canonical.slice(0, 16) ?? '';
    let exchanges = 0;
    for (let position = 0; position < 16; position++) {
      for (const first of ALPHABET) {
        for (const second of position < 15 ? ALPHABET : ' ') {
          // At the last position the neighbour is the check symbol itself.
          const code = complete(
            `${body.slice(0, position)}${first}${second}${body.slice(position + 2)}`.slice(0, 16),
          );
          const [one, other] = [code.charAt(position), code.charAt(position + 1)];
          if (one === other) continue;
          const typed = code.slice(0, position) + other + one + code.slice(position + 2);
          if (parseCode(typed).ok || !parseCode(code).ok)
            throw new Error(`${typed} was read, or ${code} was not`);
          exchanges++;
        }
      }
    }
    expect(exchanges).toBeGreaterThanOrEqual(15 * 32 * 31 + 31);
  });

  it('has no room for a serial of 36 bits or a MAC of 46, nor for a negative one', () => {
    for (const [serial, mac45] of [
      [2n ** 35n, 0n],
      [0n, 2n ** 45n],
      [-1n, 0n],
      [0n, -1n],
    ] as const) {
      expect(() => encodeCode(serial, mac45)).toThrow(RangeError);
    }
    expect(() => macOf(key, 2026, 2n ** 35n)).toThrow(RangeError);
  });

  it('is refused, and never thrown at, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (input) => {
        expect(parseCode(input).ok).toBe(false);
      }),
    );
  });
});

describe('a MAC', () => {
  it('is only matched by itself, under its own key, exercise and serial', () => {
    const mac45 = macOf(key, 2026, 7n);
    expect(macMatches(key, 2026, 7n, mac45)).toBe(true);
    expect(macMatches(key, 2026, 7n, mac45 ^ 1n)).toBe(false);
    expect(macMatches(key, 2026, 7n, mac45 ^ (1n << 44n))).toBe(false);
    expect(macMatches(key, 2027, 7n, mac45)).toBe(false);
    expect(macMatches(key, 2026, 8n, mac45)).toBe(false);
    expect(macMatches(Buffer.alloc(32, 1), 2026, 7n, mac45)).toBe(false);
  });

  it('refuses a key too short to be a secret', () => {
    expect(() => macOf(Buffer.alloc(31), 2026, 1n)).toThrow(RangeError);
    expect(() => macOf(key, 2026.5, 1n)).toThrow(RangeError);
  });
});

/** The code that begins with these 16 symbols. */
function complete(body: string): string {
  const bits = body.split('').reduce((read, symbol) => read * 32n + BigInt(ALPHABET.indexOf(symbol)), 0n);
  return encodeCode(bits >> 45n, bits % 2n ** 45n);
}
