import type { LetterText } from '../letter-text.js';
import { PAGES } from '../links.js';
import { type Cents, euros } from '../../shared/money.js';

export const ORDER_LETTERS = {
  'order-submitted': (facts: {
    orderId: string;
    funderName: string;
    faceCents: Cents;
    quantity: number;
  }): LetterText => ({
    subject: `Nouvelle commande de ${facts.funderName} : ${euros(facts.faceCents)}`,
    before: [`${facts.funderName} vient de passer une commande. Elle attend votre décision.`],
    details: [
      ['Chèques', String(facts.quantity)],
      ['Valeur faciale', euros(facts.faceCents)],
    ],
    action: { label: 'Examiner la commande', path: PAGES.order(facts.orderId) },
  }),
};
