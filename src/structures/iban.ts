import { electronicFormatIBAN, isSEPACountry, isValidBIC, isValidIBAN } from 'ibantools';
import { refuseStructures } from './structures.refusals.js';

/** An account that can be paid by SEPA transfer, both numbers in electronic form: capitals, no spaces. */
export interface BankAccount {
  readonly iban: string;
  readonly bic: string;
}

/**
 * The numbers of an account as they were typed, checked: length, country and check digits.
 * Refusals: structures.iban-invalid, structures.iban-outside-sepa, structures.bic-invalid.
 */
export function readBankAccount(typed: BankAccount): BankAccount {
  const iban = electronicFormatIBAN(typed.iban) ?? '';
  const bic = typed.bic.replaceAll(' ', '').toUpperCase();
  if (!isValidIBAN(iban)) throw refuseStructures('iban-invalid');
  if (!isSEPACountry(iban.slice(0, 2))) throw refuseStructures('iban-outside-sepa');
  if (!isValidBIC(bic)) throw refuseStructures('bic-invalid');
  return { iban, bic };
}

/** A text that somebody typed, without the account numbers that may be in it: ten digits in a row or more. */
export function withoutAccountNumbers(text: string): string {
  return text.replaceAll(/\d(?: ?\d){9,}/g, '…');
}

/** What is shown of an IBAN, enough to recognise one's own: FR76 •••• …123. */
export function maskIban(iban: string): string {
  return `${iban.slice(0, 4)} •••• …${iban.slice(-3)}`;
}
