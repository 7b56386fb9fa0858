import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { requireOwn } from '../access/managers.js';
import { Organisation } from '../access/organisation.entity.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, row, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { refuseDocuments } from './documents.refusals.js';
import { type Logo, readLogo } from './logo.js';

export interface KeptLogo {
  readonly mediaType: 'image/png' | 'image/svg+xml';
  readonly bytes: Buffer;
}

const LOGO_SQL = 'SELECT media_type AS "mediaType", bytes FROM organisation_logo WHERE organisation_id = $1';

/** The logos that funders print on their books. */
@Injectable()
export class Logos {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Puts an organisation's logo in place of the one before; what it is, its bytes say.
   * Refusals: access.not-found, documents.logo-too-large, documents.logo-unreadable, documents.logo-unsafe.
   */
  async put(actor: Actor, organisationId: string, body: unknown): Promise<void> {
    requireOwn(actor, organisationId);
    if (!Buffer.isBuffer(body)) throw refuseDocuments('logo-unreadable');
    const { format } = readLogo(body);
    const mediaType = format === 'png' ? 'image/png' : 'image/svg+xml';
    const at = this.clock.now();
    await this.db.transaction(async (tx) => {
      if (!(await tx.existsBy(Organisation, { id: organisationId }))) throw refuseAccess('not-found');
      await affected(
        tx,
        `INSERT INTO organisation_logo (organisation_id, media_type, bytes, put_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (organisation_id) DO UPDATE SET media_type = $2, bytes = $3, put_at = $4`,
        [organisationId, mediaType, body, at],
      );
      await this.record(tx, actor, at, organisationId, 'put');
    });
  }

  /** Refusals: access.not-found, documents.logo-missing. */
  async read(actor: Actor, organisationId: string): Promise<KeptLogo> {
    requireOwn(actor, organisationId);
    const kept = await this.db.read((tx) => row<KeptLogo>(tx, LOGO_SQL, [organisationId]));
    if (!kept) throw refuseDocuments('logo-missing');
    return kept;
  }

  /** Removing what is not there is no error. Refusal: access.not-found. */
  async remove(actor: Actor, organisationId: string): Promise<void> {
    requireOwn(actor, organisationId);
    await this.db.transaction(async (tx) => {
      const sql = 'DELETE FROM organisation_logo WHERE organisation_id = $1';
      if ((await affected(tx, sql, [organisationId])) === 0) return;
      await this.record(tx, actor, this.clock.now(), organisationId, 'removed');
    });
  }

  /** The logo to draw, or null. It was checked when it was put, and is again: the rules may have become stricter. */
  async toDraw(tx: Tx, organisationId: string): Promise<Logo | null> {
    const kept = await row<KeptLogo>(tx, LOGO_SQL, [organisationId]);
    return kept && readLogo(kept.bytes);
  }

  private record(
    tx: Tx,
    actor: Actor,
    at: Date,
    organisationId: string,
    what: 'put' | 'removed',
  ): Promise<void> {
    return this.audit.record(tx, actor, at, {
      action: `logo.${what}`,
      subject: 'organisation',
      subjectId: organisationId,
      concerns: [organisationId],
    });
  }
}
