import { type Cents, euros, frenchWhole } from '../../shared/money.js';
import type { LetterText } from '../letter-text.js';
import { PAGES } from '../links.js';

interface OrderFacts {
  readonly orderId: string;
  /** CMD-2026-0001. */
  readonly number: string;
}

const seeOrder = (orderId: string) =>
  ({ label: 'Voir la commande', path: PAGES.funder.order(orderId) }) as const;

const seeStateInvoices = { label: 'Voir les factures', path: PAGES.state.invoices } as const;

/** The life of an order: the first is for the operator, the others for its funder, or for the State's service. */
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
      ['Chèques', frenchWhole(facts.vouchers)],
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

  'state-invoice-issued': (facts: {
    invoiceNumber: string;
    totalCents: Cents;
    orderNumber: string;
    funderName: string;
    faceValueCents: Cents;
    /** Of the grant agreement. */
    agreementReference: string;
  }): LetterText => ({
    subject: `Facture ${facts.invoiceNumber} : part de l’État de la commande ${facts.orderNumber}`,
    before: [
      `La commande ${facts.orderNumber} de ${facts.funderName} est approuvée. Elle relève de votre convention ` +
        `${facts.agreementReference} : la part de l’État vous est facturée.`,
    ],
    details: [
      [`Facture ${facts.invoiceNumber}`, euros(facts.totalCents)],
      ['Valeur faciale de la commande', euros(facts.faceValueCents)],
    ],
    after: ['Les chèques pourront être remis une fois toute leur valeur faciale sur le compte cantonné.'],
    action: seeStateInvoices,
  }),

  'order-abandoned': (
    facts: OrderFacts & {
      funderName: string;
      /** The invoices of the reader, and the credit notes that cancel them. */
      invoices: readonly { readonly number: string; readonly creditNote: string }[];
      /** What the reader had paid of them. */
      creditCents: Cents;
      reason: string;
      reader: 'funder' | 'state';
    },
  ): LetterText => ({
    subject: `La commande ${facts.number} est abandonnée`,
    before: [
      facts.reader === 'funder'
        ? `Votre commande ${facts.number}, approuvée et restée impayée, est abandonnée, pour la raison suivante :`
        : `La commande ${facts.number} de ${facts.funderName}, approuvée et restée impayée, est abandonnée, pour la raison suivante :`,
      facts.reason,
      ...(facts.invoices.length > 0
        ? [
            'Ces factures, à votre nom, sont annulées en entier : vous ne devez plus rien pour cette commande.',
          ]
        : []),
    ],
    details: facts.invoices.map(
      ({ number, creditNote }) => [`Facture ${number}`, `annulée par l’avoir ${creditNote}`] as const,
    ),
    after: [
      ...(facts.creditCents > 0n
        ? [
            `Vous aviez déjà payé ${euros(facts.creditCents)} : cette somme reste un avoir à votre nom. ` +
              (facts.reader === 'funder'
                ? 'Elle paie tout ou partie de votre prochaine commande, ou vous est remboursée sur décision.'
                : 'Elle paie une commande passée sous la même convention, ou vous est rendue.'),
          ]
        : []),
      facts.reader === 'funder'
        ? 'Les carnets de cette commande, s’ils ont été imprimés, ne valent rien : détruisez-les.'
        : 'La part de l’État qu’elle retenait est de nouveau disponible dans votre convention.',
    ],
    action: facts.reader === 'funder' ? seeOrder(facts.orderId) : seeStateInvoices,
  }),

  'payment-reversed': (facts: {
    invoiceNumber: string;
    /** The order it pays; null for a label. */
    order: OrderFacts | null;
    /** What had been recorded, an excess included. */
    amountCents: Cents;
    /** Whether a credit note had paid. */
    byCredit: boolean;
    /** What the invoice waits for now. */
    restCents: Cents;
    reason: string;
    payer: 'funder' | 'state' | 'structure';
  }): LetterText => ({
    subject: `Un paiement de la facture ${facts.invoiceNumber} est annulé`,
    before: [
      `Un paiement avait été noté sur votre facture ${facts.invoiceNumber}` +
        `${facts.order ? `, pour la commande ${facts.order.number}` : ''}. Il est annulé, pour la raison suivante :`,
      facts.reason,
    ],
    details: [
      ['Paiement annulé', euros(facts.amountCents)],
      ['Reste à payer', euros(facts.restCents)],
    ],
    after: [
      facts.byCredit
        ? 'L’avoir qui l’avait payé vous est rendu du même montant.'
        : 'Si vous aviez bien fait ce virement, répondez à l’équipe Passerelle avec sa référence et sa date.',
    ],
    action:
      facts.payer === 'state'
        ? seeStateInvoices
        : facts.order
          ? seeOrder(facts.order.orderId)
          : { label: 'Voir le label', path: PAGES.venue.structure },
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
      ['Carnets', frenchWhole(facts.books)],
      ['Chèques', frenchWhole(facts.vouchers)],
    ],
    action: { label: 'Voir les carnets', path: PAGES.funder.order(facts.orderId) },
  }),
};
