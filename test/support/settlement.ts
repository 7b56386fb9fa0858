import type { Answer, Client, TestApp } from './app.js';
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

/** Money that the bank had paid comes back. */
export function comeBack(
  desk: Desk,
  payout: { id: string; endToEndId: string },
  reason = 'AC04',
): Promise<any> {
  return answered(
    desk.operator.post(`/payouts/${payout.id}/return`, { endToEndId: payout.endToEndId, reason }),
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

/** One of the operator's accounts: invoices and runs made from now on name it. */
export function anOperatorAccount(
  operator: Client,
  kind: 'ring-fenced' | 'operating',
  holder = 'Passerelle',
): Promise<any> {
  return answered(
    operator.put(`/operator-accounts/${kind}`, { iban: fictitiousIban(), bic: 'TESTFRPPXXX', holder }),
  );
}

/** The account that runs prepared from now on are paid from. */
export function aRingFencedAccount(operator: Client, holder = 'Passerelle, compte cantonné'): Promise<any> {
  return anOperatorAccount(operator, 'ring-fenced', holder);
}

/** The file of a run, for the bank. */
export async function theBankFile(operator: Client, run: { id: string }): Promise<string> {
  const { status, body } = await operator.get<string>(`/payout-runs/${run.id}/bank-file`);
  if (status !== 200) throw new Error(`the bank file was refused: ${JSON.stringify(body)}`);
  return body;
}

export interface ReportOptions {
  messageId: string;
  version?: '03' | '10';
  /** Of the whole message. */
  group?: { status: string; reason?: string };
  batch?: { id?: string; status?: string; reason?: string };
  transfers?: readonly { endToEndId: string; status?: string; reason?: string; words?: string }[];
}

/** A payment status report as a bank writes it. */
export function aBankReport({
  messageId,
  version = '10',
  group,
  batch,
  transfers = [],
}: ReportOptions): string {
  const status = (tag: string, given?: { status?: string; reason?: string; words?: string }) =>
    (given?.status ? `<${tag}>${given.status}</${tag}>` : '') +
    (given?.reason
      ? `<StsRsnInf><Rsn><Cd>${given.reason}</Cd></Rsn>${given.words ? `<AddtlInf>${given.words}</AddtlInf>` : ''}</StsRsnInf>`
      : '');
  const lines = transfers.map(
    (each, index) =>
      `<TxInfAndSts><StsId>${index}</StsId><OrgnlEndToEndId>${each.endToEndId}</OrgnlEndToEndId>${status('TxSts', each)}</TxInfAndSts>`,
  );
  const batches =
    batch || lines.length > 0
      ? `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${batch?.id ?? `${messageId}.1`}</OrgnlPmtInfId>${status('PmtInfSts', batch)}${lines.join('')}</OrgnlPmtInfAndSts>`
      : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.${version}"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-03-03T09:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>${status('GrpSts', group)}</OrgnlGrpInfAndSts>
${batches}</CstmrPmtStsRpt></Document>`;
}

/** Gives a report to the service, as the operator does. */
export function report(operator: Client, xml: string, key?: string): Promise<Answer> {
  return operator.post('/bank-reports', xml, {
    headers: { 'content-type': 'application/xml' },
    ...(key ? { key } : {}),
  });
}
