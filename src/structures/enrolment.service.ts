import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { SystemActor } from '../access/actor.js';
import { Members } from '../access/members.service.js';
import { Organisation } from '../access/organisation.entity.js';
import { Passwords } from '../access/passwords.js';
import { Person } from '../access/person.entity.js';
import { SignInAttempts } from '../access/sign-in-attempts.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { insertOne } from '../database/insert-one.js';
import { affected, oneRow, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { siretOf } from '../shared/siret.js';
import type { Enrolled, EnrolmentForm } from './structure.dto.js';

/** Nobody is signed in on a public route: what is done there is done for the structure that it registers. */
const NOBODY_YET: Omit<SystemActor, 'organisationId'> = {
  kind: 'structure',
  role: 'structure-manager',
  personId: null,
  apiKeyId: null,
  officeId: null,
};

/** How a structure that nobody knows asks for its label: it registers with its first manager, and applies. */
@Injectable()
export class Enrolment {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly members: Members,
    private readonly passwords: Passwords,
    private readonly attempts: SignInAttempts,
  ) {}

  /**
   * Registers organisation, structure, first manager and label application, or nothing. `address` is the network
   * address of a public request, from which only so many come through; null for one that is trusted.
   *
   * A person already known by the e-mail address is left as they are: whoever fills in a public form has not proved
   * to be them. Refusals: access.too-many-attempts, access.siret-invalid, access.siret-taken, access.email-taken.
   */
  async apply(form: EnrolmentForm, address: string | null): Promise<Enrolled> {
    const siret = siretOf(form.siret);
    if (!siret) throw refuseAccess('siret-invalid');
    // Registering tells whether an e-mail address is known and costs a password hash: it is counted like a sign-in.
    if (address !== null) await this.attempts.begin(`enrolment ${form.manager.email}`, address);
    await this.db.read((tx) => this.refuseKnown(tx, siret, form.manager.email));
    const passwordHash = await this.passwords.hash(form.manager.password);
    return this.db.transaction((tx) => this.register(tx, { ...form, siret }, passwordHash));
  }

  /** Spares the hash; the constraints decide between two requests at once. */
  private async refuseKnown(tx: Tx, siret: string, email: string): Promise<void> {
    if (await tx.existsBy(Organisation, { kind: 'structure', siret })) throw refuseAccess('siret-taken');
    if (await tx.existsBy(Person, { email })) throw refuseAccess('email-taken');
  }

  private async register(tx: Tx, form: EnrolmentForm, passwordHash: string): Promise<Enrolled> {
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
