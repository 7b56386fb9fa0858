import { Actors } from '../../src/access/actors.js';
import { bootstrapOperator } from '../../src/access/bootstrap.js';
import { createApp } from '../../src/app.js';
import { oneRow, rows } from '../../src/database/sql.js';
import { aLogin, signedIn, signIn } from '../support/access.js';
import { TestApp } from '../support/app.js';
import { anOrganisation } from '../support/people.js';

const operator = { email: 'First.Operator@example.fr', password: 'a first password' };

let server: TestApp;

beforeEach(async () => {
  server = await TestApp.start();
});
afterEach(() => server.stop());

const operators = () =>
  server.db.read((tx) =>
    rows<{ name: string; email: string | null; role: string | null }>(
      tx,
      `SELECT o.name, p.email, m.role FROM organisation o
         LEFT JOIN membership m ON m.organisation_id = o.id LEFT JOIN person p ON p.id = m.person_id
        WHERE o.kind = 'operator'`,
    ),
  );

describe('the first boot', () => {
  it('makes the operator and its first manager, who can sign in', async () => {
    await bootstrapOperator(server.app, { operator });
    const { status, body } = await signIn(server, { ...operator, email: operator.email.toLowerCase() });
    expect([status, body.role, body.manager]).toEqual([201, 'operator', true]);
    expect(body.organisation.name).toBe('Passerelle');
  });

  it('makes the operator without any member when none is named, and the member later', async () => {
    await bootstrapOperator(server.app, { operator: undefined });
    expect(await operators()).toEqual([{ name: 'Passerelle', email: null, role: null }]);
    const system = await server.db.transaction((tx) => server.get(Actors).system(tx));
    expect(system).toMatchObject({ kind: 'operator', role: 'operator', personId: null, apiKeyId: null });
    await bootstrapOperator(server.app, { operator });
    expect(await operators()).toHaveLength(1);
    expect((await signIn(server, { ...operator, email: operator.email.toLowerCase() })).status).toBe(201);
  });

  it('makes one of each when it runs many times at once, in two processes', async () => {
    const settings = {
      databaseUrl: server.databaseUrl,
      databasePoolSize: 4,
      dataDir: server.dataDir,
      keysDir: server.keysDir,
      publicUrl: 'http://localhost:3000',
    };
    const second = await createApp(settings, server.clock);
    try {
      const boots = [server.app, second, server.app, second, server.app, second];
      await Promise.all(boots.map((app) => bootstrapOperator(app, { operator })));
    } finally {
      await second.close();
    }
    expect(await operators()).toEqual([
      { name: 'Passerelle', email: 'first.operator@example.fr', role: 'manager' },
    ]);
  });
});

describe('a later boot', () => {
  it('never gives back the first password once it was changed', async () => {
    await bootstrapOperator(server.app, { operator });
    const login = { personId: '', email: operator.email.toLowerCase(), password: operator.password };
    const client = await signedIn(server, login);
    await client.put('/session/password', { current: operator.password, new: 'a second password' });
    await bootstrapOperator(server.app, { operator });
    expect((await signIn(server, login)).body.code).toBe('access.credentials-wrong');
  });

  it('adds nobody to an operator that has a member', async () => {
    await bootstrapOperator(server.app, { operator });
    await bootstrapOperator(server.app, { operator: { ...operator, email: 'second@example.fr' } });
    expect(await operators()).toHaveLength(1);
  });

  it('changes neither the password nor the other memberships of a person known already', async () => {
    const funder = await anOrganisation(server, 'funder');
    const login = await aLogin(server, [funder.organisationId], { email: operator.email.toLowerCase() });
    await bootstrapOperator(server.app, { operator });
    expect((await signIn(server, { ...login, password: operator.password })).status).toBe(401);
    const { body } = await signIn(server, login);
    expect(body.organisations.map(({ role }: any) => role).toSorted()).toEqual(['funder', 'operator']);
  });

  it('leaves a trail of what it made, once, without address or password', async () => {
    await bootstrapOperator(server.app, { operator });
    await bootstrapOperator(server.app, { operator });
    const { actions, text } = await server.db.read((tx) =>
      oneRow<{ actions: string[]; text: string }>(
        tx,
        `SELECT array_agg(action ORDER BY id) AS actions, string_agg(to_jsonb(e)::text, ' ') AS text FROM audit_entry e`,
      ),
    );
    expect(actions).toEqual(['organisation.created', 'member.added']);
    expect(text).not.toMatch(/@|first/i);
  });
});
