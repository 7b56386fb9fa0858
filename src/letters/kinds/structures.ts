import { LABEL_CRITERIA, type LabelCriterionCode } from '../../scheme/label.js';
import { type Day, frenchDay } from '../../shared/calendar.js';
import { type Cents, euros } from '../../shared/money.js';
import type { LetterContext, LetterText } from '../letter-text.js';
import { PAGES } from '../links.js';

interface Unmet {
  readonly unmetCriteria: readonly LabelCriterionCode[];
  readonly reason: string;
}

const seeLabel = { label: 'Voir le label', path: PAGES.venue.structure } as const;
const seeBankDetails = { label: 'Voir les coordonnées bancaires', path: PAGES.venue.structure } as const;

/** The criteria that are not met, as they are published, then what the operator says of them. */
function whyNot({ unmetCriteria, reason }: Unmet): string[] {
  const unmet = LABEL_CRITERIA.filter(({ code }) => unmetCriteria.includes(code));
  return [
    unmet.length === 1 ? 'Ce critère n’est pas rempli :' : 'Ces critères ne sont pas remplis :',
    unmet.map(({ fr }) => `– ${fr}`).join('\n'),
    'Précisions :',
    reason,
  ];
}

/** What the link of an enrolment is derived for (structures/enrolment.service.ts). */
export const ENROLMENT_LINK = 'enrolment link';

/** For the managers of a structure: its label, and the account that it is paid on. */
export const STRUCTURE_LETTERS = {
  'enrolment-asked': (
    facts: {
      enrolmentId: string;
      structureName: string;
      /** The last day on which the link works. */ until: Day;
    },
    { token }: LetterContext,
  ): LetterText => ({
    subject: 'Confirmez l’inscription de votre structure à Passerelle',
    before: [
      `L’inscription de « ${facts.structureName} » à Passerelle a été demandée avec votre adresse.`,
      'Pour la confirmer, choisissez votre mot de passe. La demande de label de votre structure sera alors transmise.',
      `Ce lien sert une seule fois, jusqu’au ${frenchDay(facts.until)}. Ne le transmettez à personne.`,
      'Si vous n’avez rien demandé, ne faites rien : sans confirmation, cette demande sera effacée.',
    ],
    action: {
      label: 'Confirmer l’inscription',
      path: PAGES.enrolment(`${facts.enrolmentId}.${token(ENROLMENT_LINK, facts.enrolmentId)}`),
    },
  }),

  'label-granted': (facts: {
    startsOn: Day;
    /** The first day without it. */
    endsOn: Day;
    invoiceNumber: string;
    totalCents: Cents;
    /** Whether it follows another year of label. */
    renewed: boolean;
  }): LetterText => ({
    subject: facts.renewed ? 'Votre label est renouvelé' : 'Votre label est accordé',
    before: [
      facts.renewed
        ? 'Le label de votre structure est renouvelé pour un an.'
        : 'Votre structure est labellisée : vous pouvez encaisser des chèques à partir du premier jour du label.',
    ],
    details: [
      ['Premier jour', frenchDay(facts.startsOn)],
      ['Fin', `le ${frenchDay(facts.endsOn)}, sauf renouvellement`],
      [`Facture ${facts.invoiceNumber}`, `${euros(facts.totalCents)} TTC`],
    ],
    action: seeLabel,
  }),

  'label-refused': (facts: Unmet): LetterText => ({
    subject: 'Votre demande de label n’est pas acceptée',
    before: whyNot(facts),
    after: ['Vous pouvez faire une nouvelle demande dès que ces points sont réglés.'],
    action: seeLabel,
  }),

  'label-withdrawn': (facts: Unmet & { withdrawnOn: Day }): LetterText => ({
    subject: 'Votre label est retiré',
    before: [
      `Le label de votre structure est retiré à compter du ${frenchDay(facts.withdrawnOn)} : elle ne peut plus encaisser de chèques.`,
      ...whyNot(facts),
    ],
    after: [
      'Ce qui vous est dû pour les séances déjà encaissées vous sera versé.',
      'Vous pouvez faire une nouvelle demande dès que ces points sont réglés.',
    ],
    action: seeLabel,
  }),

  'label-ending': (facts: {
    /** The first day without it. */ lapsesOn: Day;
    feeCents: Cents;
  }): LetterText => ({
    subject: `Votre label prend fin le ${frenchDay(facts.lapsesOn)}`,
    before: [
      `Le label de votre structure prend fin le ${frenchDay(facts.lapsesOn)}. À partir de ce jour, vos lieux ne pourront plus encaisser de chèques.`,
      'Pour continuer sans interruption, demandez dès maintenant son renouvellement à l’équipe Passerelle : la nouvelle année ' +
        `commencera ce jour-là, sans jour perdu ni payé deux fois. Elle coûte ${euros(facts.feeCents)} TTC.`,
    ],
    action: seeLabel,
  }),

  'bank-details-changed': (_facts: Record<string, never>): LetterText => ({
    subject: 'Les coordonnées bancaires de votre structure ont changé',
    before: [
      'De nouvelles coordonnées bancaires viennent d’être enregistrées pour votre structure.',
      'Elles ne serviront à vous payer qu’une fois vérifiées par Passerelle. D’ici là, vos versements attendent.',
      'Si personne de votre structure n’a fait ce changement, prévenez immédiatement l’équipe Passerelle et changez vos mots de passe.',
    ],
    action: seeBankDetails,
  }),

  'bank-details-verified': (_facts: Record<string, never>): LetterText => ({
    subject: 'Les coordonnées bancaires de votre structure sont vérifiées',
    before: [
      'Les dernières coordonnées bancaires que vous avez enregistrées sont vérifiées. Vos prochains versements iront sur ce compte.',
      'Si ce n’est pas le bon compte, prévenez immédiatement l’équipe Passerelle.',
    ],
    action: seeBankDetails,
  }),
};
