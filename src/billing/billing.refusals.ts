import { defineRefusals } from '../shared/refusal.js';

export const refuseBilling = defineRefusals('billing', {
  'invoice-paid': {
    status: 409,
    fr: 'La facture {invoice} est entièrement payée : elle ne prend plus aucun paiement. Si un virement de plus est arrivé, enregistrez-le sur la facture qu’il règle, ou rendez-le à son émetteur.',
    en: 'Invoice {invoice} is fully paid: it takes no further payment. If one more transfer has arrived, record it on the invoice it settles, or return it to its sender.',
  },
  excess: {
    status: 422,
    fr: 'Il reste {rest} à payer sur la facture {invoice} : ce paiement dépasse de {excess}. Pour garder le trop-perçu en avoir, recommencez avec excess « credit » ; sinon enregistrez {rest} et rendez le reste.',
    en: '{rest} is left to pay on invoice {invoice}: this payment is {excess} too much. To keep the excess as a credit, try again with excess “credit”; otherwise record {rest} and return the rest.',
  },
  'excess-of-fee': {
    status: 422,
    fr: 'Il reste {rest} à payer sur la facture {invoice} : ce paiement dépasse de {excess}. Le trop-perçu sur des frais ne devient pas un avoir : enregistrez {rest} et rendez {excess} au payeur.',
    en: '{rest} is left to pay on invoice {invoice}: this payment is {excess} too much. An excess on a fee does not become a credit: record {rest} and return {excess} to the payer.',
  },
  'bank-reference-used': {
    status: 409,
    fr: 'Ce virement est déjà enregistré sur cette facture, sous la même référence bancaire. S’il s’agit d’un autre virement, donnez sa propre référence.',
    en: 'This transfer is already recorded on this invoice, under the same bank reference. If it is another transfer, give its own reference.',
    constraints: ['payment_bank_reference_once'],
  },
  'received-in-the-future': {
    status: 422,
    fr: 'Un paiement ne peut pas être reçu après aujourd’hui, {today} : vérifiez la date du relevé.',
    en: 'A payment cannot be received after today, {todayDay}: check the date on the statement.',
  },
  'payment-crossed': {
    status: 409,
    fr: 'Un autre paiement vient d’être enregistré au même moment : relisez ce qui reste à payer, puis recommencez.',
    en: 'Another payment was recorded at the same moment: read again what is left to pay, then try again.',
    constraints: [
      'payment_one_after_another',
      'payment_not_over',
      'credit_use_one_after_another',
      'credit_use_not_over',
      'payment_reversal_one_after_another',
      'credit_return_one_after_another',
    ],
  },
  'invoice-cancelled': {
    status: 409,
    fr: 'La facture {invoice} est annulée par l’avoir {creditNote} : ses paiements sont devenus un avoir, et elle n’en prend plus. Un virement qui arrive encore est à rendre à son émetteur ; un avoir dont l’argent n’est jamais venu se solde par un remboursement qui le dit.',
    en: 'Invoice {invoice} is cancelled by credit note {creditNote}: its payments have become a credit, and it takes none any more. A transfer that still arrives is to be returned to its sender; a credit whose money never came is settled by a refund that says so.',
    constraints: ['payment_of_standing_invoice'],
  },
  'payment-reversed': {
    status: 409,
    fr: 'Ce paiement est déjà annulé : rechargez la facture pour voir ce qu’elle attend.',
    en: 'This payment is already reversed: reload the invoice to see what it waits for.',
    constraints: ['payment_reversed_once', 'credit_returned_once'],
  },
  'payment-backs-vouchers': {
    status: 409,
    fr: 'La commande {order} est financée : ses chèques valent leur contrepartie sur le compte cantonné, et l’en retirer les laisserait sans provision. Ce paiement ne s’annule plus : versez sur le compte cantonné le montant qui manque, ou obtenez-le du payeur, et gardez-en la preuve avec ce paiement.',
    en: 'Order {order} is funded: its vouchers are worth their counterpart on the ring-fenced account, and to take it away would leave them without backing. This payment can no longer be reversed: put the missing amount on the ring-fenced account, or obtain it from the payer, and keep the evidence with this payment.',
    constraints: ['payment_backs_vouchers'],
  },
  'excess-spent': {
    status: 409,
    fr: 'Le trop-perçu de ce paiement est devenu l’avoir {creditNote}, dont {spent} ont déjà servi. Annulez d’abord les paiements que cet avoir a réglés ; ce qui en a été remboursé ne revient que par un virement.',
    en: 'The excess of this payment has become credit note {creditNote}, of which {spent} has already served. First reverse the payments that this credit settled; what was refunded of it only comes back by a transfer.',
  },
  'credit-over-invoice': {
    status: 422,
    fr: 'Il reste {rest} à payer sur la facture {invoice} : l’avoir ne peut pas y régler {amount}. Demandez {rest} au plus.',
    en: '{rest} is left to pay on invoice {invoice}: the credit cannot settle {amount} of it. Ask for {rest} at most.',
  },
  'credit-short': {
    status: 409,
    fr: 'Il reste {rest} de disponible sur cette part de l’avoir {creditNote}, et {amount} sont demandés. Demandez {rest} au plus.',
    en: '{rest} is left of this share of credit note {creditNote}, and {amount} is asked for. Ask for {rest} at most.',
  },
  'credit-not-for-fees': {
    status: 422,
    fr: 'Un avoir règle des chèques, jamais des frais : la facture {invoice} se paie par virement.',
    en: 'A credit note settles vouchers, never fees: invoice {invoice} is paid by bank transfer.',
  },
  'credit-of-another-funder': {
    status: 422,
    fr: 'La part du commanditaire sur l’avoir {creditNote} ne règle que ses propres commandes ; la facture {invoice} est celle d’un autre. Choisissez un avoir de ce commanditaire.',
    en: 'The funder’s share of credit note {creditNote} only settles its own orders; invoice {invoice} is another funder’s. Choose a credit note of that funder.',
  },
  'credit-of-another-agreement': {
    status: 422,
    fr: 'La part de l’État sur l’avoir {creditNote} ne règle que des commandes passées sous la même convention, ce qui n’est pas le cas de la facture {invoice}. Choisissez un avoir de cette convention.',
    en: 'The State’s share of credit note {creditNote} only settles orders under the same agreement, which invoice {invoice} is not. Choose a credit note of that agreement.',
  },
  'refund-recorded': {
    status: 409,
    fr: 'Un remboursement de cet avoir est déjà enregistré sous cette référence bancaire. S’il s’agit d’un autre virement, donnez sa propre référence.',
    en: 'A refund of this credit note is already recorded under this bank reference. If it is another transfer, give its own reference.',
    constraints: ['credit_use_refund_once'],
  },
  'credit-note-exists': {
    status: 409,
    fr: 'L’avoir de fin d’exercice de cette commande est déjà établi.',
    en: 'The year-end credit note of this order is already made.',
    constraints: ['credit_note_year_end_once'],
  },
});
