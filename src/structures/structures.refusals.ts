import { defineRefusals } from '../shared/refusal.js';

export const refuseStructures = defineRefusals('structures', {
  'enrolment-waits': {
    status: 409,
    fr: 'Plusieurs inscriptions attendent déjà d’être confirmées à cette adresse : suivez le lien du message reçu, ou attendez qu’elles s’effacent.',
    en: 'Several enrolments already wait to be confirmed at this address: follow the link of the letter, or wait until they are forgotten.',
  },
  'enrolment-link-over': {
    status: 409,
    fr: 'Ce lien a déjà servi ou n’est plus valable : connectez-vous, ou recommencez l’inscription.',
    en: 'This link was used already or is over: sign in, or enrol again.',
  },
  'application-open': {
    status: 409,
    fr: 'Une demande de label est déjà en cours d’examen.',
    en: 'A label application is already being examined.',
  },
  'already-labelled': {
    status: 409,
    fr: 'La structure a un label en vigueur jusqu’au {until} exclu : il se renouvelle, il ne se redemande pas.',
    en: 'The structure has a label in force until {until} (excluded): it is renewed, not applied for again.',
  },
  'application-decided': {
    status: 409,
    fr: 'Cette demande a déjà reçu une décision.',
    en: 'This application was already decided.',
    constraints: ['label_decided_once', 'label_application_once'],
  },
  'unmet-criteria-missing': {
    status: 422,
    fr: 'Un refus ou un retrait nomme au moins un critère du label qui n’est pas rempli.',
    en: 'A refusal or a withdrawal names at least one criterion of the label that is not met.',
    constraints: ['label_refusal_has_criteria', 'label_withdrawal_has_criteria'],
  },
  'granted-despite-criteria': {
    status: 422,
    fr: 'Un label ne s’accorde pas avec des critères non remplis.',
    en: 'A label is not granted with criteria that are not met.',
  },
  'label-needs-bank-details': {
    status: 409,
    fr: 'La structure n’a pas encore donné ses coordonnées bancaires.',
    en: 'The structure has not given its bank details yet.',
  },
  'label-needs-venue': {
    status: 409,
    fr: 'La structure n’a aucun lieu ouvert.',
    en: 'The structure has no open venue.',
  },
  'label-needs-mediator': {
    status: 409,
    fr: 'La structure n’a aucun médiateur autre que conseiller numérique : aucune séance ne pourrait être payée par chèque.',
    en: 'The structure has no mediator other than conseillers numériques: no session could be paid by voucher.',
  },
  'label-needs-offer': {
    status: 409,
    fr: 'La structure ne propose aucun module d’un prix au moins égal à la valeur d’un chèque.',
    en: 'The structure offers no module priced at the value of a voucher or more.',
  },
  'label-exists': {
    status: 409,
    fr: 'Une année de label de cette structure commence déjà ce jour-là.',
    en: 'A year of label of this structure already begins on that day.',
    constraints: ['label_once'],
  },
  'no-label-to-renew': {
    status: 409,
    fr: 'La structure n’a pas de label en vigueur : elle doit en faire la demande.',
    en: 'The structure has no label in force: it has to apply for one.',
  },
  'renewal-too-early': {
    status: 409,
    fr: 'Le label court jusqu’au {until} exclu : il se renouvelle à partir du {from}.',
    en: 'The label runs until {until} (excluded): it is renewed from {from} on.',
  },
  'label-over': {
    status: 409,
    fr: 'Cette année de label est terminée.',
    en: 'This year of label is over.',
  },
  'label-withdrawn': {
    status: 409,
    fr: 'Ce label est déjà retiré.',
    en: 'This label was already withdrawn.',
    constraints: ['label_withdrawn_once'],
  },
  'iban-invalid': {
    status: 422,
    fr: 'Cet IBAN n’est pas valide : vérifiez chaque chiffre.',
    en: 'This IBAN is not valid: check each digit.',
  },
  'iban-outside-sepa': {
    status: 422,
    fr: 'Cet IBAN est d’un pays hors de l’espace SEPA : il ne peut pas recevoir nos virements.',
    en: 'This IBAN is of a country outside SEPA: it cannot receive our transfers.',
  },
  'bic-invalid': {
    status: 422,
    fr: 'Ce BIC n’est pas valide : il a 8 ou 11 caractères.',
    en: 'This BIC is not valid: it has 8 or 11 characters.',
  },
  'bank-details-superseded': {
    status: 409,
    fr: 'La structure a donné d’autres coordonnées bancaires depuis : vérifiez les dernières.',
    en: 'The structure has given other bank details since: verify the latest.',
  },
  'bank-details-verified': {
    status: 409,
    fr: 'Ces coordonnées bancaires sont déjà vérifiées.',
    en: 'These bank details are already verified.',
    constraints: ['bank_details_verified_once'],
  },
  'venue-exists': {
    status: 409,
    fr: 'Un lieu de ce nom est déjà ouvert à cette adresse.',
    en: 'A venue of this name is already open at this address.',
    constraints: ['venue_open_once'],
  },
  'mediator-exists': {
    status: 409,
    fr: 'Un médiateur de ce nom est déjà déclaré : ajoutez de quoi distinguer deux homonymes.',
    en: 'A mediator of this name is already declared: add what tells two namesakes apart.',
    constraints: ['mediator_name_once'],
  },
  'mediator-has-account': {
    status: 409,
    fr: 'Le compte de cette personne est déjà celui d’un autre médiateur de la structure.',
    en: 'This person’s account is already that of another mediator of the structure.',
    constraints: ['mediator_person_once'],
  },
  'person-not-member': {
    status: 422,
    fr: 'Cette personne n’est pas membre de la structure.',
    en: 'This person is not a member of the structure.',
  },
  'module-twice': {
    status: 422,
    fr: 'Un module est dans la liste deux fois.',
    en: 'A module is in the list twice.',
  },
});
