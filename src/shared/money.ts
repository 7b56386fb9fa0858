/**
 * Money is a whole number of euro cents, held in a `bigint`. No float touches it: a share is an integer
 * fraction, a percentage is a number of basis points, and the formatter works on digits.
 *
 * Sign convention: an amount is a magnitude, zero or more. Its direction is said by where it stands (from which
 * account to which, due or credited), never by its sign. Only a difference of two amounts may be negative.
 */
export type Cents = bigint;

/** A count or a term of a fraction, as it comes: `int4` columns give a number, `int8` columns a bigint. */
export type Whole = bigint | number;

/** A total cut in two: `part` + `rest` is always the total. */
export interface Share {
  readonly part: Cents;
  readonly rest: Cents;
}

/** An amount that includes VAT, cut in two: `net` + `vat` is always the amount. */
export interface VatSplit {
  readonly net: Cents;
  readonly vat: Cents;
}

const BASIS_POINTS_PER_WHOLE = 10_000n;
const NARROW_NO_BREAK_SPACE = '\u202f';

/** Whole cents as a bigint. Throws a RangeError on a fraction or on a number too large to be exact. */
export function cents(amount: Whole): Cents {
  if (typeof amount === 'number' && !Number.isSafeInteger(amount)) {
    throw new RangeError(`not a whole number of cents: ${amount}`);
  }
  return BigInt(amount);
}

/** The sum of amounts in cents; zero for none. */
export function sum(amounts: Iterable<Cents>): Cents {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/**
 * The share `numerator / denominator` of a total, in cents: rounded down, the odd cent staying in `rest`. Whoever
 * calls says who owns the rest. Throws a RangeError unless the total is not negative and the fraction is between 0 and 1.
 */
export function share(total: Cents, numerator: Whole, denominator: Whole): Share {
  const [over, under] = [cents(numerator), cents(denominator)];
  if (total < 0n) throw new RangeError(`cannot share a negative amount: ${total}`);
  if (under <= 0n || over < 0n || over > under) {
    throw new RangeError(`not a fraction between 0 and 1: ${over}/${under}`);
  }
  const part = (total * over) / under;
  return { part, rest: total - part };
}

/**
 * Cuts an amount that includes VAT at a rate in basis points (2000 is 20 %). The net amount is rounded to the
 * nearest cent, half a cent upwards, and the VAT is what remains: so the odd cent of a half goes to the net amount.
 */
export function splitVatIncluded(gross: Cents, rateBasisPoints: Whole): VatSplit {
  const rate = cents(rateBasisPoints);
  if (gross < 0n || rate < 0n) throw new RangeError(`cannot split VAT of ${gross} at ${rate} basis points`);
  const divisor = BASIS_POINTS_PER_WHOLE + rate;
  const net = (2n * gross * BASIS_POINTS_PER_WHOLE + divisor) / (2n * divisor);
  return { net, vat: gross - net };
}

/** An amount as French people write it, in narrow no-break spaces: 123456n is « 1 234,56 € ». */
export function euros(amount: Cents): string {
  const sign = amount < 0n ? '-' : '';
  const digits = String(amount < 0n ? -amount : amount).padStart(3, '0');
  return `${sign}${frenchWhole(BigInt(digits.slice(0, -2)))},${digits.slice(-2)}${NARROW_NO_BREAK_SPACE}€`;
}

/** How many, as French people write it: 16440 is « 16 440 ». */
export function frenchWhole(count: Whole): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, NARROW_NO_BREAK_SPACE);
}
