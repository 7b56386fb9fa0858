import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { insertOne } from '../database/insert-one.js';
import { rows } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { type Page, type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { refuseAccess } from './access.refusals.js';
import type { Actor } from './actor.js';
import type { ApiKeyView, GivenApiKey, NewApiKey } from './api-key.dto.js';
import { ApiKey } from './api-key.entity.js';
import { requireManager } from './managers.js';
import { hashToken, newToken } from './secret.js';

/** Tells a leaked key from other secrets, for whoever searches their files for one. */
const PREFIX = 'psr_';

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
      const { id } = await insertOne(tx, ApiKey, {
        organisationId: actor.organisationId,
        name,
        secretHash: hashToken(secret),
        createdBy: actor.personId,
        createdAt: at,
      });
      await this.audit.record(tx, actor, at, {
        action: 'api-key.created',
        subject: 'api-key',
        subjectId: id,
      });
      return { id, name, createdAt: at, revokedAt: null, secret };
    });
  }

  /** The organisation's keys, newest first, revoked ones included. Refusal: access.not-permitted. */
  async list(actor: Actor, query: PageQuery): Promise<Page<ApiKeyView>> {
    const [createdAt, id] = readCursor(query, 'instant', 'id');
    const found = await this.db.read(async (tx) => {
      await requireManager(tx, actor);
      return rows<ApiKeyView>(
        tx,
        `SELECT id, name, created_at AS "createdAt", revoked_at AS "revokedAt" FROM api_key
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
      const own = { id, organisationId: actor.organisationId };
      const { affected } = await tx.update(ApiKey, { ...own, revokedAt: IsNull() }, { revokedAt: at });
      if (affected === 0) {
        if (await tx.existsBy(ApiKey, own)) return;
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
