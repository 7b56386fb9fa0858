import { defineRefusals } from '../shared/refusal.js';

export const refuseFunders = defineRefusals('funders', {
  'reference-taken': {
    status: 409,
    fr: 'Une convention porte déjà cette référence : ouvrez-la, ou donnez à celle-ci sa propre référence.',
    en: 'An agreement already has this reference: open it, or give this one a reference of its own.',
    constraints: ['grant_agreement_reference_once'],
  },
  'rate-invalid': {
    status: 422,
    fr: 'Le taux est une fraction de plus de 0 et d’au plus 1 : donnez ses deux termes, comme 1 et 2 pour 50 %.',
    en: 'The rate is a fraction above 0 and at most 1: give both its terms, as 1 and 2 for 50%.',
    constraints: ['grant_agreement_rate'],
  },
  'dates-inverted': {
    status: 422,
    fr: 'La convention finirait avant de commencer : vérifiez ses deux dates.',
    en: 'The agreement would end before it begins: check its two dates.',
    constraints: ['grant_agreement_dates'],
  },
  'not-a-state': {
    status: 422,
    fr: 'Une convention se passe avec un service de l’État enregistré comme tel : choisissez-en un dans les organisations.',
    en: 'An agreement is made with a State service registered as one: choose it among the organisations.',
  },
  'not-a-funder': {
    status: 422,
    fr: 'Une convention s’ouvre à des commanditaires seulement ; ceux-ci n’en sont pas : {funders}. Retirez-les de la liste.',
    en: 'An agreement is opened to funders only; these are not: {funders}. Take them off the list.',
  },
});
