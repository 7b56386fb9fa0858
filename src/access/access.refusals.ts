import { defineRefusals } from '../shared/refusal.js';

export const refuseAccess = defineRefusals('access', {
  'not-signed-in': {
    status: 401,
    fr: 'Connectez-vous pour continuer.',
    en: 'Sign in to continue.',
  },
  'session-ended': {
    status: 401,
    fr: 'Votre session est terminée : reconnectez-vous, votre saisie n’est pas perdue.',
    en: 'Your session has ended: sign in again, what you typed is not lost.',
  },
  'credentials-wrong': {
    status: 401,
    fr: 'L’adresse ou le mot de passe ne convient pas.',
    en: 'The e-mail address or the password is not right.',
  },
  'no-organisation': {
    status: 403,
    fr: 'Vous n’appartenez à aucune organisation : demandez à un responsable de vous y ajouter.',
    en: 'You belong to no organisation: ask a manager to add you to one.',
  },
  'too-many-attempts': {
    status: 429,
    fr: 'Trop d’essais : attendez {minutes} minutes avant de recommencer.',
    en: 'Too many attempts: wait {minutes} minutes before trying again.',
  },
  'not-permitted': {
    status: 403,
    fr: 'Votre rôle ne permet pas cette action.',
    en: 'Your role does not permit this action.',
  },
  'origin-refused': {
    status: 403,
    fr: 'Cette demande vient d’un autre site : elle est refusée.',
    en: 'This request comes from another site: it is refused.',
  },
  'not-found': {
    status: 404,
    fr: 'Cet élément n’existe pas, ou n’est pas à vous.',
    en: 'This does not exist, or is not yours.',
  },
  'email-taken': {
    status: 409,
    fr: 'Cette adresse électronique est déjà connue ici. Si c’est la vôtre, connectez-vous ; si vous ajoutez quelqu’un, ne donnez pas de mot de passe.',
    en: 'This e-mail address is already known here. If it is yours, sign in; if you are adding someone, give no password.',
    constraints: ['person_email_once'],
  },
  'person-unknown': {
    status: 422,
    fr: 'Cette adresse n’est pas encore connue : donnez le nom de la personne. Elle reçoit un lien pour choisir son mot de passe.',
    en: 'This e-mail address is not known yet: give the person’s name. They receive a link to choose their password.',
  },
  'already-member': {
    status: 409,
    fr: 'Cette personne appartient déjà à l’organisation.',
    en: 'This person already belongs to the organisation.',
    constraints: ['membership_once'],
  },
  'office-of-another-organisation': {
    status: 422,
    fr: 'Cette antenne n’est pas de cette organisation.',
    en: 'This office is not of this organisation.',
    constraints: ['membership_office'],
  },
  'office-not-for-managers': {
    status: 422,
    fr: 'Un responsable agit pour toutes les antennes : ne lui en donnez aucune.',
    en: 'A manager acts for every office: give them none.',
  },
  'last-manager': {
    status: 409,
    fr: 'Une organisation garde au moins un responsable.',
    en: 'An organisation keeps at least one manager.',
  },
  'siret-invalid': {
    status: 422,
    fr: 'Ce numéro SIRET n’est pas valide.',
    en: 'This SIRET number is not valid.',
    constraints: ['organisation_siret'],
  },
  'siret-taken': {
    status: 409,
    fr: 'Une organisation de ce type porte déjà ce numéro SIRET.',
    en: 'An organisation of this kind already has this SIRET number.',
    constraints: ['organisation_siret_once'],
  },
  'vat-number-invalid': {
    status: 422,
    fr: 'Ce numéro de TVA n’est pas celui de ce SIRET : il s’écrit FR, deux caractères de contrôle, puis le SIREN.',
    en: 'This VAT number is not that of this SIRET: it is FR, two check characters, then the SIREN.',
  },
  'identity-by-operator': {
    status: 403,
    fr: 'Le nom, le SIRET et le numéro de TVA figurent sur les factures et sont vérifiés par l’opérateur : demandez-lui de les changer. L’adresse et le code service sont à vous.',
    en: 'Name, SIRET and VAT number are on invoices and are checked by the operator: ask the operator to change them. The address and the service code are yours.',
  },
  'password-link-spent': {
    status: 422,
    fr: 'Ce lien a déjà servi, a été remplacé ou n’est plus valable : demandez-en un autre par « Mot de passe oublié ».',
    en: 'This link was used already, was replaced or is no longer valid: ask for another one by “Forgotten password”.',
  },
  'office-closed': {
    status: 409,
    fr: 'Cette antenne est fermée : elle ne reçoit plus ni carnets ni personne. Choisissez-en une autre.',
    en: 'This office is closed: it receives neither books nor people any more. Choose another one.',
    constraints: ['office_open'],
  },
  'commune-unknown': {
    status: 422,
    fr: 'Ce code INSEE n’est celui d’aucune commune.',
    en: 'This INSEE code is that of no commune.',
  },
  'password-wrong': {
    status: 422,
    fr: 'Le mot de passe actuel ne convient pas.',
    en: 'The present password is not right.',
  },
  'database-away': {
    status: 503,
    fr: 'La base de données ne répond pas.',
    en: 'The database does not answer.',
  },
});
