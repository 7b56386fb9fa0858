import { randomUUID } from 'node:crypto';
import type { MembershipRole } from '../../src/access/actor.js';
import { Members } from '../../src/access/members.service.js';
import { Passwords } from '../../src/access/passwords.js';
import { SESSION_COOKIE } from '../../src/access/http.js';
import type { Answer, Client, TestApp } from './app.js';

export const PASSWORD = 'correct horse battery';

export interface Login {
  personId: string;
  email: string;
  password: string;
}

let hashed: Promise<string> | null = null;

/** A person who can sign in, member of these organisations. The password is hashed once for all of them. */
export async function aLogin(
  server: TestApp,
  organisationIds: readonly string[],
  options: { role?: MembershipRole; email?: string; officeId?: string } = {},
): Promise<Login> {
  hashed ??= server.get(Passwords).hash(PASSWORD);
  const passwordHash = await hashed;
  const email = options.email ?? `login.${randomUUID()}@example.fr`;
  const personId = await server.db.transaction(async (tx) => {
    let id = '';
    for (const [index, organisationId] of organisationIds.entries()) {
      const joined = await server.get(Members).join(
        tx,
        {
          organisationId,
          kind: 'operator',
          role: 'operator',
          personId: null,
          apiKeyId: null,
          officeId: null,
        },
        organisationId,
        {
          email,
          displayName: 'Camille Personne',
          role: options.role ?? 'manager',
          ...(options.officeId ? { officeId: options.officeId } : {}),
          passwordHash: index === 0 ? passwordHash : null,
        },
      );
      id = joined.personId;
    }
    return id;
  });
  return { personId, email, password: PASSWORD };
}

/** Asks for a session; `from` is the network address it seems to come from, a new one unless told. */
export function signIn(
  server: TestApp,
  credentials: { email: string; password: string; organisationId?: string },
  from: string = anAddress(),
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { email, password, organisationId } = credentials;
  return server.nobody.post(
    '/session',
    { email, password, ...(organisationId ? { organisationId } : {}) },
    { headers: { 'x-forwarded-for': from, ...headers } },
  );
}

/** Signs in, and calls with the cookie that came back. */
export async function signedIn(
  server: TestApp,
  login: Login & { organisationId?: string },
): Promise<Client & { token: string }> {
  const answer = await signIn(server, login);
  const token = tokenOf(answer);
  return Object.assign(server.withSession(token), { token });
}

/** The statuses of answers to requests made at once, whichever came first. */
export function statusesOf(answers: readonly Answer[]): number[] {
  return answers.map(({ status }) => status).toSorted((one, other) => one - other);
}

/** The whole Set-Cookie header. */
export function cookieOf(answer: Answer): string {
  const header = answer.headers['set-cookie'];
  const [cookie] = Array.isArray(header) ? (header as string[]) : [header as string | undefined];
  if (!cookie) throw new Error(`no cookie came: ${JSON.stringify(answer.body)}`);
  return cookie;
}

export function tokenOf(answer: Answer): string {
  const token = new RegExp(`^${SESSION_COOKIE}=([^;]*)`).exec(cookieOf(answer))?.[1];
  if (token === undefined) throw new Error('another cookie came');
  return token;
}

let addresses = 0;

/** A network address that nobody has used yet. */
export function anAddress(): string {
  addresses++;
  return `203.0.${Math.floor(addresses / 250)}.${(addresses % 250) + 1}`;
}
