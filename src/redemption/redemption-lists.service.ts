import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { row, rows } from '../database/sql.js';
import type { Day } from '../shared/calendar.js';
import { type Page, type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import type { Receipt } from './answers.js';

export interface RedemptionFilter extends PageQuery {
  readonly day?: Day;
  readonly venueId?: string;
  readonly structureId?: string;
}

export interface RedemptionRow extends Receipt {
  readonly structureId: string;
  readonly mediatorName: string;
  readonly groupSessionId: string | null;
  readonly undoneAt: Date | null;
  readonly undoReason: string | null;
  readonly payoutId: string | null;
}

const COLUMNS = `
  r.id, r.receipt, r.at, r.session_on AS "sessionOn", r.structure_id AS "structureId",
  json_build_object('id', v.id, 'name', v.name) AS venue, json_build_object('id', m.id, 'title', m.title) AS module,
  r.mediator_id AS "mediatorId", d.name AS "mediatorName", r.voucher_serial AS "voucherSerial",
  r.price_cents AS "priceCents", r.copayment_cents AS "copaymentCents", r.structure_cents AS "structureCents",
  r.fee_cents AS "feeCents", r.group_session_id AS "groupSessionId", u.at AS "undoneAt", u.reason AS "undoReason",
  l.payout_id AS "payoutId"`;

const FROM = `
  FROM redemption r
  JOIN venue v ON v.id = r.venue_id
  JOIN module m ON m.id = r.module_id
  JOIN mediator d ON d.id = r.mediator_id
  LEFT JOIN redemption_undo u ON u.redemption_id = r.id
  LEFT JOIN payout_line l ON l.redemption_id = r.id`;

/** The scans of a structure, to read. The operator reads those of all. */
@Injectable()
export class RedemptionLists {
  constructor(private readonly db: Database) {}

  /** The latest receipt first. A structure that asks for another's gets an empty list. */
  list(actor: Actor, query: RedemptionFilter): Promise<Page<RedemptionRow>> {
    const [before] = readCursor(query, 'whole');
    return this.db.read(async (tx) => {
      const found = await rows<RedemptionRow>(
        tx,
        `SELECT ${COLUMNS} ${FROM}
          WHERE ($1::uuid IS NULL OR r.structure_id = $1) AND ($2::uuid IS NULL OR r.structure_id = $2)
            AND ($3::uuid IS NULL OR r.venue_id = $3) AND ($4::date IS NULL OR r.day = $4)
            AND ($5::bigint IS NULL OR r.receipt < $5)
          ORDER BY r.receipt DESC LIMIT $6`,
        [
          ownOnly(actor),
          query.structureId ?? null,
          query.venueId ?? null,
          query.day ?? null,
          before,
          rowsToFetch(query),
        ],
      );
      return toPage(query, found, (last) => [last.receipt]);
    });
  }

  /** One scan with its history. Refusal: access.not-found. */
  get(actor: Actor, id: string): Promise<RedemptionRow> {
    return this.db.read(async (tx) => {
      const found = await row<RedemptionRow>(
        tx,
        `SELECT ${COLUMNS} ${FROM} WHERE r.id = $1 AND ($2::uuid IS NULL OR r.structure_id = $2)`,
        [id, ownOnly(actor)],
      );
      if (!found) throw refuseAccess('not-found');
      return found;
    });
  }
}

/** The structure whose scans an actor reads; null for the operator, who reads all. */
function ownOnly(actor: Actor): string | null {
  return actor.kind === 'operator' ? null : actor.organisationId;
}
