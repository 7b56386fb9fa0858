import { LETTERS, type LetterKind } from '../../src/letters/kinds/index.js';
import { type LetterContext, type LetterText, renderLetter } from '../../src/letters/letter-text.js';
import { EXAMPLES } from './examples.js';

const KINDS = Object.keys(LETTERS) as LetterKind[];
const context: LetterContext = { token: (_purpose, id) => `secret-of-${id}` };
const envelope = {
  publicUrl: 'https://cheques.example',
  organisationName: 'CCAS de Chinon',
  toEnrolment: false,
};

const write = (kind: LetterKind, facts: unknown = EXAMPLES[kind]): LetterText =>
  (LETTERS[kind] as (facts: unknown, context: LetterContext) => LetterText)(facts, context);
const render = (kind: LetterKind, facts?: unknown) => renderLetter(write(kind, facts), envelope);

/** The words of the HTML, as somebody reads them. */
const readHtml = (html: string) =>
  html
    .replaceAll(/<(style|title)[^>]*>.*?<\/\1>/gs, '')
    .replaceAll('<br>', '\n')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const wordsOf = (text: string) => text.split(/[\s\u00a0\u202f:]+/u).filter((word) => /[\p{L}\d]/u.test(word));

describe.each(KINDS)('the letter %s', (kind) => {
  it('leaves nothing unsaid: no undefined, no placeholder, no empty line of words', () => {
    const { subject, text, html } = render(kind);
    expect(`${subject}\n${text}\n${html}`).not.toMatch(
      /undefined|\bnull\b|NaN|\[object|\$\{|\{\w+\}|TODO|Invalid|\d{4}-\d\d-\d\d/,
    );
    expect(subject.length).toBeGreaterThan(10);
    expect(subject.length).toBeLessThan(100);
    expect(text).toMatch(/^Bonjour,\n\n/);
    expect(text).toContain('L’équipe Passerelle');
    expect(text).not.toMatch(/\n{4}/);
  });

  it('is in French as it is set: « ’ », no breakable space before a colon, amounts with their euro', () => {
    const { subject, text } = render(kind);
    const all = `${subject}\n${text}`;
    expect(all).not.toMatch(/'/);
    expect(all).not.toMatch(/ [:;!?»]|« |\d €|\d{4,} ?€/);
    expect(text).toMatch(/\bvous\b|\bvotre\b|\bvos\b/i);
    expect(text).not.toMatch(/(?<!\p{L})(tu|ton|tes)(?!\p{L})/iu);
  });

  it('says the same in plain text and in HTML, and leads to this service alone', () => {
    const { text, html } = render(kind);
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link]) => link as string);
    for (const link of links) {
      expect(link).toMatch(/^https:\/\/cheques\.example\/[a-z]/);
      expect(text).toContain(link);
    }
    const plain = wordsOf(text.replaceAll(/https?:\S+/g, ''));
    const seen = wordsOf(readHtml(html));
    expect(plain.filter((word) => !seen.includes(word))).toEqual([]);
    expect(html).not.toMatch(/<(img|script|link|iframe)|url\(|http:\/\//);
  });
});

describe('what somebody typed', () => {
  const hostile = 'CCAS\r\nBcc: victim@example.fr\u2028<script>alert("x")</script> & fils';

  it('never adds a line to the subject', () => {
    const { subject } = render('allotment-received', {
      ...EXAMPLES['allotment-received'],
      officeName: hostile,
    });
    expect(subject).not.toMatch(/[\r\n\u2028]/);
    expect(subject).toContain('CCAS Bcc');
  });

  it('never becomes HTML, in a sentence, in a table or in the footer', () => {
    const facts = { ...EXAMPLES['payout-rejected'], reason: hostile };
    const html = [
      render('label-refused', { ...EXAMPLES['label-refused'], reason: hostile }).html,
      render('payout-rejected', facts).html,
      renderLetter(write('bank-details-changed'), { ...envelope, organisationName: hostile }).html,
    ];
    for (const each of html) {
      expect(each).not.toContain('<script');
      expect(each).toContain('&lt;script&gt;');
    }
  });

  it('says who wrote it to, and to a person alone nothing of an organisation', () => {
    expect(render('payout-sent').text).toContain('membre de «\u00a0CCAS de Chinon\u00a0»');
    const alone = renderLetter(write('member-added'), { ...envelope, organisationName: null });
    expect(alone.text).not.toContain('membre de');
  });
});
