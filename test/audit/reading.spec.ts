import type { Action, Subject } from '../../src/audit/actions.js';
import { AuditTrail } from '../../src/audit/audit-trail.js';
import { rows } from '../../src/database/sql.js';
import { addDays, parisDay, startOfParisDay } from '../../src/shared/calendar.js';
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
  await record(operator, 'exercise.closed', 'exercise', '2025');
});
afterAll(() => server.stop());

async function record(
  by: TestPerson,
  action: Action,
  subject: Subject,
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
      'exercise.closed 2025',
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
    expect(await seen(funder, '?action=exercise.closed')).toEqual([]);
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
    expect(await seen(operator, '?subject=exercise')).toEqual(['exercise.closed 2025']);
    expect(await seen(operator, '?subject=order&subjectId=A&action=order.approved')).toEqual([
      'order.approved A',
    ]);
  });

  it('is filtered by who did it, and never by somebody of another organisation', async () => {
    expect(await seen(operator, `?personId=${funder.personId}`)).toEqual(['order.submitted A']);
    expect(await seen(funder, `?personId=${funder.personId}`)).toEqual(['order.submitted A']);
    // The entry concerns the funder; that this very person of the operator's made it is not theirs to find out.
    expect(await seen(funder, `?personId=${operator.personId}`)).toEqual([]);
  });

  it('is filtered by Paris days, the last one whole', async () => {
    const today = parisDay(server.clock.now());
    const whole = await seen(operator);
    expect(await seen(operator, `?from=${today}&to=${today}`)).toEqual(whole);
    expect(await seen(operator, `?from=${addDays(today, 1)}`)).toEqual([]);
    expect(await seen(operator, `?to=${addDays(today, -1)}`)).toEqual([]);
    const before = server.clock.now();
    const lastMoment = new Date(startOfParisDay(addDays(today, 1)).getTime() - 1);
    server.clock.set(lastMoment);
    await record(other, 'order.cancelled', 'order', 'B');
    server.clock.set(before);
    expect(await seen(operator, `?to=${today}&action=order.cancelled`)).toEqual(['order.cancelled B']);
    expect(await seen(operator, `?from=${addDays(today, 1)}&action=order.cancelled`)).toEqual([]);
  });

  it('comes page by page, and an entry added meanwhile moves no other', async () => {
    const whole = await seen(operator);
    const first = await operator.client.get('/audit-trail?limit=3');
    await record(operator, 'order.cancelled', 'order', 'C');
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
    'action=order',
    'subject=day',
    'personId=x',
    'from=2026-02-30',
    'to=hier',
    'after=x',
    'limit=1e3',
    'concerns=x',
    'action=order.approved&action=order.refused',
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
