import { defineRefusals } from '../shared/refusal.js';

export const refuseModules = defineRefusals('modules', {
  'title-taken': {
    status: 409,
    fr: 'Un module porte déjà ce titre.',
    en: 'A module already has this title.',
    constraints: ['module_title_once'],
  },
  unknown: {
    status: 422,
    fr: 'Ce module n’est pas au catalogue.',
    en: 'This module is not in the catalogue.',
  },
  retired: {
    status: 422,
    fr: 'Ce module est retiré du catalogue : « {title} ».',
    en: 'This module was retired from the catalogue: “{title}”.',
  },
});
