import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { insertOne } from '../database/insert-one.js';
import { row, rows } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { siretOf, vatNumberOf } from '../shared/siret.js';
import { refuseAccess } from './access.refusals.js';
import type { Actor } from './actor.js';
import { requireManager, requireOwn } from './managers.js';
import type {
  NewOrganisation,
  OrganisationDetails,
  OrganisationQuery,
  OrganisationView,
} from './organisation.dto.js';
import { Organisation } from './organisation.entity.js';
import type { OrganisationName } from './session.dto.js';

/** Who takes part in the scheme: funders, prescribers, the State's services, structures, and the operator. */
@Injectable()
export class Organisations {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** Refusals: access.siret-invalid, access.siret-taken, access.vat-number-invalid. */
  async create(actor: Actor, asked: NewOrganisation): Promise<OrganisationView> {
    const details = checked(asked);
    const at = this.clock.now();
    return this.db.transaction(async (tx) => {
      const created = await insertOne(tx, Organisation, { kind: asked.kind, ...details, createdAt: at });
      await this.audit.record(tx, actor, at, {
        action: 'organisation.created',
        subject: 'organisation',
        subjectId: created.id,
        concerns: [created.id],
        details: { kind: created.kind },
      });
      return created;
    });
  }

  /**
   * Changes what is known of an organisation. Its managers change its address and its service; who it is (name, SIRET,
   * VAT number) is written on invoices and paid out to, so that is changed by the operator, for its own too. Documents
   * already issued are not rewritten here.
   * Refusals: access.not-permitted, access.not-found, access.siret-invalid, access.siret-taken,
   * access.vat-number-invalid, access.identity-by-operator.
   */
  async change(actor: Actor, id: string, asked: OrganisationDetails): Promise<OrganisationView> {
    requireOwn(actor, id);
    const details = checked(asked);
    return this.db.transaction(async (tx) => {
      await requireManager(tx, actor);
      await row(tx, 'SELECT 1 FROM organisation WHERE id = $1 FOR NO KEY UPDATE', [id]);
      const present = await tx.findOneBy(Organisation, { id });
      if (!present) throw refuseAccess('not-found');
      const changed = (Object.keys(details) as (keyof CheckedDetails)[]).filter(
        (field) => details[field] !== present[field],
      );
      if (actor.kind !== 'operator' && changed.some((field) => IDENTITY.includes(field)))
        throw refuseAccess('identity-by-operator');
      if (changed.length === 0) return present;
      await tx.update(Organisation, { id }, details);
      await this.audit.record(tx, actor, this.clock.now(), {
        action: 'organisation.changed',
        subject: 'organisation',
        subjectId: id,
        concerns: [id],
        details: { changed },
      });
      return { ...present, ...details };
    });
  }

  /** Names only, for whoever must choose one: the rest is the operator's and the organisation's own. */
  async list(query: OrganisationQuery): Promise<Page<OrganisationName>> {
    const [name, id] = readCursor(query, 'text', 'id');
    const found = await this.db.read((tx) =>
      rows<OrganisationName>(
        tx,
        `SELECT id, kind, name FROM organisation
          WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR (name, id) > ($2, $3::uuid))
          ORDER BY name, id LIMIT $4`,
        [query.kind ?? null, name, id, rowsToFetch(query)],
      ),
    );
    return toPage(query, found, (last) => [last.name, last.id]);
  }

  /** Refusal: access.not-found. */
  async read(actor: Actor, id: string): Promise<OrganisationView> {
    requireOwn(actor, id);
    const found = await this.db.read((tx) => tx.findOneBy(Organisation, { id }));
    if (!found) throw refuseAccess('not-found');
    return found;
  }
}

type CheckedDetails = Pick<
  Organisation,
  'name' | 'siret' | 'street' | 'postcode' | 'city' | 'vatNumber' | 'serviceCode'
>;

/** Who an organisation is, to others and to the law. */
const IDENTITY: readonly string[] = ['name', 'siret', 'vatNumber'] satisfies (keyof CheckedDetails)[];

/** Refusals: access.siret-invalid, access.vat-number-invalid. */
function checked(asked: OrganisationDetails): CheckedDetails {
  const { name, street, postcode, city, serviceCode = null } = asked;
  const siret = siretOf(asked.siret);
  if (!siret) throw refuseAccess('siret-invalid');
  const vatNumber = asked.vatNumber === undefined ? null : vatNumberOf(asked.vatNumber, siret);
  if (asked.vatNumber !== undefined && !vatNumber) throw refuseAccess('vat-number-invalid');
  return { name, siret, street, postcode, city, vatNumber, serviceCode };
}
