import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { TestApp } from '../support/app.js';
import { addressOn } from '../support/database.js';

let server: TestApp;

beforeAll(async () => {
  server = await TestApp.start();
});
afterAll(() => server.stop());

/** Lets nobody into the server's database any more, or lets them in again. */
async function allowConnections(allowed: boolean): Promise<void> {
  const name = new URL(server.databaseUrl).pathname.slice(1);
  const client = new Client({ connectionString: addressOn('postgres') });
  await client.connect();
  await client.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS ${allowed}`);
  if (!allowed)
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  await client.end();
}

describe('the health of the service', () => {
  it('is told to anyone, with its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const answer = await server.nobody.get('/health');
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok', version }]);
  });

  it('is never said to be good while the database is away, and is good again when it is back', async () => {
    await allowConnections(false);
    const away = await server.app.inject({ method: 'GET', url: '/api/v1/health' });
    await allowConnections(true);
    expect(away.statusCode).toBe(503);
    expect(away.headers['content-type']).toContain('application/problem+json');
    expect(away.json()).toMatchObject({ status: 503, code: 'access.database-away' });
    expect(away.body).not.toMatch(/postgres|ECONN|127\.0/);
    expect((await server.nobody.get('/health')).status).toBe(200);
  });
});
