import { defineRefusals } from '../shared/refusal.js';

/** A voucher typed by its code is named by its rank in the request: a code is never repeated in an answer that is kept. */
export const refuseDistribution = defineRefusals('distribution', {
  'office-name-taken': {
    status: 409,
    fr: 'Ce prescripteur a déjà une antenne de ce nom : choisissez-en un autre.',
    en: 'This prescriber already has an office of this name: choose another one.',
    constraints: ['office_name_once'],
  },
  'office-not-empty': {
    status: 409,
    fr: 'Cette antenne a encore des chèques dans son tiroir ({vouchers}) : leurs commanditaires les reprennent ou les déplacent d’abord, et ceux d’un carnet entamé se remettent ou se déclarent perdus.',
    en: 'This office still has vouchers in its drawer ({vouchers}): their funders take them back or move them first, and those of a begun book are handed out or declared lost.',
  },
  'books-unclear': {
    status: 422,
    fr: 'Désignez les carnets soit par bookIds, soit par orderId avec fromNumber et toNumber, du plus petit au plus grand.',
    en: 'Name the books either by bookIds, or by orderId with fromNumber and toNumber, the smaller one first.',
  },
  'order-not-issued': {
    status: 409,
    fr: 'Les carnets de cette commande ne sont pas encore émis : ils peuvent être dotés ensuite.',
    en: 'The books of this order are not issued yet: they can be allotted afterwards.',
  },
  'books-out-of-range': {
    status: 422,
    fr: 'Cette commande n’a pas tous ces carnets : ils vont du n° 1 au n° {last}.',
    en: 'This order does not have all these books: they run from no. 1 to no. {last}.',
  },
  'books-already-held': {
    status: 409,
    fr: 'Des carnets sont déjà dans une antenne (n° {books}) : déplacez-les, ou reprenez-les d’abord.',
    en: 'Some books are already in an office (no. {books}): move them, or take them back first.',
    constraints: ['book_held_once'],
  },
  'books-not-held': {
    status: 409,
    fr: 'Des carnets ne sont dans aucune antenne (n° {books}) : il n’y a rien à déplacer ni à reprendre.',
    en: 'Some books are in no office (no. {books}): there is nothing to move or take back.',
  },
  'books-distributed': {
    status: 409,
    fr: 'Des carnets sont entamés (n° {books}) : seuls ceux dont tous les chèques restent peuvent changer de place.',
    en: 'Some books are begun (no. {books}): only those with all their vouchers left can change place.',
  },
  'books-already-there': {
    status: 409,
    fr: 'Des carnets sont déjà dans cette antenne (n° {books}).',
    en: 'Some books are already in this office (no. {books}).',
  },
  'office-needed': {
    status: 422,
    fr: 'Dites pour quelle antenne vous agissez (officeId) : vous n’êtes rattaché à aucune en particulier.',
    en: 'Say for which office you act (officeId): you belong to none in particular.',
  },
  'hand-outs-stopped': {
    status: 409,
    fr: 'Les remises de l’exercice {exercise} se sont arrêtées le {lastDay}.',
    en: 'The hand-outs of exercise {exercise} stopped on {lastDay}.',
  },
  'module-unknown': {
    status: 422,
    fr: 'Ce module n’existe pas : choisissez-en un dans le catalogue.',
    en: 'This module does not exist: choose one from the catalogue.',
    constraints: ['hand_out_module_id_fkey'],
  },
  'module-retired': {
    status: 422,
    fr: 'Ce module a été retiré du catalogue : choisissez-en un autre.',
    en: 'This module was retired from the catalogue: choose another one.',
  },
  'family-name-empty': {
    status: 422,
    fr: 'Le nom de famille ne contient aucune lettre.',
    en: 'The family name holds no letter.',
  },
  'given-name-empty': {
    status: 422,
    fr: 'Le prénom ne contient aucune lettre.',
    en: 'The given name holds no letter.',
  },
  'birth-date-in-future': {
    status: 422,
    fr: 'La date de naissance est à venir : vérifiez-la.',
    en: 'The birth date is in the future: check it.',
  },
  'birth-date-too-long-ago': {
    status: 422,
    fr: 'La date de naissance est trop ancienne : vérifiez l’année.',
    en: 'The birth date is too long ago: check the year.',
  },
  'vouchers-unclear': {
    status: 422,
    fr: 'Désignez les chèques d’une seule façon : par leurs codes, ou d’après le carnet.',
    en: 'Name the vouchers in one way only: by their codes, or from the book.',
  },
  'same-code-twice': {
    status: 422,
    fr: 'Le même chèque est donné deux fois : retirez le code n° {rank}.',
    en: 'The same voucher is given twice: take out code no. {rank}.',
  },
  'code-mistyped': {
    status: 422,
    fr: 'Le code n° {rank} est mal recopié : vérifiez chaque caractère.',
    en: 'Code no. {rank} is mistyped: check each character.',
  },
  'code-unknown': {
    status: 422,
    fr: 'Le code n° {rank} n’est celui d’aucun chèque.',
    en: 'Code no. {rank} is that of no voucher.',
  },
  'voucher-not-in-stock': {
    status: 409,
    fr: 'Le chèque n° {rank} n’est pas du stock de cette antenne.',
    en: 'Voucher no. {rank} is not of this office’s stock.',
  },
  'voucher-handed-out': {
    status: 409,
    fr: 'Un de ces chèques a déjà été remis : prenez-en un autre.',
    en: 'One of these vouchers was already handed out: take another one.',
    constraints: ['handed_out_once'],
  },
  'voucher-redeemed': {
    status: 409,
    fr: 'Le chèque n° {rank} a été utilisé : il ne peut plus être déclaré perdu.',
    en: 'Voucher no. {rank} was used: it can no longer be declared lost.',
  },
  'voucher-revoked': {
    status: 409,
    fr: 'Le chèque n° {rank} a été déclaré perdu : il ne vaut plus rien, détruisez-le.',
    en: 'Voucher no. {rank} was declared lost: it is worth nothing any more, destroy it.',
  },
  'voucher-expired': {
    status: 409,
    fr: 'Le chèque n° {rank} est arrivé à expiration.',
    en: 'Voucher no. {rank} has expired.',
  },
  'voucher-of-another-exercise': {
    status: 409,
    fr: 'Le chèque n° {rank} est de l’exercice {exercise} : il ne peut pas être remis aujourd’hui.',
    en: 'Voucher no. {rank} is of exercise {exercise}: it cannot be handed out today.',
  },
  'order-not-active': {
    status: 409,
    fr: 'L’argent de la commande {order} n’est pas encore sur le compte cantonné : ses chèques ne valent rien pour l’instant.',
    en: 'The money of order {order} is not on the ring-fenced account yet: its vouchers are worth nothing for now.',
  },
  'stock-too-small': {
    status: 409,
    fr: 'Il ne reste que {left} chèque(s) à remettre dans cette antenne : demandez des carnets à votre commanditaire.',
    en: 'Only {left} voucher(s) are left to hand out in this office: ask your funder for books.',
  },
  'hand-out-limit': {
    status: 409,
    fr: 'Cette personne aurait en main plus de chèques non utilisés qu’il n’est permis à la fois.',
    en: 'This person would hold more unspent vouchers than is permitted at a time.',
    constraints: ['hand_out_limit', 'hand_out_slot_once', 'hand_out_two_at_most'],
  },
  'renewal-used': {
    status: 409,
    fr: 'Sur ce module, la remise et son renouvellement ont déjà eu lieu cette année : choisissez un autre module.',
    en: 'On this module, the hand-out and its renewal were already made this year: choose another module.',
    constraints: ['hand_out_renewed_once', 'hand_out_round'],
  },
  'first-ones-not-spent': {
    status: 409,
    fr: 'Sur ce module, le renouvellement vient quand les premiers chèques sont utilisés, ou déclarés perdus.',
    en: 'On this module, the renewal comes once the first vouchers are spent, or declared lost.',
  },
  'nothing-to-lose': {
    status: 409,
    fr: 'À partir de ce numéro, il ne reste aucun chèque dans ce carnet.',
    en: 'From this number on, no voucher is left in this book.',
  },
});
