import { type Role } from '../../src/access/actor.js';
import { type Answer, type Client, TestApp } from '../support/app.js';
import { exampleOf, type Operation, operationsOf, resolve } from '../support/openapi.js';
import { anOrganisation, aMember } from '../support/people.js';
import { digestOfEverything } from '../support/rows.js';

const HOSTILE: readonly [string, unknown][] = [
  ['null', null],
  ['a number', 7],
  ['a fraction', 1.5],
  ['a negative number', -1],
  ['2^53', 2 ** 53],
  ['1e308', 1e308],
  ['a text', 'x'],
  ['an empty text', ''],
  ['a long text', 'é'.repeat(20_000)],
  ['a NUL', 'a\u0000b'],
  ['half an emoji', 'a\ud83d'],
  ['right-to-left', '\u202eabc'],
  ['SQL', `'; DROP TABLE voucher; --`],
  ['a date that does not exist', '2026-02-30'],
  ['a far date', '+275760-09-13'],
  ['true', true],
  ['an empty list', []],
  ['a list of lists', [[[]]]],
  ['a long list', Array.from({ length: 5_000 }, () => 'x')],
  ['an object', {}],
  ['a prototype', { __proto__: { admin: true }, constructor: 'x' }],
];

const PATHS = [
  'x',
  '%00',
  '..%2f..',
  'é'.repeat(300),
  '-1',
  '9007199254740993',
  '00000000-0000-0000-0000-00000000000g',
  '%ff',
];

/** Every route, with a value of every wrong kind in every field: a refusal with a code, and nothing written. */
describe('bad input', () => {
  let server: TestApp;
  let operations: Operation[];
  const clients = new Map<string, Client>();

  beforeAll(async () => {
    server = await TestApp.start();
    operations = operationsOf(server);
    clients.set('public', server.nobody);
    clients.set('operator', (await anOrganisation(server, 'operator')).client);
    for (const kind of ['funder', 'state', 'prescriber', 'structure'] as const) {
      const { client, organisationId } = await anOrganisation(server, kind);
      const asRole: Partial<Record<typeof kind, Role>> = {
        prescriber: 'prescriber-manager',
        structure: 'structure-manager',
      };
      clients.set(asRole[kind] ?? kind, client);
      if (kind === 'prescriber')
        clients.set('social-worker', (await aMember(server, organisationId, 'member')).client);
      if (kind === 'structure')
        clients.set('mediator', (await aMember(server, organisationId, 'member')).client);
    }
  });
  afterAll(() => server.stop());

  const clientFor = ({ roles }: Operation) => clients.get(roles[0] as string) as Client;
  const pathOf = ({ path }: Operation) =>
    path.replaceAll('{year}', '2026').replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000');
  const expectProblem = (what: string, { status, body }: Answer) => {
    expect([what, status >= 400 && status < 500, typeof body?.code, typeof body?.sentences?.fr]).toEqual([
      what,
      true,
      'string',
      'string',
    ]);
  };

  /** Sends a body with each hostile value in each of its fields, and gives those that were not refused: they were good. */
  const attack = async (
    operation: Operation,
    spare: ReadonlySet<string> = new Set(),
  ): Promise<Set<string>> => {
    const example = exampleOf(server, operation.body);
    const accepted = new Set<string>();
    for (const name of Object.keys(resolve(server, operation.body).properties ?? {})) {
      for (const [kind, value] of HOSTILE) {
        const what = `${operation.method} ${operation.path} ${name} = ${kind}`;
        if (spare.has(what)) continue;
        const body = { ...example, [name]: value };
        const answer = await clientFor(operation).call(operation.method, pathOf(operation), { body });
        if (answer.status < 300) accepted.add(what);
        else expectProblem(what, answer);
      }
    }
    return accepted;
  };

  it('is refused in every field of every body, and writes nothing', async () => {
    for (const operation of operations.filter(({ body }) => body)) {
      let before = await digestOfEverything(server);
      const good = await attack(operation);
      if (good.size > 0) {
        // What some field could well hold was written: without those values nothing is.
        before = await digestOfEverything(server);
        expect([...(await attack(operation, good))]).toEqual([]);
      }
      expect([operation.path, await digestOfEverything(server)]).toEqual([operation.path, before]);
    }
  }, 240_000);

  it('is refused when something required is missing or something unknown is there', async () => {
    const before = await digestOfEverything(server);
    for (const operation of operations.filter(({ body }) => body)) {
      const example = exampleOf(server, operation.body);
      for (const name of resolve(server, operation.body).required ?? []) {
        const { [name]: _left, ...rest } = example;
        const answer = await clientFor(operation).call(operation.method, pathOf(operation), { body: rest });
        expectProblem(`${operation.method} ${operation.path} without ${name}`, answer);
        expect(answer.body.errors?.map((each: any) => each.field.split('.')[0])).toContain(name);
      }
      const answer = await clientFor(operation).call(operation.method, pathOf(operation), {
        body: { ...example, surprise: 1 },
      });
      expectProblem(`${operation.method} ${operation.path} with an unknown field`, answer);
    }
    expect(await digestOfEverything(server)).toEqual(before);
  }, 120_000);

  it('is refused in every part of every address', async () => {
    let refused = 0;
    for (const operation of operations) {
      for (const parameter of operation.parameters) {
        for (const value of PATHS) {
          const path =
            parameter.in === 'path'
              ? operation.path.replace(`{${parameter.name}}`, value).replaceAll(/\{\w+\}/g, '2026')
              : `${pathOf(operation)}?${parameter.name}=${value}`;
          const answer = await clientFor(operation).call(
            operation.method,
            path,
            operation.body ? { body: exampleOf(server, operation.body) } : {},
          );
          if (answer.status < 400) continue;
          expectProblem(`${operation.method} ${path}`, answer);
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(300);
  }, 120_000);

  it('is refused when the body is not an object, not JSON, of another type, or of 10 MB', async () => {
    const bodies: [string, string, string][] = [
      ['application/json', '[]', 'request.invalid'],
      ['application/json', '"text"', 'request.invalid'],
      ['application/json', '{"a":', 'request.malformed'],
      ['application/json', '', 'request.malformed'],
      ['text/xml', '<a/>', 'request.media-type'],
      ['application/json', JSON.stringify({ a: 'x'.repeat(10_000_000) }), 'request.too-large'],
    ];
    for (const operation of operations.filter(({ body }) => body)) {
      for (const [type, payload, code] of bodies) {
        const answer = await clientFor(operation).call(operation.method, pathOf(operation), {
          body: payload,
          headers: { 'content-type': type },
        });
        expect([operation.method, operation.path, payload.slice(0, 10), answer.body.code]).toEqual([
          operation.method,
          operation.path,
          payload.slice(0, 10),
          code,
        ]);
      }
    }
  }, 120_000);

  it('is refused without a key, or with a bad one, where a key is asked', async () => {
    for (const operation of operations.filter(({ isOnce }) => isOnce)) {
      for (const key of ['', 'short', 'x'.repeat(129), 'with a space', 'é'.repeat(10)]) {
        const answer = await clientFor(operation).call(operation.method, pathOf(operation), {
          body: exampleOf(server, operation.body ?? {}),
          key,
        });
        expect([operation.path, answer.body.code]).toEqual([
          operation.path,
          'request.idempotency-key-missing',
        ]);
      }
    }
  });
});
