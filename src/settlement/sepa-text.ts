/** What is not taken apart by decomposing it: letters with a name of their own, and signs that banks do not know. */
const REPLACED: Readonly<Record<string, string>> = {
  œ: 'oe',
  Œ: 'OE',
  æ: 'ae',
  Æ: 'AE',
  ß: 'ss',
  ẞ: 'SS',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'TH',
  ł: 'l',
  Ł: 'L',
  ħ: 'h',
  Ħ: 'H',
  ŧ: 't',
  Ŧ: 'T',
  ı: 'i',
  ĸ: 'k',
  ŋ: 'n',
  Ŋ: 'N',
  '’': "'",
  '‘': "'",
  '`': "'",
  '´': "'",
  ʼ: "'",
  '–': '-',
  '—': '-',
  '‑': '-',
  '−': '-',
  '·': '.',
  '&': '+',
  '€': 'EUR',
};

/** Of names and of free text: what every bank of the SEPA area writes. */
const OUTSIDE = /[^a-zA-Z0-9/\-?:().,'+ ]/gu;

/**
 * A text in the character set of SEPA (a-z A-Z 0-9 / - ? : ( ) . , ' + and the space), cut at `max` characters; never
 * empty: `otherwise` stands for a text of which nothing is left. It neither begins with a sign nor holds `//`, which
 * the schemes keep for themselves (EPC217-08, best practices).
 */
export function sepaText(text: string, max: number, otherwise: string): string {
  const plain = [...text.normalize('NFC')]
    .map((character) => REPLACED[character] ?? character)
    .join('')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(OUTSIDE, ' ')
    .replace(/\/{2,}/g, '/')
    .replace(/ +/g, ' ')
    .replace(/^[^a-zA-Z0-9(]+/, '')
    .slice(0, max)
    .trim();
  return /[a-zA-Z0-9]/.test(plain) ? plain : otherwise;
}
