import { stdnum } from 'stdnum';

/**
 * The 14 digits of a SIRET typed with or without spaces, or null for what is none: the last digit checks the others
 * (La Poste's numbers have a rule of their own, which the library knows).
 */
export function siretOf(text: string): string | null {
  const digits = text.replaceAll(/\s/g, '');
  return /^\d{14}$/.test(digits) && stdnum.FR?.siret?.validate(digits).isValid ? digits : null;
}

/**
 * The French VAT number of a company, typed with or without spaces, or null for what is none or is another company's: it
 * is FR, two characters that check, and the SIREN, which begins the SIRET.
 */
export function vatNumberOf(text: string, siret: string): string | null {
  const compact = text.replaceAll(/\s/g, '').toUpperCase();
  const own = compact.startsWith('FR') && compact.slice(4) === siret.slice(0, 9);
  return own && stdnum.FR?.tva?.validate(compact).isValid ? compact : null;
}
