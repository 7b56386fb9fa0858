import type { AwaitedAtYearEnd, YearEndStep } from '../scheme/year-end-steps.js';

/** A sentence in both languages, as refusals have. */
export interface Sentences {
  readonly fr: string;
  readonly en: string;
}

/** What each step does. */
export const STEP_SENTENCES: Readonly<Record<YearEndStep, Sentences>> = {
  alert: {
    fr: 'Chaque commanditaire reçoit ce qui est émis, remis, utilisé et ce qui dort, antenne par antenne ; chaque prescripteur et chaque antenne, ce qui dort chez eux.',
    en: 'Each funder is told what is issued, handed out, used and asleep, office by office; each prescriber and each office what sleeps there.',
  },
  'hand-outs-stop': {
    fr: 'Dernier jour des remises ; commanditaires et prescripteurs en sont prévenus.',
    en: 'Last day of hand-outs; funders and prescribers are told.',
  },
  'validity-end': {
    fr: 'Dernier jour des séances ; les structures labellisées sont priées de présenter leurs derniers chèques avant la fin de la tolérance.',
    en: 'Last day of sessions; labelled structures are asked to present their last vouchers before the tolerance ends.',
  },
  'tolerance-end': {
    fr: 'Dernier jour où un chèque peut être présenté, pour une séance tenue avant la fin de validité.',
    en: 'Last day on which a voucher can be presented, for a session held before the end of validity.',
  },
  expiry: {
    fr: 'Les chèques qui n’ont pas été utilisés expirent : leur valeur attend l’avoir.',
    en: 'Vouchers that were not used expire: their value waits for the credit note.',
  },
  statements: {
    fr: 'Chaque commanditaire reçoit son état contradictoire, à accepter ou à contester en disant pourquoi.',
    en: 'Each funder receives its statement, to agree to or to contest with a reason.',
  },
  'credit-notes': {
    fr: 'Chaque commande dont l’état est accepté ou arrêté reçoit son avoir, part du commanditaire et part de l’État.',
    en: 'Each order whose statement is agreed or settled receives its credit note, the funder’s share and the State’s.',
  },
  closing: {
    fr: 'Vous closez l’exercice : la clé qui permettait de reconnaître les bénéficiaires est détruite pour toujours.',
    en: 'You close the exercise: the key by which beneficiaries could be recognised is destroyed for good.',
  },
};

/** What a step waits for, of which `count` says how many. */
export function awaitedSentences(what: AwaitedAtYearEnd, count: number): Sentences {
  switch (what) {
    case 'vouchers-to-expire':
      return { fr: `Chèques à faire expirer : ${count}.`, en: `Vouchers to expire: ${count}.` };
    case 'orders-without-statement':
      return { fr: `Commandes sans état : ${count}.`, en: `Orders in no statement yet: ${count}.` };
    case 'statements-without-answer':
      return { fr: `États sans réponse : ${count}.`, en: `Statements without an answer: ${count}.` };
    case 'statements-contested':
      return {
        fr: `États contestés, à arrêter : ${count}.`,
        en: `Contested statements to settle: ${count}.`,
      };
    case 'orders-to-credit':
      return { fr: `Commandes à créditer : ${count}.`, en: `Orders to credit: ${count}.` };
  }
}
