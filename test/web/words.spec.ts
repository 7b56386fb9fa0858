import { readFileSync } from 'node:fs';
import { AREAS } from '../../web/src/areas/areas.js';

type Words = { [key: string]: string | Words };

const SOURCES = ['web/src/words', ...AREAS.map(({ id }) => `web/src/areas/${id}`)];

function read(folder: string, language: string): Map<string, string> {
  const flat = new Map<string, string>();
  const walk = (words: Words, before: string) => {
    for (const [key, value] of Object.entries(words)) {
      if (typeof value === 'string') flat.set(before + key, value);
      else walk(value, `${before}${key}.`);
    }
  };
  walk(JSON.parse(readFileSync(`${folder}/${language}.json`, 'utf8')) as Words, '');
  return flat;
}

const holes = (sentence: string) => [...sentence.matchAll(/\{\{\w+\}\}/g)].map(([hole]) => hole).toSorted();

describe.each(SOURCES)('the sentences of %s', (folder) => {
  const [french, english] = [read(folder, 'fr'), read(folder, 'en')];

  it('are all there in English', () => {
    expect([...english.keys()].toSorted()).toEqual([...french.keys()].toSorted());
  });

  it('have the same values to fill in', () => {
    for (const [key, sentence] of french)
      expect([key, holes(english.get(key)!)]).toEqual([key, holes(sentence)]);
  });

  it('are written with French spaces and apostrophes', () => {
    for (const [key, sentence] of french)
      expect([key, /\w'\w| [:;!?»](?!\w)|« (?=\w)/.test(sentence)]).toEqual([key, false]);
  });
});

describe('the pages', () => {
  it('that the navigation leads to have their names', () => {
    for (const area of AREAS) {
      const words = read(`web/src/areas/${area.id}`, 'fr');
      for (const page of area.pages.filter((each) => each.isInNavigation)) {
        expect(words.has(`nav.${page.name}`)).toBe(true);
      }
    }
  });
});
