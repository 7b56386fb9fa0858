import { AuditTrail } from '../../src/audit/audit-trail.js';
import { rows } from '../../src/database/sql.js';
import { TestApp } from '../support/app.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

let server: TestApp;
let operator: TestPerson;
let funder: TestPerson;
let other: TestPerson;
let structure: TestPerson;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await anOrganisation(server, 'operator', { name: 'Passerelle' });
  funder = await anOrganisation(server, 'funder', { name: 'Chinon' });
  other = await anOrganisation(server, 'funder');
  structure = await anOrganisation(server, 'structure');
  await record(funder, 'order.submitted', 'order', 'A');
  await record(operator, 'order.approved', 'order', 'A', [funder.organisationId]);
  await record(other, 'order.submitted', 'order', 'B');
  await record(operator, 'backing.checked', 'day', '2026-03-02');
});
afterAll(() => server.stop());

async function record(
  by: TestPerson,
  action: string,
  subject: string,
  subjectId: string,
  concerns: string[] = [],
): Promise<void> {
  const author = { organisationId: by.organisationId, personId: by.personId, apiKeyId: null };
  const entry = { action, subject, subjectId, concerns, details: { amountCents: 1000 } };
  await server.db.transaction((tx) => server.get(AuditTrail).record(tx, author, server.clock.now(), entry));
}

const read = async (reader: TestPerson, query = '') =>
  (await reader.client.get(`/audit-trail${query}`)).body.items as any[];
const seen = async (reader: TestPerson, query = '') =>
  (await read(reader, query)).map(({ action, subjectId }) => `${action} ${subjectId}`);

describe('the audit trail', () => {
  it('shows the operator everything, newest first', async () => {
    expect(await seen(operator)).toEqual([
      'backing.checked 2026-03-02',
      'order.submitted B',
      'order.approved A',
      'order.submitted A',
    ]);
  });

  it('shows an organisation what it did and what concerns it, and nothing else', async () => {
    expect(await seen(funder)).toEqual(['order.approved A', 'order.submitted A']);
    expect(await seen(other)).toEqual(['order.submitted B']);
    expect(await seen(structure)).toEqual([]);
  });

  it('does not show another organisation’s entry to whoever knows what to ask for', async () => {
    expect(await seen(other, '?subject=order&subjectId=A')).toEqual([]);
    expect(await seen(funder, '?action=backing.checked')).toEqual([]);
  });

  it('names who acted to their own organisation and to the operator only', async () => {
    const [approved, submitted] = await read(funder);
    expect(submitted).toEqual({
      id: expect.any(Number),
      at: server.clock.now().toISOString(),
      organisationId: funder.organisationId,
      organisationName: 'Chinon',
      personId: funder.personId,
      personName: 'Personne',
      apiKeyId: null,
      action: 'order.submitted',
      subject: 'order',
      subjectId: 'A',
      details: { amountCents: 1000 },
    });
    expect(approved).toMatchObject({ organisationName: 'Passerelle', personId: null, personName: null });
    const all = await read(operator, '?subjectId=A');
    expect(all.map(({ personId }) => personId)).toEqual([operator.personId, funder.personId]);
  });

  it('is filtered by what was done and to what', async () => {
    expect(await seen(operator, '?action=order.submitted')).toHaveLength(2);
    expect(await seen(operator, '?subject=day')).toEqual(['backing.checked 2026-03-02']);
    expect(await seen(operator, '?subject=order&subjectId=A&action=order.approved')).toEqual([
      'order.approved A',
    ]);
    expect(await seen(operator, '?action=order')).toEqual([]);
  });

  it('comes page by page, and an entry added meanwhile moves no other', async () => {
    const whole = await seen(operator);
    const first = await operator.client.get('/audit-trail?limit=2');
    await record(operator, 'meanwhile', 'x', 'x');
    const second = await operator.client.get(`/audit-trail?limit=2&after=${first.body.next}`);
    const paged = [...first.body.items, ...second.body.items].map(
      ({ action, subjectId }: any) => `${action} ${subjectId}`,
    );
    expect(paged).toEqual(whole);
    expect(second.body.next).toBeNull();
  });

  it.each(['social-worker', 'mediator'])('is not for a %s', async (role) => {
    const kind = role === 'mediator' ? 'structure' : 'prescriber';
    const member = await anOrganisation(server, kind, { role: 'member' });
    expect((await member.client.get('/audit-trail')).body.code).toBe('access.not-permitted');
  });

  it.each([
    'subject=%00',
    'subjectId=a%00b',
    'action=',
    'after=x',
    'limit=1e3',
    'concerns=x',
    'action=a&action=b',
  ])('refuses %s as malformed', async (query) => {
    const answer = await operator.client.get(`/audit-trail?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });

  it.each(['UPDATE audit_entry SET action = $1', 'DELETE FROM audit_entry WHERE action <> $1'])(
    'cannot be changed: %s',
    async (statement) => {
      await expect(server.db.transaction((tx) => rows(tx, statement, ['x']))).rejects.toMatchObject({
        constraint: 'append_only',
      });
    },
  );
});
