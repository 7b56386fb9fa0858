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
  'not-confirmed': {
    status: 409,
    fr: 'Seul un virement que la banque a réglé peut revenir : celui-ci n’est pas confirmé.',
    en: 'Only a transfer that the bank has settled can come back: this one is not confirmed.',
    constraints: ['remittance_return_of_confirmed'],
  },
  'already-returned': {
    status: 409,
    fr: 'Le retour de ce virement est déjà noté.',
    en: 'The return of this transfer is already on record.',
    constraints: ['remittance_returned_once'],
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
  'no-ring-fenced-account': {
    status: 409,
    fr: 'Le compte cantonné n’est pas renseigné : donnez son IBAN, son BIC et son titulaire.',
    en: 'The ring-fenced account is not set: give its IBAN, its BIC and its holder.',
  },
  'bank-file-not-as-ledger': {
    status: 409,
    fr:
      'Le fichier de cette campagne demande {transfers} virement(s), soit {file}. Le grand livre devrait en avoir sorti {expectedTransfers} ' +
      'du compte cantonné, soit {expected} ; il en a sorti {ledgerTransfers}, soit {ledger}. Le fichier n’est pas remis et rien n’est ' +
      'enregistré : n’envoyez rien à la banque, lancez « npm run audit », qui nomme les lignes en cause, et faites corriger les livres.',
    en:
      'The file of this run asks for {transfers} transfer(s), {file}. The ledger should have taken {expectedTransfers} of them out of ' +
      'the ring-fenced account, {expected}; it took {ledgerTransfers}, {ledger}. The file is not given and nothing is recorded: send ' +
      'nothing to the bank, run “npm run audit”, which names the rows at fault, and have the books mended.',
  },
  'bank-file-changed': {
    status: 409,
    fr: 'Le fichier de cette campagne ne serait plus celui déjà remis : ne l’envoyez pas à la banque, vérifiez les livres.',
    en: 'The file of this run would no longer be the one given before: do not send it to the bank, audit the books.',
  },
  'bank-report-malformed': {
    status: 422,
    fr: 'Ce fichier n’est pas du XML lisible, ou il définit un type de document, ce qu’un compte rendu bancaire ne fait jamais.',
    en: 'This file is not readable XML, or it defines a document type, which a report of a bank never does.',
  },
  'bank-report-not-understood': {
    status: 422,
    fr: 'Ce fichier n’est pas un compte rendu de virements pain.002.001.10 ou pain.002.001.03.',
    en: 'This file is not a payment status report, pain.002.001.10 or pain.002.001.03.',
  },
  'bank-report-of-another-message': {
    status: 422,
    fr: 'Ce compte rendu parle d’un fichier que la plateforme n’a pas remis à la banque ({messageId}).',
    en: 'This report is about a file that the platform did not give to the bank ({messageId}).',
  },
});
