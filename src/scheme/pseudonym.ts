import { createHmac } from 'node:crypto';
import type { Day } from '../shared/calendar.js';
import { addYears } from '../shared/calendar.js';

/**
 * What tells one beneficiary from another. It is turned into a pseudonym and forgotten: nothing of it is stored, and once
 * the exercise's key is destroyed nobody can say whose pseudonym it was.
 */
export interface PersonIdentity {
  readonly familyName: string;
  readonly givenName: string;
  readonly birthDate: Day;
}

const OLDEST_AGE_YEARS = 120;
const KEY_BYTES = 32;
const DOMAIN = 'passerelle:beneficiary:1';

/** Letters that decomposition leaves whole, and that two forms of one name may write differently. */
const LETTERS: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
};

/**
 * A name as two offices would both write it: without accents, case, ligatures, spaces, hyphens or apostrophes.
 * « Éléonore-Anne D'Œuvre » gives « eleonoreannedoeuvre ». Only letters and digits are left, of any script.
 */
export function normaliseName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll(/[œæßøłđðþıς]/g, (letter) => LETTERS[letter] ?? letter);
}

/** Why an identity cannot be taken. */
export type PersonProblem =
  'family-name-empty' | 'given-name-empty' | 'birth-date-in-future' | 'birth-date-too-long-ago';

/** What is wrong with an identity on a day, or null. Names must hold a letter or a digit once normalised. */
export function personProblem(person: PersonIdentity, today: Day): PersonProblem | null {
  if (normaliseName(person.familyName) === '') return 'family-name-empty';
  if (normaliseName(person.givenName) === '') return 'given-name-empty';
  if (person.birthDate > today) return 'birth-date-in-future';
  if (person.birthDate < addYears(today, -OLDEST_AGE_YEARS)) return 'birth-date-too-long-ago';
  return null;
}

/**
 * The pseudonym of a person under an exercise's key (32 bytes or more): HMAC-SHA-256, 32 bytes. The separator cannot
 * occur in a normalised name, so no two identities make the same message.
 */
export function pseudonym(key: Uint8Array, person: PersonIdentity): Buffer {
  if (key.length < KEY_BYTES) throw new RangeError(`a pseudonym key has at least ${KEY_BYTES} bytes`);
  const { familyName, givenName, birthDate } = person;
  const message = [DOMAIN, normaliseName(familyName), normaliseName(givenName), birthDate].join('\n');
  return createHmac('sha256', key).update(message, 'utf8').digest();
}
