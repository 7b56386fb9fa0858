import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { type AuditEntry, AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import { Modules } from '../modules/modules.service.js';
import { tariffOn } from '../scheme/rules.js';
import { Clock } from '../shared/clock.js';
import { isCommune } from '../shared/communes.js';
import { MEDIATOR_COLUMNS, offersOf, VENUE_COLUMNS, withCommune } from './declarations.js';
import { lockStructure } from './structure-access.js';
import type { Mediator, NewMediator, NewOffers, NewVenue, OfferList, Venue } from './structure.dto.js';
import { refuseStructures } from './structures.refusals.js';

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
  async openVenue(actor: Actor, structureId: string, venue: NewVenue): Promise<Venue> {
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
      const opened = await oneRow<Omit<Venue, 'commune'>>(
        tx,
        `INSERT INTO venue AS v (structure_id, name, street, postcode, insee, opening)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${VENUE_COLUMNS}`,
        [structureId, venue.name, venue.street, venue.postcode, venue.insee, venue.opening],
      );
      await this.record(tx, actor, structureId, {
        action: 'venue.opened',
        subject: 'venue',
        subjectId: opened.id,
        details: { insee: venue.insee },
      });
      return withCommune(opened);
    });
  }

  /** Closes a venue; closing it again changes nothing. Refusal: access.not-found. */
  async closeVenue(actor: Actor, structureId: string, venueId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      const venue = await row<{ closedAt: Date | null }>(
        tx,
        'SELECT closed_at AS "closedAt" FROM venue WHERE id = $1 AND structure_id = $2',
        [venueId, structureId],
      );
      if (!venue) throw refuseAccess('not-found');
      if (venue.closedAt) return;
      await affected(tx, 'UPDATE venue SET closed_at = $2 WHERE id = $1', [venueId, this.clock.now()]);
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
  async declareMediator(actor: Actor, structureId: string, mediator: NewMediator): Promise<Mediator> {
    return this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      await this.refuseTwin(tx, structureId, mediator);
      const declared = await oneRow<Mediator>(
        tx,
        `INSERT INTO mediator AS m (structure_id, person_id, name, conseiller_numerique)
         VALUES ($1, $2, $3, $4) RETURNING ${MEDIATOR_COLUMNS}`,
        [structureId, mediator.personId ?? null, mediator.name, mediator.conseillerNumerique],
      );
      await this.record(tx, actor, structureId, {
        action: 'mediator.declared',
        subject: 'mediator',
        subjectId: declared.id,
        details: { conseillerNumerique: mediator.conseillerNumerique },
      });
      return declared;
    });
  }

  /** A mediator leaves; leaving again changes nothing. Refusal: access.not-found. */
  async mediatorLeaves(actor: Actor, structureId: string, mediatorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      const mediator = await row<{ leftAt: Date | null }>(
        tx,
        'SELECT left_at AS "leftAt" FROM mediator WHERE id = $1 AND structure_id = $2',
        [mediatorId, structureId],
      );
      if (!mediator) throw refuseAccess('not-found');
      if (mediator.leftAt) return;
      await affected(tx, 'UPDATE mediator SET left_at = $2 WHERE id = $1', [mediatorId, this.clock.now()]);
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
      const kept = await rows<{ id: string }>(
        tx,
        'SELECT module_id AS id FROM module_offer WHERE structure_id = $1 AND withdrawn_at IS NULL',
        [structureId],
      );
      await this.modules.present(
        tx,
        ids.filter((id) => !kept.some((offer) => offer.id === id)),
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
    const member = await row(tx, 'SELECT 1 FROM membership WHERE organisation_id = $1 AND person_id = $2', [
      structureId,
      personId,
    ]);
    if (!member) throw refuseStructures('person-not-member');
  }

  private async record(tx: Tx, actor: Actor, structureId: string, entry: AuditEntry): Promise<void> {
    await this.audit.record(tx, actor, this.clock.now(), { ...entry, concerns: [structureId] });
  }
}
