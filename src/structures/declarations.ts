import { oneRow, rows, type Tx } from '../database/sql.js';
import type { Tariff } from '../scheme/rules.js';
import { communeName } from '../shared/communes.js';
import { latestBankDetails } from './bank-details.js';
import { type Declared, payableByVoucher } from './label-readiness.js';
import type { Mediator, Offer, Venue } from './structure.dto.js';

/** What structures have declared: their venues, mediators and offers as they are now. */

type VenueRow = Omit<Venue, 'commune'>;

export const VENUE_COLUMNS = `v.id, v.name, v.street, v.postcode, v.insee, v.opening`;
export const MEDIATOR_COLUMNS = `m.id, m.name, m.conseiller_numerique AS "conseillerNumerique", m.person_id AS "personId"`;

/** A venue with the name of its commune, which the table of communes knows and not ours. */
export function withCommune<Row extends VenueRow>(venue: Row): Row & { commune: string } {
  return { ...venue, commune: communeName(venue.insee) ?? venue.insee };
}

/** The open venues of a structure. */
export async function venuesOf(tx: Tx, structureId: string): Promise<Venue[]> {
  const found = await rows<VenueRow>(
    tx,
    `SELECT ${VENUE_COLUMNS} FROM venue v WHERE v.structure_id = $1 AND v.closed_at IS NULL ORDER BY v.name, v.id`,
    [structureId],
  );
  return found.map(withCommune);
}

/** The mediators of a structure who have not left. */
export async function mediatorsOf(tx: Tx, structureId: string): Promise<Mediator[]> {
  return rows<Mediator>(
    tx,
    `SELECT ${MEDIATOR_COLUMNS} FROM mediator m WHERE m.structure_id = $1 AND m.left_at IS NULL ORDER BY m.name, m.id`,
    [structureId],
  );
}

/** What each of some structures offers; a structure that offers nothing has an empty list. */
export async function offersOf(
  tx: Tx,
  structureIds: readonly string[],
  tariff: Tariff,
): Promise<Map<string, Offer[]>> {
  const found = await rows<Omit<Offer, 'payableByVoucher'> & { structureId: string }>(
    tx,
    `SELECT o.structure_id AS "structureId", o.module_id AS "moduleId", m.title, o.price_cents AS "priceCents"
       FROM module_offer o JOIN module m ON m.id = o.module_id
      WHERE o.structure_id = ANY($1::uuid[]) AND o.withdrawn_at IS NULL ORDER BY m.title`,
    [structureIds],
  );
  const byStructure = new Map<string, Offer[]>(structureIds.map((id) => [id, []]));
  for (const { structureId, ...offer } of found) {
    byStructure
      .get(structureId)
      ?.push({ ...offer, payableByVoucher: payableByVoucher(offer.priceCents, tariff) });
  }
  return byStructure;
}

/** What a label depends on, counted. Read under the lock of the structure, it stays so until the commit. */
export async function declaredOf(tx: Tx, structureId: string): Promise<Declared> {
  const { openVenues } = await oneRow<{ openVenues: number }>(
    tx,
    `SELECT count(*)::int AS "openVenues" FROM venue WHERE structure_id = $1 AND closed_at IS NULL`,
    [structureId],
  );
  const offers = await rows<{ priceCents: bigint }>(
    tx,
    `SELECT price_cents AS "priceCents" FROM module_offer WHERE structure_id = $1 AND withdrawn_at IS NULL`,
    [structureId],
  );
  return {
    bankDetails: (await latestBankDetails(tx, structureId)) !== null,
    openVenues,
    mediators: await mediatorsOf(tx, structureId),
    prices: offers.map((offer) => offer.priceCents),
  };
}
