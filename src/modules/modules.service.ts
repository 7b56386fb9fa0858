import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import type { CatalogueModule, CatalogueQuery, NewModule } from './module.dto.js';
import { refuseModules } from './modules.refusals.js';

const MODULE_COLUMNS = `id, title, hours, retired_at IS NOT NULL AS retired`;

/** The catalogue of modules: what a person is taught in exchange for vouchers. A module is retired, never deleted. */
@Injectable()
export class Modules {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  async list(query: CatalogueQuery): Promise<Page<CatalogueModule>> {
    const [title] = readCursor(query, 'text');
    const found = await this.db.read((tx) =>
      rows<CatalogueModule>(
        tx,
        `SELECT ${MODULE_COLUMNS} FROM module
          WHERE (retired_at IS NULL OR $1) AND ($2::text IS NULL OR title > $2) ORDER BY title LIMIT $3`,
        [query.retired ?? false, title, rowsToFetch(query)],
      ),
    );
    return toPage(query, found, (last) => [last.title]);
  }

  /** Refusal: modules.title-taken. */
  async add(actor: Actor, { title, hours }: NewModule): Promise<CatalogueModule> {
    return this.db.transaction(async (tx) => {
      const added = await oneRow<CatalogueModule>(
        tx,
        `INSERT INTO module (title, hours) VALUES ($1, $2) RETURNING ${MODULE_COLUMNS}`,
        [title, hours],
      );
      await this.audit.record(tx, actor, this.clock.now(), {
        action: 'module.added',
        subject: 'module',
        subjectId: added.id,
        details: { hours },
      });
      return added;
    });
  }

  /** Retires a module; retiring it again changes nothing. Refusal: access.not-found. */
  async retire(actor: Actor, id: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const at = this.clock.now();
      const retired = await affected(
        tx,
        'UPDATE module SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL',
        [id, at],
      );
      if (retired === 0) {
        if (await row(tx, 'SELECT 1 FROM module WHERE id = $1', [id])) return;
        throw refuseAccess('not-found');
      }
      await this.audit.record(tx, actor, at, { action: 'module.retired', subject: 'module', subjectId: id });
    });
  }

  /**
   * The modules of these identifiers, all of them in the catalogue and none retired: for what newly refers to them.
   * Refusals: modules.unknown, modules.retired.
   */
  async present(tx: Tx, ids: readonly string[]): Promise<CatalogueModule[]> {
    const wanted = new Set(ids);
    // Locked against retirement until the commit of what refers to them.
    const found = await rows<CatalogueModule>(
      tx,
      `SELECT ${MODULE_COLUMNS} FROM module WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE`,
      [[...wanted]],
    );
    if (found.length < wanted.size) throw refuseModules('unknown');
    const retired = found.find((module) => module.retired);
    if (retired) throw refuseModules('retired', { title: retired.title });
    return found;
  }
}
