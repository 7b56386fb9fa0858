import { readFileSync } from 'node:fs';
import { TestApp } from '../support/app.js';

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.start();
});
afterAll(() => server.stop());

const get = (url: string, headers: Record<string, string> = {}) =>
  server.app.inject({ method: 'GET', url, headers });
const script = /src="(\/assets\/[^"]+\.js)"/.exec(readFileSync('web/dist/index.html', 'utf8'))![1]!;

describe('the screens, sent by the service', () => {
  it.each(['/', '/v/ABCD-EFGH-JKMN-PQRS-0', '/financeur/commandes/1', '/nulle-part'])(
    'answer the page at %s, never kept by a browser',
    async (url) => {
      const reply = await get(url);
      expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(reply.headers['cache-control']).toBe('no-cache');
      expect(reply.body).toContain('<div id="root">');
    },
  );

  it('let no inline script nor style in, nor another site', async () => {
    const policy = String((await get('/')).headers['content-security-policy']);
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-inline|https?:|\*/);
    expect(readFileSync('web/dist/index.html', 'utf8')).not.toMatch(
      /<style|<script(?! type="module" crossorigin src=)/,
    );
  });

  it('send what is named by its content for a year, compressed beforehand', async () => {
    const plain = await get(script);
    const brotli = await get(script, { 'accept-encoding': 'gzip, br' });
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotli.headers['content-type']).toBe(plain.headers['content-type']);
    expect(brotli.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
  });

  it.each(['/api/v1/nothing', '/api/nothing', '/api', '/assets/nothing.js'])(
    'do not take %s for a page',
    async (url) => {
      const reply = await get(url);
      expect([url, reply.statusCode, reply.json().code]).toEqual([url, 404, 'request.route-unknown']);
    },
  );

  it.each(['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/.env'])(
    'never send a file of the project: %s',
    async (url) => {
      const reply = await get(url);
      expect(reply.body).not.toContain('"dependencies"');
      expect(reply.headers['content-type']).not.toContain('application/json;');
    },
  );
});
