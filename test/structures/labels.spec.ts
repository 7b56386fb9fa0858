import { Invoices } from '../../src/billing/invoices.js';
import { affected, oneRow, rows } from '../../src/database/sql.js';
import { ofOperator, ofStructure } from '../../src/ledger/accounts.js';
import { Ledger } from '../../src/ledger/ledger.js';
import { LABEL_CRITERIA } from '../../src/scheme/label.js';
import { asDay } from '../../src/shared/calendar.js';
import { Labels } from '../../src/structures/labels.service.js';
import { standingOf } from '../../src/structures/standing.js';
import { type Answer, type Client, TestApp } from '../support/app.js';
import { anOrganisation } from '../support/people.js';
import { digestOfEverything } from '../support/rows.js';
import {
  A_GRANT,
  A_REFUSAL,
  aDeclaredStructure,
  aLabelledStructure,
  anApplication,
  anOperator,
  aStructure,
  type DeclaredStructure,
  refused,
  type TestStructure,
} from '../support/structures.js';

let server: TestApp;
let operator: Client;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await anOperator(server);
});
beforeEach(() => server.clock.setDay(asDay('2026-03-02')));
afterAll(() => server.stop());

const apply = (of: TestStructure) => of.client.post(`/structures/${of.structureId}/label-applications`);
const decide = (id: string, decision: object = A_GRANT) =>
  operator.post(`/label-applications/${id}/decision`, decision);
const renew = (of: TestStructure) => operator.post(`/structures/${of.structureId}/label-renewals`);
const WITHDRAWAL = { unmetCriteria: ['posted-prices'], reason: 'Deux prix pour la même séance.' };
const withdraw = (labelId: string, body: object = WITHDRAWAL) =>
  operator.post(`/labels/${labelId}/withdrawal`, body);
const seen = async (of: TestStructure) => (await of.client.get(`/structures/${of.structureId}`)).body;
const standing = (of: TestStructure, day: string) =>
  server.db.read((tx) => standingOf(tx, of.structureId, asDay(day)));
const created = (answers: Answer[]) => answers.filter(({ status }) => status === 201);
const codes = (answers: Answer[]) =>
  answers.filter(({ status }) => status !== 201).map(({ body }) => body.code);
const balance = (account: Parameters<Ledger['balance']>[1]) =>
  server.db.read((tx) => server.get(Ledger).balance(tx, account));
const invoicesOf = (of: TestStructure) =>
  server.db.read((tx) =>
    rows<{ net: bigint; vat: bigint; total: bigint; kind: string }>(
      tx,
      'SELECT net_cents AS net, vat_cents AS vat, total_cents AS total, kind FROM invoice WHERE payer_id = $1',
      [of.structureId],
    ),
  );

/** Made once, for tests that leave it as it is. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
const waiting = once(async () => anApplication(await aDeclaredStructure(server)));
const labelled = once(() => aLabelledStructure(server));

describe('the published criteria', () => {
  it('are read by anyone', async () => {
    expect((await server.nobody.get('/label-criteria')).body).toEqual({ items: LABEL_CRITERIA });
  });
});

describe('a label application', () => {
  it('is one at a time, even asked for eight times at once', async () => {
    const structure = await aDeclaredStructure(server);
    const answers = await Promise.all(Array.from({ length: 8 }, () => apply(structure)));
    expect(created(answers)).toHaveLength(1);
    expect(codes(answers)).toEqual(Array(7).fill('structures.application-open'));
    expect((await seen(structure)).history.applications).toHaveLength(1);
  });

  it('may follow a refusal, which keeps its reasons', async () => {
    const structure = await aDeclaredStructure(server);
    const { status, body } = await decide(await anApplication(structure), {
      outcome: 'refused',
      unmetCriteria: ['insurance', 'accessible', 'insurance'],
      reason: 'Pas d’attestation ;\nescalier.',
    });
    expect([status, body.label]).toEqual([201, null]);
    expect(body.unmetCriteria).toEqual(['accessible', 'insurance']);
    server.clock.advance(1);
    await anApplication(structure);
    const { history, label } = await seen(structure);
    expect(label.inForce).toBe(false);
    expect(history.applications.map(({ decision }: { decision: object }) => decision)).toEqual([
      null,
      expect.objectContaining({ outcome: 'refused', reason: 'Pas d’attestation ;\nescalier.' }),
    ]);
    expect(await invoicesOf(structure)).toEqual([]);
  });

  it('is not made with a label in force: it is renewed', async () => {
    const structure = await aLabelledStructure(server);
    expect(await refused(server, () => apply(structure))).toEqual([409, 'structures.already-labelled']);
    server.clock.setDay(asDay('2027-03-02'));
    expect((await apply(structure)).status).toBe(201);
  });

  it('is made by a structure for itself alone', async () => {
    const structure = await aDeclaredStructure(server);
    const stranger = await aStructure(server);
    const path = `/structures/${structure.structureId}/label-applications`;
    expect(await refused(server, () => stranger.client.post(path))).toEqual([404, 'access.not-found']);
    expect(await refused(server, () => structure.mediator.post(path))).toEqual([403, 'access.not-permitted']);
    expect(await refused(server, () => operator.post(path))).toEqual([403, 'access.not-permitted']);
    const funder = await anOrganisation(server, 'funder');
    expect(await refused(server, () => funder.client.post(path))).toEqual([403, 'access.not-permitted']);
  });

  it('awaiting its decision is found by the operator, with those decided apart', async () => {
    const [waiting, decided] = [await aDeclaredStructure(server), await aDeclaredStructure(server)];
    const open = await anApplication(waiting);
    const closed = await anApplication(decided);
    await decide(closed, A_REFUSAL);
    const ids = async (query: string): Promise<string[]> => {
      const { body } = await operator.get(`/label-applications?limit=200${query}`);
      return body.items.map(({ id }: { id: string }) => id);
    };
    expect(await ids('&open=true')).toContain(open);
    expect(await ids('&open=true')).not.toContain(closed);
    expect(await ids('&open=false')).toContain(closed);
    expect(await ids('&open=false')).not.toContain(open);
    expect(await ids('')).toEqual(expect.arrayContaining([open, closed]));
    expect((await operator.get('/label-applications?open=maybe')).body.code).toBe('request.invalid');
    const paged = await operator.get('/label-applications?limit=1');
    const next = await operator.get(`/label-applications?limit=1&after=${paged.body.next}`);
    expect(next.body.items[0].id).not.toBe(paged.body.items[0].id);
  });
});

describe('« frais de 80 € à l’année par structure »', () => {
  it('a grant begins one year of label, invoices 80 € with its VAT, and posts it', async () => {
    const structure = await aDeclaredStructure(server);
    const [fees, vat] = [await balance(ofOperator('label-fees')), await balance(ofOperator('vat-due'))];
    const { body } = await decide(await anApplication(structure));
    expect(body.label).toMatchObject({ startsOn: '2026-03-02', endsOn: '2027-03-02' });
    expect(body.label.invoice).toMatchObject({ totalCents: 8_000 });
    expect(await invoicesOf(structure)).toEqual([{ kind: 'label', net: 6_667n, vat: 1_333n, total: 8_000n }]);
    expect(await balance(ofStructure('label-receivable', structure.structureId))).toBe(8_000n);
    expect((await balance(ofOperator('label-fees'))) - fees).toBe(6_667n);
    expect((await balance(ofOperator('vat-due'))) - vat).toBe(1_333n);
    expect(await standing(structure, '2027-03-01')).toMatchObject({ label: { id: body.label.id } });
    expect(await standing(structure, '2027-03-02')).toMatchObject({ label: null, lapsesOn: null });
    expect(await standing(structure, '2026-03-01')).toMatchObject({ label: null });
  });

  it('begins on the Paris day, not on the day it still is in Greenwich', async () => {
    const structure = await aDeclaredStructure(server);
    const id = await anApplication(structure);
    server.clock.set(new Date('2026-12-31T23:30:00Z'));
    expect((await decide(id)).body.label).toMatchObject({ startsOn: '2027-01-01', endsOn: '2028-01-01' });
  });

  it('granted eight times at once is granted and invoiced once', async () => {
    const structure = await aDeclaredStructure(server);
    const id = await anApplication(structure);
    const answers = await Promise.all(Array.from({ length: 8 }, () => decide(id)));
    expect(created(answers)).toHaveLength(1);
    expect(codes(answers)).toEqual(Array(7).fill('structures.application-decided'));
    expect(await invoicesOf(structure)).toHaveLength(1);
    expect(await balance(ofStructure('label-receivable', structure.structureId))).toBe(8_000n);
  });

  it('granted and refused at once is one or the other', async () => {
    for (let round = 0; round < 4; round++) {
      const structure = await aDeclaredStructure(server);
      const id = await anApplication(structure);
      const both = [decide(id), decide(id, A_REFUSAL)];
      const answers = await Promise.all(round % 2 ? both : both.toReversed());
      expect(created(answers)).toHaveLength(1);
      expect(codes(answers)).toEqual(['structures.application-decided']);
      const granted = created(answers)[0]?.body.outcome === 'granted';
      expect((await seen(structure)).label.inForce).toBe(granted);
      expect(await invoicesOf(structure)).toHaveLength(granted ? 1 : 0);
    }
  });

  it('granted while the last venue closes never leaves a label paid for nothing', async () => {
    const structure = await aDeclaredStructure(server);
    const id = await anApplication(structure);
    const [decided, closed] = await Promise.all([
      decide(id),
      structure.client.delete(`/structures/${structure.structureId}/venues/${structure.venueId}`),
    ]);
    expect(closed.status).toBe(204);
    if (decided.status !== 201) expect(decided.body.code).toBe('structures.label-needs-venue');
    expect((await seen(structure)).label.inForce).toBe(decided.status === 201);
  });

  it('leaves no label without its invoice when the last line fails', async () => {
    const structure = await aDeclaredStructure(server);
    const id = await anApplication(structure);
    const before = await digestOfEverything(server);
    const post = jest.spyOn(server.get(Ledger), 'post').mockRejectedValueOnce(new Error('power cut'));
    const actor = { ...SYSTEM, organisationId: crypto.randomUUID() };
    await expect(server.get(Labels).decide(actor, id, A_GRANT as never)).rejects.toThrow('power cut');
    post.mockRestore();
    expect(await digestOfEverything(server)).toEqual(before);
    const { body } = await decide(id);
    const next = await decide(await anApplication(await aDeclaredStructure(server)));
    // The number that the failed grant had taken was given back.
    expect(sequenceOf(next) - sequenceOf({ body })).toBe(1);
  });
});

const SYSTEM = {
  kind: 'operator',
  role: 'operator',
  personId: null,
  apiKeyId: null,
  officeId: null,
} as const;
const sequenceOf = ({ body }: { body: { label: { invoice: { number: string } } } }) =>
  Number(body.label.invoice.number.split('-')[1]);

describe('a label', () => {
  const without: [string, (structure: DeclaredStructure) => Promise<unknown>][] = [
    ['venue', (of) => of.client.delete(`/structures/${of.structureId}/venues/${of.venueId}`)],
    ['mediator', (of) => of.client.delete(`/structures/${of.structureId}/mediators/${of.mediatorId}`)],
    ['offer', (of) => of.client.put(`/structures/${of.structureId}/offers`, { offers: [] })],
  ];
  it.each(without)('is neither granted nor renewed to a structure without its %s', async (gap, take) => {
    const structure = await aDeclaredStructure(server);
    const id = await anApplication(structure);
    await take(structure);
    expect((await seen(structure)).label.missing).toEqual([gap]);
    expect(await refused(server, () => decide(id))).toEqual([409, `structures.label-needs-${gap}`]);
    const labelled = await aLabelledStructure(server);
    await take(labelled);
    server.clock.setDay(asDay('2027-02-20'));
    expect(await refused(server, () => renew(labelled))).toEqual([409, `structures.label-needs-${gap}`]);
  });

  it('is not granted without bank details, nor with conseillers numériques alone, nor at 9,99 €', async () => {
    const bare = await anApplication(await aStructure(server));
    expect(await refused(server, () => decide(bare))).toEqual([409, 'structures.label-needs-bank-details']);
    const structure = await aDeclaredStructure(server, { price: 999 });
    const id = await anApplication(structure);
    expect(await refused(server, () => decide(id))).toEqual([409, 'structures.label-needs-offer']);
    const at = `/structures/${structure.structureId}/mediators`;
    await structure.client.delete(`${at}/${structure.mediatorId}`);
    await structure.client.post(at, { name: 'Conseil', conseillerNumerique: true });
    expect(await refused(server, () => decide(id))).toEqual([409, 'structures.label-needs-mediator']);
  });

  it('is granted with bank details that still await verification', async () => {
    const structure = await aDeclaredStructure(server, { bankVerified: false });
    expect((await decide(await anApplication(structure))).status).toBe(201);
  });

  it('is not granted with criteria unmet, nor refused without any', async () => {
    const id = await anApplication(await aDeclaredStructure(server));
    const cases: [object, string][] = [
      [{ ...A_GRANT, unmetCriteria: ['insurance'] }, 'structures.granted-despite-criteria'],
      [{ ...A_REFUSAL, unmetCriteria: [] }, 'structures.unmet-criteria-missing'],
      [{ outcome: 'refused', reason: 'Sans raison.' }, 'structures.unmet-criteria-missing'],
    ];
    for (const [decision, code] of cases)
      expect(await refused(server, () => decide(id, decision))).toEqual([422, code]);
  });

  it.each([
    ['no outcome', { reason: 'Bien.' }],
    ['an outcome of its own', { outcome: 'maybe', reason: 'Bien.' }],
    ['no reason', { outcome: 'granted' }],
    ['a reason of spaces', { outcome: 'granted', reason: '     ' }],
    ['a reason without end', { outcome: 'granted', reason: 'x'.repeat(2001) }],
    ['a reason with a NUL', { outcome: 'granted', reason: 'Bien\u0000.' }],
    ['a criterion not published', { ...A_REFUSAL, unmetCriteria: ['mood'] }],
    ['a criterion that every list has', { ...A_REFUSAL, unmetCriteria: ['length'] }],
    ['a criterion for a list', { ...A_REFUSAL, unmetCriteria: 'insurance' }],
    ['criteria of null', { ...A_REFUSAL, unmetCriteria: null }],
    ['criteria without end', { ...A_REFUSAL, unmetCriteria: Array(51).fill('insurance') }],
    ['dates of its own', { ...A_GRANT, endsOn: '2100-01-01' }],
  ])('is not decided with %s', async (_what, decision) => {
    const id = await waiting();
    expect(await refused(server, () => decide(id, decision))).toEqual([400, 'request.invalid']);
  });

  it('is decided, renewed and withdrawn by the operator alone', async () => {
    const structure = await aLabelledStructure(server);
    const waiting = await aDeclaredStructure(server);
    const id = await anApplication(waiting);
    const funder = await anOrganisation(server, 'funder');
    for (const client of [waiting.client, waiting.mediator, structure.client, funder.client]) {
      const attempts = [
        () => client.post(`/label-applications/${id}/decision`, A_GRANT),
        () => client.post(`/structures/${structure.structureId}/label-renewals`),
        () => client.post(`/labels/${structure.labelId}/withdrawal`, WITHDRAWAL),
      ];
      for (const attempt of attempts)
        expect(await refused(server, attempt)).toEqual([403, 'access.not-permitted']);
    }
  });

  it('that does not exist is not found', async () => {
    const nothing = crypto.randomUUID();
    expect(await refused(server, () => decide(nothing))).toEqual([404, 'access.not-found']);
    expect(await refused(server, () => withdraw(nothing))).toEqual([404, 'access.not-found']);
    expect(await refused(server, () => operator.post(`/structures/${nothing}/label-renewals`))).toEqual([
      404,
      'access.not-found',
    ]);
    expect(await refused(server, () => decide("1'"))).toEqual([400, 'request.invalid']);
  });
});

describe('a renewal', () => {
  it('begins where the label ends, so that no day is lost and none is paid twice', async () => {
    const structure = await aLabelledStructure(server);
    server.clock.setDay(asDay('2027-01-01'));
    const { status, body } = await renew(structure);
    expect([status, body.startsOn, body.endsOn]).toEqual([201, '2027-03-02', '2028-03-02']);
    expect(await invoicesOf(structure)).toHaveLength(2);
    expect(await balance(ofStructure('label-receivable', structure.structureId))).toBe(16_000n);
    expect((await seen(structure)).label).toMatchObject({
      inForce: true,
      lapsesOn: '2028-03-02',
      noticeDaysLeft: null,
    });
    expect(await standing(structure, '2027-03-02')).toMatchObject({ label: { id: body.id } });
  });

  it('is not sold more than 60 days before, when the structure is first warned', async () => {
    const structure = await aLabelledStructure(server);
    server.clock.setDay(asDay('2026-12-31'));
    expect(await refused(server, () => renew(structure))).toEqual([409, 'structures.renewal-too-early']);
    expect((await renew(structure)).body.params).toEqual({ until: '2 mars 2027', from: '1er janvier 2027' });
    expect((await seen(structure)).label.noticeDaysLeft).toBeNull();
    server.clock.setDay(asDay('2027-01-01'));
    expect((await seen(structure)).label.noticeDaysLeft).toBe(60);
    expect((await renew(structure)).status).toBe(201);
  });

  it('asked for eight times at once is one year and one invoice', async () => {
    const structure = await aLabelledStructure(server);
    server.clock.setDay(asDay('2027-02-15'));
    const answers = await Promise.all(Array.from({ length: 8 }, () => renew(structure)));
    expect(created(answers)).toHaveLength(1);
    expect(codes(answers)).toEqual(Array(7).fill('structures.renewal-too-early'));
    expect((await seen(structure)).history.labels).toHaveLength(2);
    expect(await invoicesOf(structure)).toHaveLength(2);
  });

  it('is not given to a structure that has no label, or whose label has lapsed', async () => {
    const never = await aDeclaredStructure(server);
    expect(await refused(server, () => renew(never))).toEqual([409, 'structures.no-label-to-renew']);
    const lapsed = await aLabelledStructure(server);
    server.clock.setDay(asDay('2027-03-02'));
    expect((await seen(lapsed)).label).toMatchObject({ inForce: false, lapsesOn: null });
    expect(await refused(server, () => renew(lapsed))).toEqual([409, 'structures.no-label-to-renew']);
  });
});

describe('a withdrawn label', () => {
  it('does not count from that day on, and may be applied for again', async () => {
    const structure = await aLabelledStructure(server);
    server.clock.setDay(asDay('2026-06-01'));
    const { status, body } = await withdraw(structure.labelId);
    expect([status, body]).toEqual([
      201,
      { ...WITHDRAWAL, labelIds: [structure.labelId], withdrawnOn: '2026-06-01' },
    ]);
    expect(await standing(structure, '2026-05-31')).toMatchObject({ label: { id: structure.labelId } });
    expect(await standing(structure, '2026-06-01')).toMatchObject({ label: null });
    const { label, history } = await seen(structure);
    expect(label.inForce).toBe(false);
    expect(history.labels[0].withdrawal).toEqual({ ...WITHDRAWAL, withdrawnOn: '2026-06-01' });
    // What was invoiced for the year stays due.
    expect(await balance(ofStructure('label-receivable', structure.structureId))).toBe(8_000n);
    const again = await decide(await anApplication(structure));
    expect(again.body.label).toMatchObject({ startsOn: '2026-06-01', endsOn: '2027-06-01' });
  });

  it('does not come back with the renewal that followed it', async () => {
    const structure = await aLabelledStructure(server);
    server.clock.setDay(asDay('2027-02-01'));
    const { body: renewal } = await renew(structure);
    const { body } = await withdraw(structure.labelId);
    expect(body.labelIds).toEqual([structure.labelId, renewal.id]);
    expect(await standing(structure, '2027-03-02')).toMatchObject({ label: null });
    expect(await refused(server, () => withdraw(renewal.id))).toEqual([409, 'structures.label-withdrawn']);
  });

  it('may be the renewal alone, and the present year stays', async () => {
    const structure = await aLabelledStructure(server);
    server.clock.setDay(asDay('2027-02-01'));
    const { body: renewal } = await renew(structure);
    expect((await withdraw(renewal.id)).body.labelIds).toEqual([renewal.id]);
    expect((await seen(structure)).label).toMatchObject({ inForce: true, lapsesOn: '2027-03-02' });
  });

  it('eight times at once is withdrawn once', async () => {
    const structure = await aLabelledStructure(server);
    const answers = await Promise.all(Array.from({ length: 8 }, () => withdraw(structure.labelId)));
    expect(created(answers)).toHaveLength(1);
    expect(codes(answers)).toEqual(Array(7).fill('structures.label-withdrawn'));
  });

  it('renewed at the same moment is not labelled next year', async () => {
    const structure = await aLabelledStructure(server);
    server.clock.setDay(asDay('2027-02-15'));
    const [withdrawn, renewed] = await Promise.all([withdraw(structure.labelId), renew(structure)]);
    expect(withdrawn.status).toBe(201);
    if (renewed.status !== 201) expect(renewed.body.code).toBe('structures.no-label-to-renew');
    for (const day of ['2027-02-15', '2027-03-02']) {
      expect(await standing(structure, day)).toMatchObject({ label: null });
    }
  });

  it('is not withdrawn when it is over', async () => {
    const structure = await aLabelledStructure(server);
    server.clock.setDay(asDay('2027-03-02'));
    expect(await refused(server, () => withdraw(structure.labelId))).toEqual([409, 'structures.label-over']);
  });

  it('granted again on the very day it began is refused: that year of label exists', async () => {
    const structure = await aLabelledStructure(server);
    await withdraw(structure.labelId);
    const id = await anApplication(structure);
    expect(await refused(server, () => decide(id))).toEqual([409, 'structures.label-exists']);
    server.clock.setDay(asDay('2026-03-03'));
    expect((await decide(id)).body.label.startsOn).toBe('2026-03-03');
  });

  it.each([
    ['no criterion', { ...WITHDRAWAL, unmetCriteria: [] }],
    ['no list of criteria', { reason: 'Fraude.' }],
    ['an unknown criterion', { ...WITHDRAWAL, unmetCriteria: ['fraud'] }],
    ['no reason', { unmetCriteria: ['insurance'] }],
    ['a day of its own', { ...WITHDRAWAL, withdrawnOn: '2026-01-01' }],
  ])('is not withdrawn with %s', async (_what, body) => {
    const { labelId } = await labelled();
    expect(await refused(server, () => withdraw(labelId, body))).toEqual([400, 'request.invalid']);
  });
});

const insert = (sql: string, ...params: unknown[]) =>
  server.db.transaction((tx) => affected(tx, sql, params));

describe('the database itself', () => {
  it('refuses a second decision, label or withdrawal, and a refusal without criteria, with the same words', async () => {
    const { structureId, labelId } = await aLabelledStructure(server);
    const { applicationId } = await server.db.read((tx) =>
      oneRow<{ applicationId: string }>(
        tx,
        'SELECT application_id AS "applicationId" FROM label WHERE id = $1',
        [labelId],
      ),
    );
    const now = server.clock.now();
    const decision = `INSERT INTO label_decision (application_id, outcome, unmet_criteria, reason, decided_at) VALUES ($1, $2, $3, 'r', $4)`;
    await expect(insert(decision, applicationId, 'granted', [], now)).rejects.toMatchObject({
      code: 'structures.application-decided',
    });
    const open = await anApplication(await aDeclaredStructure(server));
    await expect(insert(decision, open, 'refused', [], now)).rejects.toMatchObject({
      code: 'structures.unmet-criteria-missing',
    });
    await expect(
      insert(
        `INSERT INTO label (structure_id, starts_on, ends_on, granted_at) VALUES ($1, '2026-03-02', '2027-03-02', $2)`,
        structureId,
        now,
      ),
    ).rejects.toMatchObject({ code: 'structures.label-exists' });
    await withdraw(labelId);
    await expect(
      insert(
        `INSERT INTO label_withdrawal (label_id, unmet_criteria, reason, withdrawn_on, withdrawn_at) VALUES ($1, '{insurance}', 'r', '2026-03-02', $2)`,
        labelId,
        now,
      ),
    ).rejects.toMatchObject({ code: 'structures.label-withdrawn' });
  });
});

describe('the audit trail of a label', () => {
  it('says each step to the structure, without the reason that a person wrote', async () => {
    const structure = await aLabelledStructure(server);
    await withdraw(structure.labelId);
    const entries = await server.db.read((tx) =>
      rows<{ action: string; text: string }>(
        tx,
        `SELECT action, e::text AS text FROM audit_entry e
          WHERE (organisation_id = $1 OR concerns @> ARRAY[$1::uuid]) AND action LIKE 'label.%' ORDER BY id`,
        [structure.structureId],
      ),
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'label.applied',
      'label.granted',
      'label.withdrawn',
    ]);
    expect(entries.map(({ text }) => text).join()).not.toContain(WITHDRAWAL.reason);
  });

  it('is not written by an invoice that fails', async () => {
    const structure = await aDeclaredStructure(server);
    const id = await anApplication(structure);
    const issue = jest.spyOn(server.get(Invoices), 'issue').mockRejectedValueOnce(new Error('no number'));
    const before = await digestOfEverything(server);
    const actor = { ...SYSTEM, organisationId: structure.structureId };
    await expect(server.get(Labels).decide(actor, id, A_GRANT as never)).rejects.toThrow('no number');
    issue.mockRestore();
    expect(await digestOfEverything(server)).toEqual(before);
  });
});
