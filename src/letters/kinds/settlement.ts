import { type Cents, euros, frenchWhole } from '../../shared/money.js';
import type { LetterText } from '../letter-text.js';
import { PAGES } from '../links.js';

interface PayoutFacts {
  readonly payoutId: string;
  readonly amountCents: Cents;
  readonly redemptions: number;
}

const seePayout = (payoutId: string) =>
  ({ label: 'Voir le détail du versement', path: PAGES.venue.payout(payoutId) }) as const;

const checkBankDetails = {
  label: 'Vérifier les coordonnées bancaires',
  path: PAGES.venue.structure,
} as const;

const WHAT_TO_DO = [
  'Vérifiez vos coordonnées bancaires. Si elles ont changé, enregistrez les nouvelles : le versement repartira dès qu’elles seront vérifiées.',
  'Si elles sont exactes, prévenez l’équipe Passerelle, qui refera le versement sur le même compte.',
];

/** For the managers of a structure: the money that it is paid. */
export const SETTLEMENT_LETTERS = {
  'payout-sent': (facts: PayoutFacts & { runNumber: number; attempt: number }): LetterText => ({
    subject: `Un versement de ${euros(facts.amountCents)} est parti`,
    before: [
      facts.attempt === 1
        ? 'Un versement vient d’être remis à la banque. Il arrive en général sous deux jours ouvrés.'
        : 'Le versement qui n’avait pas abouti vient d’être remis de nouveau à la banque. Il arrive en général sous deux jours ouvrés.',
    ],
    details: [
      ['Montant', euros(facts.amountCents)],
      ['Chèques encaissés', frenchWhole(facts.redemptions)],
      ['Remise à la banque', `n° ${facts.runNumber}`],
    ],
    action: seePayout(facts.payoutId),
  }),

  'payout-rejected': (facts: PayoutFacts & { reason: string }): LetterText => ({
    subject: `Un versement de ${euros(facts.amountCents)} a été rejeté par la banque`,
    before: [
      'La banque n’a pas pu vous verser cette somme. Elle vous reste due en entier, et sera versée de nouveau.',
    ],
    details: [
      ['Montant', euros(facts.amountCents)],
      ['Chèques encaissés', frenchWhole(facts.redemptions)],
      ['Motif donné par la banque', facts.reason],
    ],
    after: WHAT_TO_DO,
    action: checkBankDetails,
  }),

  'payout-returned': (facts: PayoutFacts & { reason: string }): LetterText => ({
    subject: `Un versement de ${euros(facts.amountCents)} nous est revenu`,
    before: [
      'Ce versement était parti sur votre compte, et la banque nous l’a renvoyé. La somme vous reste due en entier, et ' +
        'sera versée de nouveau.',
    ],
    details: [
      ['Montant', euros(facts.amountCents)],
      ['Chèques encaissés', frenchWhole(facts.redemptions)],
      ['Motif donné par la banque', facts.reason],
    ],
    after: WHAT_TO_DO,
    action: checkBankDetails,
  }),
};
