import { defineRefusals } from '../shared/refusal.js';

export const refuseInsight = defineRefusals('insight', {
  'period-wrong': {
    status: 422,
    fr: 'La période va d’un jour au même ou à un autre plus tard, jusqu’à aujourd’hui ({today}) et sur {days} jours au plus.',
    en: 'The period goes from a day to the same or a later one, until today ({today}) and over {days} days at most.',
  },
});
