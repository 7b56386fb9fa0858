import { defineRefusals } from '../shared/refusal.js';

export const refuseYearEnd = defineRefusals('year-end', {
  'tolerance-not-over': {
    status: 409,
    fr: 'Les chèques de cet exercice peuvent être présentés jusqu’au {frenchDay} : ils n’expirent qu’ensuite.',
    en: 'The vouchers of this exercise can be presented until {day}: they only expire after that.',
  },
  'not-begun': {
    status: 409,
    fr: 'Cet exercice ne commence que le {frenchDay} : il n’y a encore rien à annoncer.',
    en: 'This exercise only begins on {day}: there is nothing to tell yet.',
  },
  'notice-too-late': {
    status: 409,
    fr: 'Cet envoi n’avait d’utilité que jusqu’au {frenchDay} : il ne part plus.',
    en: 'This notice was of use until {day}: it is not sent any more.',
  },
  'expiry-incomplete': {
    status: 409,
    fr: 'Il reste {vouchers} chèque(s) à faire expirer : lancez l’expiration de l’exercice et attendez qu’elle soit finie.',
    en: '{vouchers} voucher(s) are still to expire: run the expiry of the exercise and wait until it is done.',
  },
  'already-answered': {
    status: 409,
    fr: 'Cet état a déjà reçu sa réponse : accord ou contestation, elle ne se donne qu’une fois.',
    en: 'This statement already has its answer: agreed or contested, it is given once.',
    constraints: ['statement_answered_once'],
  },
  'already-settled': {
    status: 409,
    fr: 'Cet état est déjà arrêté par la plateforme, avec l’explication qu’il porte.',
    en: 'This statement is already settled by the platform, with the explanation it carries.',
    constraints: ['statement_settled_once'],
  },
  'agreed-needs-no-settlement': {
    status: 409,
    fr: 'Le commanditaire a donné son accord à cet état : il n’y a rien à arrêter.',
    en: 'The funder agreed to this statement: there is nothing to settle.',
  },
  'orders-not-closed': {
    status: 409,
    fr: '{orders} commande(s) de cet exercice ne sont pas closes : il leur faut un état accepté ou arrêté, puis leur avoir.',
    en: '{orders} order(s) of this exercise are not closed: they need an agreed or settled statement, then their credit note.',
  },
});
