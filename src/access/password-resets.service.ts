import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, row, rows, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { AccessLetters } from './access-letters.js';
import { refuseAccess } from './access.refusals.js';
import { Actors } from './actors.js';
import { Passwords } from './passwords.js';
import { Person } from './person.entity.js';
import { hashToken, ServiceSecret } from './secret.js';
import { SignInAttempts } from './sign-in-attempts.js';

/** What the token of a link is derived for: letters derive it again when they are sent (LetterContext.token). */
export const PASSWORD_LINK = 'password-link';

/** How long a link can be used: to whoever asked for it, and to a new member, who did not. */
const VALID_MINUTES = { reset: 60, invitation: 7 * 24 * 60 } as const;

/** Longer than writing a letter takes: the answer comes as late when there is nobody to write to. */
const ANSWERED_AFTER_MS = 300;

/**
 * Links by which a person chooses a password. A link's token is derived from its id with the service's own key: the
 * database and the outbox hold the id and a hash, from which nobody can make it. A person has one link at a time, and
 * it is used once.
 */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly actors: Actors,
    private readonly passwords: Passwords,
    private readonly attempts: SignInAttempts,
    private readonly secret: ServiceSecret,
    private readonly letters: AccessLetters,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Sends a link to whoever has this address. The answer and its time are the same when nobody has. As often as a
   * password may be guessed. Refusal: access.too-many-attempts.
   */
  async ask(email: string, address: string): Promise<void> {
    await this.attempts.begin(`password reset ${email}`, address);
    await Promise.all([pause(ANSWERED_AFTER_MS), this.sendTo(email)]);
  }

  /**
   * Sets the password of the person whom the link was sent to, and ends all their sessions. Failed sign-ins are
   * forgiven, since that is why one asks. Refusal: access.password-link-spent.
   */
  async confirm(token: string, password: string): Promise<void> {
    const tokenHash = hashToken(token);
    // A token is looked up before the password is hashed: anybody may ask, and a hash is slow on purpose.
    if (!(await this.db.read((tx) => this.personOf(tx, tokenHash))))
      throw refuseAccess('password-link-spent');
    const passwordHash = await this.passwords.hash(password);
    await this.db.transaction(async (tx) => {
      const personId = await this.personOf(tx, tokenHash);
      if (!personId) throw refuseAccess('password-link-spent');
      // The person is locked as a sign-in locks them, then the link decides: of two confirmations one finds it.
      await row(tx, 'SELECT 1 FROM person WHERE id = $1 FOR NO KEY UPDATE', [personId]);
      const used = await affected(tx, 'DELETE FROM password_reset WHERE token_hash = $1', [tokenHash]);
      if (used === 0) throw refuseAccess('password-link-spent');
      await tx.update(Person, { id: personId }, { passwordHash });
      await affected(
        tx,
        'DELETE FROM session s USING membership m WHERE m.id = s.membership_id AND m.person_id = $1',
        [personId],
      );
      const { email } = await tx.findOneByOrFail(Person, { id: personId });
      await this.attempts.forgive(tx, email);
      await this.record(tx, personId, 'person.password-set');
    });
  }

  /** Makes a link for a person, in place of the one they may have. Returns its id, for the letter. */
  async make(tx: Tx, at: Date, personId: string, why: keyof typeof VALID_MINUTES): Promise<string> {
    const id = randomUUID();
    const token = this.secret.hash(PASSWORD_LINK, id).toString('base64url');
    await affected(
      tx,
      `INSERT INTO password_reset (person_id, id, token_hash, expires_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT password_reset_one_outstanding
       DO UPDATE SET id = EXCLUDED.id, token_hash = EXCLUDED.token_hash, expires_at = EXCLUDED.expires_at`,
      [personId, id, hashToken(token), new Date(at.getTime() + VALID_MINUTES[why] * 60_000)],
    );
    return id;
  }

  private async sendTo(email: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const person = await tx.findOneBy(Person, { email, disabledAt: IsNull() });
      if (!person) return;
      const at = this.clock.now();
      const linkId = await this.make(tx, at, person.id, 'reset');
      await this.letters.passwordReset(tx, at, { personId: person.id, linkId });
      await this.record(tx, person.id, 'person.password-link-asked');
    });
  }

  private async personOf(tx: Tx, tokenHash: Buffer): Promise<string | null> {
    const found = await row<{ personId: string }>(
      tx,
      `SELECT r.person_id AS "personId" FROM password_reset r JOIN person p ON p.id = r.person_id
        WHERE r.token_hash = $1 AND r.expires_at > $2 AND p.disabled_at IS NULL`,
      [tokenHash, this.clock.now()],
    );
    return found?.personId ?? null;
  }

  /** Nobody is signed in: it is written as the person's, for each organisation they act for. */
  private async record(
    tx: Tx,
    personId: string,
    action: `person.password-${'set' | 'link-asked'}`,
  ): Promise<void> {
    const memberships = await rows<{ organisationId: string }>(
      tx,
      'SELECT organisation_id AS "organisationId" FROM membership WHERE person_id = $1 ORDER BY 1',
      [personId],
    );
    const concerns = memberships.map(({ organisationId }) => organisationId);
    const organisationId = concerns[0] ?? (await this.actors.system(tx)).organisationId;
    await this.audit.record(tx, { organisationId, personId, apiKeyId: null }, this.clock.now(), {
      action,
      subject: 'person',
      subjectId: personId,
      concerns,
    });
  }
}
