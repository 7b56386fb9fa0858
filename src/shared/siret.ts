import { stdnum } from 'stdnum';

/**
 * The 14 digits of a SIRET typed with or without spaces, or null for what is none: the last digit checks the others
 * (La Poste's numbers have a rule of their own, which the library knows).
 */
export function siretOf(text: string): string | null {
  const digits = text.replaceAll(/\s/g, '');
  return /^\d{14}$/.test(digits) && stdnum.FR?.siret?.validate(digits).isValid ? digits : null;
}
