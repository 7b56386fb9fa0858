import { deflateSync } from 'node:zlib';
import { rows } from '../../src/database/sql.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { type Client, TestApp } from '../support/app.js';
import { aPrintedOrder } from '../support/distribution.js';
import { theOperator } from '../support/funders.js';
import { anOrganisation, type TestPerson } from '../support/people.js';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#0f4c5c"/></svg>';
const UNSAFE = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

/** A grey square. */
function aPng(side = 4): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(kind, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };
  const header = Buffer.from([0, 0, 0, side, 0, 0, 0, side, 8, 0, 0, 0, 0]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.alloc(side * (side + 1)));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('the logo of a funder', () => {
  let server: TestApp;
  let funder: TestPerson;
  let path: string;
  beforeAll(async () => {
    server = await TestApp.start();
    await theOperator(server);
    funder = await anOrganisation(server, 'funder');
    path = `/organisations/${funder.organisationId}/logo`;
  });
  afterAll(() => server.stop());

  const put = (client: Client, body: unknown, type = 'image/svg+xml', to = path) =>
    client.call('PUT', to, { body, headers: { 'content-type': type } });

  it('is put, replaced, read as it was, and removed', async () => {
    expect((await funder.client.get(path)).body.code).toBe('documents.logo-missing');
    expect((await put(funder.client, SVG)).status).toBe(204);
    const read = await funder.client.get(path);
    expect([read.headers['content-type'], String(read.body)]).toEqual(['image/svg+xml', SVG]);
    expect(read.headers['content-security-policy']).toContain('sandbox');
    expect((await put(funder.client, aPng(), 'image/png')).status).toBe(204);
    const { client } = await theOperator(server);
    const replaced = await client.get(path);
    expect([replaced.headers['content-type'], replaced.body.equals(aPng())]).toEqual(['image/png', true]);
    expect((await client.delete(path)).status).toBe(204);
    expect((await funder.client.delete(path)).status).toBe(204);
    expect((await funder.client.get(path)).body.code).toBe('documents.logo-missing');
    const trail = await client.get(`/audit-trail?subjectId=${funder.organisationId}`);
    expect(trail.body.items.map((each: any) => each.action)).toEqual([
      'logo.removed',
      'logo.put',
      'logo.put',
    ]);
  });

  it('is what its bytes say, whatever it is announced as', async () => {
    expect((await put(funder.client, aPng(), 'image/svg+xml')).status).toBe(204);
    expect((await funder.client.get(path)).headers['content-type']).toBe('image/png');
  });

  it('is refused when it is dangerous, no picture, too large, or in JSON', async () => {
    const before = await rowsOf();
    const tries: [unknown, string, string][] = [
      [UNSAFE, 'image/svg+xml', 'documents.logo-unsafe'],
      ['GIF89a', 'image/png', 'documents.logo-unreadable'],
      [Buffer.alloc(500_001), 'image/png', 'documents.logo-too-large'],
      [Buffer.alloc(2_000_000), 'image/png', 'request.too-large'],
      [aPng().subarray(0, 40), 'image/png', 'documents.logo-unreadable'],
      ['', 'image/png', 'documents.logo-unreadable'],
      [{ logo: SVG }, 'application/json', 'documents.logo-unreadable'],
      [SVG, 'text/html', 'request.media-type'],
    ];
    for (const [body, type, code] of tries)
      expect([type, (await put(funder.client, body, type)).body?.code]).toEqual([type, code]);
    expect(await rowsOf()).toEqual(before);
  });

  it('is neither read nor put for another organisation, nor for one that is not there', async () => {
    const stranger = await anOrganisation(server, 'funder');
    for (const answer of [
      await stranger.client.get(path),
      await put(stranger.client, SVG),
      await stranger.client.delete(path),
    ])
      expect([answer.status, answer.body.code]).toEqual([404, 'access.not-found']);
    const { client } = await theOperator(server);
    const nowhere = '/organisations/00000000-0000-4000-8000-000000000000/logo';
    expect((await put(client, SVG, 'image/svg+xml', nowhere)).body.code).toBe('access.not-found');
  });

  it('is the body of no other request', async () => {
    const answer = await funder.client.call('POST', '/api-keys', {
      body: aPng(),
      headers: { 'content-type': 'image/png' },
    });
    expect(answer.body.code).toBe('request.media-type');
  });

  it('makes another print once it is another', async () => {
    const order = await aPrintedOrder(server, { funder });
    const ask = async () =>
      (await funder.client.post(`/orders/${order.id}/books/print`, { fromBook: 1, toBook: 1 })).body.id;
    await put(funder.client, SVG);
    const first = await ask();
    await server.get(Jobs).runDue();
    expect(await ask()).toBe(first);
    await put(funder.client, aPng(), 'image/png');
    expect(await ask()).not.toBe(first);
  });

  const rowsOf = () => server.db.read((tx) => rows(tx, 'SELECT * FROM organisation_logo'));
});
