import { type Day, frenchDay } from '../../shared/calendar.js';
import { type Cents, euros, frenchWhole } from '../../shared/money.js';
import type { LetterText } from '../letter-text.js';
import { PAGES } from '../links.js';

/** The days that follow, as the exercise has them. */
interface YearEndDays {
  exercise: number;
  handOutsStopOn: Day;
  validityEndsOn: Day;
  toleranceEndsOn: Day;
  statementOn: Day;
}

interface FunderFigures {
  issued: number;
  handedOut: number;
  redeemed: number;
  inDrawer: number;
  inDrawerCents: Cents;
  inHands: number;
  inHandsCents: Cents;
  unallotted: number;
  unallottedCents: Cents;
  booksStarted: number;
}

interface OfficeFigures {
  officeName: string;
  inDrawer: number;
}

/** The offices with the fullest drawers; `otherOffices` says how many more there are. */
interface Offices {
  offices: OfficeFigures[];
  otherOffices: number;
}

/** What vouchers become at the end of an exercise, told on its days. */
export const YEAR_END_LETTERS = {
  'year-end-alert': (facts: YearEndDays & FunderFigures & Offices): LetterText => ({
    subject: `Exercice ${facts.exercise} : où en sont vos chèques avant le ${frenchDay(facts.handOutsStopOn)}`,
    before: [
      `L’exercice ${facts.exercise} s’achève bientôt. Voici où en sont vos chèques aujourd’hui.`,
      facts.inDrawer + facts.unallotted > 0
        ? `Chèques que personne n’a encore reçus : ${frenchWhole(facts.inDrawer + facts.unallotted)}. ` +
          `Ils ne pourront plus être remis après le ${frenchDay(facts.handOutsStopOn)} : d’ici là, vous pouvez ` +
          'déplacer les carnets d’une antenne à une autre qui en manque, et confier à des antennes ceux qui ne le sont pas.'
        : 'Tous vos chèques ont été remis.',
    ],
    details: [
      ['Chèques émis', frenchWhole(facts.issued)],
      ['Carnets entamés', frenchWhole(facts.booksStarted)],
      ['Chèques remis', frenchWhole(facts.handedOut)],
      ['Chèques utilisés', frenchWhole(facts.redeemed)],
      ['Remis, pas encore utilisés', worth(facts.inHands, facts.inHandsCents)],
      ['Dans les tiroirs des antennes', worth(facts.inDrawer, facts.inDrawerCents)],
      ['Chez vous, confiés à aucune antenne', worth(facts.unallotted, facts.unallottedCents)],
      ...drawers(facts, 'dont '),
    ],
    after: whatFollows(facts),
    action: { label: 'Déplacer des carnets', path: PAGES.funder.books },
  }),

  'year-end-alert-offices': (facts: YearEndDays & Offices): LetterText => ({
    subject: `Chèques ${facts.exercise} : à remettre avant le ${frenchDay(facts.handOutsStopOn)}`,
    before: [
      `Des chèques de l’exercice ${facts.exercise} dorment encore dans les tiroirs de vos antennes. ` +
        `Vous pouvez les remettre jusqu’au ${frenchDay(facts.handOutsStopOn)} inclus.`,
    ],
    details: drawers(facts),
    after: [
      `Les personnes qui les reçoivent les utilisent jusqu’au ${frenchDay(facts.validityEndsOn)} : ` +
        'rappelez-le aussi à celles qui en ont déjà.',
      'Si une antenne ne peut pas tout remettre, dites-le au commanditaire : il peut confier ses carnets à une autre.',
    ],
  }),

  'hand-outs-stop': (facts: YearEndDays & FunderFigures): LetterText => ({
    subject: `Les remises de chèques ${facts.exercise} s’arrêtent le ${frenchDay(facts.handOutsStopOn)} au soir`,
    before: [
      `Après le ${frenchDay(facts.handOutsStopOn)}, aucun chèque de l’exercice ${facts.exercise} ne peut plus être remis.`,
    ],
    details: [
      ['Chèques utilisés', frenchWhole(facts.redeemed)],
      ['Remis, pas encore utilisés', worth(facts.inHands, facts.inHandsCents)],
      ['Jamais remis', worth(facts.inDrawer + facts.unallotted, facts.inDrawerCents + facts.unallottedCents)],
    ],
    after: [
      'Ce qui n’a jamais été remis n’est pas perdu : sa valeur vous sera rendue par un avoir.',
      ...whatFollows(facts).slice(1),
    ],
  }),

  'hand-outs-stop-offices': (facts: YearEndDays & Offices): LetterText => ({
    subject: `Les remises de chèques ${facts.exercise} s’arrêtent le ${frenchDay(facts.handOutsStopOn)} au soir`,
    before: [
      `Après le ${frenchDay(facts.handOutsStopOn)}, aucun chèque de l’exercice ${facts.exercise} ne peut plus être remis. ` +
        'Gardez sous clé les carnets qui restent : leurs chèques ne peuvent plus être ni remis, ni utilisés.',
    ],
    details: drawers(facts),
    after: [
      `Les chèques déjà remis servent jusqu’au ${frenchDay(facts.validityEndsOn)} : rappelez-le aux personnes qui en ont.`,
    ],
  }),

  'last-scans': (facts: YearEndDays): LetterText => ({
    subject: `Présentez vos derniers chèques ${facts.exercise} jusqu’au ${frenchDay(facts.toleranceEndsOn)}`,
    before: [
      `Les chèques de l’exercice ${facts.exercise} servent pour des séances tenues jusqu’au ${frenchDay(facts.validityEndsOn)} inclus.`,
      `S’il vous en reste à encaisser, scannez-les jusqu’au ${frenchDay(facts.toleranceEndsOn)} inclus, en indiquant le jour ` +
        'de la séance. Passé ce jour, ils ne sont plus payés.',
    ],
  }),

  'statement-issued': (facts: {
    exercise: number;
    statementId: string;
    orders: number;
    vouchers: number;
    redeemed: number;
    expired: number;
    revoked: number;
    creditFunderCents: Cents;
    creditStateCents: Cents;
  }): LetterText => ({
    subject: `Exercice ${facts.exercise} : votre état contradictoire attend votre réponse`,
    before: [
      `L’exercice ${facts.exercise} est terminé. Voici ce que sont devenus les chèques de ` +
        `${facts.orders > 1 ? 'vos commandes' : 'votre commande'}.`,
    ],
    details: [
      ['Chèques commandés', frenchWhole(facts.vouchers)],
      ['Utilisés', frenchWhole(facts.redeemed)],
      ['Expirés', frenchWhole(facts.expired)],
      ['Perdus et non remplacés', frenchWhole(facts.revoked)],
      ['Avoir prévu, votre part', euros(facts.creditFunderCents)],
      ...(facts.creditStateCents > 0n
        ? ([['Avoir prévu, part de l’État', euros(facts.creditStateCents)]] as const)
        : []),
    ],
    after: [
      'Donnez votre accord, ou contestez en disant pourquoi : l’avoir est établi dès que vous êtes d’accord, ou que nous ' +
        'avons répondu à votre contestation.',
    ],
    action: { label: 'Lire l’état et répondre', path: PAGES.funder.statement(facts.statementId) },
  }),

  'credit-note-made': (facts: {
    exercise: number;
    orderId: string;
    orderNumber: string;
    creditNoteNumber: string;
    funderName: string;
    funderCents: Cents;
    stateCents: Cents;
    reader: 'funder' | 'state';
  }): LetterText => ({
    subject: `Avoir ${facts.creditNoteNumber} sur la commande ${facts.orderNumber}`,
    before: [
      facts.reader === 'funder'
        ? `L’avoir ${facts.creditNoteNumber} est établi pour les chèques de la commande ${facts.orderNumber} qui n’ont pas ` +
          `été utilisés pendant l’exercice ${facts.exercise}.`
        : `L’avoir ${facts.creditNoteNumber} est établi pour les chèques de la commande ${facts.orderNumber} de ` +
          `${facts.funderName} qui n’ont pas été utilisés pendant l’exercice ${facts.exercise}.`,
    ],
    details: [
      [facts.reader === 'funder' ? 'Votre part' : 'Part du commanditaire', euros(facts.funderCents)],
      ...(facts.reader === 'state' || facts.stateCents > 0n
        ? ([[facts.reader === 'state' ? 'Votre part' : 'Part de l’État', euros(facts.stateCents)]] as const)
        : []),
    ],
    after: [
      facts.reader === 'funder'
        ? 'Votre part paie tout ou partie de votre prochaine commande ; elle peut aussi vous être remboursée sur décision. Elle ne se perd pas.'
        : 'La part de l’État paie une commande passée sous la même convention, ou lui est rendue. Elle ne se perd pas.',
    ],
    ...(facts.reader === 'funder'
      ? { action: { label: 'Voir la commande', path: PAGES.funder.order(facts.orderId) } }
      : {}),
  }),
};

function whatFollows(facts: YearEndDays): string[] {
  return [
    `Le ${frenchDay(facts.handOutsStopOn)} : dernier jour des remises.`,
    `Le ${frenchDay(facts.validityEndsOn)} : dernier jour des séances.`,
    `Le ${frenchDay(facts.toleranceEndsOn)} : dernier jour où les structures présentent les chèques de ces séances.`,
    `Le ${frenchDay(facts.statementOn)} : vous recevez l’état de vos commandes, à accepter ou à contester. ` +
      'Ce qui n’a pas été utilisé vous est ensuite rendu par un avoir.',
  ];
}

function drawers({ offices, otherOffices }: Offices, before = ''): [string, string][] {
  return [
    ...offices.map(({ officeName, inDrawer }): [string, string] => [
      `${before}${officeName}`,
      frenchWhole(inDrawer),
    ]),
    ...(otherOffices > 0
      ? ([['Autres antennes où il en dort', frenchWhole(otherOffices)]] as [string, string][])
      : []),
  ];
}

function worth(vouchers: number, cents: Cents): string {
  return vouchers === 0 ? '0' : `${frenchWhole(vouchers)} (${euros(cents)})`;
}
