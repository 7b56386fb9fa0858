import { ROLES } from '../../src/access/actor.js';
import { PERMISSIONS } from '../../src/access/permissions.js';
import { TestApp } from '../support/app.js';

interface Route {
  name: string;
  operation: Record<string, any>;
}

let server: TestApp;
let routes: Route[];

beforeAll(async () => {
  server = await TestApp.start();
  routes = Object.entries(server.openApi.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation: operation as Record<string, any>,
    })),
  );
});
afterAll(() => server.stop());

const isPublic = ({ operation }: Route) => operation['x-roles']?.includes('public') === true;

/** The path with something in the place of its parameters. */
const example = (name: string) => name.replaceAll(/\{\w+\}/g, '00000000-0000-0000-0000-000000000000');

describe('who may', () => {
  it('is said of every route: a permission of the table, or public', () => {
    const unsaid = routes.filter(
      (route) => isPublic(route) === (route.operation['x-permission'] ?? '') in PERMISSIONS,
    );
    expect(unsaid.map(({ name }) => name)).toEqual([]);
    expect(routes.length).toBeGreaterThan(10);
  });

  it('is asked of every permission: none stands in the table for nothing', () => {
    const used = new Set(routes.map(({ operation }) => operation['x-permission']));
    expect(Object.keys(PERMISSIONS).filter((permission) => !used.has(permission))).toEqual([]);
  });

  it('leaves no role without anything to do', () => {
    const roles = new Set(Object.values(PERMISSIONS).flat());
    expect(ROLES.filter((role) => !roles.has(role))).toEqual([]);
  });

  it('is nobody without an account, on every route that is not public', async () => {
    for (const route of routes.filter((each) => !isPublic(each))) {
      const [method = '', path = ''] = example(route.name).split(' ');
      const reply = await server.app.inject({ method: method as 'GET', url: path });
      expect([route.name, reply.statusCode, reply.json().code]).toEqual([
        route.name,
        401,
        'access.not-signed-in',
      ]);
    }
  });

  it('is nobody from a page of another site, on every route that changes something', async () => {
    for (const { name } of routes.filter((route) => !route.name.startsWith('GET '))) {
      const [method = '', path = ''] = example(name).split(' ');
      const headers = { 'sec-fetch-site': 'cross-site' };
      const reply = await server.app.inject({ method: method as 'POST', url: path, headers });
      expect([name, reply.statusCode, reply.json().code]).toEqual([name, 403, 'access.origin-refused']);
    }
  });
});

describe('every route', () => {
  it('says what it answers, and refuses in problem details', () => {
    const silent = routes.filter(({ operation }) => {
      const good = Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith('2'));
      return good.length !== 1 || good.some(([status, answer]: any) => status !== '204' && !answer.content);
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('takes what its path names', () => {
    const wrong = routes.filter(({ name, operation }) => {
      const named = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const told = (operation['parameters'] ?? []).filter((parameter: any) => parameter.in === 'path');
      return named.length !== told.length || !told.every((parameter: any) => named.includes(parameter.name));
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});
