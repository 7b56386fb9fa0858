import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { oneRow, row, rows, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { type Page, type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { AccessLetters } from './access-letters.js';
import { refuseAccess } from './access.refusals.js';
import type { Actor, MembershipRole } from './actor.js';
import { requireManager, requireOwn } from './managers.js';
import type { MemberChange, MemberView, NewMember } from './member.dto.js';
import { Membership } from './membership.entity.js';
import { Organisation } from './organisation.entity.js';
import { PasswordResets } from './password-resets.service.js';
import { NO_PASSWORD, Passwords } from './passwords.js';

const MEMBERS_SQL = `
  SELECT p.id AS "personId", p.display_name AS "displayName", p.email, m.role, m.office_id AS "officeId",
         m.created_at AS since
    FROM membership m JOIN person p ON p.id = m.person_id`;

interface LockedMember {
  readonly role: MembershipRole;
  readonly officeId: string | null;
  readonly otherManagers: bigint;
}

type Placed = Omit<NewMember, 'password'> & { readonly passwordHash: string | null };

/** The people of an organisation. */
@Injectable()
export class Members {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly links: PasswordResets,
    private readonly audit: AuditTrail,
    private readonly letters: AccessLetters,
  ) {}

  /** Refusal: access.not-found. */
  async list(actor: Actor, organisationId: string, query: PageQuery): Promise<Page<MemberView>> {
    requireOwn(actor, organisationId);
    const [email] = readCursor(query, 'text');
    const found = await this.db.read(async (tx) => {
      await requireOrganisation(tx, organisationId);
      return rows<MemberView>(
        tx,
        `${MEMBERS_SQL} WHERE m.organisation_id = $1 AND ($2::text IS NULL OR p.email > $2) ORDER BY p.email LIMIT $3`,
        [organisationId, email, rowsToFetch(query)],
      );
    });
    return toPage(query, found, (last) => [last.email]);
  }

  /**
   * Adds a person to an organisation: one the service knows, by the e-mail address alone, or a new one.
   * Refusals: access.not-permitted, access.not-found, access.already-member, access.email-taken (a password for a known
   * person), access.person-unknown (no name for a new one), access.office-not-for-managers,
   * access.office-of-another-organisation, access.office-closed.
   */
  async add(actor: Actor, organisationId: string, asked: NewMember): Promise<MemberView> {
    requireOwn(actor, organisationId);
    await this.db.transaction((tx) => requireManager(tx, actor));
    if (asked.officeId && asked.role === 'manager') throw refuseAccess('office-not-for-managers');
    const passwordHash = asked.password === undefined ? null : await this.passwords.hash(asked.password);
    return this.db.transaction(async (tx) => {
      await requireManager(tx, actor);
      await requireOrganisation(tx, organisationId);
      const { member, linkId } = await this.place(tx, actor, organisationId, { ...asked, passwordHash });
      const { personId } = member;
      await this.letters.memberAdded(tx, this.clock.now(), { organisationId, personId, linkId });
      return member;
    });
  }

  /**
   * Makes a person a member, registering them first if the e-mail address is new. Asks nobody's leave: that is for
   * whoever calls. Refusals: as `add`, from access.already-member on.
   */
  async join(tx: Tx, actor: Actor, organisationId: string, member: Placed): Promise<MemberView> {
    return (await this.place(tx, actor, organisationId, member)).member;
  }

  /** The link is the one by which a new person without a password chooses it. */
  private async place(
    tx: Tx,
    actor: Actor,
    organisationId: string,
    member: Placed,
  ): Promise<{ member: MemberView; linkId: string | null }> {
    const at = this.clock.now();
    const { personId, linkId } = await this.personOf(tx, organisationId, member, at);
    const { role, officeId = null } = member;
    await tx.insert(Membership, { personId, organisationId, role, officeId, createdAt: at });
    await this.audit.record(tx, actor, at, {
      action: 'member.added',
      subject: 'person',
      subjectId: personId,
      concerns: [organisationId],
      details: { organisationId, role, officeId },
    });
    const sql = `${MEMBERS_SQL} WHERE m.organisation_id = $1 AND p.id = $2`;
    return { member: await oneRow<MemberView>(tx, sql, [organisationId, personId]), linkId };
  }

  /**
   * Changes a member's role and office. Only managers may, so nobody promotes themselves; the last one stays.
   * Refusals: access.not-permitted, access.not-found, access.last-manager, access.office-not-for-managers,
   * access.office-of-another-organisation, access.office-closed.
   */
  async change(
    actor: Actor,
    organisationId: string,
    personId: string,
    asked: MemberChange,
  ): Promise<MemberView> {
    requireOwn(actor, organisationId);
    const { role, officeId = null } = asked;
    return this.db.transaction(async (tx) => {
      const member = await this.lockMember(tx, actor, organisationId, personId);
      if (role === 'manager' && officeId) throw refuseAccess('office-not-for-managers');
      if (role !== 'manager') refuseLastManager(member);
      if (role !== member.role || officeId !== member.officeId) {
        await tx.update(Membership, { organisationId, personId }, { role, officeId });
        await this.audit.record(tx, actor, this.clock.now(), {
          action: 'member.changed',
          subject: 'person',
          subjectId: personId,
          concerns: [organisationId],
          details: { organisationId, role, officeId },
        });
      }
      return oneRow<MemberView>(tx, `${MEMBERS_SQL} WHERE m.organisation_id = $1 AND p.id = $2`, [
        organisationId,
        personId,
      ]);
    });
  }

  /**
   * Removes a person from an organisation; their sessions for it end with the membership.
   * Refusals: access.not-permitted, access.not-found, access.last-manager.
   */
  async remove(actor: Actor, organisationId: string, personId: string): Promise<void> {
    requireOwn(actor, organisationId);
    await this.db.transaction(async (tx) => {
      const member = await this.lockMember(tx, actor, organisationId, personId);
      refuseLastManager(member);
      await tx.delete(Membership, { organisationId, personId });
      await this.audit.record(tx, actor, this.clock.now(), {
        action: 'member.removed',
        subject: 'person',
        subjectId: personId,
        concerns: [organisationId],
        details: { organisationId, role: member.role },
      });
    });
  }

  /** Locks the organisation: two managers who remove or demote each other must not both find that another one stays. */
  private async lockMember(
    tx: Tx,
    actor: Actor,
    organisationId: string,
    personId: string,
  ): Promise<LockedMember> {
    await row(tx, 'SELECT 1 FROM organisation WHERE id = $1 FOR NO KEY UPDATE', [organisationId]);
    await requireManager(tx, actor);
    const member = await row<LockedMember>(
      tx,
      `SELECT m.role, m.office_id AS "officeId",
              (SELECT count(*) FROM membership other JOIN person p ON p.id = other.person_id
                WHERE other.organisation_id = m.organisation_id AND other.id <> m.id
                  AND other.role = 'manager' AND p.disabled_at IS NULL) AS "otherManagers"
         FROM membership m WHERE m.organisation_id = $1 AND m.person_id = $2`,
      [organisationId, personId],
    );
    if (!member) throw refuseAccess('not-found');
    return member;
  }

  /** The person of an e-mail address, registered now if new; who has no password then is given a link to choose it. */
  private async personOf(
    tx: Tx,
    organisationId: string,
    {
      email,
      displayName,
      passwordHash,
    }: { email: string; displayName?: string; passwordHash: string | null },
    at: Date,
  ): Promise<{ personId: string; linkId: string | null }> {
    if (displayName !== undefined) {
      const registered = await row<{ id: string }>(
        tx,
        `INSERT INTO person (email, display_name, password_hash, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT ON CONSTRAINT person_email_once DO NOTHING RETURNING id`,
        [email, displayName, passwordHash ?? NO_PASSWORD, at],
      );
      if (registered) {
        const personId = registered.id;
        const invited = passwordHash === null;
        return { personId, linkId: invited ? await this.links.make(tx, at, personId, 'invitation') : null };
      }
    }
    const known = await row<{ id: string; member: boolean }>(
      tx,
      `SELECT p.id, m.id IS NOT NULL AS member FROM person p
         LEFT JOIN membership m ON m.person_id = p.id AND m.organisation_id = $2 WHERE p.email = $1`,
      [email, organisationId],
    );
    if (!known) throw refuseAccess('person-unknown');
    // Told first, so that whoever repeats a request whose answer was lost learns that it was done.
    if (known.member) throw refuseAccess('already-member');
    if (passwordHash !== null) throw refuseAccess('email-taken');
    return { personId: known.id, linkId: null };
  }
}

async function requireOrganisation(tx: Tx, id: string): Promise<void> {
  if (!(await tx.existsBy(Organisation, { id }))) throw refuseAccess('not-found');
}

/** Refusal: access.last-manager. */
function refuseLastManager({ role, otherManagers }: LockedMember): void {
  if (role === 'manager' && otherManagers === 0n) throw refuseAccess('last-manager');
}
