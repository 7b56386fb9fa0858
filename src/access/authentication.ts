import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { row } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { refuseAccess } from './access.refusals.js';
import { type Actor, type MembershipRole, type OrganisationKind, roleOf } from './actor.js';
import { type AccessRequest, SESSION_COOKIE } from './http.js';
import { hashToken } from './secret.js';

interface Found {
  organisationId: string;
  kind: OrganisationKind;
  membership: MembershipRole;
  personId: string | null;
  apiKeyId: string | null;
  officeId: string | null;
}

/** Tells who makes a request: a person by the session cookie, a program by its API key. */
@Injectable()
export class Authentication {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Refusals: access.not-signed-in with no proof at all, access.session-ended with one that is no longer good. */
  async actorOf(request: AccessRequest): Promise<Actor> {
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer ?? request.cookies[SESSION_COOKIE];
    if (!token) throw refuseAccess('not-signed-in');
    const found = await this.find(bearer ? API_KEY_SQL : SESSION_SQL, hashToken(token));
    if (!found) throw refuseAccess('session-ended');
    const { organisationId, kind, membership, ...who } = found;
    return { organisationId, kind, role: roleOf(kind, membership), ...who } as Actor;
  }

  private async find(sql: string, hash: Buffer): Promise<Found | null> {
    return this.db.transaction((tx) => row<Found>(tx, sql, [hash, this.clock.now()]));
  }
}

const SESSION_SQL = `
  SELECT o.id AS "organisationId", o.kind, m.role AS membership, p.id AS "personId", NULL AS "apiKeyId", m.office_id AS "officeId"
    FROM session s
    JOIN membership m ON m.id = s.membership_id
    JOIN organisation o ON o.id = m.organisation_id
    JOIN person p ON p.id = m.person_id
   WHERE s.token_hash = $1 AND s.expires_at > $2 AND p.disabled_at IS NULL`;

const API_KEY_SQL = `
  SELECT o.id AS "organisationId", o.kind, 'manager' AS membership, NULL AS "personId", k.id AS "apiKeyId", NULL AS "officeId"
    FROM api_key k JOIN organisation o ON o.id = k.organisation_id
   WHERE k.secret_hash = $1 AND k.created_at <= $2 AND k.revoked_at IS NULL`;
