/**
 * What a value becomes in JSON: amounts are integers of cents, instants are ISO strings.
 * An amount that JSON's numbers cannot carry exactly is a bug, not something to round.
 */
export type Wire<T> = T extends bigint
  ? number
  : T extends Date
    ? string
    : T extends string | number | boolean | null | undefined
      ? T
      : T extends readonly (infer Item)[]
        ? Wire<Item>[]
        : T extends object
          ? { [Key in keyof T]: Wire<T[Key]> }
          : never;

export function wireNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error('an amount is too large for JSON');
  return number;
}

export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? wireNumber(item) : item));
}

export function toWire<T>(value: T): Wire<T> {
  return JSON.parse(toJson(value)) as Wire<T>;
}
