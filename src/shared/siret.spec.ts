import { siretOf, vatNumberOf } from './siret.js';

describe('a SIRET', () => {
  it('is read with or without spaces', () => {
    expect(siretOf('73282932000074')).toBe('73282932000074');
    expect(siretOf(' 732 829 320\u00a000074 ')).toBe('73282932000074');
  });

  it('of La Poste follows its own rule', () => {
    expect(siretOf('35600000049837')).toBe('35600000049837');
  });

  it.each([
    '',
    '73282932000075',
    '7328293200007',
    '732829320000741',
    'ABCDEFGHIJKLMN',
    '٧٣٢٨٢٩٣٢٠٠٠٠٧٤',
    '7328-2932000074',
  ])('is not %p', (text) => {
    expect(siretOf(text)).toBeNull();
  });

  it('with one wrong digit is never taken', () => {
    const good = [...'73282932000074'];
    const changed = good.flatMap((right, at) =>
      [...'0123456789'].filter((digit) => digit !== right).map((digit) => good.with(at, digit).join('')),
    );
    expect(changed).toHaveLength(14 * 9);
    expect(changed.filter((text) => siretOf(text) !== null)).toEqual([]);
  });
});

describe('a VAT number', () => {
  const siret = '73282932000074';

  it('is read with or without spaces, in any case', () => {
    expect(vatNumberOf('FR44732829320', siret)).toBe('FR44732829320');
    expect(vatNumberOf(' fr44 732 829 320 ', siret)).toBe('FR44732829320');
  });

  it.each([
    ['another key', 'FR45732829320'],
    ['another company', 'FR40303265045'],
    ['another country', 'DE44732829320'],
    ['no country', '44732829320'],
    ['one digit more', 'FR447328293200'],
    ['nothing', ''],
  ])('is never taken with %s', (_what, text) => {
    expect(vatNumberOf(text, siret)).toBeNull();
  });
});
