import { defineRefusals } from '../shared/refusal.js';

export const refuseSettlement = defineRefusals('settlement', {
  'cut-off-in-future': {
    status: 422,
    fr: 'La date d’arrêté est à venir : on ne paie que ce qui est déjà encaissé.',
    en: 'The cut-off is in the future: only what is already redeemed is paid.',
  },
  'nothing-to-pay': {
    status: 409,
    fr: 'Il n’y a rien à payer avant cette date ; {waitingStructures} structure(s) attendent un compte bancaire vérifié.',
    en: 'There is nothing to pay before this instant; {waitingStructures} structure(s) await a verified bank account.',
  },
  /** The last resort: two runs take turns, so this should not be seen. */
  'already-taken': {
    status: 409,
    fr: 'Une autre campagne vient de prendre ces encaissements : recommencez.',
    en: 'Another run has just taken these redemptions: try again.',
    constraints: ['paid_out_once', 'remittance_once'],
  },
  'already-sent': {
    status: 409,
    fr: 'Cette campagne est déjà envoyée à la banque.',
    en: 'This run was already sent to the bank.',
    constraints: ['payout_run_sent_once'],
  },
  'not-sent': {
    status: 409,
    fr: 'Cette campagne n’est pas encore envoyée à la banque.',
    en: 'This run was not sent to the bank yet.',
  },
  'transfer-not-awaited': {
    status: 409,
    fr: 'Ce n’est pas le dernier virement de ce paiement : vérifiez sa référence de bout en bout.',
    en: 'This is not the last transfer of this payout: check its end-to-end reference.',
  },
  'already-answered': {
    status: 409,
    fr: 'La banque a déjà répondu pour ce virement.',
    en: 'The bank has already answered for this transfer.',
    constraints: ['remittance_answered_once'],
  },
  'already-swept': {
    status: 409,
    fr: 'Les frais de cette campagne sont déjà passés sur le compte d’exploitation.',
    en: 'The fees of this run were already moved to the operating account.',
    constraints: ['fee_sweep_once'],
  },
  'nothing-to-sweep': {
    status: 409,
    fr: 'Cette campagne ne paie aucun nouvel encaissement : elle n’a pas de frais.',
    en: 'This run pays no new redemption: it has no fees.',
  },
});
