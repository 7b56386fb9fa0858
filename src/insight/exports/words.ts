import type { CreditNoteKind } from '../../billing/credit-notes.js';
import type { InvoiceKind } from '../../billing/invoices.js';
import type { AccountKind } from '../../ledger/accounts.js';
import type { TransferKind } from '../../ledger/ledger.js';
import type { OrderStep } from '../../scheme/order-steps.js';
import type { PayoutState } from '../../settlement/payout-lists.service.js';

/** The codes of the tables in French, for whoever opens a file without knowing the platform. */

export const ORDER_WORDS: Readonly<Record<OrderStep, string>> = {
  submitted: 'déposée',
  refused: 'refusée',
  cancelled: 'annulée',
  approved: 'approuvée',
  invoiced: 'facturée',
  funded: 'payée',
  issued: 'émise',
  active: 'active',
  closed: 'close',
  abandoned: 'abandonnée',
};

export const INVOICE_WORDS: Readonly<Record<InvoiceKind, string>> = {
  'vouchers-funder': 'chèques, part du commanditaire',
  'vouchers-state': 'chèques, part de l’État',
  'order-fee': 'frais de commande',
  label: 'label',
};

export const CREDIT_NOTE_WORDS: Readonly<Record<CreditNoteKind, string>> = {
  'year-end': 'fin d’exercice',
  overpayment: 'trop-perçu',
  cancellation: 'annulation d’une facture',
};

export const PAYOUT_WORDS: Readonly<Record<PayoutState, string>> = {
  prepared: 'préparé',
  sent: 'envoyé',
  confirmed: 'confirmé',
  rejected: 'rejeté',
  returned: 'retourné',
};

export const ACCOUNT_WORDS: Readonly<Record<AccountKind, string>> = {
  'funder-receivable': 'Créance sur le commanditaire',
  'state-receivable': 'Créance sur l’État',
  'fee-receivable': 'Créance de frais de commande',
  'vouchers-ordered': 'Chèques commandés',
  'vouchers-outstanding': 'Chèques en circulation',
  'vouchers-unused': 'Chèques non utilisés',
  'credit-funder': 'Avoir du commanditaire',
  'credit-state': 'Avoir de l’État',
  'structure-payable': 'Dette envers la structure',
  'label-receivable': 'Créance de label',
  'bank-ring-fenced': 'Banque, compte cantonné',
  'bank-operating': 'Banque, compte courant',
  'redemption-fees': 'Retenues sur encaissements',
  'redemption-fees-earned': 'Retenues acquises, hors taxe',
  'vat-due': 'TVA à reverser',
  'order-fees': 'Frais de commande, hors taxe',
  'label-fees': 'Labels, hors taxe',
};

export const TRANSFER_WORDS: Readonly<Record<TransferKind, string>> = {
  'vouchers-invoiced': 'facture de chèques',
  'fee-invoiced': 'facture de frais',
  'fee-vat-invoiced': 'TVA d’une facture de frais',
  'label-invoiced': 'facture de label',
  'label-vat-invoiced': 'TVA d’une facture de label',
  payment: 'paiement',
  'payment-by-credit': 'paiement par avoir',
  overpayment: 'trop-perçu',
  'payment-reversed': 'paiement contre-passé',
  'payment-by-credit-reversed': 'paiement par avoir contre-passé',
  'overpayment-reversed': 'trop-perçu contre-passé',
  cancellation: 'avoir d’annulation',
  'set-off': 'compensation d’une facture annulée',
  activation: 'activation des chèques',
  redemption: 'encaissement d’un chèque',
  'redemption-fee': 'retenue sur un encaissement',
  'redemption-undone': 'encaissement annulé',
  'redemption-fee-undone': 'retenue annulée',
  revocation: 'chèques perdus',
  expiry: 'chèques périmés',
  payout: 'paiement d’une structure',
  'payout-rejected': 'paiement rejeté par la banque',
  'payout-returned': 'paiement retourné par la banque',
  'fee-sweep': 'virement des retenues',
  'fee-earned': 'retenues acquises',
  'fee-vat': 'TVA des retenues',
  'credit-note': 'avoir de fin d’exercice',
  'credit-refund': 'avoir remboursé',
};
