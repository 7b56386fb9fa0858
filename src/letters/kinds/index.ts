import { ACCESS_LETTERS } from './access.js';
import { DISTRIBUTION_LETTERS } from './distribution.js';
import { ORDER_LETTERS } from './orders.js';
import { SETTLEMENT_LETTERS } from './settlement.js';
import { STRUCTURE_LETTERS } from './structures.js';
import { YEAR_END_LETTERS } from './year-end.js';

/**
 * Every kind of letter: a function from the facts it tells (and what it may ask of the context) to its words. A new
 * kind is one entry of a file here, posted by `Letters.post`, and an example of its facts in test/letters/examples.ts.
 * Facts are identifiers, names of organisations and offices, numbers, amounts (`…Cents`, bigint here and integers in
 * the outbox), days and reasons given; never a voucher code, an IBAN, a password or a person's name.
 */
export const LETTERS = {
  ...ACCESS_LETTERS,
  ...ORDER_LETTERS,
  ...DISTRIBUTION_LETTERS,
  ...STRUCTURE_LETTERS,
  ...SETTLEMENT_LETTERS,
  ...YEAR_END_LETTERS,
};

export type LetterKind = keyof typeof LETTERS;
export type FactsOf<K extends LetterKind> = Parameters<(typeof LETTERS)[K]>[0];
