import { type Role, ROLES } from '../../src/access/actor.js';
import { type Client, TestApp } from '../support/app.js';
import { exampleOf, type Operation, operationsOf } from '../support/openapi.js';
import { aMember, anOrganisation } from '../support/people.js';

/** Every route, asked by every role: who is not in the table is refused before anything else is looked at. */
describe('role × route', () => {
  let server: TestApp;
  let operations: Operation[];
  const clients = new Map<Role, Client>();

  beforeAll(async () => {
    server = await TestApp.start();
    operations = operationsOf(server);
    clients.set('operator', (await anOrganisation(server, 'operator')).client);
    clients.set('funder', (await anOrganisation(server, 'funder')).client);
    clients.set('state', (await anOrganisation(server, 'state')).client);
    const prescriber = await anOrganisation(server, 'prescriber');
    clients.set('prescriber-manager', prescriber.client);
    clients.set('social-worker', (await aMember(server, prescriber.organisationId, 'member')).client);
    const structure = await anOrganisation(server, 'structure');
    clients.set('structure-manager', structure.client);
    clients.set('mediator', (await aMember(server, structure.organisationId, 'member')).client);
  });
  afterAll(() => server.stop());

  const ask = (client: Client, { method, path, body }: Operation) =>
    client.call(
      method,
      path.replaceAll(/\{year\}/g, '2026').replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'),
      body ? { body: exampleOf(server, body) } : {},
    );

  it('documents who may use each route', () => {
    expect(operations.length).toBeGreaterThan(60);
    expect(operations.filter(({ roles }) => roles.length === 0)).toEqual([]);
  });

  it('answers nobody but on public routes', async () => {
    for (const operation of operations) {
      const { status } = await ask(server.nobody, operation);
      const where = `${operation.method} ${operation.path}`;
      if (operation.roles.includes('public')) expect([where, status]).not.toEqual([where, 403]);
      else expect([where, status]).toEqual([where, 401]);
    }
  });

  it.each(ROLES)('refuses %s what is not in its column, and nothing else', async (role) => {
    const wrong: string[] = [];
    for (const operation of operations.filter(({ roles }) => !roles.includes('public'))) {
      // Signing out would end the session that the next routes need.
      if (operation.method === 'DELETE' && operation.path === '/session') continue;
      const { body } = await ask(clients.get(role) as Client, operation);
      const refused = body?.code === 'access.not-permitted';
      if (refused === operation.roles.includes(role)) {
        wrong.push(`${operation.method} ${operation.path}: ${refused ? 'refused' : 'let in'}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
