import { ServiceSecret } from '../../src/access/secret.js';
import { affected, oneRow, row } from '../../src/database/sql.js';
import { ENROLMENT_LINK } from '../../src/letters/kinds/structures.js';
import { anAddress } from './access.js';
import type { Answer, Client, TestApp } from './app.js';
import { siretOf } from '../../src/shared/siret.js';
import { aMember, anOrganisation } from './people.js';
import { digestOfEverything } from './rows.js';

let counter = 0;

/** A client of the operator, whose organisation is made if the database has none. */
export async function anOperator(server: TestApp): Promise<Client> {
  const known = await server.db.read((tx) =>
    row<{ id: string }>(
      tx,
      `SELECT id FROM organisation WHERE kind = 'operator' ORDER BY created_at, id LIMIT 1`,
    ),
  );
  const { client } = known ? await aMember(server, known.id) : await anOrganisation(server, 'operator');
  return client;
}

/** A module of the catalogue. */
export async function aModule(server: TestApp, title?: string): Promise<string> {
  counter++;
  const operator = await anOperator(server);
  const added = await operator.post('/modules', { title: title ?? `Module ${counter}`, hours: 3 });
  return expectStatus(added, 201).body.id;
}

/** An IBAN that passes its checks, at a bank that does not exist (99999), and another one each time. */
export function fictitiousIban(): string {
  counter++;
  const account = String(counter).padStart(11, '0');
  const key = 97n - ((89n * 99999n + 15n * 1n + 3n * BigInt(account)) % 97n);
  const bban = `9999900001${account}${String(key).padStart(2, '0')}`;
  // The letters of FR00 count as 15 and 27.
  const check = 98n - (BigInt(`${bban}152700`) % 97n);
  return `FR${String(check).padStart(2, '0')}${bban}`;
}

/** A SIRET that passes its check, made up, and another one each time. */
export function anotherSiret(): string {
  counter++;
  const digits = `8${String(counter).padStart(12, '0')}`;
  for (let check = 0; check <= 9; check++) {
    const siret = siretOf(`${digits}${check}`);
    if (siret) return siret;
  }
  throw new Error('unreachable');
}

/** What a structure that nobody knows fills in, each time another one; any field can be replaced. */
export function anEnrolmentForm(fields: Record<string, unknown> = {}) {
  counter++;
  return {
    name: `Espace numérique ${counter}`,
    siret: anotherSiret(),
    legalForm: 'association',
    contactEmail: `contact${counter}@example.fr`,
    street: '1 place de la Mairie',
    postcode: '37500',
    city: 'Chinon',
    manager: {
      email: `responsable${counter}@example.fr`,
      displayName: 'Alix Responsable',
    },
    ...fields,
  };
}

export const MANAGER_PASSWORD = 'quatre mots de passe';

/** The secret of the link in the latest letter to an address that enrols: what its mailbox would show. */
export async function enrolmentLink(server: TestApp, email: string, siret?: string): Promise<string> {
  const { id } = await server.db.read((tx) =>
    oneRow<{ id: string }>(
      tx,
      `SELECT id FROM enrolment WHERE email = $1 AND ($2::text IS NULL OR form ->> 'siret' = $2) ORDER BY asked_at DESC, id LIMIT 1`,
      [email, siret ?? null],
    ),
  );
  return `${id}.${server.get(ServiceSecret).hash(ENROLMENT_LINK, id).toString('base64url')}`;
}

/** A structure that enrols and whose manager follows the link. */
export async function enrolled(
  server: TestApp,
  form: ReturnType<typeof anEnrolmentForm>,
  password = MANAGER_PASSWORD,
): Promise<{ structureId: string; applicationId: string }> {
  expectStatus(
    await server.nobody.post('/structures', form, { headers: { 'x-forwarded-for': anAddress() } }),
    201,
  );
  const token = await enrolmentLink(server, form.manager.email);
  return expectStatus(await server.nobody.post('/structures/confirmation', { token, password }), 201).body;
}

export function aVenueForm(fields: Record<string, unknown> = {}) {
  counter++;
  return {
    name: `Lieu ${counter}`,
    street: `${counter} rue Voltaire`,
    postcode: '37500',
    insee: '37072',
    opening: 'Du mardi au samedi, 9 h à 12 h',
    ...fields,
  };
}

export interface TestStructure {
  structureId: string;
  /** Its manager. */
  client: Client;
  managerId: string;
}

/** A structure with a signed-in manager, which has declared nothing and asked for nothing. */
export async function aStructure(server: TestApp, options: { name?: string } = {}): Promise<TestStructure> {
  const { organisationId, personId, client } = await anOrganisation(server, 'structure', options);
  await server.db.transaction((tx) =>
    affected(
      tx,
      `INSERT INTO structure (organisation_id, legal_form, contact_email) VALUES ($1, 'association', $2)`,
      [organisationId, `${organisationId}@example.fr`],
    ),
  );
  return { structureId: organisationId, client, managerId: personId };
}

export interface DeclaredStructure extends TestStructure {
  /** A member with the role of mediator, and the mediator they are. */
  mediator: Client;
  mediatorPersonId: string;
  mediatorId: string;
  venueId: string;
  /** The first of the modules offered. */
  moduleId: string;
  moduleIds: string[];
  bankDetailsId: string;
  operator: Client;
}

export interface DeclaredOptions {
  name?: string;
  /** Modules offered; a new one unless told. */
  modules?: string[];
  /** Price of each of them in cents, 30 € unless told. */
  price?: number;
  insee?: string;
  /** Whether the operator has verified the bank details: yes unless told. */
  bankVerified?: boolean;
}

/** A structure that has all that a label needs, and has not asked for it. */
export async function aDeclaredStructure(
  server: TestApp,
  { name, modules, price = 3_000, insee = '37072', bankVerified = true }: DeclaredOptions = {},
): Promise<DeclaredStructure> {
  const operator = await anOperator(server);
  const moduleIds = modules ?? [await aModule(server)];
  const structure = await aStructure(server, name === undefined ? {} : { name });
  const { structureId, client } = structure;
  const at = `/structures/${structureId}`;
  const member = await aMember(server, structureId, 'member');
  const venue = await client.post(`${at}/venues`, aVenueForm({ insee }));
  const mediator = await client.post(`${at}/mediators`, {
    name: 'Dominique Médiation',
    conseillerNumerique: false,
    personId: member.personId,
  });
  const offers = moduleIds.map((moduleId) => ({ moduleId, priceCents: price }));
  expectStatus(await client.put(`${at}/offers`, { offers }), 200);
  const bankDetails = await client.post(`${at}/bank-details`, {
    iban: fictitiousIban(),
    bic: 'TESTFRPPXXX',
    holder: 'Espace numérique',
  });
  const bankDetailsId: string = expectStatus(bankDetails, 201).body.id;
  if (bankVerified) {
    expectStatus(await operator.post(`${at}/bank-details/${bankDetailsId}/verification`), 201);
  }
  return {
    ...structure,
    mediator: member.client,
    mediatorPersonId: member.personId,
    mediatorId: expectStatus(mediator, 201).body.id,
    venueId: expectStatus(venue, 201).body.id,
    moduleId: moduleIds[0] as string,
    moduleIds,
    bankDetailsId,
    operator,
  };
}

export interface LabelledStructure extends DeclaredStructure {
  labelId: string;
}

/** A structure that has all it needs and a label from the day of the test's clock on. */
export async function aLabelledStructure(
  server: TestApp,
  options: DeclaredOptions = {},
): Promise<LabelledStructure> {
  const structure = await aDeclaredStructure(server, options);
  const applicationId = await anApplication(structure);
  const decided = await structure.operator.post(`/label-applications/${applicationId}/decision`, A_GRANT);
  return { ...structure, labelId: expectStatus(decided, 201).body.label.id };
}

export const A_GRANT = { outcome: 'granted', reason: 'Visite faite, tout est conforme.' };
export const A_REFUSAL = {
  outcome: 'refused',
  unmetCriteria: ['insurance'],
  reason: 'L’attestation d’assurance manque.',
};

/** The identifier of a new label application of a structure. */
export async function anApplication({ structureId, client }: TestStructure): Promise<string> {
  return expectStatus(await client.post(`/structures/${structureId}/label-applications`), 201).body.id;
}

/** The status and code of a refusal, which has written nothing: anything written fails the test. */
export async function refused(server: TestApp, call: () => Promise<Answer>): Promise<[number, string]> {
  const before = await digestOfEverything(server);
  const { status, body } = await call();
  expect(await digestOfEverything(server)).toEqual(before);
  return [status, body.code];
}

/** Expects a refusal, which has written nothing. */
export async function expectRefused(
  server: TestApp,
  call: () => Promise<Answer>,
  status: number,
  code: string,
): Promise<void> {
  expect(await refused(server, call)).toEqual([status, code]);
}

function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new Error(`${answer.status} came: ${JSON.stringify(answer.body)}`);
  return answer;
}
