import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { insertOne } from '../database/insert-one.js';
import { rows } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { siretOf } from '../shared/siret.js';
import { refuseAccess } from './access.refusals.js';
import type { Actor } from './actor.js';
import { requireOwn } from './managers.js';
import type { NewOrganisation, OrganisationQuery, OrganisationView } from './organisation.dto.js';
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

  /** Refusals: access.siret-invalid, access.siret-taken. */
  async create(actor: Actor, asked: NewOrganisation): Promise<OrganisationView> {
    const siret = siretOf(asked.siret);
    if (!siret) throw refuseAccess('siret-invalid');
    const at = this.clock.now();
    return this.db.transaction(async (tx) => {
      const created = await insertOne(tx, Organisation, { ...asked, siret, createdAt: at });
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
