import { type Day, frenchDay } from '../../shared/calendar.js';
import { frenchWhole } from '../../shared/money.js';
import type { LetterText } from '../letter-text.js';
import { PAGES } from '../links.js';

/** For the managers of a prescriber, and for those who work in one of its offices. */
export const DISTRIBUTION_LETTERS = {
  'allotment-received': (facts: {
    officeName: string;
    funderName: string;
    books: number;
    vouchers: number;
  }): LetterText => ({
    subject: `${facts.officeName} : ${facts.books === 1 ? 'un carnet reçu' : `${frenchWhole(facts.books)} carnets reçus`}`,
    before: [`${facts.funderName} a envoyé des carnets à votre antenne ${facts.officeName}.`],
    details: [
      ['Carnets', frenchWhole(facts.books)],
      ['Chèques', frenchWhole(facts.vouchers)],
    ],
    after: ['Leurs chèques sont désormais dans le stock de cette antenne.'],
    action: { label: 'Ouvrir mon espace', path: PAGES.office.home },
  }),

  'office-drawer': (facts: {
    exercise: number;
    officeName: string;
    inDrawer: number;
    handOutsStopOn: Day;
    validityEndsOn: Day;
  }): LetterText => ({
    subject: `${facts.officeName} : des chèques ${facts.exercise} à remettre avant le ${frenchDay(facts.handOutsStopOn)}`,
    before: [
      `Chèques de l’exercice ${facts.exercise} encore dans le tiroir de votre antenne ${facts.officeName} : ${frenchWhole(facts.inDrawer)}.`,
      `Vous pouvez les remettre jusqu’au ${frenchDay(facts.handOutsStopOn)} inclus. Les personnes qui les reçoivent les ` +
        `utilisent jusqu’au ${frenchDay(facts.validityEndsOn)}.`,
    ],
    after: ['Si votre antenne ne peut pas tout remettre, dites-le à votre responsable.'],
    action: { label: 'Ouvrir mon espace', path: PAGES.office.home },
  }),
};
