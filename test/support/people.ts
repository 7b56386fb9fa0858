import { randomUUID } from 'node:crypto';
import { hashToken } from '../../src/access/secret.js';
import type { MembershipRole, OrganisationKind } from '../../src/access/actor.js';
import { affected, oneRow } from '../../src/database/sql.js';
import type { Client, TestApp } from './app.js';

export interface TestPerson {
  personId: string;
  organisationId: string;
  client: Client;
}

let counter = 0;

/** SIRETs that pass their checksum, each once, under a fictitious SIREN. */
export function fictitiousSiret(): string {
  const siren = withLuhn(`9${String(10_000_000 + counter).slice(1)}`);
  return withLuhn(`${siren}0001`);
}

/** The digits followed by the one that makes their Luhn sum a multiple of ten. */
function withLuhn(digits: string): string {
  for (let check = 0; check <= 9; check++) {
    const all = `${digits}${check}`;
    const total = [...all]
      .toReversed()
      .map(Number)
      .reduce(
        (acc, digit, index) => acc + (index % 2 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit),
        0,
      );
    if (total % 10 === 0) return all;
  }
  throw new Error('unreachable');
}

/** An organisation with one signed-in person; every field has a default. */
export async function anOrganisation(
  server: TestApp,
  kind: OrganisationKind,
  options: { name?: string; role?: MembershipRole; siret?: string } = {},
): Promise<TestPerson> {
  counter++;
  const { id } = await server.db.transaction((tx) =>
    oneRow<{ id: string }>(
      tx,
      `INSERT INTO organisation (kind, name, siret, street, postcode, city, created_at)
       VALUES ($1, $2, $3, '1 place de la Mairie', '37500', 'Chinon', $4) RETURNING id`,
      [kind, options.name ?? `${kind} ${counter}`, options.siret ?? fictitiousSiret(), server.clock.now()],
    ),
  );
  return aMember(server, id, options.role ?? 'manager');
}

/** One more signed-in person of an organisation. */
export async function aMember(
  server: TestApp,
  organisationId: string,
  role: MembershipRole = 'manager',
  officeId: string | null = null,
): Promise<TestPerson> {
  counter++;
  const token = randomUUID();
  const now = server.clock.now();
  const personId = await server.db.transaction(async (tx) => {
    const person = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO person (email, display_name, password_hash, created_at) VALUES ($1, 'Personne', '!', $2) RETURNING id`,
      [`person${counter}.${randomUUID().slice(0, 8)}@example.fr`, now],
    );
    const membership = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO membership (person_id, organisation_id, role, office_id, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
      [person.id, organisationId, role, officeId, now],
    );
    await affected(
      tx,
      `INSERT INTO session (token_hash, membership_id, created_at, expires_at) VALUES ($1, $2, $3, '2100-01-01')`,
      [hashToken(token), membership.id, now],
    );
    return person.id;
  });
  return { personId, organisationId, client: server.withSession(token) };
}
