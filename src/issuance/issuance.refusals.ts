import { defineRefusals } from '../shared/refusal.js';

export const refuseIssuance = defineRefusals('issuance', {
  'key-destroyed': {
    status: 409,
    fr: 'L’exercice {exercise} est clos : sa clé a été détruite et rien ne peut plus y être enregistré.',
    en: 'Exercise {exercise} is closed: its key was destroyed and nothing can be recorded in it any more.',
  },
  'already-issued': {
    status: 409,
    fr: 'Les carnets de cette commande sont déjà émis.',
    en: 'The books of this order are already issued.',
    constraints: ['book_number_once'],
  },
  'nothing-to-print': {
    status: 409,
    fr: 'Il n’y a rien à imprimer : ces carnets ne sont pas émis, ou aucun de leurs chèques ne peut encore servir.',
    en: 'There is nothing to print: these books are not issued, or none of their vouchers can be used any more.',
  },
  'exercise-unknown': {
    status: 404,
    fr: 'Cet exercice n’est pas ouvert.',
    en: 'This exercise is not open.',
  },
  'calendar-out-of-order': {
    status: 422,
    fr: 'Les dates de l’exercice ne se suivent pas : {date} vient trop tôt.',
    en: 'The dates of the exercise do not follow each other: {date} comes too early.',
    constraints: ['exercise_calendar'],
  },
  'calendar-begun': {
    status: 409,
    fr: 'La date {date} est passée : elle ne peut plus être changée.',
    en: 'The date {date} has passed: it can no longer be changed.',
  },
});
