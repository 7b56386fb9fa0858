import * as fc from 'fast-check';
import { sepaText } from './sepa-text.js';

const nameOf = (text: string) => sepaText(text, 70, 'BENEFICIAIRE');
/** Signs are bytes here: no bank counts otherwise. */
const ALLOWED = /^[a-zA-Z0-9/\-?:().,'+ ]{1,70}$/;

describe('a name for the bank', () => {
  it.each([
    ['Espace numérique', 'Espace numerique'],
    ['L’Œuvre du Val d’Indre', "L'OEuvre du Val d'Indre"],
    ['Cæsar & fils', 'Caesar + fils'],
    ['Straße der Künste', 'Strasse der Kunste'],
    ['Médiathèque «\u00a0Aliénor\u00a0» – Chinon', 'Mediatheque Alienor - Chinon'],
    ['Ĳsselmeer ﬁn ½', 'IJsselmeer fin 1 2'],
    ['Ångström Łódź Þór', 'Angstrom Lodz THor'],
    ['Cafe\u0301 décomposé', 'Cafe decompose'],
    ['AB//CD///EF', 'AB/CD/EF'],
    ['/-: Le Lieu', 'Le Lieu'],
    ['(Le Lieu)', '(Le Lieu)'],
    ['  deux   espaces  ', 'deux espaces'],
    ['a\nb\tc', 'a b c'],
    ['Ελληνικά', 'BENEFICIAIRE'],
    ['🏛️', 'BENEFICIAIRE'],
    ['---', 'BENEFICIAIRE'],
    ['', 'BENEFICIAIRE'],
  ])('%j is %j', (text, expected) => expect(nameOf(text)).toBe(expected));

  it('is never cut in a way that leaves a space at its end, nor longer than a bank takes', () => {
    expect(nameOf(`${'a'.repeat(69)} b`)).toBe('a'.repeat(69));
    expect(nameOf('œ'.repeat(60))).toHaveLength(70);
  });

  it('never holds a sign that a bank does not know, is never empty, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const name = nameOf(text);
        expect(name).toMatch(ALLOWED);
        expect(name).not.toMatch(/^[^a-zA-Z0-9(]|\/\/|^ | $| {2}/);
      }),
      { numRuns: 3_000 },
    );
  });

  it('that a bank can write already is left as it is', () => {
    const words = fc.array(fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9\-?:().,'+]{0,8}$/), {
      minLength: 1,
      maxLength: 7,
    });
    fc.assert(fc.property(words, (given) => expect(nameOf(given.join(' '))).toBe(given.join(' '))));
  });
});
