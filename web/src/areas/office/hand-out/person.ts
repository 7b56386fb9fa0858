import type { Api } from '../../../api/client.js';

/** Who receives, as it is typed. It lives in this page and nowhere else: « next person » lets go of it. */
export interface Person {
  readonly familyName: string;
  readonly givenName: string;
  readonly birthDate: string;
  readonly moduleId: string;
  /** Its INSEE code; empty while none is chosen. */
  readonly commune: string;
  readonly sex: '' | 'F' | 'M' | 'X';
  readonly firstTime: '' | 'yes' | 'no';
}

export const REQUIRED = ['familyName', 'givenName', 'birthDate', 'moduleId', 'commune'] as const;
export type Required = (typeof REQUIRED)[number];

export function nobody(commune: string): Person {
  return { familyName: '', givenName: '', birthDate: '', moduleId: '', commune, sex: '', firstTime: '' };
}

/** What is still to be filled in, in the order of the page. */
export function missingOf(person: Person): Required[] {
  return REQUIRED.filter((field) => person[field].trim() === '');
}

/** Everything of the request but its vouchers; null while something is missing. */
export type PersonBody = Omit<Api['HandOutBody'], 'vouchers'>;

export function bodyOf(person: Person, officeId: string): PersonBody | null {
  if (missingOf(person).length > 0) return null;
  const { familyName, givenName, birthDate, moduleId, commune, sex, firstTime } = person;
  return {
    familyName: familyName.trim(),
    givenName: givenName.trim(),
    birthDate,
    moduleId,
    commune,
    officeId,
    ...(sex && { sex }),
    ...(firstTime && { firstTime: firstTime === 'yes' }),
  };
}

/** Which field a refusal is about, where it is about one. */
const FIELD_OF_REFUSAL: Readonly<Record<string, Required>> = {
  'distribution.family-name-empty': 'familyName',
  'distribution.given-name-empty': 'givenName',
  'distribution.birth-date-in-future': 'birthDate',
  'distribution.birth-date-too-long-ago': 'birthDate',
  'distribution.module-unknown': 'moduleId',
  'distribution.module-retired': 'moduleId',
  'access.commune-unknown': 'commune',
};

export function fieldOf(refusalCode: string | undefined): Required | undefined {
  return refusalCode === undefined ? undefined : FIELD_OF_REFUSAL[refusalCode];
}
