import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { affected, row, type Tx } from '../database/sql.js';
import { destroyKey, readKey, readOrMakeKey, WrongKeyFile } from '../shared/key-file.js';
import { Settings } from '../shared/settings.module.js';
import { refuseIssuance } from './issuance.refusals.js';

export type KeyPurpose = 'codes' | 'pseudonyms';

interface KnownKey {
  fingerprint: Buffer;
  destroyedAt: Date | null;
}

const KEPT_MS = 60_000;

/**
 * The keys of each exercise: one derives the codes of its vouchers, the other the pseudonyms of its beneficiaries.
 * They are files outside the database, so that the database alone can neither mint a code nor tell who a person is.
 * The database keeps a fingerprint of each, so that a lost or foreign file stops the service instead of quietly
 * minting codes that nobody could check.
 */
@Injectable()
export class Keyring {
  /** A key is kept in memory for a minute: destroyed by another process, it is soon forgotten here too. */
  private readonly kept = new Map<string, { key: Buffer; until: number }>();

  constructor(private readonly settings: Settings) {}

  /** The key of an exercise, made at its first use. Refusals: issuance.key-destroyed. */
  async key(tx: Tx, at: Date, exercise: number, purpose: KeyPurpose): Promise<Buffer> {
    const name = `${purpose}-${exercise}`;
    const kept = this.kept.get(name);
    if (kept && kept.until > performance.now()) return kept.key;
    const known = await this.known(tx, exercise, purpose);
    if (known?.destroyedAt) throw refuseIssuance('key-destroyed', { exercise });
    const key = known ? this.existing(name) : readOrMakeKey(this.settings.keysDir, name);
    const { fingerprint } = known ?? (await this.register(tx, at, exercise, purpose, key));
    if (!fingerprintOf(key).equals(fingerprint)) {
      throw new WrongKeyFile(`the key file ${name} is not the one this database was begun with`);
    }
    this.kept.set(name, { key, until: performance.now() + KEPT_MS });
    return key;
  }

  /** Destroys the key for good (RULES: what was pseudonymous is then anonymous). Twice is the same as once. */
  async destroy(tx: Tx, at: Date, exercise: number, purpose: KeyPurpose): Promise<void> {
    const name = `${purpose}-${exercise}`;
    await affected(
      tx,
      `INSERT INTO exercise_key (exercise, purpose, fingerprint, created_at, destroyed_at) VALUES ($1, $2, '', $3, $3)
       ON CONFLICT ON CONSTRAINT exercise_key_once DO UPDATE SET destroyed_at = coalesce(exercise_key.destroyed_at, $3)`,
      [exercise, purpose, at],
    );
    this.kept.delete(name);
    destroyKey(this.settings.keysDir, name);
  }

  private existing(name: string): Buffer {
    const key = readKey(this.settings.keysDir, name);
    if (!key) throw new WrongKeyFile(`the key file ${name} is missing from the keys' folder`);
    return key;
  }

  private async known(tx: Tx, exercise: number, purpose: KeyPurpose): Promise<KnownKey | null> {
    return row<KnownKey>(
      tx,
      `SELECT fingerprint, destroyed_at AS "destroyedAt" FROM exercise_key WHERE exercise = $1 AND purpose = $2`,
      [exercise, purpose],
    );
  }

  /** The fingerprint kept: ours, or that of the process that was quicker. */
  private async register(
    tx: Tx,
    at: Date,
    exercise: number,
    purpose: KeyPurpose,
    key: Buffer,
  ): Promise<KnownKey> {
    await affected(
      tx,
      `INSERT INTO exercise_key (exercise, purpose, fingerprint, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [exercise, purpose, fingerprintOf(key), at],
    );
    return (await this.known(tx, exercise, purpose)) as KnownKey;
  }
}

function fingerprintOf(key: Buffer): Buffer {
  return createHmac('sha256', key).update('passerelle:key-fingerprint:1').digest();
}
