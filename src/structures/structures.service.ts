import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { requireOwn } from '../access/managers.js';
import { Database } from '../database/database.js';
import { row, rows, type Tx } from '../database/sql.js';
import { tariffOn } from '../scheme/rules.js';
import { addDays } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { latestBankDetails } from './bank-details.js';
import { shownTo } from './bank-details.service.js';
import { declaredOf, mediatorsOf, offersOf, venuesOf } from './declarations.js';
import { labelGaps } from './label-readiness.js';
import { labelHistoryOf } from './label-history.js';
import { labelInForceSql, labelsOf, standingFrom, standingOf } from './standing.js';
import type { Structure, StructureNeed, StructureQuery, StructureSummary } from './structure.dto.js';

type Identity = Pick<
  Structure,
  'id' | 'name' | 'siret' | 'legalForm' | 'contactEmail' | 'street' | 'postcode' | 'city'
>;
type SummaryRow = Omit<StructureSummary, 'labelInForce' | 'lapsesOn' | 'noticeDaysLeft'>;

const LATEST_BANK_DETAILS_SQL = `
  SELECT v.bank_details_id FROM bank_details d LEFT JOIN bank_details_verification v ON v.bank_details_id = d.id
   WHERE d.structure_id = o.id ORDER BY d.submitted_at DESC LIMIT 1`;

const OPEN_APPLICATION_SQL = `
  SELECT a.id FROM label_application a WHERE a.structure_id = o.id
     AND NOT EXISTS (SELECT 1 FROM label_decision d WHERE d.application_id = a.id) LIMIT 1`;

/** What waits for the operator; $1 is the need, $2 today, $3 the last day of the notice. */
const NEEDS_SQL = {
  decision: 'application.id IS NOT NULL',
  'bank-verification': 'bank.given AND NOT bank.verified',
  renewal: `EXISTS (
    SELECT 1 FROM label l WHERE l.structure_id = o.id AND ${labelInForceSql('l', '$2')} AND l.ends_on <= $3
       AND NOT EXISTS (SELECT 1 FROM label n WHERE n.structure_id = o.id AND ${labelInForceSql('n', 'l.ends_on')}))`,
} as const satisfies Record<StructureNeed, string>;

/** Structures as the operator and they themselves see them. */
@Injectable()
export class Structures {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Refusal: access.not-found. */
  async one(actor: Actor, structureId: string): Promise<Structure> {
    requireOwn(actor, structureId);
    const today = this.clock.today();
    const tariff = tariffOn(today);
    return this.db.read(async (tx) => {
      const identity = await this.identity(tx, structureId);
      const { label, lapsesOn, noticeDaysLeft } = await standingOf(tx, structureId, today);
      const missing = labelGaps(await declaredOf(tx, structureId), tariff);
      const bankDetails = await latestBankDetails(tx, structureId);
      return {
        ...identity,
        label: { inForce: label !== null, lapsesOn, noticeDaysLeft, missing },
        history: await labelHistoryOf(tx, structureId),
        venues: await venuesOf(tx, structureId),
        mediators: await mediatorsOf(tx, structureId),
        offers: (await offersOf(tx, [structureId], tariff)).get(structureId) ?? [],
        bankDetails: bankDetails && shownTo(actor, bankDetails),
      };
    });
  }

  /** Every structure, or those that wait for the operator, by name. */
  async list(query: StructureQuery): Promise<Page<StructureSummary>> {
    const today = this.clock.today();
    const noticeUntil = addDays(today, tariffOn(today)['label-notice'].days);
    const [name, id] = readCursor(query, 'text', 'id');
    return this.db.read(async (tx) => {
      const found = await rows<SummaryRow>(
        tx,
        `SELECT o.id, o.name, o.siret, application.id AS "openApplicationId",
                CASE WHEN bank.verified THEN 'verified' WHEN bank.given THEN 'to-verify' ELSE 'none' END AS "bankDetails"
           FROM structure s JOIN organisation o ON o.id = s.organisation_id
           LEFT JOIN LATERAL (${OPEN_APPLICATION_SQL}) application ON true
           LEFT JOIN LATERAL (SELECT true AS given, latest.bank_details_id IS NOT NULL AS verified
                                FROM (${LATEST_BANK_DETAILS_SQL}) latest) bank ON true
          WHERE CASE $1::text ${Object.entries(NEEDS_SQL)
            .map(([need, sql]) => `WHEN '${need}' THEN ${sql}`)
            .join(' ')} ELSE true END
            AND ($4::text IS NULL OR (o.name, o.id) > ($4, $5::uuid))
          ORDER BY o.name, o.id LIMIT $6`,
        [query.needs ?? null, today, noticeUntil, name, id, rowsToFetch(query)],
      );
      const page = toPage(query, found, (last) => [last.name, last.id]);
      const labels = await labelsOf(
        tx,
        page.items.map((each) => each.id),
      );
      const items = page.items.map((each) => {
        const { label, lapsesOn, noticeDaysLeft } = standingFrom(labels.get(each.id) ?? [], today);
        return { ...each, labelInForce: label !== null, lapsesOn, noticeDaysLeft };
      });
      return { items, next: page.next };
    });
  }

  private async identity(tx: Tx, structureId: string): Promise<Identity> {
    const found = await row<Identity>(
      tx,
      `SELECT o.id, o.name, o.siret, s.legal_form AS "legalForm", s.contact_email AS "contactEmail",
              o.street, o.postcode, o.city
         FROM structure s JOIN organisation o ON o.id = s.organisation_id WHERE o.id = $1`,
      [structureId],
    );
    if (!found) throw refuseAccess('not-found');
    return found;
  }
}
