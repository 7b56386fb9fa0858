import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { affected, row, rows, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { refuseAccess } from './access.refusals.js';
import { ServiceSecret } from './secret.js';

const WINDOW_MINUTES = 15;
const MOST_PER_EMAIL = 5;
/** Higher than for one person: the offices of a whole département may share one address. */
const MOST_PER_ADDRESS = 50;
const SWEPT_AT_ONCE = 100;

interface Subject {
  readonly hash: Buffer;
  readonly most: number;
}

/** An attempt that was let through and is counted as failed until it succeeds. */
export interface Attempt {
  readonly emailHash: Buffer;
  readonly ids: readonly bigint[];
}

/**
 * How often a password may be guessed, per e-mail address and per network address; neither is stored, only keyed
 * hashes. An attempt is counted before its password is looked at: a hundred guesses at the same instant are a hundred
 * attempts. A refused attempt is not counted, so waiting always helps.
 */
@Injectable()
export class SignInAttempts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly secret: ServiceSecret,
  ) {}

  /** Lets an attempt through, or refuses it: access.too-many-attempts. */
  async begin(email: string, address: string): Promise<Attempt> {
    const emailHash = this.secret.hash('sign-in e-mail', email);
    const addressHash = this.secret.hash('sign-in address', networkOf(address));
    const subjects = [
      { hash: emailHash, most: MOST_PER_EMAIL },
      { hash: addressHash, most: MOST_PER_ADDRESS },
    ].toSorted((one, other) => Buffer.compare(one.hash, other.hash));
    return this.db.transaction(async (tx) => {
      // Counting and adding must be one step, always for the two subjects in the same order.
      for (const { hash } of subjects)
        await row(tx, 'SELECT pg_advisory_xact_lock($1)', [hash.readBigInt64BE(0)]);
      for (const subject of subjects) await this.refuseBeyond(tx, subject);
      await this.sweep(tx);
      return { emailHash, ids: await this.add(tx, subjects) };
    });
  }

  /** The password was right: the attempt is no failure, and those of the e-mail address before it are forgiven. */
  async succeeded(tx: Tx, { emailHash, ids }: Attempt): Promise<void> {
    await affected(
      tx,
      `DELETE FROM sign_in_attempt WHERE id = ANY($1::bigint[]) OR (subject = $2 AND id < ALL($1::bigint[]))`,
      [ids, emailHash],
    );
  }

  /** Forgives the failed sign-ins of an e-mail address: its owner has just chosen another password. */
  async forgive(tx: Tx, email: string): Promise<void> {
    const emailHash = this.secret.hash('sign-in e-mail', email);
    await affected(tx, 'DELETE FROM sign_in_attempt WHERE subject = $1', [emailHash]);
  }

  private async refuseBeyond(tx: Tx, { hash, most }: Subject): Promise<void> {
    const now = this.clock.now().getTime();
    // The attempt that must grow old before another is let through, if there is one.
    const oldest = await row<{ at: Date }>(
      tx,
      'SELECT at FROM sign_in_attempt WHERE subject = $1 AND at > $2 ORDER BY at DESC OFFSET $3 LIMIT 1',
      [hash, new Date(now - WINDOW_MINUTES * 60_000), most - 1],
    );
    if (!oldest) return;
    const minutes = Math.ceil((oldest.at.getTime() - now) / 60_000) + WINDOW_MINUTES;
    throw refuseAccess('too-many-attempts', { minutes: Math.max(1, minutes) });
  }

  private async add(tx: Tx, subjects: readonly Subject[]): Promise<bigint[]> {
    const added = await rows<{ id: bigint }>(
      tx,
      'INSERT INTO sign_in_attempt (subject, at) SELECT subject, $2 FROM unnest($1::bytea[]) AS s (subject) RETURNING id',
      [subjects.map(({ hash }) => hash), this.clock.now()],
    );
    return added.map(({ id }) => id);
  }

  /** Forgets attempts too old to count, some at a time, leaving those that another process is forgetting. */
  private async sweep(tx: Tx): Promise<void> {
    await affected(
      tx,
      `DELETE FROM sign_in_attempt WHERE id IN (
         SELECT id FROM sign_in_attempt WHERE at <= $1 LIMIT ${SWEPT_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      [new Date(this.clock.now().getTime() - WINDOW_MINUTES * 60_000)],
    );
  }
}

/** What one caller cannot change at will: an IPv4 address, or the first half (/64) of an IPv6 address. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : 8 - groups.length - rest.length;
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...rest];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
