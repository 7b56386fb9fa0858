import { defineRefusals } from '../shared/refusal.js';

export const refuseJobs = defineRefusals('jobs', {
  'not-failed': {
    status: 409,
    fr: 'Seul un travail qui a échoué peut être relancé.',
    en: 'Only a job that has failed can be tried again.',
  },
});
