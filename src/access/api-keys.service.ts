import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, oneRow, row, rows } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { type Page, type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { refuseAccess } from './access.refusals.js';
import type { Actor } from './actor.js';
import type { ApiKeyView, GivenApiKey, NewApiKey } from './api-key.dto.js';
import { requireManager } from './managers.js';
import { hashToken, newToken } from './secret.js';

/** Tells a leaked key from other secrets, for whoever searches their files for one. */
const PREFIX = 'psr_';
const COLUMNS = `id, name, created_at AS "createdAt", revoked_at AS "revokedAt"`;

/** The keys by which programs act for an organisation. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** Makes a key and shows it this once. Refusal: access.not-permitted. */
  async create(actor: Actor, { name }: NewApiKey): Promise<GivenApiKey> {
    const secret = `${PREFIX}${newToken().token}`;
    const at = this.clock.now();
    return this.db.transaction(async (tx) => {
      await requireManager(tx, actor);
      const created = await oneRow<ApiKeyView>(
        tx,
        `INSERT INTO api_key (organisation_id, name, secret_hash, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
        [actor.organisationId, name, hashToken(secret), actor.personId, at],
      );
      await this.audit.record(tx, actor, at, {
        action: 'api-key.created',
        subject: 'api-key',
        subjectId: created.id,
      });
      return { ...created, secret };
    });
  }

  /** The organisation's keys, newest first, revoked ones included. Refusal: access.not-permitted. */
  async list(actor: Actor, query: PageQuery): Promise<Page<ApiKeyView>> {
    const [createdAt, id] = readCursor(query, 'instant', 'id');
    const found = await this.db.read(async (tx) => {
      await requireManager(tx, actor);
      return rows<ApiKeyView>(
        tx,
        `SELECT ${COLUMNS} FROM api_key
          WHERE organisation_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
          ORDER BY created_at DESC, id DESC LIMIT $4`,
        [actor.organisationId, createdAt, id, rowsToFetch(query)],
      );
    });
    return toPage(query, found, (last) => [last.createdAt, last.id]);
  }

  /** Ends a key at once; revoking it again changes nothing. Refusals: access.not-permitted, access.not-found. */
  async revoke(actor: Actor, id: string): Promise<void> {
    const at = this.clock.now();
    await this.db.transaction(async (tx) => {
      await requireManager(tx, actor);
      const revoked = await affected(
        tx,
        'UPDATE api_key SET revoked_at = $3 WHERE id = $1 AND organisation_id = $2 AND revoked_at IS NULL',
        [id, actor.organisationId, at],
      );
      if (revoked === 0) {
        const own = 'SELECT 1 FROM api_key WHERE id = $1 AND organisation_id = $2';
        if (await row(tx, own, [id, actor.organisationId])) return;
        throw refuseAccess('not-found');
      }
      await this.audit.record(tx, actor, at, {
        action: 'api-key.revoked',
        subject: 'api-key',
        subjectId: id,
      });
    });
  }
}
