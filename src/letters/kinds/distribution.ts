import { count, type LetterText } from '../letter-text.js';
import { PAGES } from '../links.js';

/** For the managers of a prescriber. */
export const DISTRIBUTION_LETTERS = {
  'allotment-received': (facts: {
    officeName: string;
    funderName: string;
    books: number;
    vouchers: number;
  }): LetterText => ({
    subject: `${facts.officeName} : ${facts.books === 1 ? 'un carnet reçu' : `${count(facts.books)} carnets reçus`}`,
    before: [`${facts.funderName} a envoyé des carnets à votre antenne ${facts.officeName}.`],
    details: [
      ['Carnets', count(facts.books)],
      ['Chèques', count(facts.vouchers)],
    ],
    after: ['Leurs chèques sont désormais dans le stock de cette antenne.'],
    action: { label: 'Ouvrir mon espace', path: PAGES.office.home },
  }),
};
