import { Injectable } from '@nestjs/common';
import { row, type Tx } from '../database/sql.js';
import { Keyring } from '../issuance/keyring.js';
import { type PersonIdentity, pseudonym } from '../scheme/pseudonym.js';

/**
 * The people who receive vouchers, each known by a keyed hash and by nothing else (RULES: beneficiaries). The identity
 * is read here, hashed, and goes no further.
 */
@Injectable()
export class Beneficiaries {
  constructor(private readonly keyring: Keyring) {}

  /** The person in an exercise, or null for who has received nothing yet. Locks and writes nothing. */
  async find(tx: Tx, at: Date, exercise: number, person: PersonIdentity): Promise<bigint | null> {
    const found = await row<{ id: bigint }>(
      tx,
      `SELECT id FROM beneficiary WHERE exercise = $1 AND pseudonym = $2`,
      [exercise, await this.pseudonymOf(tx, at, exercise, person)],
    );
    return found?.id ?? null;
  }

  /**
   * The person in an exercise, entered at the first meeting, and locked: whoever else serves the same person waits
   * here, before reading anything about them.
   */
  async lock(tx: Tx, at: Date, exercise: number, person: PersonIdentity): Promise<bigint> {
    const hashed = await this.pseudonymOf(tx, at, exercise, person);
    for (;;) {
      const found = await row<{ id: bigint }>(
        tx,
        `WITH known AS (
           SELECT id FROM beneficiary WHERE exercise = $1 AND pseudonym = $2 FOR NO KEY UPDATE
         ), entered AS (
           INSERT INTO beneficiary (exercise, pseudonym) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM known)
           ON CONFLICT DO NOTHING RETURNING id
         )
         SELECT id FROM known UNION ALL SELECT id FROM entered`,
        [exercise, hashed],
      );
      // Neither: somebody entered the person since the statement began. The next one sees it.
      if (found) return found.id;
    }
  }

  private async pseudonymOf(tx: Tx, at: Date, exercise: number, person: PersonIdentity): Promise<Buffer> {
    return pseudonym(await this.keyring.key(tx, at, exercise, 'pseudonyms'), person);
  }
}
