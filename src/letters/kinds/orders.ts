import { type Cents, euros } from '../../shared/money.js';
import { count, type LetterText } from '../letter-text.js';
import { PAGES } from '../links.js';

interface OrderFacts {
  readonly orderId: string;
  /** CMD-2026-0001. */
  readonly number: string;
}

const seeOrder = (orderId: string) =>
  ({ label: 'Voir la commande', path: PAGES.funder.order(orderId) }) as const;

/** The life of an order: the first is for the operator, the others for its funder. */
export const ORDER_LETTERS = {
  'order-submitted': (
    facts: OrderFacts & {
      funderName: string;
      vouchers: number;
      faceValueCents: Cents;
      stateShareCents: Cents;
    },
  ): LetterText => ({
    subject: `Commande ${facts.number} à examiner : ${euros(facts.faceValueCents)}`,
    before: [`${facts.funderName} a passé une commande, qui attend votre décision.`],
    details: [
      ['Commande', facts.number],
      ['Chèques', count(facts.vouchers)],
      ['Valeur faciale', euros(facts.faceValueCents)],
      ...(facts.stateShareCents > 0n ? [['Dont part de l’État', euros(facts.stateShareCents)] as const] : []),
    ],
    action: { label: 'Examiner la commande', path: PAGES.operator.order(facts.orderId) },
  }),

  'order-approved': (
    facts: OrderFacts & {
      /** The invoices that the funder pays. */
      invoices: readonly { readonly number: string; readonly totalCents: Cents }[];
      /** What the State is invoiced apart. */
      stateCents: Cents;
    },
  ): LetterText => ({
    subject: `Votre commande ${facts.number} est approuvée`,
    before: [
      `Votre commande ${facts.number} est approuvée.` +
        (facts.invoices.length > 0 ? ' Elle donne lieu aux factures suivantes, à votre nom :' : ''),
    ],
    details: facts.invoices.map(
      ({ number, totalCents }) => [`Facture ${number}`, euros(totalCents)] as const,
    ),
    after: [
      ...(facts.stateCents > 0n
        ? [`La part de l’État, ${euros(facts.stateCents)}, lui est facturée à part.`]
        : []),
      'Les chèques pourront être remis aux bénéficiaires dès que leur valeur faciale sera sur le compte cantonné.',
    ],
    action: seeOrder(facts.orderId),
  }),

  'order-refused': (facts: OrderFacts & { reason: string }): LetterText => ({
    subject: `Votre commande ${facts.number} n’est pas acceptée`,
    before: [
      `Votre commande ${facts.number} n’a pas été acceptée, pour la raison suivante :`,
      facts.reason,
      'Rien ne vous est facturé. Vous pouvez passer une nouvelle commande.',
    ],
    action: seeOrder(facts.orderId),
  }),

  'funds-received': (
    facts: OrderFacts & {
      faceValueCents: Cents;
      /** Whether its vouchers are made already. */ issued: boolean;
    },
  ): LetterText => ({
    subject: `Les fonds de votre commande ${facts.number} sont reçus`,
    before: [
      `La valeur faciale de votre commande ${facts.number}, ${euros(facts.faceValueCents)}, est sur le compte cantonné.`,
      facts.issued
        ? 'Les carnets étaient prêts : leurs chèques peuvent être remis aux bénéficiaires dès maintenant.'
        : 'Les carnets sont en préparation : un autre message vous dira qu’ils sont prêts.',
    ],
    action: seeOrder(facts.orderId),
  }),

  'books-ready': (
    facts: OrderFacts & {
      books: number;
      vouchers: number;
      /** Whether the money is there. */ funded: boolean;
    },
  ): LetterText => ({
    subject: `Les carnets de votre commande ${facts.number} sont prêts`,
    before: [
      'Vous pouvez les imprimer et les répartir entre les antennes de vos prescripteurs.',
      facts.funded
        ? 'Leurs chèques peuvent être remis aux bénéficiaires dès qu’une antenne les a reçus.'
        : 'Leurs chèques ne pourront être remis aux bénéficiaires qu’une fois les fonds reçus.',
    ],
    details: [
      ['Carnets', count(facts.books)],
      ['Chèques', count(facts.vouchers)],
    ],
    action: { label: 'Voir les carnets', path: PAGES.funder.order(facts.orderId) },
  }),
};
