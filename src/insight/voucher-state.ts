import type { Day } from '../shared/calendar.js';

/** What anyone may know of a code: whether it is good, and if not why. Nothing of who, where or by whom. */
export const VOUCHER_STATES = [
  'mistyped',
  'unknown',
  'not-active',
  'not-handed-out',
  'valid',
  'redeemed',
  'expired',
  'revoked',
] as const;
export type VoucherState = (typeof VOUCHER_STATES)[number];

export interface PublicFacts {
  readonly active: boolean;
  readonly handedOut: boolean;
  readonly end: 'redeemed' | 'revoked' | 'expired' | null;
  /** The last day on which a session can be held. */
  readonly validUntil: Day;
}

/** The state of a voucher on a day. Past its validity it is expired, before the closing has ended it as after. */
export function stateOf(voucher: PublicFacts, today: Day): VoucherState {
  if (voucher.end === 'redeemed' || voucher.end === 'revoked') return voucher.end;
  if (voucher.end === 'expired' || today > voucher.validUntil) return 'expired';
  if (!voucher.active) return 'not-active';
  return voucher.handedOut ? 'valid' : 'not-handed-out';
}

export const STATE_SENTENCES: Readonly<Record<VoucherState, { readonly fr: string; readonly en: string }>> = {
  mistyped: {
    fr: 'Ce code comporte une erreur de saisie : relisez-le sur le chèque.',
    en: 'This code holds a typing mistake: read it again on the voucher.',
  },
  unknown: {
    fr: 'Ce code n’est celui d’aucun chèque.',
    en: 'No voucher has this code.',
  },
  'not-active': {
    fr: 'Ce chèque n’est pas encore activé : sa contrepartie n’est pas encore en compte.',
    en: 'This voucher is not active yet: its money is not on the account yet.',
  },
  'not-handed-out': {
    fr: 'Ce chèque n’a pas encore été remis : un travailleur social vous le remet pour qu’il serve.',
    en: 'This voucher has not been handed out yet: a social worker hands it to you before it can be used.',
  },
  valid: {
    fr: 'Ce chèque est valable pour une séance tenue jusqu’au {frenchDay}.',
    en: 'This voucher is valid for a session held until {day}.',
  },
  redeemed: {
    fr: 'Ce chèque a déjà servi.',
    en: 'This voucher has already been used.',
  },
  expired: {
    fr: 'Ce chèque est périmé : il valait pour une séance tenue jusqu’au {frenchDay}.',
    en: 'This voucher has expired: it was valid for a session held until {day}.',
  },
  revoked: {
    fr: 'Ce chèque a été déclaré perdu : il ne vaut plus rien.',
    en: 'This voucher was declared lost: it is worth nothing any more.',
  },
};
