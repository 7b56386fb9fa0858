import type { Api } from '../../api/client.js';
import type { Entry, ScanSession } from './queue/entry.js';

/** What of a structure is kept on the device, so that a session can be chosen without a network. */
export type Desk = Pick<Api['Structure'], 'id' | 'venues' | 'mediators' | 'offers'>;

/** What was chosen for the scans to come. */
export interface Choice {
  readonly venueId: string;
  readonly moduleId: string;
  readonly mediatorId: string;
  /** Null for the price at which the structure offers the module. */
  readonly priceCents: number | null;
  readonly sessionOn: string;
  /** The day of the choice: on the next one, sessions are again those of the day. */
  readonly chosenOn: string;
}

/** Whose sessions vouchers can pay: those of a conseiller numérique are free of charge. */
export function paidMediators(desk: Desk): Desk['mediators'] {
  return desk.mediators.filter((mediator) => !mediator.conseillerNumerique);
}

export function payableOffers(desk: Desk): Desk['offers'] {
  return desk.offers.filter((offer) => offer.payableByVoucher);
}

/** What goes without saying: the only venue, the only module, and oneself as the mediator. */
export function firstChoice(desk: Desk, personId: string, today: string): Choice {
  const only = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);
  const mediators = paidMediators(desk);
  const mediator = mediators.find((each) => each.personId === personId) ?? only(mediators);
  return {
    venueId: only(desk.venues)?.id ?? '',
    moduleId: only(payableOffers(desk))?.moduleId ?? '',
    mediatorId: mediator?.id ?? '',
    priceCents: null,
    sessionOn: today,
    chosenOn: today,
  };
}

/** The choice as it counts today. */
export function choiceOn(choice: Choice, today: string): Choice {
  return choice.chosenOn === today ? choice : { ...choice, sessionOn: today, chosenOn: today };
}

/** The choice that a round was begun with, on its own day. */
export function choiceOfRound({ session }: Entry, today: string): Choice {
  const { venueId, moduleId, mediatorId, priceCents, sessionOn } = session;
  return { venueId, moduleId, mediatorId, priceCents, sessionOn, chosenOn: today };
}

/** What a voucher pays, as the offers of the structure tell it; null when none can be paid by voucher. */
export function voucherCentsOf(desk: Desk): number | null {
  const offer = payableOffers(desk)[0];
  return offer && offer.copaymentCents !== null ? offer.priceCents - offer.copaymentCents : null;
}

/** The session that scans are for, or null while something is not chosen or no longer exists. */
export function sessionOf(choice: Choice, desk: Desk): ScanSession | null {
  const venue = desk.venues.find(({ id }) => id === choice.venueId);
  const offer = payableOffers(desk).find(({ moduleId }) => moduleId === choice.moduleId);
  const mediator = paidMediators(desk).find(({ id }) => id === choice.mediatorId);
  const voucherCents = voucherCentsOf(desk);
  const priceCents = choice.priceCents ?? offer?.priceCents;
  if (!venue || !offer || !mediator || voucherCents === null || priceCents === undefined) return null;
  if (priceCents < voucherCents) return null;
  return {
    venueId: venue.id,
    venueName: venue.name,
    moduleId: offer.moduleId,
    moduleTitle: offer.title,
    mediatorId: mediator.id,
    mediatorName: mediator.name,
    sessionOn: choice.sessionOn,
    priceCents,
    voucherCents,
  };
}
