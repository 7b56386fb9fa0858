import { readdirSync, statSync } from 'node:fs';
import { affected, rows } from '../../src/database/sql.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { tellWhetherMailLeaves } from '../../src/letters/mail.js';
import { Letters } from '../../src/letters/letters.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import { letterFiles } from '../support/letters.js';
import { aMember, anOrganisation } from '../support/people.js';
import { aLabelledStructure, anEnrolmentForm, anOperator } from '../support/structures.js';
import { EXAMPLES } from './examples.js';

const files = letterFiles();
let server: TestApp;
beforeAll(async () => {
  server = await TestApp.start('2026-03-02', { mail: files });
  await anOperator(server);
});
afterAll(() => server.stop());

const post = (organisationId: string, personId?: string) =>
  server.db.transaction((tx) =>
    server.get(Letters).post(tx, server.clock.now(), {
      kind: 'payout-rejected',
      to: personId ? { organisationId, personId } : { organisationId },
      facts: EXAMPLES['payout-rejected'],
    }),
  );
const lettersTo = async (organisationId: string) =>
  (
    await server.db.read((tx) =>
      rows<{ kind: string }>(
        tx,
        'SELECT kind FROM letter WHERE organisation_id = $1 ORDER BY posted_at, kind',
        [organisationId],
      ),
    )
  ).map(({ kind }) => kind);

describe('the outbox', () => {
  it('holds no letter, and no work, of what was rolled back', async () => {
    const funder = await anOrganisation(server, 'funder');
    const undone = server.db.transaction(async (tx) => {
      await server.get(Letters).post(tx, server.clock.now(), {
        kind: 'order-refused',
        to: { organisationId: funder.organisationId },
        facts: EXAMPLES['order-refused'],
      });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await lettersTo(funder.organisationId)).toEqual([]);
    const work = await server.db.read((tx) =>
      rows(
        tx,
        `SELECT 1 FROM job j WHERE kind = 'send-letter' AND NOT EXISTS (SELECT 1 FROM letter WHERE id::text = j.subject_id)`,
      ),
    );
    expect(work).toEqual([]);
  });

  it('keeps no address and no word, and is not edited afterwards', async () => {
    const structure = await anOrganisation(server, 'structure');
    const id = await post(structure.organisationId);
    await server.get(Jobs).runDue();
    const [kept] = await server.db.read((tx) =>
      rows<{ text: string }>(
        tx,
        `SELECT l::text || coalesce(string_agg(d::text, ''), '') AS text FROM letter l
           LEFT JOIN letter_delivery d ON d.letter_id = l.id WHERE l.id = $1 GROUP BY l`,
        [id],
      ),
    );
    expect(kept!.text).not.toMatch(/@|Bonjour|vous/);
    for (const sql of [
      'UPDATE letter SET kind = kind',
      'DELETE FROM letter',
      'DELETE FROM letter_delivery',
    ]) {
      await expect(server.db.transaction((tx) => affected(tx, sql))).rejects.toThrow('facts');
    }
  });

  it('is not read by another organisation, nor by a mediator, and a person’s own letter by nobody else of theirs', async () => {
    const structure = await anOrganisation(server, 'structure');
    const colleague = await aMember(server, structure.organisationId);
    const mediator = await aMember(server, structure.organisationId, 'member');
    const stranger = await anOrganisation(server, 'structure');
    const toAll = await post(structure.organisationId);
    const toOne = await post(structure.organisationId, structure.personId);
    const seen = async (person: typeof structure) => [
      (await person.client.get(`/letters/${toAll}`)).status,
      (await person.client.get(`/letters/${toOne}`)).status,
    ];
    expect(await seen(structure)).toEqual([200, 200]);
    expect(await seen(colleague)).toEqual([200, 404]);
    expect(await seen(mediator)).toEqual([403, 403]);
    expect(await seen(stranger)).toEqual([404, 404]);
    const idsOf = async (person: typeof structure) =>
      new Set((await person.client.get('/letters')).body.items.map((each: { id: string }) => each.id));
    expect(await idsOf(structure)).toEqual(new Set([toAll, toOne]));
    expect(await idsOf(colleague)).toEqual(new Set([toAll]));
    expect(await idsOf(stranger)).toEqual(new Set());
    const operator = await anOperator(server);
    expect((await operator.get(`/letters/${toOne}`)).body.text).toContain('AC04 compte clos');
  });

  it('is read page by page, by state', async () => {
    const structure = await anOrganisation(server, 'structure');
    const ids = [await post(structure.organisationId), await post(structure.organisationId)];
    const first = (await structure.client.get('/letters?limit=1&state=waiting')).body;
    const second = (await structure.client.get(`/letters?limit=1&state=waiting&after=${first.next}`)).body;
    expect(new Set([first.items[0].id, second.items[0].id])).toEqual(new Set(ids));
    expect(second.next).toBeNull();
    expect((await structure.client.get('/letters?state=failed')).body.items).toEqual([]);
    await server.get(Jobs).runDue();
    expect((await structure.client.get('/letters?state=waiting')).body.items).toEqual([]);
    expect((await structure.client.get('/letters?state=sent')).body.items).toHaveLength(2);
  });
});

describe('letters as files', () => {
  it('are for nobody else’s eyes, one per message', async () => {
    const structure = await anOrganisation(server, 'structure');
    await post(structure.organisationId);
    await server.get(Jobs).runDue();
    expect(statSync(files.dir).mode & 0o777).toBe(0o700);
    const names = readdirSync(files.dir);
    expect(
      names.every(
        (name) => name.endsWith('.eml') && (statSync(`${files.dir}/${name}`).mode & 0o777) === 0o600,
      ),
    ).toBe(true);
    const mine = (await files.read()).filter(({ messageId }) => messageId?.includes(structure.personId));
    expect(mine.map(({ subject }) => subject)).toEqual([
      'Un versement de 1\u202f226,24\u202f€ a été rejeté par la banque',
    ]);
  });
});

describe('the letter to whoever enrols', () => {
  it('leads to a page that can confirm, and shows its secret to nobody who reads the outbox', async () => {
    const form = anEnrolmentForm();
    await server.nobody.post('/structures', form);
    await server.get(Jobs).runDue();
    const mine = (await files.read()).filter(({ to }) => to?.[0]?.address === form.manager.email);
    const [token] = /(?<=\/inscription\/confirmation#)\S+/.exec(mine[0]?.text ?? '') as unknown as [string];
    const operator = await anOperator(server);
    const { items } = (await operator.get('/letters')).body;
    const newest = items.find(({ kind }: { kind: string }) => kind === 'enrolment-asked');
    const { text } = (await operator.get(`/letters/${newest.id}`)).body;
    expect(text).toContain('/inscription/confirmation#');
    expect(text).not.toContain(token);
    const confirmed = await server.nobody.post('/structures/confirmation', {
      token,
      password: 'quatre mots de passe',
    });
    expect(confirmed.status).toBe(201);
  });
});

describe('at the start', () => {
  const told = async (settings: Parameters<typeof tellWhetherMailLeaves>[0]) => {
    const lines: string[] = [];
    await tellWhetherMailLeaves(settings, (line) => lines.push(line));
    return lines;
  };

  it('a mail server that is not there is told in one line, without the password', async () => {
    const lines = await told({ ...files, smtpUrl: 'smtp://someone:s3cret@127.0.0.1:9' });
    expect(lines).toEqual([
      'Letters cannot leave by SMTP_URL (127.0.0.1:9): ECONNREFUSED. They wait, and are tried again.',
    ]);
  });

  it('a folder that cannot be is told too, and one that can is not', async () => {
    expect(await told(files)).toEqual([]);
    expect(await told({ ...files, dir: '/dev/null/letters' })).toEqual([expect.stringContaining('ENOTDIR')]);
  });
});

describe('a label that ends', () => {
  const morning = async (day: string, hour = 9) => {
    server.clock.setDay(asDay(day), hour);
    await server.get(Jobs).planToday();
    await server.get(Jobs).runDue();
  };
  const endings = async (structureId: string) =>
    (await lettersTo(structureId)).filter((kind) => kind === 'label-ending').length;

  it('is told 60 and 15 days before, once each, and not again when days were missed', async () => {
    server.clock.setDay(asDay('2026-03-02'));
    const { structureId } = await aLabelledStructure(server);
    await morning('2026-12-31');
    expect(await endings(structureId)).toBe(0);
    await morning('2027-01-01', 7);
    expect(await endings(structureId)).toBe(0);
    await morning('2027-01-01');
    await morning('2027-01-02');
    await morning('2027-02-14');
    expect(await endings(structureId)).toBe(1);
    await morning('2027-02-16');
    await morning('2027-03-01');
    await morning('2027-03-02');
    expect(await endings(structureId)).toBe(2);
  });

  it('is told once to a structure that is late for both', async () => {
    server.clock.setDay(asDay('2027-04-01'));
    const { structureId } = await aLabelledStructure(server);
    await morning('2028-03-25');
    await morning('2028-03-26');
    expect(await endings(structureId)).toBe(1);
  });

  it('is not told to a structure that has renewed it, nor to one whose label was withdrawn', async () => {
    server.clock.setDay(asDay('2028-05-02'));
    const renewed = await aLabelledStructure(server);
    const withdrawn = await aLabelledStructure(server);
    server.clock.setDay(asDay('2029-03-10'), 1);
    expect((await renewed.operator.post(`/structures/${renewed.structureId}/label-renewals`)).status).toBe(
      201,
    );
    const reason = { unmetCriteria: ['insurance'], reason: 'Plus assurée.' };
    expect((await withdrawn.operator.post(`/labels/${withdrawn.labelId}/withdrawal`, reason)).status).toBe(
      201,
    );
    await morning('2029-03-10');
    await morning('2029-04-20');
    expect(await endings(renewed.structureId)).toBe(0);
    expect(await endings(withdrawn.structureId)).toBe(0);
    expect(await lettersTo(withdrawn.structureId)).toContain('label-withdrawn');
  });
});
