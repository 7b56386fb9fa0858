import { randomUUID } from 'node:crypto';
import { messageIdOf } from '../../src/settlement/bank-file.js';
import { schemaFaults } from '../../src/settlement/iso20022.js';
import type { Client } from '../support/app.js';
import { TestApp } from '../support/app.js';
import { answered } from '../support/funders.js';
import { balanceOf, theGap } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';
import { countOf, type Desk } from '../support/redemption.js';
import { digestOfEverything } from '../support/rows.js';
import {
  aBankReport,
  aDeskOwed,
  aRingFencedAccount,
  aRun,
  aSentRun,
  confirm,
  newBankDetails,
  payoutOf,
  reject,
  report,
  theBankFile,
} from '../support/settlement.js';

let server: TestApp;
let operator: Client;

beforeAll(async () => {
  server = await TestApp.start();
  operator = (await anOrganisation(server, 'operator')).client;
  await aRingFencedAccount(operator);
});
afterEach(async () => expect(await theGap(server)).toBe(0n));
afterAll(() => server.stop());

const payable = (desk: { structureId: string }) => balanceOf(server, 'structure-payable', desk.structureId);

/** A run of this many structures, whose file the bank has; the payouts in the order of the desks. */
async function atTheBank(
  count: number,
): Promise<{ desks: Desk[]; run: any; payouts: any[]; messageId: string }> {
  // What earlier tests left to pay leaves by a run of its own.
  await operator.post('/payout-runs');
  const desks: Desk[] = [];
  for (let index = 0; index < count; index++) desks.push(await aDeskOwed(server, 1));
  const run = await aRun(desks[0]!);
  await theBankFile(operator, run);
  await answered(operator.post(`/payout-runs/${run.id}/sending`));
  const payouts = await Promise.all(desks.map((desk) => payoutOf(desk, run)));
  return { desks, run, payouts, messageId: messageIdOf(run) };
}

const linesOf = (answer: any) =>
  Object.fromEntries(answer.lines.map((line: any) => [line.endToEndId, [line.result, line.isNew]]));

describe('a report of the bank', () => {
  it.each(['03', '10'] as const)(
    'in version %s confirms what is settled, rejects what is rejected, and waits for the rest',
    async (version) => {
      const { desks, run, payouts, messageId } = await atTheBank(4);
      const [settled, credited, rejected, underWay] = payouts;
      const cash = await balanceOf(server, 'bank-ring-fenced');
      const xml = aBankReport({
        messageId,
        version,
        group: { status: 'PART' },
        transfers: [
          { endToEndId: settled.endToEndId, status: 'ACSC' },
          { endToEndId: credited.endToEndId, status: version === '10' ? 'ACCC' : 'ACSC' },
          {
            endToEndId: rejected.endToEndId,
            status: 'RJCT',
            reason: 'AC04',
            words: 'CLOS & CLOTURE'.replace('&', '&amp;'),
          },
          { endToEndId: underWay.endToEndId, status: 'ACSP' },
        ],
      });
      if (version === '10') expect(await schemaFaults('pain.002.001.10', xml)).toEqual([]);
      const answer = await answered(report(operator, xml));
      expect(answer).toMatchObject({
        runId: run.id,
        runNumber: run.number,
        confirmed: 2,
        rejected: 1,
        notRecorded: 1,
      });
      expect(linesOf(answer)).toEqual({
        [settled.endToEndId]: ['confirmed', true],
        [credited.endToEndId]: ['confirmed', true],
        [rejected.endToEndId]: ['rejected', true],
        [underWay.endToEndId]: ['not-final', false],
      });
      expect(answer.lines[2]).toMatchObject({
        payoutId: rejected.id,
        reasonCode: 'AC04',
        reason: { fr: 'Le compte est clôturé.' },
      });
      expect(await Promise.all(desks.map(payable))).toEqual([0n, 0n, 958n, 0n]);
      expect(await balanceOf(server, 'bank-ring-fenced')).toBe(cash + 958n);
      // The same as by hand: it waits for another account, and the structure reads why.
      const told = await answered(desks[2]!.client.get(`/payouts/${rejected.id}`));
      expect(told.attempts[0]).toMatchObject({
        state: 'rejected',
        reason: 'AC04 : Le compte est clôturé.',
        sentences: { en: 'The account is closed.' },
      });
      const { waiting } = await answered(desks[2]!.client.get('/payouts'));
      expect(waiting).toMatchObject([{ reason: 'bank-details-rejected', cents: 958 }]);
      await confirm(desks[3]!, underWay);
      await newBankDetails(desks[2]!);
    },
  );

  it('says the same again and changes nothing, under its key or another', async () => {
    const { payouts, messageId } = await atTheBank(2);
    const xml = aBankReport({
      messageId,
      transfers: [
        { endToEndId: payouts[0].endToEndId, status: 'ACSC' },
        { endToEndId: payouts[1].endToEndId, status: 'RJCT', reason: 'AC01' },
      ],
    });
    const key = randomUUID();
    const first = await answered(report(operator, xml, key));
    const before = await digestOfEverything(server, [
      'first_answer',
      'audit_entry',
      'session',
      'sign_in_attempt',
      'migrations',
    ]);
    expect(await answered(report(operator, xml, key))).toEqual(first);
    const again = await answered(report(operator, xml));
    expect(again).toMatchObject({ confirmed: 0, rejected: 0, notRecorded: 0 });
    expect(again.lines).toEqual(first.lines.map((line: any) => ({ ...line, isNew: false })));
    expect(
      await digestOfEverything(server, [
        'first_answer',
        'audit_entry',
        'session',
        'sign_in_attempt',
        'migrations',
      ]),
    ).toEqual(before);
    // The same key with another report is refused.
    expect((await report(operator, xml.replace('ACSC', 'ACSP'), key)).body.code).toBe(
      'request.idempotency-key-reused',
    );
  });

  it('that contradicts an answer on record is told line by line, and applied for the others alone', async () => {
    const { desks, payouts, messageId } = await atTheBank(3);
    await confirm(desks[0]!, payouts[0]);
    await reject(desks[1]!, payouts[1]);
    const answer = await answered(
      report(
        operator,
        aBankReport({
          messageId,
          transfers: [
            { endToEndId: payouts[0].endToEndId, status: 'RJCT', reason: 'AC04' },
            { endToEndId: payouts[1].endToEndId, status: 'ACSC' },
            { endToEndId: payouts[2].endToEndId, status: 'ACSC' },
          ],
        }),
      ),
    );
    expect(answer.lines.map((line: any) => line.result)).toEqual([
      'contradiction',
      'contradiction',
      'confirmed',
    ]);
    expect(answer).toMatchObject({ confirmed: 1, rejected: 0, notRecorded: 2 });
    expect(await Promise.all(desks.map(payable))).toEqual([0n, 958n, 0n]);
    await newBankDetails(desks[1]!);
  });

  it('that contradicts itself records nothing of that transfer; one that repeats itself records it once', async () => {
    const { desks, payouts, messageId } = await atTheBank(2);
    const answer = await answered(
      report(
        operator,
        aBankReport({
          messageId,
          transfers: [
            { endToEndId: payouts[0].endToEndId, status: 'RJCT', reason: 'AC04' },
            { endToEndId: payouts[0].endToEndId, status: 'ACSC' },
            { endToEndId: payouts[1].endToEndId, status: 'RJCT', reason: 'AC04' },
            { endToEndId: payouts[1].endToEndId, status: 'RJCT', reason: 'AC04' },
          ],
        }),
      ),
    );
    expect(answer.lines.map((line: any) => [line.result, line.isNew])).toEqual([
      ['contradiction', false],
      ['contradiction', false],
      ['rejected', true],
      ['rejected', false],
    ]);
    expect(await Promise.all(desks.map(payable))).toEqual([0n, 958n]);
    await confirm(desks[0]!, payouts[0]);
    await newBankDetails(desks[1]!);
  });

  it.each([
    ['the message', { group: { status: 'RJCT', reason: 'AM04' } }],
    ['its batch', { batch: { status: 'RJCT', reason: 'AM04' } }],
  ])(
    'that rejects %s rejects every transfer of the run, but for those it settles by name',
    async (_what, whole) => {
      const { desks, payouts, messageId } = await atTheBank(3);
      const transfers = [{ endToEndId: payouts[1].endToEndId, status: 'ACSC' }];
      const xml = aBankReport({ messageId, ...whole, transfers });
      expect(await schemaFaults('pain.002.001.10', xml)).toEqual([]);
      const answer = await answered(report(operator, xml));
      expect(answer).toMatchObject({ confirmed: 1, rejected: 2, notRecorded: 0 });
      expect(answer.lines.filter((line: any) => line.result === 'rejected')).toMatchObject(
        Array.from({ length: 2 }, () => ({ reasonCode: 'AM04' })),
      );
      expect(await Promise.all(desks.map(payable))).toEqual([958n, 0n, 958n]);
      await newBankDetails(desks[0]!);
      await newBankDetails(desks[2]!);
    },
  );

  it.each(['AM05', 'DUPL', 'DU01', 'DU02'])(
    'that refuses a second copy of the file (%s) never makes the first one owed again',
    async (reason) => {
      const { desks, payouts, messageId } = await atTheBank(1);
      const answer = await answered(
        report(operator, aBankReport({ messageId, group: { status: 'RJCT', reason } })),
      );
      expect(linesOf(answer)).toEqual({ [payouts[0].endToEndId]: ['duplicate', false] });
      expect(await payable(desks[0]!)).toBe(0n);
      await confirm(desks[0]!, payouts[0]);
    },
  );

  it('that accepts the message, or rejects a batch that is not ours, records nothing', async () => {
    const { desks, payouts, messageId } = await atTheBank(1);
    for (const options of [
      { group: { status: 'ACTC' } },
      { group: { status: 'ACCP' } },
      { group: { status: 'ACSP' } },
      { group: { status: 'PDNG' } },
      { batch: { id: `${messageId}.2`, status: 'RJCT' } },
      { batch: { id: 'ELSE', status: 'RJCT' }, transfers: [{ endToEndId: payouts[0].endToEndId }] },
    ]) {
      const answer = await answered(report(operator, aBankReport({ messageId, ...options })));
      expect(answer).toMatchObject({ confirmed: 0, rejected: 0 });
    }
    expect(await payable(desks[0]!)).toBe(0n);
    expect(await payoutOf(desks[0]!, await lastRun())).toMatchObject({ state: 'sent' });
    await confirm(desks[0]!, payouts[0]);
  });

  const lastRun = async () => (await answered(operator.get('/payout-runs?limit=1'))).items[0];

  it('tells references of nobody, and of other runs, and touches neither', async () => {
    const earlier = await atTheBank(1);
    const { payouts, messageId } = await atTheBank(1);
    const stranger = `${'0'.repeat(32)}-1`;
    const answer = await answered(
      report(
        operator,
        aBankReport({
          messageId,
          transfers: [earlier.payouts[0].endToEndId, stranger, payouts[0].endToEndId].map((endToEndId) => ({
            endToEndId,
            status: 'RJCT',
          })),
        }),
      ),
    );
    expect(answer.lines.map((line: any) => line.result)).toEqual(['other-run', 'unknown', 'rejected']);
    expect(answer.lines[0].payoutId).toBeNull();
    expect(await payable(earlier.desks[0]!)).toBe(0n);
    await confirm(earlier.desks[0]!, earlier.payouts[0]);
  });

  it('on a transfer tried again says the same of the first, and touches the second in no way', async () => {
    const { desks, payouts, messageId } = await atTheBank(1);
    const [desk] = desks as [Desk];
    const rejection = aBankReport({
      messageId,
      transfers: [{ endToEndId: payouts[0].endToEndId, status: 'RJCT', reason: 'AC04' }],
    });
    await answered(report(operator, rejection));
    await newBankDetails(desk);
    await aSentRun(desk);
    expect(await answered(report(operator, rejection))).toMatchObject({ rejected: 0, notRecorded: 0 });
    expect(await payable(desk)).toBe(0n);
  });
});

describe('a report is refused when', () => {
  const code = async (xml: string) => (await report(operator, xml)).body.code;

  it('its run is not marked as sent, its file was never made, or its message is not ours', async () => {
    const desk = await aDeskOwed(server, 1);
    const run = await aRun(desk);
    const xml = aBankReport({ messageId: messageIdOf(run), group: { status: 'RJCT' } });
    expect(await code(xml)).toBe('settlement.bank-report-of-another-message');
    await theBankFile(operator, run);
    expect(await code(xml)).toBe('settlement.not-sent');
    expect(await code(aBankReport({ messageId: 'ELSE' }))).toBe('settlement.bank-report-of-another-message');
    expect(await payable(desk)).toBe(958n);
  });

  it('it is no report, and the body is not the XML it says it is', async () => {
    expect(await code('<a>')).toBe('settlement.bank-report-malformed');
    expect(await code('<a/>')).toBe('settlement.bank-report-not-understood');
    const good = aBankReport({ messageId: 'ELSE' });
    const send = async (body: unknown, contentType?: string) =>
      (
        await operator.post('/bank-reports', body, {
          headers: contentType ? { 'content-type': contentType } : {},
        })
      ).body.code;
    expect(await send({ xml: good })).toBe('request.media-type');
    expect(await send(JSON.stringify(good), 'application/json')).toBe('request.media-type');
    expect(await send(good, 'text/xml')).toBe('request.media-type');
    expect(await send(good, 'text/plain')).toBe('request.media-type');
    expect(await send('', 'application/xml')).toMatch(/^request\.|malformed$/);
    expect(await send(good.replace('UTF-8', 'UTF-16'), 'application/xml')).toBe('request.malformed');
    expect(await send(Buffer.from([0x3c, 0xff, 0xfe]), 'application/xml')).toBe('request.malformed');
    expect(await send('x'.repeat(5_000_000), 'application/xml')).toBe('request.too-large');
    const latin = Buffer.from(good.replace('UTF-8', 'ISO-8859-1').replace('BANK-1', 'RÉF'), 'latin1');
    expect(await send(latin, 'application/xml; charset=iso-8859-1')).toBe(
      'settlement.bank-report-of-another-message',
    );
  });

  it('someone else gives it', async () => {
    const xml = aBankReport({ messageId: 'ELSE' });
    const structure = await anOrganisation(server, 'structure');
    expect((await report(structure.client, xml)).status).toBe(403);
    expect((await report(server.nobody, xml)).status).toBe(401);
  });

  it('XML is sent where it is not taken', async () => {
    const answer = await operator.post('/payout-runs', '<a/>', {
      headers: { 'content-type': 'application/xml' },
    });
    expect(answer.body.code).toBe('request.media-type');
  });
});

describe('reports given at once', () => {
  it('beside answers by hand, record each transfer once', async () => {
    const { desks, payouts, messageId } = await atTheBank(3);
    const transfers = payouts.map(({ endToEndId }) => ({ endToEndId, status: 'RJCT', reason: 'MS03' }));
    const answers = await Promise.all([
      ...Array.from({ length: 3 }, () => report(operator, aBankReport({ messageId, transfers }))),
      ...payouts.map(({ id, endToEndId }) => operator.post(`/payouts/${id}/confirmation`, { endToEndId })),
    ]);
    for (const { status, body } of answers) {
      expect([status, body.code]).toEqual(
        status === 201 ? [201, undefined] : [409, 'settlement.already-answered'],
      );
    }
    for (const [index, payout] of payouts.entries()) {
      const rejected = await countOf(
        server,
        'remittance_outcome',
        `payout_id = '${payout.id}' AND outcome = 'rejected'`,
      );
      expect(await payable(desks[index]!)).toBe(rejected === 1 ? 958n : 0n);
    }
  });
});
