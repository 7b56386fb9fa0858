import { defineRefusals } from '../refusal.js';

/** What is refused before any capability is asked. */
export const refuseRequest = defineRefusals('request', {
  invalid: {
    status: 400,
    fr: 'La demande est incomplète ou mal formée : voyez le détail de chaque champ.',
    en: 'The request is incomplete or malformed: see the detail of each field.',
  },
  malformed: {
    status: 400,
    fr: 'Le corps de la demande n’est pas lisible.',
    en: 'The body of the request is not readable.',
  },
  'too-large': {
    status: 413,
    fr: 'La demande est trop volumineuse.',
    en: 'The request is too large.',
  },
  'media-type': {
    status: 415,
    fr: 'Le corps de la demande n’est pas du type attendu : application/json, sauf aux adresses qui en disent un autre.',
    en: 'The body of the request is not of the type expected: application/json, but where a route says another.',
  },
  'route-unknown': {
    status: 404,
    fr: 'Cette adresse n’existe pas.',
    en: 'This address does not exist.',
  },
  'idempotency-key-missing': {
    status: 400,
    fr: 'Cette demande veut un en-tête Idempotency-Key de 8 à 128 caractères, le même à chaque répétition.',
    en: 'This request needs an Idempotency-Key header of 8 to 128 characters, the same at each repetition.',
  },
  'idempotency-key-reused': {
    status: 422,
    fr: 'Cette clé Idempotency-Key a déjà servi à une autre demande.',
    en: 'This Idempotency-Key was already used for another request.',
  },
  busy: {
    status: 503,
    fr: 'Le service est momentanément occupé ; rien n’a été enregistré, recommencez.',
    en: 'The service is busy for a moment; nothing was recorded, try again.',
  },
});
