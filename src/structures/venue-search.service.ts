import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { rows } from '../database/sql.js';
import { tariffOn } from '../scheme/rules.js';
import { Clock } from '../shared/clock.js';
import { centreOf, communesNear } from '../shared/commune-centres.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { offersOf, withCommune } from './declarations.js';
import { labelInForceSql } from './standing.js';
import { FARTHEST_KM, type PublicVenue, type VenueQuery } from './structure.dto.js';

type VenueRow = Omit<PublicVenue, 'commune' | 'modules' | 'position'> & { structureId: string };

/** Where a voucher can be used: what anyone may know of the open venues of structures labelled today. */
@Injectable()
export class VenueSearch {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * By commune, by module, or all of them; by name, or the nearest first when told near what. A module counts only at a
   * price that a voucher can pay.
   */
  async find(query: VenueQuery): Promise<Page<PublicVenue>> {
    const today = this.clock.today();
    const tariff = tariffOn(today);
    const near = query.near === undefined ? null : communesNear(query.near, query.withinKm ?? FARTHEST_KM);
    const [metres, name, id] = readCursor(query, 'whole', 'text', 'id');
    return this.db.read(async (tx) => {
      const found = await rows<VenueRow>(tx, SEARCH_SQL, [
        today,
        query.insee ?? null,
        query.moduleId ?? null,
        tariff['face-value'].voucherCents,
        near?.map((each) => each.insee) ?? null,
        near?.map((each) => each.metres) ?? null,
        metres,
        name,
        id,
        rowsToFetch(query),
      ]);
      const page = toPage(query, found, (last) => [last.metres ?? 0, last.name, last.id]);
      const offers = await offersOf(tx, [...new Set(page.items.map((each) => each.structureId))], tariff);
      const items = page.items.map(({ structureId, ...venue }) => ({
        ...withCommune(venue),
        modules: offers.get(structureId) ?? [],
        position: centreOf(venue.insee),
      }));
      return { items, next: page.next };
    });
  }
}

const SEARCH_SQL = `
  SELECT v.id, v.name, v.street, v.postcode, v.insee, v.opening, s.name AS structure, s.id AS "structureId", near.metres
    FROM venue v
    JOIN organisation s ON s.id = v.structure_id
    LEFT JOIN unnest($5::text[], $6::int[]) AS near(insee, metres) ON near.insee = v.insee
   WHERE v.closed_at IS NULL
     AND EXISTS (SELECT 1 FROM label l WHERE l.structure_id = v.structure_id AND ${labelInForceSql('l', '$1')})
     AND ($2::text IS NULL OR v.insee = $2)
     AND ($3::uuid IS NULL OR EXISTS (
       SELECT 1 FROM module_offer o WHERE o.structure_id = v.structure_id AND o.module_id = $3
          AND o.withdrawn_at IS NULL AND o.price_cents >= $4))
     AND ($5::text[] IS NULL OR near.insee IS NOT NULL)
     AND ($7::bigint IS NULL OR (coalesce(near.metres, 0), v.name, v.id) > ($7, $8::text, $9::uuid))
   ORDER BY coalesce(near.metres, 0), v.name, v.id
   LIMIT $10`;
