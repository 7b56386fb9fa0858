import { defineRefusals } from '../shared/refusal.js';

export const refuseOrder = defineRefusals('orders', {
  'below-minimum': {
    status: 422,
    fr: 'Cette commande vaut {faceValue}, et le minimum est de {minimum} : il manque {missing}. Nombre de carnets à ajouter : {booksToAdd}.',
    en: 'This order is worth {faceValue}, and the minimum is {minimum}: {missing} is missing. Books to add: {booksToAdd}.',
  },
  'book-size-unknown': {
    status: 422,
    fr: 'Aucun carnet n’a cette taille. Tailles possibles, en chèques : {sizes}.',
    en: 'No book has this size. Possible sizes, in vouchers: {sizes}.',
  },
  'exercise-not-open': {
    status: 422,
    fr: 'On commande pour l’exercice en cours ou pour le suivant : choisissez {current} ou {next}.',
    en: 'Orders are for the present exercise or the next one: choose {current} or {next}.',
  },
  'agreement-not-in-force': {
    status: 422,
    fr: 'Cette convention vaut du {from} au {to} : aucune commande ne peut être passée sous elle aujourd’hui. Choisissez une autre convention, ou commandez sans aide de l’État.',
    en: 'This agreement runs from {fromDay} to {toDay}: no order can be placed under it today. Choose another agreement, or order without State aid.',
  },
  'state-share-changed': {
    status: 409,
    fr: 'La part de l’État est de {stateShare} et non de {expected} : il reste {remaining} sur cette convention. Relisez le devis ; pour commander à ces conditions, renvoyez la commande avec cette part de l’État.',
    en: 'The State’s share is {stateShare} and not {expected}: {remaining} is left of this agreement. Read the quote again; to order on these terms, send the order again with this State share.',
  },
  'state-share-without-agreement': {
    status: 422,
    fr: 'Une part de l’État de {expected} est attendue, mais la commande ne nomme aucune convention : choisissez la convention, ou commandez sans aide de l’État.',
    en: 'A State share of {expected} is expected, but the order names no agreement: choose the agreement, or order without State aid.',
  },
  'exercise-over': {
    status: 409,
    fr: 'L’exercice {exercise} est terminé : ces chèques ne pourraient plus servir. Refusez cette commande ; le commanditaire peut en passer une pour {current}.',
    en: 'Exercise {exercise} is over: these vouchers could no longer be used. Refuse this order; the funder can place one for {current}.',
  },
  'already-approved': {
    status: 409,
    fr: 'Cette commande est déjà approuvée et facturée : rechargez-la pour voir où elle en est.',
    en: 'This order is already approved and invoiced: reload it to see where it stands.',
  },
  'already-refused': {
    status: 409,
    fr: 'Cette commande a été refusée, avec le motif qu’elle porte : passez-en une nouvelle.',
    en: 'This order was refused, for the reason it carries: place a new one.',
  },
  'already-cancelled': {
    status: 409,
    fr: 'Cette commande a été annulée par son commanditaire : passez-en une nouvelle.',
    en: 'This order was cancelled by its funder: place a new one.',
  },
  'already-abandoned': {
    status: 409,
    fr: 'Cette commande a été abandonnée, faute de paiement : ses factures sont annulées par des avoirs. Passez-en une nouvelle.',
    en: 'This order was abandoned, for want of payment: its invoices are cancelled by credit notes. Place a new one.',
    constraints: ['order_funded_or_abandoned'],
  },
  'order-funded': {
    status: 409,
    fr: 'La commande {order} est payée : ses chèques valent leur contrepartie, et elle ne s’abandonne plus. Ce qui n’aura pas servi fera l’avoir de fin d’exercice.',
    en: 'Order {order} is paid: its vouchers are worth their counterpart, and it can no longer be abandoned. What is not used will make the year-end credit note.',
  },
  'fee-paid': {
    status: 409,
    fr: 'Les frais de la commande {order} sont payés ({amount}), et des frais ne deviennent pas un avoir : rendez cette somme au payeur, annulez le paiement avec ce motif, puis abandonnez la commande.',
    en: 'The fee of order {order} is paid ({amount}), and a fee does not become a credit: return this sum to the payer, reverse the payment for that reason, then abandon the order.',
  },
  'step-already-taken': {
    status: 409,
    fr: 'Cela est déjà fait pour cette commande : rechargez-la pour voir où elle en est.',
    en: 'This is already done for this order: reload it to see where it stands.',
    constraints: ['order_step_once', 'order_decided_once'],
  },
  'not-approved': {
    status: 409,
    fr: 'Cette commande n’est pas approuvée : cela ne se fait qu’une fois la commande approuvée.',
    en: 'This order is not approved: this is only done once an order is approved.',
  },
  'step-too-early': {
    status: 409,
    fr: 'Cette commande n’en est pas encore là : rechargez-la pour voir ce qu’elle attend.',
    en: 'This order is not there yet: reload it to see what it waits for.',
  },
});

/** What taking a step may be refused with: for the `@Refuses` of routes that take one. */
export const STEP_REFUSALS = [
  'orders.already-approved',
  'orders.already-refused',
  'orders.already-cancelled',
  'orders.already-abandoned',
  'orders.step-already-taken',
  'orders.not-approved',
  'orders.step-too-early',
] as const;

/** What a quote, and so an order, may be refused with. */
export const QUOTE_REFUSALS = [
  'access.not-found',
  'orders.exercise-not-open',
  'orders.book-size-unknown',
  'orders.agreement-not-in-force',
] as const;
