import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { Organisation } from '../access/organisation.entity.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Party } from '../billing/billing.dto.js';
import { Database } from '../database/database.js';
import { insertOne } from '../database/insert-one.js';
import { affected, row, rows, type Tx } from '../database/sql.js';
import type { PaidTo } from '../scheme/rules.js';
import { tariffOn } from '../scheme/rules.js';
import type { Day } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { type Page, type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import type { Cents } from '../shared/money.js';
import { type CommittedOrder, remainingCeiling } from './ceiling.js';
import { refuseFunders } from './funders.refusals.js';
import { GrantAgreement } from './grant-agreement.entity.js';
import type { GrantAgreementView, NewGrantAgreement } from './grant-agreements.dto.js';

/** What an order needs of the agreement it is placed under. */
export interface AgreementForOrder {
  readonly id: string;
  readonly stateId: string;
  readonly rateNumerator: number;
  readonly rateDenominator: number;
  readonly remainingCeilingCents: Cents;
  readonly paidTo: PaidTo;
  readonly startsOn: Day;
  /** The last day in force. */
  readonly endsOn: Day;
}

type AgreementRow = Omit<GrantAgreementView, 'state' | 'remainingCeilingCents' | 'funders'> & {
  stateId: string;
  stateName: string;
};

const COLUMNS = `
  a.id, a.reference, a.title, a.state_id AS "stateId", s.name AS "stateName", a.rate_numerator AS "rateNumerator",
  a.rate_denominator AS "rateDenominator", a.ceiling_cents AS "ceilingCents", a.paid_to AS "paidTo",
  a.starts_on AS "startsOn", a.ends_on AS "endsOn"`;

/** Seen by the operator, by its State service, and by the funders it is open to. */
const READABLE_SQL = `
  ($1 = 'operator' OR a.state_id = $2
   OR EXISTS (SELECT 1 FROM grant_agreement_funder g WHERE g.agreement_id = a.id AND g.funder_id = $2))`;

/** The State's grant agreements (conventions): a rate, a ceiling, who is paid, and the funders they are open to. */
@Injectable()
export class GrantAgreements {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  list(actor: Actor, query: PageQuery): Promise<Page<GrantAgreementView>> {
    const [after] = readCursor(query, 'text');
    return this.db.read(async (tx) => {
      const found = await rows<AgreementRow>(
        tx,
        `SELECT ${COLUMNS} FROM grant_agreement a JOIN organisation s ON s.id = a.state_id
          WHERE ${READABLE_SQL} AND ($3::text IS NULL OR a.reference > $3) ORDER BY a.reference LIMIT $4`,
        [actor.role, actor.organisationId, after, rowsToFetch(query)],
      );
      const page = toPage(query, found, (last) => [last.reference]);
      return { items: await this.viewsOf(tx, actor, page.items), next: page.next };
    });
  }

  /** The agreements under which the organisation can order on a day, by reference; every one of that day for the operator. */
  async inForce(tx: Tx, actor: Actor, day: Day): Promise<GrantAgreementView[]> {
    const found = await rows<AgreementRow>(
      tx,
      `SELECT ${COLUMNS} FROM grant_agreement a JOIN organisation s ON s.id = a.state_id
        WHERE ${READABLE_SQL} AND $3::date BETWEEN a.starts_on AND a.ends_on ORDER BY a.reference`,
      [actor.role, actor.organisationId, day],
    );
    return this.viewsOf(tx, actor, found);
  }

  /** Refusal: access.not-found for an agreement that does not exist or is not open to the organisation. */
  get(actor: Actor, id: string): Promise<GrantAgreementView> {
    return this.db.read((tx) => this.find(tx, actor, id));
  }

  /**
   * Registers an agreement; its rate and its payee are those of the tariff unless told.
   * Refusals: funders.rate-invalid, .dates-inverted, .not-a-state, .not-a-funder, .reference-taken.
   */
  create(actor: Actor, draft: NewGrantAgreement): Promise<GrantAgreementView> {
    return this.db.transaction(async (tx) => {
      const at = this.clock.now();
      const terms = termsOf(draft, this.clock.today());
      if (draft.endsOn < draft.startsOn) throw refuseFunders('dates-inverted');
      const state = await tx.existsBy(Organisation, { id: draft.stateId, kind: 'state' });
      if (!state) throw refuseFunders('not-a-state');
      const { id } = await insertOne(tx, GrantAgreement, { ...draft, ...terms, createdAt: at });
      const funders = await this.admit(tx, id, draft.funderIds ?? []);
      await this.audit.record(tx, actor, at, {
        action: 'grant-agreement.created',
        subject: 'grant-agreement',
        subjectId: id,
        concerns: [draft.stateId, ...funders],
        details: { reference: draft.reference, paidTo: terms.paidTo },
      });
      return this.find(tx, actor, id);
    });
  }

  /**
   * Opens an agreement to more funders; those it is open to already stay so.
   * Refusals: access.not-found, funders.not-a-funder.
   */
  openTo(actor: Actor, id: string, funderIds: readonly string[]): Promise<GrantAgreementView> {
    return this.db.transaction(async (tx) => {
      const { state } = await this.find(tx, actor, id);
      const funders = await this.admit(tx, id, funderIds);
      await this.audit.record(tx, actor, this.clock.now(), {
        action: 'grant-agreement.opened',
        subject: 'grant-agreement',
        subjectId: id,
        concerns: [state.id, ...funders],
      });
      return this.find(tx, actor, id);
    });
  }

  /**
   * What an order placed under an agreement needs to know. With `lock`, the agreement is locked before its orders are
   * read, so that its remaining ceiling stays what it is until the transaction ends; a quote reads without.
   * Refusal: access.not-found for an agreement that does not exist or is not open to the actor.
   */
  async forOrder(tx: Tx, actor: Actor, id: string, { lock }: { lock: boolean }): Promise<AgreementForOrder> {
    if (lock) await row(tx, 'SELECT 1 FROM grant_agreement WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const { state, ...agreement } = await this.find(tx, actor, id);
    return { ...agreement, stateId: state.id };
  }

  private async find(tx: Tx, actor: Actor, id: string): Promise<GrantAgreementView> {
    const found = await rows<AgreementRow>(
      tx,
      `SELECT ${COLUMNS} FROM grant_agreement a JOIN organisation s ON s.id = a.state_id
        WHERE ${READABLE_SQL} AND a.id = $3`,
      [actor.role, actor.organisationId, id],
    );
    const [view] = await this.viewsOf(tx, actor, found);
    if (!view) throw refuseAccess('not-found');
    return view;
  }

  private async viewsOf(tx: Tx, actor: Actor, found: readonly AgreementRow[]): Promise<GrantAgreementView[]> {
    const ids = found.map((each) => each.id);
    const committed = await rows<CommittedOrder & { agreementId: string }>(
      tx,
      `SELECT o.agreement_id AS "agreementId", o.paid_to AS "paidTo", o.face_value_cents AS "faceValueCents",
              o.state_share_cents AS "stateShareCents", n.funder_cents AS "creditedFunderCents",
              n.state_cents AS "creditedStateCents"
         FROM voucher_order o LEFT JOIN credit_note n ON n.order_id = o.id AND n.kind = 'year-end'
        WHERE o.agreement_id = ANY ($1::uuid[])
          AND NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step IN ('refused', 'cancelled', 'abandoned'))`,
      [ids],
    );
    const admitted = await rows<Party & { agreementId: string }>(
      tx,
      `SELECT g.agreement_id AS "agreementId", f.id, f.name
         FROM grant_agreement_funder g JOIN organisation f ON f.id = g.funder_id
        WHERE g.agreement_id = ANY ($1::uuid[]) AND ($2 <> 'funder' OR f.id = $3) ORDER BY f.name, f.id`,
      [ids, actor.role, actor.organisationId],
    );
    return found.map(({ stateId, stateName, ...agreement }) => ({
      ...agreement,
      state: { id: stateId, name: stateName },
      remainingCeilingCents: remainingCeiling(
        agreement.ceilingCents,
        committed.filter((order) => order.agreementId === agreement.id),
      ),
      funders: admitted
        .filter((funder) => funder.agreementId === agreement.id)
        .map(({ id, name }) => ({ id, name })),
    }));
  }

  /** Refusal: funders.not-a-funder, naming the identifiers that are no funder's. */
  private async admit(tx: Tx, agreementId: string, funderIds: readonly string[]): Promise<string[]> {
    const wanted = [...new Set(funderIds.map((id) => id.toLowerCase()))].toSorted();
    const known = await rows<{ id: string }>(
      tx,
      `SELECT id FROM organisation WHERE kind = 'funder' AND id = ANY ($1::uuid[])`,
      [wanted],
    );
    const unknown = wanted.filter((id) => !known.some((funder) => funder.id === id));
    if (unknown.length > 0) throw refuseFunders('not-a-funder', { funders: unknown.join(', ') });
    await affected(
      tx,
      `INSERT INTO grant_agreement_funder (agreement_id, funder_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
      [agreementId, wanted],
    );
    return wanted;
  }
}

/** RULES `state-share`: half of the face value, paid to the operator, unless the agreement says otherwise. */
function termsOf(draft: NewGrantAgreement, today: Day) {
  const usual = tariffOn(today)['state-share'];
  const { rateNumerator, rateDenominator, paidTo = usual.paidTo } = draft;
  if (rateNumerator === undefined && rateDenominator === undefined) {
    return { rateNumerator: Number(usual.numerator), rateDenominator: Number(usual.denominator), paidTo };
  }
  if (rateNumerator === undefined || rateDenominator === undefined || rateNumerator > rateDenominator) {
    throw refuseFunders('rate-invalid');
  }
  return { rateNumerator, rateDenominator, paidTo };
}
