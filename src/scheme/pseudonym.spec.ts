import * as fc from 'fast-check';
import { asDay } from '../shared/calendar.js';
import { normaliseName, personProblem, pseudonym } from './pseudonym.js';

const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const person = { familyName: "D'Œuvre", givenName: 'Éléonore-Anne', birthDate: asDay('1957-03-09') };
const hex = (changes: Partial<typeof person> = {}, under: Uint8Array = key) =>
  pseudonym(under, { ...person, ...changes }).toString('hex');

describe('normaliseName', () => {
  it.each([
    ['Éléonore-Anne', 'eleonoreanne'],
    ['ELEONORE ANNE', 'eleonoreanne'],
    ["D'Œuvre", 'doeuvre'],
    ['d’œuvre', 'doeuvre'],
    ['D OEUVRE', 'doeuvre'],
    ['Lætitia', 'laetitia'],
    ['Hélène', 'helene'],
    ['François  Le\u00a0Goff', 'francoislegoff'],
    ['Müller-Weiß', 'mullerweiss'],
    ['Sørensen', 'sorensen'],
    ['Łukasz', 'lukasz'],
    ['İpek Yıldız', 'ipekyildiz'],
    ['Nguyễn Văn', 'nguyenvan'],
    ['Ｄｕｐｏｎｔ', 'dupont'],
    ['ΠΑΠΑΔΟΠΟΥΛΟΣ', 'παπαδοπουλοσ'],
    ['Иванов', 'иванов'],
    ['Dupont (née Martin)', 'dupontneemartin'],
    [" -'’ ", ''],
  ])('%p is written %p', (name, expected) => {
    expect(normaliseName(name)).toBe(expected);
  });

  it('is the same whichever Unicode form a keyboard sends', () => {
    expect(normaliseName('Zoe\u0308')).toBe(normaliseName('Zoë'));
  });

  it('changes nothing the second time, and leaves no separator that could run into the next field', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const once = normaliseName(name);
        expect(normaliseName(once)).toBe(once);
        expect(once).not.toMatch(/[\s\p{P}\p{M}]/u);
      }),
    );
  });
});

describe('pseudonym', () => {
  it('is the published HMAC-SHA-256 of 32 bytes', () => {
    expect(hex()).toBe('7eb5f8f565f6613e4476b6fbeedf41ab25a675bbf3e06872b6901a438adf3c02');
  });

  it('is one for the ways a name is written in two offices', () => {
    expect(hex({ familyName: 'D OEUVRE', givenName: 'eleonore anne' })).toBe(hex());
  });

  it('differs by name, given name, birth date and key', () => {
    const others = [
      hex({ familyName: 'Doeuvres' }),
      hex({ givenName: 'Éléonore' }),
      hex({ birthDate: asDay('1957-09-03') }),
      hex({}, Buffer.alloc(32, 7)),
    ];
    expect(new Set([hex(), ...others]).size).toBe(5);
  });

  it('never mixes the end of a family name with the beginning of a given name', () => {
    expect(hex({ familyName: 'Martin', givenName: 'Eric' })).not.toBe(
      hex({ familyName: 'Martine', givenName: 'Ric' }),
    );
    expect(hex({ familyName: 'Martin', givenName: 'Paul' })).not.toBe(
      hex({ familyName: 'Paul', givenName: 'Martin' }),
    );
  });

  it('refuses a key too short to be a secret', () => {
    expect(() => pseudonym(Buffer.alloc(31), person)).toThrow(RangeError);
  });
});

describe('personProblem', () => {
  const today = asDay('2026-06-15');

  it.each([
    [{ familyName: " -' " }, 'family-name-empty'],
    [{ givenName: '' }, 'given-name-empty'],
    [{ birthDate: asDay('2026-06-16') }, 'birth-date-in-future'],
    [{ birthDate: asDay('1906-06-14') }, 'birth-date-too-long-ago'],
  ])('%p is refused: %s', (changes, problem) => {
    expect(personProblem({ ...person, ...changes }, today)).toBe(problem);
  });

  it.each(['2026-06-15', '1906-06-15', '1957-03-09'])('a birth on %s is taken', (birthDate) => {
    expect(personProblem({ ...person, birthDate: asDay(birthDate) }, today)).toBeNull();
  });
});
