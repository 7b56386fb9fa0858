import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readBankFile } from '../../src/settlement/bank-file.js';
import { schemaFaults } from '../../src/settlement/iso20022.js';
import { affected, oneRow } from '../../src/database/sql.js';
import { type Client, TestApp } from '../support/app.js';
import { addDays } from '../../src/shared/calendar.js';
import { answered } from '../support/funders.js';
import { theGap } from '../support/orders.js';
import { anOrganisation } from '../support/people.js';
import { aDesk, aRedemption, countOf } from '../support/redemption.js';
import {
  aDeskOwed,
  aRingFencedAccount,
  aRun,
  aSentRun,
  newBankDetails,
  payoutOf,
  reject,
  theBankFile,
} from '../support/settlement.js';
import { fictitiousIban } from '../support/structures.js';

let server: TestApp;

beforeAll(async () => {
  server = await TestApp.start();
});
afterEach(async () => expect(await theGap(server)).toBe(0n));
afterAll(() => server.stop());

const FRIDAY = 5;
const fileOf = (run: { id: string }) => `/payout-runs/${run.id}/bank-file`;

/** Tampers with the books past every guard. */
const tamper = (sql: string, params: unknown[] = []) =>
  server.db.transaction(async (tx) => {
    await affected(tx, 'SET LOCAL session_replication_role = replica');
    await affected(tx, sql, params);
  });

describe('the file of a run, before an account is set', () => {
  it('is refused, and leaves once it is set; the run is prepared, sent and paid by hand all the same', async () => {
    const desk = await aDeskOwed(server, 1);
    const run = await aRun(desk);
    expect(await answered(desk.operator.get('/operator-accounts'))).toMatchObject({ ringFenced: null });
    expect(await desk.operator.get(fileOf(run))).toMatchObject({
      status: 409,
      body: { code: 'settlement.no-ring-fenced-account' },
    });
    await answered(desk.operator.post(`/payout-runs/${run.id}/sending`));
    const account = await aRingFencedAccount(desk.operator);
    const xml = await theBankFile(desk.operator, run);
    expect(xml).toContain(account.iban);
    // From then on it is the account of this run, whatever is set later.
    await aRingFencedAccount(desk.operator);
    expect(await theBankFile(desk.operator, run)).toBe(xml);
  });
});

describe.each([
  ['ring-fenced', 'ringFenced'],
  ['operating', 'operating'],
])('the %s account', (kind, field) => {
  const path = `/operator-accounts/${kind}`;
  const theAccount = async (operator: Client) => (await answered(operator.get('/operator-accounts')))[field];

  it('is set by the operator alone, checked as structures’ are, and its number is in no audit trail', async () => {
    const { client: operator } = await anOrganisation(server, 'operator');
    const put = (body: object) => operator.put(path, body);
    const good = { iban: fictitiousIban(), bic: 'TESTFRPPXXX', holder: 'Passerelle' };
    for (const [body, code] of [
      [{ ...good, iban: `${good.iban.slice(0, -1)}X` }, 'structures.iban-invalid'],
      [{ ...good, iban: 'BR1800360305000010009795493C1' }, 'structures.iban-outside-sepa'],
      [{ ...good, bic: 'NOT A BIC' }, 'structures.bic-invalid'],
      [{ ...good, holder: '' }, 'request.invalid'],
      [{ iban: good.iban, bic: good.bic }, 'request.invalid'],
    ] as const) {
      expect((await put(body)).body.code).toBe(code);
    }
    const before = await countOf(server, 'operator_account');
    const typed = { ...good, iban: good.iban.toLowerCase().replace(/(.{4})/g, '$1 ') };
    const set = await answered(put(typed));
    expect(set).toMatchObject(good);
    expect(await answered(put(good))).toEqual(set);
    expect(await theAccount(operator)).toEqual(set);
    expect(await countOf(server, 'operator_account')).toBe(before + 1);
    const trail = await answered(operator.get('/audit-trail?action=operator-account.set'));
    expect(trail.items[0]).toMatchObject({ subjectId: set.id, details: { kind } });
    expect(JSON.stringify(trail)).not.toContain(good.iban.slice(-8));

    const structure = await anOrganisation(server, 'structure');
    expect((await structure.client.get('/operator-accounts')).status).toBe(403);
    expect((await structure.client.put(path, good)).status).toBe(403);
  });

  it('set by several at once is one of theirs, each written once', async () => {
    const { client: operator } = await anOrganisation(server, 'operator');
    const ibans = Array.from({ length: 4 }, () => fictitiousIban());
    const before = await countOf(server, 'operator_account');
    const answers = await Promise.all(
      [...ibans, ...ibans].map((iban) =>
        operator.put(path, { iban, bic: 'TESTFRPPXXX', holder: 'Passerelle' }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    const { iban } = await theAccount(operator);
    expect(ibans).toContain(iban);
    expect(await countOf(server, 'operator_account')).toBeLessThanOrEqual(before + 8);
  });
});

describe('the file of a run', () => {
  beforeAll(async () => {
    const { client } = await anOrganisation(server, 'operator');
    await aRingFencedAccount(client);
  });

  it('is a valid pain.001.001.09 whose amounts are the ledger’s, with each structure on its verified account', async () => {
    const [desk, other] = [await aDeskOwed(server, 3), await aDeskOwed(server, 2)];
    const run = await aRun(desk);
    const answer = await desk.operator.get<string>(fileOf(run));
    expect(answer.headers).toMatchObject({
      'content-type': 'application/xml; charset=utf-8',
      'content-disposition': `attachment; filename="payouts-${run.number}.xml"`,
      'cache-control': 'private, no-store',
      'content-length': String(Buffer.byteLength(answer.body)),
    });
    expect(await schemaFaults('pain.001.001.09', answer.body)).toEqual([]);
    await answered(desk.operator.post(`/payout-runs/${run.id}/sending`));
    const { totals, amounts } = readBankFile(answer.body);
    expect(totals).toEqual(Array.from({ length: 2 }, () => ({ transfers: 2, cents: 5n * 958n })));
    for (const each of [desk, other]) {
      const payout = await payoutOf(each, run);
      expect(amounts.get(payout.endToEndId)).toBe(BigInt(payout.cents));
      const { bankDetails } = await answered(each.operator.get(`/structures/${each.structureId}`));
      expect(answer.body).toContain(`<IBAN>${bankDetails.iban}</IBAN>`);
    }
    const { sum } = await server.db.read((tx) =>
      oneRow<{ sum: bigint }>(
        tx,
        `SELECT sum(p.cents)::bigint AS sum FROM remittance t JOIN transfer p ON p.cause_id = t.id AND p.kind = 'payout' WHERE t.run_id = $1`,
        [run.id],
      ),
    );
    expect(totals[0]?.cents).toBe(sum);
  });

  it('is the same to the byte whenever and by whomever it is made again, whatever has changed since', async () => {
    const desk = await aDeskOwed(server, 2);
    const run = await aRun(desk);
    const first = await theBankFile(desk.operator, run);
    await answered(desk.operator.post(`/payout-runs/${run.id}/sending`));
    server.clock.advanceDays(40);
    await newBankDetails(desk);
    await aRingFencedAccount(desk.operator, 'Un autre titulaire');
    await tamper(`UPDATE organisation SET name = 'Un autre nom' WHERE id = $1`, [desk.structureId]);
    await reject(desk, await payoutOf(desk, run));
    await aSentRun(desk);
    const { client } = await anOrganisation(server, 'operator');
    expect(await theBankFile(client, run)).toBe(first);
  });

  it.each(['America/St_Johns', 'Pacific/Apia'])(
    'is the same to the byte on a machine whose clock is in %s',
    (zone) => {
      // 8 March 2026, 02:30: a time that Paris has and Newfoundland skips.
      const program = `
        import { bankFileOf } from './dist/settlement/bank-file.js';
        const account = { iban: 'FR7699999000010000000000086', bic: 'PSRLFRZZXXX', holder: 'Passerelle' };
        process.stdout.write(bankFileOf({ id: '0b9e7f7a-3f63-4f0c-9a44-aaaaaaaaaaaa', number: 1, account,
          executesOn: '2026-03-09', preparedAt: new Date('2026-03-08T01:30:00Z'), transfers: [{ ...account, endToEndId: 'x-1', cents: 958n }] }));`;
      const xml = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
        env: { ...process.env, TZ: zone },
        encoding: 'utf8',
      });
      expect(xml).toContain('<CreDtTm>2026-03-08T02:30:00</CreDtTm>');
      expect(xml).toContain('<ReqdExctnDt><Dt>2026-03-09</Dt></ReqdExctnDt>');
    },
  );

  it('made by many at once is one file, and each download is in the audit trail', async () => {
    const desk = await aDeskOwed(server, 1);
    const run = await aRun(desk);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => desk.operator.get<string>(fileOf(run))),
    );
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(await countOf(server, 'bank_file', `run_id = '${run.id}'`)).toBe(1);
    const trail = await answered(
      desk.operator.get(`/audit-trail?action=bank-file.downloaded&subjectId=${run.id}`),
    );
    expect(trail.items).toHaveLength(5);
    expect(trail.items[0]).toMatchObject({ details: { number: run.number, transfers: 1 } });
    const told = await answered(desk.operator.get(`/payout-runs/${run.id}`));
    expect(answers[0]?.body).toContain(`<MsgId>${told.bankMessageId}</MsgId>`);
    expect(told.bankFileAt).toEqual(expect.any(String));
  });

  it('names no structure whose account is not verified: its money waits', async () => {
    const desk = await aDeskOwed(server, 1);
    const waiting = await aDeskOwed(server, 1);
    await newBankDetails(waiting, { verified: false });
    const run = await aRun(desk);
    expect(run.waiting).toMatchObject([
      { structureId: waiting.structureId, reason: 'bank-details-unverified' },
    ]);
    expect(readBankFile(await theBankFile(desk.operator, run)).amounts.size).toBe(1);
  });

  it('pays what a structure redeemed while it was labelled, though its label has ended since', async () => {
    const desk = await aDeskOwed(server, 1);
    await tamper(
      `INSERT INTO label_withdrawal (label_id, unmet_criteria, reason, withdrawn_on, withdrawn_at)
       SELECT id, '{venue}', 'Fermée', starts_on, granted_at FROM label WHERE structure_id = $1`,
      [desk.structureId],
    );
    const run = await aRun(desk);
    expect(readBankFile(await theBankFile(desk.operator, run)).amounts.size).toBe(1);
  });

  it('does not leave when it would not be the one given before', async () => {
    const desk = await aDeskOwed(server, 1);
    const run = await aRun(desk);
    await theBankFile(desk.operator, run);
    const iban = await server.db.read((tx) =>
      oneRow<{ iban: string }>(
        tx,
        `SELECT d.iban FROM remittance t JOIN bank_details d ON d.id = t.bank_details_id WHERE t.run_id = $1`,
        [run.id],
      ),
    );
    const setIban = `UPDATE bank_details SET iban = $2 WHERE id = (SELECT bank_details_id FROM remittance WHERE run_id = $1)`;
    await tamper(setIban, [run.id, fictitiousIban()]);
    expect(await desk.operator.get(fileOf(run))).toMatchObject({
      status: 409,
      body: { code: 'settlement.bank-file-changed' },
    });
    await tamper(setIban, [run.id, iban.iban]);
    await theBankFile(desk.operator, run);
  });

  it('is never given when the ledger took out another amount: the accountant reads both, and nothing is written', async () => {
    const desk = await aDeskOwed(server, 2);
    const { run } = await aSentRun(desk);
    const setCents = (change: number) =>
      tamper(
        `UPDATE transfer SET cents = cents + $2 WHERE kind = 'payout' AND cause_id IN (SELECT id FROM remittance WHERE run_id = $1)`,
        [run.id, change],
      );
    await setCents(-1);
    const { status, body } = await desk.operator.get(fileOf(run));
    expect([status, body.code]).toEqual([409, 'settlement.bank-file-not-as-ledger']);
    expect(body.params).toMatchObject({ fileCents: 1_916, expectedCents: 1_916, ledgerCents: 1_915 });
    for (const sentence of Object.values(body.sentences)) {
      expect(sentence).toMatch(/19,16/);
      expect(sentence).toMatch(/19,15/);
      expect(sentence).toContain('npm run audit');
    }
    expect(await countOf(server, 'bank_file', `run_id = '${run.id}'`)).toBe(0);
    const trail = await answered(
      desk.operator.get(`/audit-trail?action=bank-file.downloaded&subjectId=${run.id}`),
    );
    expect(trail.items).toEqual([]);
    await setCents(1);
    await theBankFile(desk.operator, run);
  });

  it('is never given when the ledger took something out for a run that was not sent', async () => {
    const desk = await aDeskOwed(server, 1);
    const run = await aRun(desk);
    const moved = () =>
      tamper(
        `INSERT INTO transfer (kind, debit_account, credit_account, cents, cause, cause_id, at, day)
         SELECT 'payout', a.id, b.id, t.cents, 'remittance', t.id, '2026-03-02T12:00:00Z', '2026-03-02'
           FROM remittance t JOIN payout p ON p.id = t.payout_id
           JOIN account a ON a.structure_id = p.structure_id AND a.kind = 'structure-payable'
           JOIN account b ON b.kind = 'bank-ring-fenced' WHERE t.run_id = $1`,
        [run.id],
      );
    await moved();
    const { body } = await desk.operator.get(fileOf(run));
    expect(body).toMatchObject({
      code: 'settlement.bank-file-not-as-ledger',
      params: { fileCents: 958, expectedCents: 0, ledgerCents: 958 },
    });
    await tamper(`DELETE FROM transfer WHERE cause_id IN (SELECT id FROM remittance WHERE run_id = $1)`, [
      run.id,
    ]);
    await theBankFile(desk.operator, run);
  });

  it('asks the bank for the first day on which it can pay, and for the day it asked before', async () => {
    const desk = await aDeskOwed(server, 1);
    while (new Date(server.clock.today()).getUTCDay() !== FRIDAY) server.clock.advanceDays(1);
    const friday = server.clock.today();
    const run = await aRun(desk);
    const xml = await theBankFile(desk.operator, run);
    expect(xml).toContain(`<ReqdExctnDt><Dt>${addDays(friday, 3)}</Dt></ReqdExctnDt>`);
    // A file that was given when the day after was asked for, whatever day it was, is still the same.
    const saturday = addDays(friday, 1);
    const before = xml.replace(`<Dt>${addDays(friday, 3)}<`, `<Dt>${saturday}<`);
    await tamper(`UPDATE bank_file SET executes_on = $2, digest = $3 WHERE run_id = $1`, [
      run.id,
      saturday,
      createHash('sha256').update(before).digest(),
    ]);
    expect(await theBankFile(desk.operator, run)).toBe(before);
  });

  it('is nobody else’s, and of no run that is not there', async () => {
    const desk = await aDeskOwed(server, 1);
    const run = await aRun(desk);
    for (const client of [desk.client, desk.mediator])
      expect((await client.get(fileOf(run))).status).toBe(403);
    expect((await server.nobody.get(fileOf(run))).status).toBe(401);
    expect((await desk.operator.get(fileOf({ id: randomUUID() }))).status).toBe(404);
  });
});

describe('a line of the bank’s statement', () => {
  it('leads to its transfer, its run, its payout and every scan, and a scan back to it', async () => {
    const desk = await aDeskOwed(server, 3);
    const first = await aSentRun(desk);
    await reject(desk, first.payout, 'AC04 compte clos');
    await newBankDetails(desk);
    const second = await aSentRun(desk);
    const [line, again] = [first.payout.endToEndId, second.payout.endToEndId];

    for (const client of [desk.operator, desk.client]) {
      const read = await answered(client.get(`/bank-lines/${line}?limit=2`));
      expect(read.transfer).toMatchObject({
        endToEndId: line,
        runId: first.run.id,
        runNumber: first.run.number,
        state: 'rejected',
        sentences: { en: 'The account is closed.' },
      });
      expect(read.payout).toMatchObject({
        id: first.payout.id,
        structureId: desk.structureId,
        endToEndId: again,
      });
      const rest = await answered(client.get(`/bank-lines/${line}?limit=2&after=${read.payout.lines.next}`));
      expect(
        [...read.payout.lines.items, ...rest.payout.lines.items].map((each) => each.redemptionId),
      ).toEqual(desk.receipts.map(({ id }) => id));
      const other = await answered(client.get(`/bank-lines/${again}`));
      expect(other.transfer).toMatchObject({ runNumber: second.run.number, state: 'sent', sentences: null });

      const { items } = await answered(client.get(`/payouts?redemptionId=${desk.receipts[1].id}`));
      expect(items).toMatchObject([{ id: first.payout.id, endToEndId: again, state: 'sent' }]);
    }
  });

  it('is read by no other structure, and a reference of nobody leads nowhere', async () => {
    const desk = await aDeskOwed(server, 1);
    const { payout } = await aSentRun(desk);
    const other = await aDesk(server);
    const unknown = `${'0'.repeat(32)}-1`;
    for (const path of [payout.endToEndId, unknown, `${payout.endToEndId}0`, 'x', '%00', "'--"]) {
      expect(await other.client.get(`/bank-lines/${path}`)).toMatchObject({
        status: 404,
        body: { code: 'access.not-found' },
      });
    }
    expect((await other.mediator.get(`/bank-lines/${payout.endToEndId}`)).status).toBe(403);
    const { items } = await answered(other.client.get(`/payouts?redemptionId=${desk.receipts[0].id}`));
    expect(items).toEqual([]);
    const { receipt: unpaid } = await aRedemption(server, { desk });
    const { items: none } = await answered(desk.client.get(`/payouts?redemptionId=${unpaid.id}`));
    expect(none).toEqual([]);
  });
});
