import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, row, rows, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { refuseAccess } from './access.refusals.js';
import { type Actor, type MembershipRole, type OrganisationKind, type PersonActor, roleOf } from './actor.js';
import { Passwords } from './passwords.js';
import { Person } from './person.entity.js';
import { hashToken, newToken } from './secret.js';
import type { PasswordChange, SessionOffice, SessionPerson, SessionView, SignIn } from './session.dto.js';
import { SignInAttempts } from './sign-in-attempts.js';

export const SESSION_HOURS = 12;
const SWEPT_AT_ONCE = 100;

/** Where a request comes from: its network address, and the session token it carries, if any. */
export interface Caller {
  readonly address: string;
  readonly token: string | undefined;
}

export interface OpenedSession {
  /** Given to the browser's cookie and to nobody else; only its hash is kept. */
  readonly token: string;
  readonly session: SessionView;
}

interface Membership {
  id: string;
  organisationId: string;
  kind: OrganisationKind;
  role: MembershipRole;
  officeId: string | null;
}

/** Signing in and out, and acting for one organisation or another. */
@Injectable()
export class Sessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly attempts: SignInAttempts,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Opens a session; the one the request came with ends, so that nobody's earlier token becomes a signed-in one.
   * Refusals: access.too-many-attempts, access.credentials-wrong, access.no-organisation, access.not-found (an
   * organisation that the person does not belong to).
   */
  async signIn({ email, password, organisationId }: SignIn, caller: Caller): Promise<OpenedSession> {
    const attempt = await this.attempts.begin(email, caller.address);
    const person = await this.db.transaction((tx) => tx.findOneBy(Person, { email, disabledAt: IsNull() }));
    const matches = await this.passwords.matches(person?.passwordHash ?? null, password);
    if (!matches || !person) throw refuseAccess('credentials-wrong');
    return this.db.transaction(async (tx) => {
      await refuseStale(tx, person);
      await this.attempts.succeeded(tx, attempt);
      const membership = await membershipOf(tx, person.id, organisationId ?? null);
      if (!membership) throw refuseAccess(organisationId ? 'not-found' : 'no-organisation');
      await this.sweep(tx);
      if (caller.token) await end(tx, caller.token);
      const token = await this.open(tx, membership.id);
      return { token, session: await viewOf(tx, actorOf(person.id, membership)) };
    });
  }

  view(actor: Actor): Promise<SessionView> {
    return this.db.read((tx) => viewOf(tx, actor));
  }

  /** Ends the session. One that has ended already stays ended, so that signing out again is no error. */
  async signOut(token: string | undefined): Promise<void> {
    if (token) await this.db.transaction((tx) => end(tx, token));
  }

  /**
   * Acts for another of the person's organisations from now on. The token stays: an answer lost on the way must not
   * sign the person out. Refusals: access.not-permitted for an API key, access.not-found.
   */
  async switchTo(actor: Actor, organisationId: string, token: string | undefined): Promise<SessionView> {
    const { personId } = personOf(actor);
    return this.db.transaction(async (tx) => {
      const membership = await membershipOf(tx, personId, organisationId);
      if (!membership) throw refuseAccess('not-found');
      await affected(tx, 'UPDATE session SET membership_id = $2 WHERE token_hash = $1', [
        hashToken(token ?? ''),
        membership.id,
      ]);
      return viewOf(tx, actorOf(personId, membership));
    });
  }

  /**
   * Changes the person's password and ends their other sessions. A wrong present password counts as a failed sign-in:
   * a session left open must not be a way to guess it.
   * Refusals: access.not-permitted for an API key, access.password-wrong, access.too-many-attempts.
   */
  async changePassword(actor: Actor, change: PasswordChange, caller: Caller): Promise<void> {
    const { personId } = personOf(actor);
    const person = await this.db.transaction((tx) => tx.findOneByOrFail(Person, { id: personId }));
    const attempt = await this.attempts.begin(person.email, caller.address);
    if (!(await this.passwords.matches(person.passwordHash, change.current)))
      throw refuseAccess('password-wrong');
    const passwordHash = await this.passwords.hash(change.new);
    await this.db.transaction(async (tx) => {
      const typed = { id: personId, passwordHash: person.passwordHash };
      const changed = await tx.update(Person, typed, { passwordHash });
      // Another change came between: what was typed is the present password no more.
      if (changed.affected === 0) throw refuseAccess('password-wrong');
      await this.attempts.succeeded(tx, attempt);
      await affected(
        tx,
        `DELETE FROM session s USING membership m
          WHERE m.id = s.membership_id AND m.person_id = $1 AND s.token_hash <> $2`,
        [personId, hashToken(caller.token ?? '')],
      );
      await this.audit.record(tx, actor, this.clock.now(), {
        action: 'person.password-changed',
        subject: 'person',
        subjectId: personId,
      });
    });
  }

  private async open(tx: Tx, membershipId: string): Promise<string> {
    const { token, hash } = newToken();
    const now = this.clock.now();
    await affected(
      tx,
      'INSERT INTO session (token_hash, membership_id, created_at, expires_at) VALUES ($1, $2, $3, $4)',
      [hash, membershipId, now, new Date(now.getTime() + SESSION_HOURS * 3_600_000)],
    );
    return token;
  }

  /** Forgets sessions that are over, some at a time, leaving those that another process is forgetting. */
  private async sweep(tx: Tx): Promise<void> {
    await affected(
      tx,
      `DELETE FROM session WHERE token_hash IN (
         SELECT token_hash FROM session WHERE expires_at <= $1 LIMIT ${SWEPT_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      [this.clock.now()],
    );
  }
}

function personOf(actor: Actor): PersonActor {
  if (actor.personId === null) throw refuseAccess('not-permitted');
  return actor;
}

function actorOf(personId: string, { organisationId, kind, role, officeId }: Membership): PersonActor {
  return { organisationId, kind, role: roleOf(kind, role), personId, apiKeyId: null, officeId };
}

/**
 * Refuses a proof that is no longer good: the password may have changed since it was checked. Waits for a change in
 * progress, and holds the next one off until the session exists, so that it ends with the others.
 */
async function refuseStale(tx: Tx, { id, passwordHash }: Person): Promise<void> {
  const same = await row(
    tx,
    'SELECT 1 FROM person WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL FOR SHARE',
    [id, passwordHash],
  );
  if (!same) throw refuseAccess('credentials-wrong');
}

/** The membership of the person in one organisation, or else in the first by name, held against removal. */
async function membershipOf(
  tx: Tx,
  personId: string,
  organisationId: string | null,
): Promise<Membership | null> {
  return row<Membership>(
    tx,
    `SELECT m.id, o.id AS "organisationId", o.kind, m.role, m.office_id AS "officeId"
       FROM membership m JOIN organisation o ON o.id = m.organisation_id
      WHERE m.person_id = $1 AND ($2::uuid IS NULL OR o.id = $2)
      ORDER BY o.name, o.id LIMIT 1 FOR KEY SHARE OF m`,
    [personId, organisationId],
  );
}

async function end(tx: Tx, token: string): Promise<void> {
  await affected(tx, 'DELETE FROM session WHERE token_hash = $1', [hashToken(token)]);
}

async function viewOf(tx: Tx, actor: Actor): Promise<SessionView> {
  const found = await rows<Omit<Membership, 'id' | 'officeId'> & { name: string }>(
    tx,
    `SELECT o.id AS "organisationId", o.kind, o.name, coalesce(m.role, 'manager') AS role
       FROM organisation o LEFT JOIN membership m ON m.organisation_id = o.id AND m.person_id = $1
      WHERE m.id IS NOT NULL OR o.id = $2 ORDER BY o.name, o.id`,
    [actor.personId, actor.organisationId],
  );
  const organisations = found.map(({ organisationId, kind, name, role }) => ({
    id: organisationId,
    kind,
    name,
    role: roleOf(kind, role),
  }));
  const own = found.find((each) => each.organisationId === actor.organisationId);
  if (!own) throw refuseAccess('session-ended');
  return {
    person: await row<SessionPerson>(
      tx,
      'SELECT id, display_name AS "displayName", email FROM person WHERE id = $1',
      [actor.personId],
    ),
    organisation: { id: own.organisationId, kind: own.kind, name: own.name },
    role: actor.role,
    manager: own.role === 'manager',
    office: await row<SessionOffice>(tx, 'SELECT id, name FROM office WHERE id = $1', [actor.officeId]),
    organisations,
  };
}
