import { timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { SystemActor } from '../access/actor.js';
import { Members } from '../access/members.service.js';
import { Organisation } from '../access/organisation.entity.js';
import { Passwords } from '../access/passwords.js';
import { Person } from '../access/person.entity.js';
import { ServiceSecret } from '../access/secret.js';
import { SignInAttempts } from '../access/sign-in-attempts.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { insertOne } from '../database/insert-one.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import { Jobs } from '../jobs/jobs.js';
import { ENROLMENT_LINK } from '../letters/kinds/structures.js';
import { Letters } from '../letters/letters.js';
import { parisDay } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { siretOf } from '../shared/siret.js';
import type { Enrolled, EnrolmentAsked, EnrolmentConfirmation, EnrolmentForm } from './structure.dto.js';
import { refuseStructures } from './structures.refusals.js';

/** Nobody is signed in on a public route: what is done there is done for the structure that it registers. */
const NOBODY_YET: Omit<SystemActor, 'organisationId'> = {
  kind: 'structure',
  role: 'structure-manager',
  personId: null,
  apiKeyId: null,
  officeId: null,
};

const LINK_HOURS = 48;
/** Letters that anyone can have sent to an address that is not theirs. */
const MOST_WAITING = 3;

interface Enrolling extends Omit<EnrolmentForm, 'manager'> {
  readonly manager: { readonly email: string; readonly displayName: string };
}

/**
 * How a structure that nobody knows asks for its label. Whoever fills in a public form has proved nothing: what they
 * ask for is kept apart, and a link is sent to the address they gave. Following it proves the address; only then are
 * organisation, structure and manager made, with a password chosen by whoever reads that mailbox. So nobody can take a
 * SIRET or somebody else's address, and wait for it to be given rights.
 */
@Injectable()
export class Enrolment implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly members: Members,
    private readonly passwords: Passwords,
    private readonly attempts: SignInAttempts,
    private readonly secret: ServiceSecret,
    private readonly letters: Letters,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.daily('forget-enrolments', 3, () => this.forgetOver());
  }

  /**
   * Keeps what is asked for two days, and sends the link. `address` is the network address of the request, from which
   * only so many come through. Refusals: access.too-many-attempts, access.siret-invalid, access.siret-taken,
   * access.email-taken, structures.enrolment-waits.
   */
  async ask(form: EnrolmentForm, address: string): Promise<EnrolmentAsked> {
    const siret = checkedSiret(form);
    // It tells whether an e-mail address is known, and has a letter sent: it is counted like a sign-in.
    await this.attempts.begin(`enrolment ${form.manager.email}`, address);
    return this.db.transaction(async (tx) => {
      await this.refuseKnown(tx, siret, form.manager.email);
      const { manager, ...structure } = form;
      const at = this.clock.now();
      const waiting = await rows(tx, 'SELECT 1 FROM enrolment WHERE email = $1 AND expires_at > $2', [
        manager.email,
        at,
      ]);
      if (waiting.length >= MOST_WAITING) throw refuseStructures('enrolment-waits');
      const expiresAt = new Date(at.getTime() + LINK_HOURS * 3_600_000);
      const { id } = await oneRow<{ id: string }>(
        tx,
        `INSERT INTO enrolment (email, display_name, form, asked_at, expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
        [manager.email, manager.displayName, JSON.stringify({ ...structure, siret }), at, expiresAt],
      );
      await this.letters.post(tx, at, {
        kind: 'enrolment-asked',
        to: { enrolmentId: id },
        facts: { enrolmentId: id, structureName: structure.name, until: parisDay(expiresAt) },
      });
      return { expiresAt };
    });
  }

  /**
   * Follows a link, once: the address is proved, and everything is made. Refusals: structures.enrolment-link-over,
   * access.siret-taken and access.email-taken when somebody else was faster.
   */
  async confirm({ token, password }: EnrolmentConfirmation): Promise<Enrolled> {
    const id = this.enrolmentOf(token);
    await this.db.transaction((tx) => this.waiting(tx, id));
    const passwordHash = await this.passwords.hash(password);
    return this.db.transaction(async (tx) => {
      const enrolling = await this.waiting(tx, id);
      await affected(tx, 'DELETE FROM enrolment WHERE id = $1', [id]);
      return this.register(tx, enrolling, passwordHash);
    });
  }

  /** Registers a structure whose manager is known to be who they say, or nothing. Refusals: as `confirm`. */
  async enrolTrusted(form: EnrolmentForm, password: string): Promise<Enrolled> {
    const siret = checkedSiret(form);
    const passwordHash = await this.passwords.hash(password);
    return this.db.transaction((tx) => this.register(tx, { ...form, siret }, passwordHash));
  }

  /** Whose a link is. Its secret is derived, so that neither the outbox nor the database holds it. */
  private enrolmentOf(token: string): string {
    const [id = '', given = ''] = token.split('.');
    const own = this.secret.hash(ENROLMENT_LINK, id);
    const bytes = Buffer.from(given, 'base64url');
    if (bytes.length !== own.length || !timingSafeEqual(bytes, own))
      throw refuseStructures('enrolment-link-over');
    return id;
  }

  private async waiting(tx: Tx, id: string): Promise<Enrolling> {
    const found = await row<{ email: string; displayName: string; form: Omit<Enrolling, 'manager'> }>(
      tx,
      `SELECT email, display_name AS "displayName", form FROM enrolment WHERE id = $1 AND expires_at > $2 FOR UPDATE`,
      [id, this.clock.now()],
    );
    if (!found) throw refuseStructures('enrolment-link-over');
    const { form, ...manager } = found;
    return { ...form, manager };
  }

  private async forgetOver(): Promise<{ forgotten: number }> {
    const forgotten = await this.db.transaction((tx) =>
      affected(tx, 'DELETE FROM enrolment WHERE expires_at <= $1', [this.clock.now()]),
    );
    return { forgotten };
  }

  /** Spares a letter that would lead nowhere; the constraints decide when it is followed. */
  private async refuseKnown(tx: Tx, siret: string, email: string): Promise<void> {
    if (await tx.existsBy(Organisation, { kind: 'structure', siret })) throw refuseAccess('siret-taken');
    if (await tx.existsBy(Person, { email })) throw refuseAccess('email-taken');
  }

  private async register(tx: Tx, form: Enrolling, passwordHash: string): Promise<Enrolled> {
    const at = this.clock.now();
    const { name, siret, street, postcode, city } = form;
    const { id: structureId } = await insertOne(tx, Organisation, {
      kind: 'structure',
      name,
      siret,
      street,
      postcode,
      city,
      createdAt: at,
    });
    await affected(
      tx,
      'INSERT INTO structure (organisation_id, legal_form, contact_email) VALUES ($1, $2, $3)',
      [structureId, form.legalForm, form.contactEmail],
    );
    const { email, displayName } = form.manager;
    const manager = await this.members.join(tx, { ...NOBODY_YET, organisationId: structureId }, structureId, {
      email,
      displayName,
      passwordHash,
      role: 'manager',
    });
    const { id: applicationId } = await oneRow<{ id: string }>(
      tx,
      'INSERT INTO label_application (structure_id, submitted_at) VALUES ($1, $2) RETURNING id',
      [structureId, at],
    );
    await this.audit.record(
      tx,
      { organisationId: structureId, personId: manager.personId, apiKeyId: null },
      at,
      { action: 'structure.enrolled', subject: 'structure', subjectId: structureId },
      { action: 'label.applied', subject: 'label-application', subjectId: applicationId },
    );
    return { structureId, applicationId };
  }
}

function checkedSiret({ siret }: EnrolmentForm): string {
  const checked = siretOf(siret);
  if (!checked) throw refuseAccess('siret-invalid');
  return checked;
}
