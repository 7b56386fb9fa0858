import type { Tx } from '../database/sql.js';

/**
 * The letters that sign-in and members make necessary. The outbox stands after access in the order of folders, so it
 * fulfils this (letters/access-letters.service.ts).
 */
export abstract class AccessLetters {
  /** Tells a person, in the transaction that makes them a member, that they are one and how to sign in. */
  abstract memberAdded(
    tx: Tx,
    at: Date,
    member: {
      readonly organisationId: string;
      readonly personId: string;
      /** The link by which a new person chooses their password; null when they have one. */
      readonly linkId: string | null;
    },
  ): Promise<void>;

  /** Sends a person the link by which they choose another password. */
  abstract passwordReset(
    tx: Tx,
    at: Date,
    reset: { readonly personId: string; readonly linkId: string },
  ): Promise<void>;
}
