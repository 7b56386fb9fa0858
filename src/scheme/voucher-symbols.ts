/**
 * The code of a voucher as it is read and written, apart from the key that makes it: this file runs in a browser too, so
 * that a mistyped code is caught as it is typed.
 *
 * The code: 35 bits of serial and 45 bits of MAC in 16 symbols of Crockford's base 32, then a check symbol
 * of the same alphabet. The serial fills the first 7 symbols and the MAC the next 9, so each can be read on its own.
 *
 * The check symbol. Symbols are numbers of 5 bits, taken as elements of the field GF(32), where adding is XOR. With `a` a
 * generator of the field (a^5 = a^2 + 1), a code s0…s16 is right when a^16·s0 + a^15·s1 + … + a·s15 + s16 = 0; its last
 * symbol is chosen so. The powers a^0 to a^16 are not zero and all different, since `a` has order 31. Hence:
 * - one wrong symbol, off by d ≠ 0 at weight w, moves the sum by w·d, which is not zero: a field has no zero divisors;
 * - two symbols x ≠ y of weights v ≠ w exchanged move it by (v + w)·(x + y), not zero either. So every exchange of two
 *   symbols is caught, neighbours included.
 */
export const SERIAL_BITS = 35n;
export const MAC_BITS = 45n;

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS_PER_SYMBOL = 5n;
const DATA_SYMBOLS = 16;

/** Each character that can be typed, and its symbol: either case, I and L read as 1, O as 0. */
const VALUES: ReadonlyMap<string, number> = new Map(
  [...ALPHABET.split('').entries(), [1, 'I'] as const, [1, 'L'] as const, [0, 'O'] as const].flatMap(
    ([value, character]) => [[character, value] as const, [character.toLowerCase(), value] as const],
  ),
);

export type ParsedCode =
  | { readonly ok: true; readonly serial: bigint; readonly mac45: bigint; readonly canonical: string }
  | { readonly ok: false; readonly reason: 'length' | 'alphabet' | 'check' };

/** The canonical code of a serial and its MAC: 17 symbols, no hyphens. Throws a RangeError beyond 35 and 45 bits. */
export function encodeCode(serial: bigint, mac45: bigint): string {
  requireBits('serial', serial, SERIAL_BITS);
  requireBits('MAC', mac45, MAC_BITS);
  const bits = (serial << MAC_BITS) | mac45;
  const symbols = Array.from({ length: DATA_SYMBOLS }, (_, index) =>
    Number((bits >> (BITS_PER_SYMBOL * BigInt(DATA_SYMBOLS - 1 - index))) & 31n),
  );
  return [...symbols, checkSymbol(symbols)].map((symbol) => ALPHABET.charAt(symbol)).join('');
}

/** A canonical code as it is printed: XXXX-XXXX-XXXX-XXXX-C. */
export function formatCode(canonical: string): string {
  return canonical.replaceAll(/.{4}(?=.)/g, '$&-');
}

/**
 * Reads what was typed or scanned: any case, spaces and hyphens ignored, I and L as 1, O as 0. `check` says that the
 * check symbol does not fit, so something was mistyped. It says nothing of whether the voucher exists: that is for the
 * serial to find and for `macMatches` to confirm.
 */
export function parseCode(input: string): ParsedCode {
  const characters = Array.from(input.replaceAll(/[\s\p{Pd}]/gu, ''));
  if (characters.length !== DATA_SYMBOLS + 1) return { ok: false, reason: 'length' };
  const symbols = characters.map((character) => VALUES.get(character));
  if (!symbols.every((symbol) => symbol !== undefined)) return { ok: false, reason: 'alphabet' };
  const data = symbols.slice(0, DATA_SYMBOLS);
  if (symbols[DATA_SYMBOLS] !== checkSymbol(data)) return { ok: false, reason: 'check' };

  const bits = data.reduce((read, symbol) => (read << BITS_PER_SYMBOL) | BigInt(symbol), 0n);
  const canonical = symbols.map((symbol) => ALPHABET.charAt(symbol)).join('');
  return { ok: true, serial: bits >> MAC_BITS, mac45: bits & ((1n << MAC_BITS) - 1n), canonical };
}

/** The sum a·(…a·(a·s0 + s1)… + s15), which the last symbol must equal. */
function checkSymbol(symbols: readonly number[]): number {
  return symbols.reduce((sum, symbol) => timesGenerator(sum ^ symbol), 0);
}

/** Multiplies by the generator in GF(32): a shift, brought back under 5 bits by a^5 = a^2 + 1. */
function timesGenerator(element: number): number {
  const shifted = element << 1;
  return shifted & 0b100000 ? shifted ^ 0b100101 : shifted;
}

/** Throws a RangeError for a number that does not fit. */
export function requireBits(what: string, value: bigint, bits: bigint): void {
  if (value < 0n || value >> bits !== 0n) throw new RangeError(`a ${what} has ${bits} bits: ${value}`);
}
