import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { Organisation } from '../access/organisation.entity.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { insertOne } from '../database/insert-one.js';
import { oneRow, row, rows, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { communeName, isCommune } from '../shared/communes.js';
import { type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { refuseRequest } from '../shared/http/request.refusals.js';
import { refuseDistribution } from './distribution.refusals.js';
import { Office } from './office.entity.js';

/** An office with the name of its prescriber. */
export type NamedOffice = Pick<Office, 'id' | 'name' | 'insee' | 'prescriberId' | 'closedAt'> & {
  prescriberName: string;
};

export interface NewOffice {
  readonly name: string;
  /** The INSEE code of its commune. */
  readonly insee: string;
  /** Whose office it is: told by the operator, one's own otherwise. */
  readonly prescriberId?: string;
}

const OFFICE_SQL = `
  SELECT o.id, o.name, o.insee, o.prescriber_id AS "prescriberId", o.closed_at AS "closedAt", p.name AS "prescriberName"
    FROM office o JOIN organisation p ON p.id = o.prescriber_id`;

const WHOSE_OFFICE = {
  field: 'prescriberId',
  rule: 'isDefined',
  fr: 'Dites de quel prescripteur est l’antenne.',
  en: 'Say of which prescriber the office is.',
};

/**
 * The offices that an actor sees, as a condition on `office o`: a social worker of one office sees that one, a
 * prescriber its own, the operator and the funders all. Its parameters come from `officesOf`.
 */
export function seenOffices(prescriber: string, office: string): string {
  return `(${prescriber}::uuid IS NULL OR o.prescriber_id = ${prescriber}) AND (${office}::uuid IS NULL OR o.id = ${office})`;
}

export function officesOf(actor: Actor): [prescriberId: string | null, officeId: string | null] {
  return [actor.kind === 'prescriber' ? actor.organisationId : null, actor.officeId];
}

/** The offices of the prescribers: where books are held and handed out. */
@Injectable()
export class Offices {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Refusals: request.invalid when the operator does not say whose office it is, access.not-found,
   * access.commune-unknown, distribution.office-name-taken.
   */
  async create(actor: Actor, office: NewOffice) {
    const prescriberId = actor.kind === 'prescriber' ? actor.organisationId : office.prescriberId;
    if (prescriberId === undefined) throw refuseRequest('invalid', {}, [WHOSE_OFFICE]);
    if (actor.kind === 'prescriber' && (office.prescriberId ?? prescriberId) !== prescriberId) {
      throw refuseAccess('not-found');
    }
    if (!isCommune(office.insee)) throw refuseAccess('commune-unknown');
    return this.db.transaction(async (tx) => {
      const prescriber = await tx.findOneBy(Organisation, { id: prescriberId, kind: 'prescriber' });
      if (!prescriber) throw refuseAccess('not-found');
      const created = await insertOne(tx, Office, { prescriberId, name: office.name, insee: office.insee });
      await this.audit.record(tx, actor, this.clock.now(), {
        action: 'office.created',
        subject: 'office',
        subjectId: created.id,
        concerns: [prescriberId],
      });
      const { id, name, insee } = created;
      return withCommune({
        id,
        name,
        insee,
        closedAt: null,
        prescriberId: prescriber.id,
        prescriberName: prescriber.name,
      });
    });
  }

  /**
   * Closes an office whose drawer is empty: from now on it receives neither books nor people, and so hands nothing out.
   * What it handed out stays good. Closing it again changes nothing. Refusals: access.not-found,
   * distribution.office-not-empty.
   */
  async close(actor: Actor, officeId: string) {
    return this.db.transaction(async (tx) => {
      const { closedAt } = await this.seen(tx, actor, officeId);
      if (closedAt) return withCommune(await this.seen(tx, actor, officeId));
      await row(tx, 'SELECT 1 FROM office WHERE id = $1 FOR NO KEY UPDATE', [officeId]);
      const { vouchers } = await oneRow<{ vouchers: number }>(
        tx,
        `SELECT count(*)::int AS vouchers FROM book_holding h JOIN voucher v ON v.book_id = h.book_id
          WHERE h.office_id = $1
            AND NOT EXISTS (SELECT 1 FROM hand_out_voucher g WHERE g.voucher_serial = v.serial)
            AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)`,
        [officeId],
      );
      if (vouchers > 0) throw refuseDistribution('office-not-empty', { vouchers });
      const at = this.clock.now();
      const closed = await tx.update(Office, { id: officeId, closedAt: IsNull() }, { closedAt: at });
      if (closed.affected === 1) {
        await this.audit.record(tx, actor, at, {
          action: 'office.closed',
          subject: 'office',
          subjectId: officeId,
          concerns: [(await this.seen(tx, actor, officeId)).prescriberId],
        });
      }
      return withCommune(await this.seen(tx, actor, officeId));
    });
  }

  /** Funders see every office: they choose where their books go. */
  async list(actor: Actor, page: PageQuery) {
    const [name, id] = readCursor(page, 'text', 'id');
    return this.db.read(async (tx) => {
      const found = await rows<NamedOffice>(
        tx,
        `${OFFICE_SQL} WHERE ${seenOffices('$1', '$2')} AND ($3::text IS NULL OR (o.name, o.id) > ($3, $4::uuid))
          ORDER BY o.name, o.id LIMIT $5`,
        [...officesOf(actor), name, id, rowsToFetch(page)],
      );
      const { items, next } = toPage(page, found, (last) => [last.name, last.id]);
      return { items: items.map(withCommune), next };
    });
  }

  /** An office the actor may see. Refusal: access.not-found for another one, or none. */
  async seen(tx: Tx, actor: Actor, officeId: string): Promise<NamedOffice> {
    const office = await row<NamedOffice>(
      tx,
      `${OFFICE_SQL} WHERE o.id = $3 AND ${seenOffices('$1', '$2')}`,
      [...officesOf(actor), officeId],
    );
    if (!office) throw refuseAccess('not-found');
    return office;
  }

  /** Whether an office is open, and stays so until the transaction ends. */
  async isOpen(tx: Tx, officeId: string): Promise<boolean> {
    const office = await row<{ closedAt: Date | null }>(
      tx,
      'SELECT closed_at AS "closedAt" FROM office WHERE id = $1 FOR SHARE',
      [officeId],
    );
    return office?.closedAt === null;
  }

  /** Any open office, to send books to. Refusals: access.not-found, access.office-closed. */
  async any(tx: Tx, officeId: string): Promise<NamedOffice> {
    const office = await row<NamedOffice>(tx, `${OFFICE_SQL} WHERE o.id = $1`, [officeId]);
    if (!office) throw refuseAccess('not-found');
    if (office.closedAt) throw refuseAccess('office-closed');
    return office;
  }
}

/**
 * The office for which a prescriber's member acts: the member's own, or the one told by whoever has none in particular.
 * Whether that one exists and is the organisation's is asked where it is used.
 * Refusals: distribution.office-needed, access.not-found for an office other than one's own.
 */
export function actingOffice(actor: Actor, told: string | undefined): string {
  if (actor.officeId !== null) {
    if (told !== undefined && told !== actor.officeId) throw refuseAccess('not-found');
    return actor.officeId;
  }
  if (told === undefined) throw refuseDistribution('office-needed');
  return told;
}

function withCommune(office: NamedOffice) {
  return { ...office, commune: communeName(office.insee) ?? office.insee };
}
