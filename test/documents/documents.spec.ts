import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '../../src/access/actor.js';
import { affected } from '../../src/database/sql.js';
import type { AskedDocument } from '../../src/documents/document-kinds.js';
import { Documents } from '../../src/documents/documents.js';
import { Handlers } from '../../src/jobs/handlers.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { TestApp } from '../support/app.js';
import { theOperator } from '../support/funders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

let server: TestApp;
let operator: TestPerson;
let funder: TestPerson;
/** What the writers of the tests do next. */
let writing: (text: string) => Promise<string> = (text) => Promise.resolve(text);
let written = 0;

beforeAll(async () => {
  server = await TestApp.start('2026-03-02', { logLevel: 'silent' });
  server.get(Documents).makes('test-paper', { mediaType: 'text/plain' }, async ({ subjectId }, sink) => {
    written++;
    sink.write('begun ');
    sink.end(await writing(subjectId));
  });
  operator = await theOperator(server);
  funder = await anOrganisation(server, 'funder');
});
afterAll(() => server.stop());
beforeEach(() => {
  writing = (text) => Promise.resolve(text);
  written = 0;
});

const folder = () => join(server.dataDir, 'documents');
const filesOf = (id: string) =>
  (existsSync(folder()) ? readdirSync(folder()) : []).filter((name) => name.includes(id));
const work = () => server.get(Jobs).runDue();

function ask(asked: Partial<AskedDocument> = {}, by = asked.ownerId === null ? operator : funder) {
  const kind = by === operator ? 'operator' : 'funder';
  const { personId, organisationId } = by;
  const actor: Actor = { organisationId, personId, kind, role: kind, apiKeyId: null, officeId: null };
  return server.db.transaction((tx) =>
    server.get(Documents).request(tx, server.clock.now(), actor, {
      kind: 'test-paper',
      subjectId: randomUUID(),
      ownerId: funder.organisationId,
      fileName: 'paper.txt',
      ...asked,
    }),
  );
}

async function aMadeDocument(asked: Partial<AskedDocument> = {}) {
  const { id } = await ask(asked);
  await work();
  return (await funder.client.get(`/documents/${id}`)).body;
}

describe('a document', () => {
  it('is made in the background, and downloaded as it was written', async () => {
    const asked = await ask();
    expect(asked).toMatchObject({ state: 'making', madeAt: null, sha256: null, mediaType: 'text/plain' });
    expect((await funder.client.get(`/jobs/${asked.jobId}`)).body).toMatchObject({ state: 'waiting' });
    expect((await funder.client.get(`/documents/${asked.id}/file`)).body.code).toBe('documents.not-ready');
    await work();
    const text = `begun ${asked.subjectId}`;
    const sha256 = createHash('sha256').update(text).digest('hex');
    const { body } = await funder.client.get(`/documents/${asked.id}`);
    expect(body).toMatchObject({ state: 'ready', byteCount: text.length, sha256, fileName: 'paper.txt' });
    const file = await funder.client.get(`/documents/${asked.id}/file`);
    expect([file.status, file.body.toString()]).toEqual([200, text]);
    expect(file.headers).toMatchObject({
      'content-type': 'text/plain',
      'content-length': String(text.length),
      'content-disposition': 'attachment; filename="paper.txt"',
      'cache-control': 'private, no-store',
      etag: `"${sha256}"`,
    });
  });

  it('is not made twice when it is asked for twice, at once or later', async () => {
    const subjectId = randomUUID();
    const asked = await Promise.all([1, 2, 3].map(() => ask({ subjectId })));
    await work();
    asked.push(await ask({ subjectId }, operator));
    await work();
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    expect(written).toBe(1);
  });

  it('is not another range, nor another owner’s', async () => {
    const subjectId = randomUUID();
    const asked = [
      await ask({ subjectId }),
      await ask({ subjectId, variant: { fromBook: 1 } }),
      await ask({ subjectId, variant: { fromBook: 2 } }),
      await ask({ subjectId, ownerId: null }),
    ];
    expect(new Set(asked.map(({ id }) => id)).size).toBe(4);
  });

  it('is read, listed and followed by its owner and the operator alone', async () => {
    const { id, jobId } = await aMadeDocument();
    const hidden = await ask({ ownerId: null });
    const stranger = await anOrganisation(server, 'funder');
    for (const path of [`/documents/${id}`, `/documents/${id}/file`, `/jobs/${jobId}`])
      expect([path, (await stranger.client.get(path)).body.code]).toEqual([path, 'access.not-found']);
    expect((await stranger.client.get('/documents')).body.items).toEqual([]);
    expect((await funder.client.get(`/documents/${hidden.id}`)).status).toBe(404);
    const own = (await funder.client.get('/documents')).body.items.map((each: any) => each.id);
    expect(own).toContain(id);
    expect(own).not.toContain(hidden.id);
    const all = (await operator.client.get('/documents?limit=200')).body.items.map((each: any) => each.id);
    expect(all).toEqual(expect.arrayContaining([id, hidden.id]));
  });

  it('is listed among those of its kind and of its subject, and a stranger’s list shows none of them', async () => {
    const asked = await ask();
    const other = await ask();
    const listed = async ({ client }: TestPerson, query: string) =>
      (await client.get(`/documents?${query}`)).body.items.map((each: any) => each.id);
    expect(await listed(funder, `subjectId=${asked.subjectId}`)).toEqual([asked.id]);
    expect(await listed(funder, `kind=${asked.kind}&subjectId=${other.subjectId}`)).toEqual([other.id]);
    expect(await listed(funder, `kind=another&subjectId=${asked.subjectId}`)).toEqual([]);
    const stranger = await anOrganisation(server, 'funder');
    expect(await listed(stranger, `subjectId=${asked.subjectId}`)).toEqual([]);
  });

  it('leaves in the audit trail who asked for it and each download, and no download that was refused', async () => {
    const { id } = await aMadeDocument();
    const stranger = await anOrganisation(server, 'funder');
    await stranger.client.get(`/documents/${id}/file`);
    await funder.client.get(`/documents/${id}/file`);
    await operator.client.get(`/documents/${id}/file`);
    const { body } = await operator.client.get(`/audit-trail?subject=document&subjectId=${id}`);
    expect(body.items.map((each: any) => [each.action, each.organisationId])).toEqual([
      ['document.downloaded', operator.organisationId],
      ['document.downloaded', funder.organisationId],
      ['document.requested', funder.organisationId],
    ]);
  });
});

describe('the file of a document', () => {
  it('can be read by the service alone', async () => {
    const { id } = await aMadeDocument();
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder(), filesOf(id)[0]!)).mode & 0o777).toBe(0o600);
  });

  it('is never there by half: what fails leaves nothing, and is made at the next attempt', async () => {
    writing = () => Promise.reject(new Error('not now'));
    const { id } = await ask();
    await work();
    expect([written, filesOf(id)]).toEqual([1, []]);
    writing = (text) => Promise.resolve(text);
    server.clock.advance(60_000);
    await work();
    expect((await funder.client.get(`/documents/${id}`)).body.state).toBe('ready');
    expect(filesOf(id)).toHaveLength(1);
  });

  it('is not served once it is damaged or gone, and is made anew when asked for again', async () => {
    const harm = [
      (file: string) => writeFileSync(file, 'BEGUN'.padEnd(statSync(file).size)),
      (file: string) => truncateSync(file, 3),
      (file: string) => rmSync(file),
    ];
    for (const damage of harm) {
      const { id, subjectId } = await aMadeDocument();
      damage(join(folder(), filesOf(id)[0]!));
      expect((await funder.client.get(`/documents/${id}/file`)).body.code).toBe('documents.file-lost');
      expect((await funder.client.get(`/documents/${id}/file`)).body.code).toBe('documents.removed');
      const again = await aMadeDocument({ subjectId });
      expect(again.id).not.toBe(id);
      expect((await funder.client.get(`/documents/${again.id}/file`)).status).toBe(200);
    }
  });

  it('is removed after thirty days, refused from that instant, and made anew when asked for again', async () => {
    const { id, subjectId, askedAt, expiresAt } = await aMadeDocument();
    expect(Date.parse(expiresAt) - Date.parse(askedAt)).toBe(30 * 86_400_000);
    server.clock.advance(30 * 86_400_000);
    expect((await funder.client.get(`/documents/${id}/file`)).body.code).toBe('documents.removed');
    expect((await funder.client.get(`/documents/${id}`)).body.state).toBe('removed');
    const again = await ask({ subjectId });
    expect(again.id).not.toBe(id);
    await work();
    expect(filesOf(id)).toEqual([]);
    expect(filesOf(again.id)).toHaveLength(1);
  });

  it('goes, when a crash left it behind, but not while it may be in the making', async () => {
    mkdirSync(folder(), { recursive: true });
    const names = ['.draft-old', 'old', '.draft-young', 'young'];
    for (const name of names) {
      writeFileSync(join(folder(), name), 'left');
      const at = new Date(server.clock.now().getTime() + (name.includes('old') ? -2 : 30) * 86_400_000);
      utimesSync(join(folder(), name), at, at);
    }
    const { id } = await aMadeDocument();
    const kept = await aMadeDocument();
    server.clock.advance(30 * 86_400_000);
    const later = new Date(server.clock.now().getTime() - 3_600_000);
    for (const name of ['.draft-young', 'young']) utimesSync(join(folder(), name), later, later);
    await work();
    expect(
      readdirSync(folder())
        .filter((name) => names.includes(name))
        .toSorted(),
    ).toEqual(['.draft-young', 'young']);
    expect([filesOf(id), filesOf(kept.id)]).toEqual([[], []]);
  });

  it('is one when two processes make it at once: the second leaves nothing', async () => {
    const { id } = await ask();
    writing = async (text) => {
      if (written > 1) return text;
      // Another process takes the piece over while this one goes on, as when its lease was lost.
      const context = { attempt: 2, signal: AbortSignal.timeout(10_000), progress: () => Promise.resolve() };
      await server.get(Handlers).of('make-document').handler(id, context);
      return text;
    };
    await work();
    expect(written).toBe(2);
    expect(filesOf(id)).toHaveLength(1);
    expect((await funder.client.get(`/documents/${id}/file`)).status).toBe(200);
  });
});

describe('the row of a document', () => {
  it('is made once and removed once, whatever the code does', async () => {
    const { id } = await aMadeDocument();
    const tries = [
      `UPDATE document SET sha256 = sha256('x') WHERE id = $1`,
      `UPDATE document SET subject_id = 'x' WHERE id = $1`,
      `UPDATE document SET owner_id = NULL WHERE id = $1`,
      'DELETE FROM document WHERE id = $1',
    ];
    for (const sql of tries) {
      await expect(server.db.transaction((tx) => affected(tx, sql, [id]))).rejects.toMatchObject({
        constraint: 'append_only',
      });
    }
  });

  it('says that its making was given up, and another is made when it is asked for again', async () => {
    writing = () => Promise.reject(new Error('never'));
    const { id, subjectId } = await ask();
    for (let attempt = 1; attempt <= 6; attempt++) {
      await work();
      server.clock.advance(4 * 3_600_000);
    }
    expect((await funder.client.get(`/documents/${id}`)).body.state).toBe('failed');
    writing = (text) => Promise.resolve(text);
    const again = await aMadeDocument({ subjectId });
    expect([again.id === id, again.state]).toEqual([false, 'ready']);
  });
});
