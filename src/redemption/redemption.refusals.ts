import type { RedemptionRefusal } from '../scheme/redemption-check.js';
import { defineRefusals, type RefusalText } from '../shared/refusal.js';

/** One sentence for each reason of the scheme (scheme/redemption-check.ts): a forgotten one does not compile. */
const SCAN_REFUSALS: Record<RedemptionRefusal, RefusalText> = {
  'code-mistyped': {
    status: 422,
    fr: 'Ce code comporte une erreur de saisie : relisez-le sur le chèque.',
    en: 'This code holds a typing mistake: read it again on the voucher.',
  },
  'voucher-unknown': {
    status: 422,
    fr: 'Ce code n’est celui d’aucun chèque.',
    en: 'No voucher has this code.',
  },
  'already-redeemed-here': {
    status: 409,
    fr: 'Ce chèque a déjà été encaissé chez vous : reçu n° {receipt}, le {frenchDay}.',
    en: 'You have already redeemed this voucher: receipt no. {receipt}, on {day}.',
  },
  'already-redeemed-elsewhere': {
    status: 409,
    fr: 'Ce chèque a déjà été encaissé.',
    en: 'This voucher has already been redeemed.',
  },
  'voucher-revoked': {
    status: 409,
    fr: 'Ce chèque a été déclaré perdu : il ne vaut plus rien.',
    en: 'This voucher was declared lost: it is worth nothing any more.',
  },
  'voucher-not-active': {
    status: 409,
    fr: 'Ce chèque n’est pas encore activé : sa contrepartie n’est pas encore en compte.',
    en: 'This voucher is not active yet: its money is not on the account yet.',
  },
  'voucher-not-handed-out': {
    status: 409,
    fr: 'Ce chèque n’a été remis à personne.',
    en: 'This voucher was not handed out to anyone.',
  },
  'session-in-future': {
    status: 422,
    fr: 'La séance n’a pas encore eu lieu : encaissez le chèque une fois qu’elle est faite.',
    en: 'The session has not been held yet: redeem the voucher once it has.',
  },
  'session-before-exercise': {
    status: 422,
    fr: 'La séance est antérieure à l’exercice du chèque ({exercise}).',
    en: 'The session was held before the exercise of the voucher ({exercise}).',
  },
  'session-before-hand-out': {
    status: 422,
    fr: 'La séance est antérieure à la remise du chèque.',
    en: 'The session was held before the voucher was handed out.',
  },
  'voucher-expired': {
    status: 409,
    fr: 'Ce chèque est périmé : il valait pour les séances tenues jusqu’au {frenchDay}.',
    en: 'This voucher has expired: it was good for sessions held until {day}.',
  },
  'tolerance-over': {
    status: 409,
    fr: 'Ce chèque devait être présenté au plus tard le {frenchDay}.',
    en: 'This voucher had to be presented by {day}.',
  },
  'label-lapsed': {
    status: 409,
    fr: 'Votre label n’est pas en vigueur, le jour de la séance et aujourd’hui : il en faut un pour encaisser.',
    en: 'Your label is not in force, both on the day of the session and today: it takes one to redeem.',
  },
  'module-not-offered': {
    status: 422,
    fr: 'Votre structure ne proposait pas ce module le jour de la séance.',
    en: 'Your structure did not offer this module on the day of the session.',
  },
  'mediator-unknown': {
    status: 422,
    fr: 'Ce médiateur n’était pas de votre structure le jour de la séance.',
    en: 'This mediator was not of your structure on the day of the session.',
  },
  'mediator-is-conseiller-numerique': {
    status: 422,
    fr: 'Les services d’un conseiller numérique sont gratuits : sa séance ne se paie pas en chèques.',
    en: 'The services of a conseiller numérique are free of charge: vouchers do not pay for the session.',
  },
  'price-below-face-value': {
    status: 422,
    fr: 'Un service à moins de 10 € ne peut pas être payé par chèque : il n’est pas rendu de monnaie.',
    en: 'A service priced under 10 € cannot be paid by voucher: no change is given.',
    constraints: ['redemption_price'],
  },
  'copayment-wrong': {
    status: 422,
    fr: 'Le reste à charge dépasse ce qui reste du prix une fois le chèque déduit.',
    en: 'The copayment is more than what remains of the price once the voucher is deducted.',
    constraints: ['redemption_copayment'],
  },
};

export const refuseRedemption = defineRefusals('redemption', {
  ...SCAN_REFUSALS,
  'venue-unknown': {
    status: 422,
    fr: 'Ce lieu n’est pas de votre structure, ou il était fermé le jour de la séance.',
    en: 'This venue is not of your structure, or was closed on the day of the session.',
  },
  /** The last resort: whoever ends a voucher holds its lock, so this should not be seen. */
  'voucher-just-ended': {
    status: 409,
    fr: 'Ce chèque vient d’être encaissé, annulé ou périmé : vérifiez-le de nouveau.',
    en: 'This voucher has just been redeemed, revoked or expired: check it again.',
    constraints: ['voucher_ends_once'],
  },
  'already-undone': {
    status: 409,
    fr: 'Cet encaissement est déjà annulé.',
    en: 'This redemption is already undone.',
    constraints: ['redemption_undone_once'],
  },
  'in-payout': {
    status: 409,
    fr: 'Cet encaissement est déjà dans un paiement : il ne peut plus être annulé.',
    en: 'This redemption is already in a payout: it can no longer be undone.',
    constraints: ['payout_line_redemption'],
  },
  'exercise-over': {
    status: 409,
    fr: 'Cet encaissement ne peut plus être annulé depuis le {frenchDay} : le chèque serait périmé.',
    en: 'This redemption could be undone until {day}: the voucher would now be expired.',
  },
  /** The person would hold too many vouchers. The venue must not learn anything of the person, so it is not told. */
  'cannot-be-undone': {
    status: 409,
    fr: 'Cet encaissement ne peut plus être annulé : adressez-vous à la plateforme.',
    en: 'This redemption can no longer be undone: ask the platform.',
  },
});

/** The full codes of what a scan may be refused for, for the documentation of the routes. */
export const SCAN_CODES: readonly string[] = [
  ...Object.keys(SCAN_REFUSALS).map((code) => `redemption.${code}`),
  'redemption.venue-unknown',
];

/** What concerns a group session as a whole and refuses the call. */
export const GROUP_CODES: readonly string[] = [
  'redemption.venue-unknown',
  'redemption.session-in-future',
  'redemption.label-lapsed',
  'redemption.module-not-offered',
  'redemption.mediator-unknown',
  'redemption.mediator-is-conseiller-numerique',
  'redemption.price-below-face-value',
];
