import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { Membership } from '../access/membership.entity.js';
import { type AuditEntry, AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { insertOne } from '../database/insert-one.js';
import { affected, row, type Tx } from '../database/sql.js';
import { Modules } from '../modules/modules.service.js';
import { tariffOn } from '../scheme/rules.js';
import { Clock } from '../shared/clock.js';
import { isCommune } from '../shared/communes.js';
import { mediatorView, offersOf, venueView } from './declarations.js';
import { Mediator } from './mediator.entity.js';
import { ModuleOffer } from './module-offer.entity.js';
import { lockStructure } from './structure-access.js';
import type {
  MediatorView,
  NewMediator,
  NewOffers,
  NewVenue,
  OfferList,
  VenueView,
} from './structure.dto.js';
import { refuseStructures } from './structures.refusals.js';
import { Venue } from './venue.entity.js';

/**
 * What a structure declares of itself: where, by whom and what is taught. Nothing is deleted, since scans refer to it:
 * a venue is closed, a mediator leaves, an offer is withdrawn.
 */
@Injectable()
export class Declarations {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly modules: Modules,
  ) {}

  /** Refusals: access.not-found, access.commune-unknown, structures.venue-exists. */
  async openVenue(actor: Actor, structureId: string, venue: NewVenue): Promise<VenueView> {
    return this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      if (!isCommune(venue.insee)) throw refuseAccess('commune-unknown');
      const twin = await row(
        tx,
        `SELECT 1 FROM venue WHERE structure_id = $1 AND closed_at IS NULL
            AND insee = $2 AND lower(street) = lower($3) AND lower(name) = lower($4)`,
        [structureId, venue.insee, venue.street, venue.name],
      );
      if (twin) throw refuseStructures('venue-exists');
      const opened = await insertOne(tx, Venue, { ...venue, structureId });
      await this.record(tx, actor, structureId, {
        action: 'venue.opened',
        subject: 'venue',
        subjectId: opened.id,
        details: { insee: venue.insee },
      });
      return venueView(opened);
    });
  }

  /** Closes a venue; closing it again changes nothing. Refusal: access.not-found. */
  async closeVenue(actor: Actor, structureId: string, venueId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      const venue = await tx.findOneBy(Venue, { id: venueId, structureId });
      if (!venue) throw refuseAccess('not-found');
      if (venue.closedAt) return;
      await tx.update(Venue, { id: venueId }, { closedAt: this.clock.now() });
      await this.record(tx, actor, structureId, {
        action: 'venue.closed',
        subject: 'venue',
        subjectId: venueId,
      });
    });
  }

  /**
   * Declares a mediator. Whether they are a conseiller numérique is said once: who becomes one leaves, and is declared again.
   * Refusals: access.not-found, structures.mediator-exists, structures.mediator-has-account, structures.person-not-member.
   */
  async declareMediator(actor: Actor, structureId: string, mediator: NewMediator): Promise<MediatorView> {
    return this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      await this.refuseTwin(tx, structureId, mediator);
      const declared = await insertOne(tx, Mediator, { ...mediator, structureId });
      await this.record(tx, actor, structureId, {
        action: 'mediator.declared',
        subject: 'mediator',
        subjectId: declared.id,
        details: { conseillerNumerique: mediator.conseillerNumerique },
      });
      return mediatorView(declared);
    });
  }

  /** A mediator leaves; leaving again changes nothing. Refusal: access.not-found. */
  async mediatorLeaves(actor: Actor, structureId: string, mediatorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      const mediator = await tx.findOneBy(Mediator, { id: mediatorId, structureId });
      if (!mediator) throw refuseAccess('not-found');
      if (mediator.leftAt) return;
      await tx.update(Mediator, { id: mediatorId }, { leftAt: this.clock.now() });
      await this.record(tx, actor, structureId, {
        action: 'mediator.left',
        subject: 'mediator',
        subjectId: mediatorId,
      });
    });
  }

  /**
   * Replaces all that a structure offers. A module already offered may stay in the list after it was retired, since
   * vouchers handed out on it can still be spent; it is not newly offered.
   * Refusals: access.not-found, structures.module-twice, modules.unknown, modules.retired.
   */
  async replaceOffers(actor: Actor, structureId: string, { offers }: NewOffers): Promise<OfferList> {
    return this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      const ids = offers.map((offer) => offer.moduleId.toLowerCase());
      const prices = offers.map((offer) => offer.priceCents);
      if (new Set(ids).size < ids.length) throw refuseStructures('module-twice');
      const kept = await tx.findBy(ModuleOffer, { structureId, withdrawnAt: IsNull() });
      await this.modules.present(
        tx,
        ids.filter((id) => !kept.some((offer) => offer.moduleId === id)),
      );
      const at = this.clock.now();
      await affected(
        tx,
        `UPDATE module_offer SET withdrawn_at = $3
          WHERE structure_id = $1 AND withdrawn_at IS NULL AND NOT module_id = ANY($2::uuid[])`,
        [structureId, ids, at],
      );
      await affected(
        tx,
        `INSERT INTO module_offer (structure_id, module_id, price_cents)
         SELECT $1, module_id, price_cents FROM unnest($2::uuid[], $3::bigint[]) AS o (module_id, price_cents)
         ON CONFLICT (structure_id, module_id) DO UPDATE SET price_cents = excluded.price_cents, withdrawn_at = NULL`,
        [structureId, ids, prices],
      );
      await this.record(tx, actor, structureId, {
        action: 'offers.replaced',
        subject: 'structure',
        subjectId: structureId,
        details: { modules: ids, pricesCents: prices.map(Number) },
      });
      const items = (await offersOf(tx, [structureId], tariffOn(this.clock.today()))).get(structureId) ?? [];
      return { items };
    });
  }

  private async refuseTwin(tx: Tx, structureId: string, { name, personId }: NewMediator): Promise<void> {
    const twin = await row<{ sameName: boolean }>(
      tx,
      `SELECT lower(name) = lower($2) AS "sameName" FROM mediator
        WHERE structure_id = $1 AND left_at IS NULL AND (lower(name) = lower($2) OR person_id = $3)
        ORDER BY 1 DESC LIMIT 1`,
      [structureId, name, personId ?? null],
    );
    if (twin) throw refuseStructures(twin.sameName ? 'mediator-exists' : 'mediator-has-account');
    if (personId === undefined) return;
    if (!(await tx.existsBy(Membership, { organisationId: structureId, personId })))
      throw refuseStructures('person-not-member');
  }

  private async record(tx: Tx, actor: Actor, structureId: string, entry: AuditEntry): Promise<void> {
    await this.audit.record(tx, actor, this.clock.now(), { ...entry, concerns: [structureId] });
  }
}
