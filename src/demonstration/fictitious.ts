/**
 * Made-up identifiers that pass their checksums and belong to nobody: SIRENs of the demonstration begin with 999 and
 * IBANs name the bank 99999, ranges that are not attributed.
 */

/** The digits followed by the one that makes their Luhn sum a multiple of ten. */
function withLuhn(digits: string): string {
  const sumWith = (check: number) =>
    Array.from(`${digits}${check}`, Number)
      .toReversed()
      .reduce((sum, digit, index) => {
        const weighted = index % 2 === 1 ? digit * 2 : digit;
        return sum + (weighted > 9 ? weighted - 9 : weighted);
      }, 0);
  return `${digits}${Array.from({ length: 10 }, (_, check) => check).find((check) => sumWith(check) % 10 === 0)}`;
}

/** A valid SIRET (14 digits), the same for the same number. */
export function fictitiousSiret(number: number): string {
  const siren = withLuhn(`999${String(number).padStart(5, '0')}`);
  return withLuhn(`${siren}0001`);
}

/** The VAT number of a fictitious SIRET: its key, then its SIREN. */
export function fictitiousVatNumber(siret: string): string {
  const siren = siret.slice(0, 9);
  return `FR${String((12 + 3 * (Number(siren) % 97)) % 97).padStart(2, '0')}${siren}`;
}

/** A valid French IBAN, the same for the same number. */
export function fictitiousIban(number: number): string {
  const bank = '99999';
  const branch = '00001';
  const account = String(number).padStart(11, '0');
  const key = 97n - ((89n * BigInt(bank) + 15n * BigInt(branch) + 3n * BigInt(account)) % 97n);
  const bban = `${bank}${branch}${account}${String(key).padStart(2, '0')}`;
  const check = 98n - (BigInt(`${bban}152700`) % 97n);
  return `FR${String(check).padStart(2, '0')}${bban}`;
}

/** The BIC of no bank: FR, location ZZ. */
export const FICTITIOUS_BIC = 'PSRLFRZZXXX';
