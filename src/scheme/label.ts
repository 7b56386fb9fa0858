import type { Day } from '../shared/calendar.js';
import { addYears, compareDays, daysBetween } from '../shared/calendar.js';
import type { Tariff } from './rules.js';

/** One year of label of a structure. */
export interface LabelYear {
  readonly startsOn: Day;
  /** The first day without it. */
  readonly endsOn: Day;
  /** The first day on which a withdrawn label no longer counts; null while it stands. */
  readonly withdrawnOn: Day | null;
}

/** A criterion of the label, published; a refusal or a withdrawal names those that are not met. */
export interface LabelCriterion {
  readonly code: string;
  readonly fr: string;
  readonly en: string;
}

export const LABEL_CRITERIA = [
  {
    code: 'active-siret',
    fr: 'La structure a un numéro SIRET actif, et sa forme juridique est déclarée.',
    en: 'The structure has an active SIRET number, and has declared its legal form.',
  },
  {
    code: 'bank-details',
    fr: 'La structure a fourni un IBAN et un BIC à son nom, pour recevoir ses paiements.',
    en: 'The structure has given an IBAN and a BIC in its own name, to receive its payments.',
  },
  {
    code: 'open-to-all',
    fr: 'Le lieu accueille tout public sans adhésion préalable, à une adresse et à des horaires publiés.',
    en: 'The venue welcomes everyone without prior membership, at a published address and opening hours.',
  },
  {
    code: 'accessible',
    fr: 'Le lieu est accessible aux personnes handicapées, ou indique comment elles y sont accueillies.',
    en: 'The venue is accessible to disabled people, or says how it welcomes them.',
  },
  {
    code: 'equipment',
    fr: 'Chaque participant dispose pendant la séance d’un poste en état de marche, relié à Internet.',
    en: 'Each participant has a working device, connected to the Internet, for the whole session.',
  },
  {
    code: 'competent-mediators',
    fr: 'Les séances sont menées par des médiateurs nommés, formés ou expérimentés en médiation numérique.',
    en: 'Sessions are led by named mediators, trained or experienced in digital mediation.',
  },
  {
    code: 'paid-sessions-apart',
    fr: 'Aucune séance payée par chèque n’est menée par un conseiller numérique, dont les services sont gratuits.',
    en: 'No session paid by voucher is led by a conseiller numérique, whose services are free of charge.',
  },
  {
    code: 'posted-prices',
    fr: 'Les modules et leurs prix sont affichés, et les mêmes pour tous, avec ou sans chèque.',
    en: 'Modules and their prices are displayed, and the same for everyone, with or without vouchers.',
  },
  {
    code: 'data-protection',
    fr: 'La structure protège les données des personnes reçues et ne garde pas leurs mots de passe.',
    en: 'The structure protects the data of the people it welcomes, and keeps none of their passwords.',
  },
  {
    code: 'insurance',
    fr: 'La structure est assurée en responsabilité civile pour l’accueil du public.',
    en: 'The structure holds civil liability insurance for welcoming the public.',
  },
] as const satisfies readonly LabelCriterion[];

export type LabelCriterionCode = (typeof LABEL_CRITERIA)[number]['code'];

/** The label in force on a day, or null: a structure without one cannot redeem (rule `label-fee`). */
export function labelInForce<Label extends LabelYear>(labels: readonly Label[], day: Day): Label | null {
  return labels.find((label) => label.startsOn <= day && day < lastsUntil(label)) ?? null;
}

/**
 * The days of a label granted on a day: one year, which begins where the last one that still stands ends, or on the day
 * itself if none does. So a renewal granted early loses no day and is paid for no day twice.
 */
export function nextLabelYear(
  labels: readonly LabelYear[],
  grantedOn: Day,
  tariff: Tariff,
): { startsOn: Day; endsOn: Day } {
  const startsOn = coveredUntil(labels, grantedOn) ?? grantedOn;
  return { startsOn, endsOn: addYears(startsOn, tariff['label-fee'].years) };
}

/**
 * The warning due to a structure whose label ends soon (rule `label-notice`), or null: when its label ends later, when a
 * renewal already follows, or when it has none today. `lapsesOn` is the first day without a label.
 */
export function labelNotice(
  labels: readonly LabelYear[],
  today: Day,
  tariff: Tariff,
): { lapsesOn: Day; daysLeft: number } | null {
  const lapsesOn = coveredUntil(labels, today);
  if (!lapsesOn) return null;
  const daysLeft = daysBetween(today, lapsesOn);
  return daysLeft <= tariff['label-notice'].days ? { lapsesOn, daysLeft } : null;
}

/** The first day without a label after this one, following each year into the next; null if there is none today. */
function coveredUntil(labels: readonly LabelYear[], day: Day): Day | null {
  let covered: Day | null = null;
  for (const label of labels.toSorted((one, other) => compareDays(one.startsOn, other.startsOn))) {
    const until = lastsUntil(label);
    if (label.startsOn <= (covered ?? day) && until > (covered ?? day)) covered = until;
  }
  return covered;
}

function lastsUntil(label: LabelYear): Day {
  return label.withdrawnOn && label.withdrawnOn < label.endsOn ? label.withdrawnOn : label.endsOn;
}
