import { maskIban, readBankAccount } from './iban.js';

const read = (iban: string, bic = 'PSSTFRPPXXX') => readBankAccount({ iban, bic });

describe('a bank account', () => {
  it('is read however it is typed', () => {
    const account = { iban: 'FR1420041010050500013M02606', bic: 'PSSTFRPPXXX' };
    expect(read('FR1420041010050500013M02606')).toEqual(account);
    expect(read('fr14 2004 1010 0505 0001 3m02 606', 'psst fr pp xxx')).toEqual(account);
  });

  it.each([
    ['a wrong check digit', 'FR1520041010050500013M02606'],
    ['two digits swapped', 'FR1420041010050500013M02660'],
    ['the key of another account', 'FR1420041010050500013M02607'],
    ['a digit missing', 'FR142004101005050001302606'],
    ['another country’s letters', 'DE1420041010050500013M02606'],
    ['no country', '1420041010050500013M02606'],
    ['an account number alone', '20041010050500013M02606'],
    ['the name of a property of every object', 'constructor1234'],
    ['nothing', ''],
  ])('is not accepted with %s', (_what, iban) => {
    expect(() => read(iban)).toThrow(expect.objectContaining({ code: 'structures.iban-invalid' }));
  });

  it('is not accepted outside SEPA, though its number is right', () => {
    expect(() => read('AE070331234567890123456')).toThrow(
      expect.objectContaining({ code: 'structures.iban-outside-sepa' }),
    );
  });

  it.each(['PSSTFRPPX', 'PSSTFRP', 'PSST1RPP', 'PSSTFRPPXXXX', ''])(
    'is not accepted with the BIC %p',
    (bic) => {
      expect(() => read('FR1420041010050500013M02606', bic)).toThrow(
        expect.objectContaining({ code: 'structures.bic-invalid' }),
      );
    },
  );
});

describe('a masked IBAN', () => {
  it('shows its country, its check digits and its last three characters, and nothing between', () => {
    expect(maskIban('FR1420041010050500013M02606')).toBe('FR14 •••• …606');
  });
});
