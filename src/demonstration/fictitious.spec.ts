import { isValidBIC, isValidIBAN } from 'ibantools';
import { vatNumberOf } from '../shared/siret.js';
import { FICTITIOUS_BIC, fictitiousIban, fictitiousSiret, fictitiousVatNumber } from './fictitious.js';
import { communesOf, readFacts } from './facts.js';

describe('fictitious identifiers', () => {
  it.each([1, 2, 77, 4_321])('pass their checksums (%i)', (number) => {
    expect(isValidIBAN(fictitiousIban(number))).toBe(true);
    const digits = Array.from(fictitiousSiret(number), Number);
    const luhn = digits
      .toReversed()
      .map((digit, index) => (index % 2 ? digit * 2 - (digit > 4 ? 9 : 0) : digit))
      .reduce((sum, each) => sum + each, 0);
    expect([digits.length, luhn % 10]).toEqual([14, 0]);
    const siret = fictitiousSiret(number);
    expect(vatNumberOf(fictitiousVatNumber(siret), siret)).toBe(fictitiousVatNumber(siret));
  });

  it('name a BIC in the right form', () => {
    expect(isValidBIC(FICTITIOUS_BIC)).toBe(true);
  });
});

describe('the facts', () => {
  it('find the communes of every territory', () => {
    const facts = readFacts();
    const communes = communesOf(facts.territories);
    expect([...communes.values()].map((each) => each[0]?.name)).toEqual([
      'Poitiers',
      'Châtellerault',
      'Saint-Martin-la-Pallu',
      'Montmorillon',
      'Vivonne',
      'Valence-en-Poitou',
      'Loudun',
      'Chinon',
      'Sainte-Maure-de-Touraine',
    ]);
  });
});
