import type { TestApp } from './app.js';
import { answered } from './funders.js';
import { aDesk, type Desk, redemptions } from './redemption.js';
import { type DeclaredOptions, fictitiousIban } from './structures.js';

/** A structure with redemptions that no payout has taken, made an instant ago. */
export async function aDeskOwed(
  server: TestApp,
  count = 2,
  options: DeclaredOptions = {},
): Promise<Desk & { receipts: any[] }> {
  const desk = await aDesk(server, options);
  const receipts = await redemptions(server, desk, count);
  // What is redeemed at the very instant of the cut-off is for the next run.
  server.clock.advance(1_000);
  return { ...desk, receipts };
}

/** A run of all that is owed. */
export function aRun(desk: Desk, body: Record<string, unknown> = {}): Promise<any> {
  return answered(desk.operator.post('/payout-runs', body));
}

/** The only payout of a structure in a run. */
export async function payoutOf(desk: Desk, run: { id: string }): Promise<any> {
  const page = await answered(desk.operator.get(`/payouts?runId=${run.id}&structureId=${desk.structureId}`));
  if (page.items.length !== 1) throw new Error(`${page.items.length} payouts were found`);
  return page.items[0];
}

/** A run prepared and sent to the bank, with the payout of the structure. */
export async function aSentRun(
  desk: Desk,
  body: Record<string, unknown> = {},
): Promise<{ run: any; payout: any }> {
  const prepared = await aRun(desk, body);
  const run = await answered(desk.operator.post(`/payout-runs/${prepared.id}/sending`));
  return { run, payout: await payoutOf(desk, run) };
}

export function confirm(desk: Desk, payout: { id: string; endToEndId: string }): Promise<any> {
  return answered(
    desk.operator.post(`/payouts/${payout.id}/confirmation`, { endToEndId: payout.endToEndId }),
  );
}

export function reject(
  desk: Desk,
  payout: { id: string; endToEndId: string },
  reason = 'AC04',
): Promise<any> {
  return answered(
    desk.operator.post(`/payouts/${payout.id}/rejection`, { endToEndId: payout.endToEndId, reason }),
  );
}

/** New bank details of a structure, verified unless told. */
export async function newBankDetails(desk: Desk, { verified = true } = {}): Promise<string> {
  const at = `/structures/${desk.structureId}/bank-details`;
  const { id } = await answered(
    desk.client.post(at, { iban: fictitiousIban(), bic: 'TESTFRPPXXX', holder: 'Espace numérique' }),
  );
  if (verified) await answered(desk.operator.post(`${at}/${id}/verification`));
  return id;
}
