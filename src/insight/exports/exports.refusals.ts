import { defineRefusals } from '../../shared/refusal.js';

export const refuseExports = defineRefusals('exports', {
  busy: {
    status: 503,
    fr: 'D’autres exports sont en cours : recommencez dans une minute.',
    en: 'Other exports are being made: try again in a minute.',
  },
});
