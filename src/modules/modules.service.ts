import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { insertOne } from '../database/insert-one.js';
import { rows, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import type { CatalogueModuleView, CatalogueQuery, NewModule } from './module.dto.js';
import { CatalogueModule } from './module.entity.js';
import { refuseModules } from './modules.refusals.js';

/** The catalogue of modules: what a person is taught in exchange for vouchers. A module is retired, never deleted. */
@Injectable()
export class Modules {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  async list(query: CatalogueQuery): Promise<Page<CatalogueModuleView>> {
    const [title] = readCursor(query, 'text');
    const found = await this.db.read((tx) =>
      tx.find(CatalogueModule, {
        where: {
          ...(query.retired ? {} : { retiredAt: IsNull() }),
          ...(title === null ? {} : { title: MoreThan(title) }),
        },
        order: { title: 'ASC' },
        take: rowsToFetch(query),
      }),
    );
    return toPage(query, found.map(viewOf), (last) => [last.title]);
  }

  /** Refusal: modules.title-taken. */
  async add(actor: Actor, { title, hours }: NewModule): Promise<CatalogueModuleView> {
    return this.db.transaction(async (tx) => {
      const added = await insertOne(tx, CatalogueModule, { title, hours });
      await this.audit.record(tx, actor, this.clock.now(), {
        action: 'module.added',
        subject: 'module',
        subjectId: added.id,
        details: { hours },
      });
      return viewOf(added);
    });
  }

  /** Retires a module; retiring it again changes nothing. Refusal: access.not-found. */
  async retire(actor: Actor, id: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const at = this.clock.now();
      const { affected } = await tx.update(CatalogueModule, { id, retiredAt: IsNull() }, { retiredAt: at });
      if (affected === 0) {
        if (await tx.existsBy(CatalogueModule, { id })) return;
        throw refuseAccess('not-found');
      }
      await this.audit.record(tx, actor, at, { action: 'module.retired', subject: 'module', subjectId: id });
    });
  }

  /**
   * The modules of these identifiers, all of them in the catalogue and none retired: for what newly refers to them.
   * Refusals: modules.unknown, modules.retired.
   */
  async present(tx: Tx, ids: readonly string[]): Promise<CatalogueModuleView[]> {
    const wanted = new Set(ids);
    // Locked against retirement until the commit of what refers to them.
    const found = await rows<CatalogueModuleView>(
      tx,
      `SELECT id, title, hours, retired_at IS NOT NULL AS retired FROM module WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE`,
      [[...wanted]],
    );
    if (found.length < wanted.size) throw refuseModules('unknown');
    const retired = found.find((module) => module.retired);
    if (retired) throw refuseModules('retired', { title: retired.title });
    return found;
  }
}

function viewOf({ id, title, hours, retiredAt }: CatalogueModule): CatalogueModuleView {
  return { id, title, hours, retired: retiredAt !== null };
}
