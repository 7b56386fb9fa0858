import { IsNull } from 'typeorm';
import { rows, type Tx } from '../database/sql.js';
import { fullCopaymentCents } from '../scheme/redemption-check.js';
import type { Tariff } from '../scheme/rules.js';
import { communeName } from '../shared/communes.js';
import { latestBankDetails } from './bank-details.js';
import { type Declared, payableByVoucher } from './label-readiness.js';
import { Mediator } from './mediator.entity.js';
import { ModuleOffer } from './module-offer.entity.js';
import type { MediatorView, Offer, VenueView } from './structure.dto.js';
import { Venue } from './venue.entity.js';

/** What structures have declared: their venues, mediators and offers as they are now. */

/** A venue with the name of its commune, which the table of communes knows and not ours. */
export function withCommune<Row extends { insee: string }>(venue: Row): Row & { commune: string } {
  return { ...venue, commune: communeName(venue.insee) ?? venue.insee };
}

export function venueView({ id, name, street, postcode, insee, opening }: Venue): VenueView {
  return withCommune({ id, name, street, postcode, insee, opening });
}

export function mediatorView({ id, name, conseillerNumerique, personId }: Mediator): MediatorView {
  return { id, name, conseillerNumerique, personId };
}

/** The open venues of a structure. */
export async function venuesOf(tx: Tx, structureId: string): Promise<VenueView[]> {
  const where = { structureId, closedAt: IsNull() };
  return (await tx.find(Venue, { where, order: { name: 'ASC', id: 'ASC' } })).map(venueView);
}

/** The mediators of a structure who have not left. */
export async function mediatorsOf(tx: Tx, structureId: string): Promise<MediatorView[]> {
  const where = { structureId, leftAt: IsNull() };
  return (await tx.find(Mediator, { where, order: { name: 'ASC', id: 'ASC' } })).map(mediatorView);
}

/** What each of some structures offers; a structure that offers nothing has an empty list. */
export async function offersOf(
  tx: Tx,
  structureIds: readonly string[],
  tariff: Tariff,
): Promise<Map<string, Offer[]>> {
  const found = await rows<Omit<Offer, 'payableByVoucher' | 'copaymentCents'> & { structureId: string }>(
    tx,
    `SELECT o.structure_id AS "structureId", o.module_id AS "moduleId", m.title, o.price_cents AS "priceCents"
       FROM module_offer o JOIN module m ON m.id = o.module_id
      WHERE o.structure_id = ANY($1::uuid[]) AND o.withdrawn_at IS NULL ORDER BY m.title`,
    [structureIds],
  );
  const byStructure = new Map<string, Offer[]>(structureIds.map((id) => [id, []]));
  for (const { structureId, ...offer } of found) {
    const payable = payableByVoucher(offer.priceCents, tariff);
    const copaymentCents = payable ? fullCopaymentCents(offer.priceCents, 1, tariff) : null;
    byStructure.get(structureId)?.push({ ...offer, payableByVoucher: payable, copaymentCents });
  }
  return byStructure;
}

/** What a label depends on, counted. Read under the lock of the structure, it stays so until the commit. */
export async function declaredOf(tx: Tx, structureId: string): Promise<Declared> {
  const offers = await tx.findBy(ModuleOffer, { structureId, withdrawnAt: IsNull() });
  return {
    bankDetails: (await latestBankDetails(tx, structureId)) !== null,
    openVenues: await tx.countBy(Venue, { structureId, closedAt: IsNull() }),
    mediators: await mediatorsOf(tx, structureId),
    prices: offers.map((offer) => offer.priceCents),
  };
}
