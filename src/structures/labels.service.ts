import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { type AuditEntry, AuditTrail } from '../audit/audit-trail.js';
import { Invoices } from '../billing/invoices.js';
import { Database } from '../database/database.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import { ofOperator, ofStructure } from '../ledger/accounts.js';
import { Ledger } from '../ledger/ledger.js';
import { Letters } from '../letters/letters.js';
import { LABEL_CRITERIA, type LabelCriterionCode, nextLabelYear } from '../scheme/label.js';
import { tariffOn } from '../scheme/rules.js';
import { addDays, frenchDay } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { declaredOf } from './declarations.js';
import type {
  GrantedLabel,
  LabelApplication,
  LabelApplicationQuery,
  LabelCriterionList,
  LabelDecisionMade,
  LabelWithdrawalMade,
  NewLabelDecision,
  NewLabelWithdrawal,
  SubmittedLabelApplication,
} from './label.dto.js';
import { APPLICATION_COLUMNS, type ApplicationRow, toApplication } from './label-history.js';
import { labelGaps } from './label-readiness.js';
import { labelsOf, standingOf } from './standing.js';
import { lockStructure } from './structure-access.js';
import { refuseStructures } from './structures.refusals.js';

/** The year of label to write, and the application or renewal it follows from. */
interface Grant {
  readonly structureId: string;
  /** Null for a renewal. */
  readonly applicationId: string | null;
}

/**
 * The life of a label: applied for, granted or refused against the published criteria, renewed, withdrawn. Each step
 * locks the structure first, so that a grant and a refusal, or two renewals, meet one after the other.
 */
@Injectable()
export class Labels {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly ledger: Ledger,
    private readonly invoices: Invoices,
    private readonly letters: Letters,
  ) {}

  /** The criteria against which a label is granted, refused or withdrawn. */
  criteria(): LabelCriterionList {
    return { items: [...LABEL_CRITERIA] };
  }

  /** The applications of every structure, the oldest first; only the open ones, or only the decided ones, if asked. */
  async applications(query: LabelApplicationQuery): Promise<Page<SubmittedLabelApplication>> {
    const [at, id] = readCursor(query, 'instant', 'id');
    const found = await this.db.read((tx) =>
      rows<ApplicationRow & Pick<SubmittedLabelApplication, 'structureId' | 'structure' | 'siret'>>(
        tx,
        `SELECT ${APPLICATION_COLUMNS}, o.id AS "structureId", o.name AS structure, o.siret
           FROM label_application a JOIN organisation o ON o.id = a.structure_id
           LEFT JOIN label_decision d ON d.application_id = a.id
          WHERE ($1::boolean IS NULL OR $1 = (d.application_id IS NULL))
            AND ($2::timestamptz IS NULL OR (a.submitted_at, a.id) > ($2, $3::uuid))
          ORDER BY a.submitted_at, a.id LIMIT $4`,
        [query.open ?? null, at, id, rowsToFetch(query)],
      ),
    );
    const page = toPage(query, found, (last) => [last.submittedAt, last.id]);
    const items = page.items.map(({ structureId, structure, siret, ...application }) => ({
      ...toApplication(application),
      structureId,
      structure,
      siret,
    }));
    return { items, next: page.next };
  }

  /**
   * Applies again, after a refusal, a withdrawal or a lapse: one application at a time.
   * Refusals: access.not-found, structures.application-open, structures.already-labelled.
   */
  async apply(actor: Actor, structureId: string): Promise<LabelApplication> {
    return this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      const open = await row(
        tx,
        `SELECT 1 FROM label_application a WHERE a.structure_id = $1
            AND NOT EXISTS (SELECT 1 FROM label_decision d WHERE d.application_id = a.id)`,
        [structureId],
      );
      if (open) throw refuseStructures('application-open');
      const { lapsesOn } = await standingOf(tx, structureId, this.clock.today());
      if (lapsesOn) throw refuseStructures('already-labelled', { until: frenchDay(lapsesOn) });
      const at = this.clock.now();
      const { id } = await oneRow<{ id: string }>(
        tx,
        'INSERT INTO label_application (structure_id, submitted_at) VALUES ($1, $2) RETURNING id',
        [structureId, at],
      );
      await this.audit.record(tx, actor, at, {
        action: 'label.applied',
        subject: 'label-application',
        subjectId: id,
      });
      return { id, submittedAt: at, decision: null };
    });
  }

  /**
   * Grants or refuses. A grant begins a year of label and invoices its fee.
   * Refusals: access.not-found, structures.application-decided, structures.unmet-criteria-missing,
   * structures.granted-despite-criteria, structures.label-needs-…, structures.label-exists.
   */
  async decide(actor: Actor, applicationId: string, given: NewLabelDecision): Promise<LabelDecisionMade> {
    return this.db.transaction(async (tx) => {
      const structureId = await this.structureOf(tx, 'label_application', applicationId);
      await lockStructure(tx, actor, structureId);
      const { outcome, reason } = given;
      const unmetCriteria = inPublishedOrder(given.unmetCriteria ?? []);
      const granted = outcome === 'granted';
      const decided = await row(tx, 'SELECT 1 FROM label_decision WHERE application_id = $1', [
        applicationId,
      ]);
      if (decided) throw refuseStructures('application-decided');
      if (granted && unmetCriteria.length > 0) throw refuseStructures('granted-despite-criteria');
      if (!granted && unmetCriteria.length === 0) throw refuseStructures('unmet-criteria-missing');
      const decidedAt = this.clock.now();
      await affected(
        tx,
        `INSERT INTO label_decision (application_id, outcome, unmet_criteria, reason, decided_at, decided_by)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [applicationId, outcome, unmetCriteria, reason, decidedAt, actor.personId],
      );
      const label = granted ? await this.grantYear(tx, { structureId, applicationId }) : null;
      await this.audit.record(tx, actor, decidedAt, {
        action: `label.${outcome}`,
        subject: 'label-application',
        subjectId: applicationId,
        concerns: [structureId],
        details: { unmetCriteria, labelId: label?.id ?? null },
      });
      if (!granted) {
        const facts = { unmetCriteria, reason };
        await this.letters.post(tx, decidedAt, {
          kind: 'label-refused',
          to: { organisationId: structureId },
          facts,
        });
      }
      return { applicationId, outcome, unmetCriteria, reason, decidedAt, label };
    });
  }

  /**
   * One more year, which begins where the label ends, and its fee invoiced; within the notice of the rules
   * (`label-notice`), so that a year is not sold long before it begins.
   * Refusals: access.not-found, structures.no-label-to-renew, structures.renewal-too-early, structures.label-needs-….
   */
  async renew(actor: Actor, structureId: string): Promise<GrantedLabel> {
    return this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      const { lapsesOn, noticeDaysLeft } = await standingOf(tx, structureId, this.clock.today());
      if (!lapsesOn) throw refuseStructures('no-label-to-renew');
      if (noticeDaysLeft === null) {
        const from = addDays(lapsesOn, -tariffOn(this.clock.today())['label-notice'].days);
        throw refuseStructures('renewal-too-early', { until: frenchDay(lapsesOn), from: frenchDay(from) });
      }
      const label = await this.grantYear(tx, { structureId, applicationId: null });
      await this.audit.record(tx, actor, this.clock.now(), {
        action: 'label.renewed',
        subject: 'label',
        subjectId: label.id,
        concerns: [structureId],
        details: { startsOn: label.startsOn, endsOn: label.endsOn },
      });
      return label;
    });
  }

  /**
   * Withdraws a label from today on, and the renewals that follow it: otherwise the next year would give it back.
   * Fees already invoiced stay due. The structure may apply again.
   * Refusals: access.not-found, structures.label-withdrawn, structures.label-over.
   */
  async withdraw(actor: Actor, labelId: string, given: NewLabelWithdrawal): Promise<LabelWithdrawalMade> {
    return this.db.transaction(async (tx) => {
      const structureId = await this.structureOf(tx, 'label', labelId);
      await lockStructure(tx, actor, structureId);
      const at = this.clock.now();
      const withdrawnOn = this.clock.today();
      const unmetCriteria = inPublishedOrder(given.unmetCriteria);
      const labels = (await labelsOf(tx, [structureId])).get(structureId) ?? [];
      const label = labels.find((each) => each.id === labelId);
      if (label?.withdrawnOn) throw refuseStructures('label-withdrawn');
      if (!label || label.endsOn <= withdrawnOn) throw refuseStructures('label-over');
      const labelIds = labels
        .filter((each) => !each.withdrawnOn && each.startsOn >= label.startsOn)
        .map((each) => each.id);
      await affected(
        tx,
        `INSERT INTO label_withdrawal (label_id, unmet_criteria, reason, withdrawn_on, withdrawn_at, withdrawn_by)
         SELECT label_id, $2, $3, $4, $5, $6 FROM unnest($1::uuid[]) AS l (label_id)`,
        [labelIds, unmetCriteria, given.reason, withdrawnOn, at, actor.personId],
      );
      await this.audit.record(
        tx,
        actor,
        at,
        ...labelIds.map((subjectId): AuditEntry => ({
          action: 'label.withdrawn',
          subject: 'label',
          subjectId,
          concerns: [structureId],
          details: { unmetCriteria },
        })),
      );
      await this.letters.post(tx, at, {
        kind: 'label-withdrawn',
        to: { organisationId: structureId },
        facts: { unmetCriteria, reason: given.reason, withdrawnOn },
      });
      return { labelIds, withdrawnOn, unmetCriteria, reason: given.reason };
    });
  }

  /** Writes a year of label, its invoice and the letter that tells it, if what the structure has declared is enough to use it. */
  private async grantYear(tx: Tx, { structureId, applicationId }: Grant): Promise<GrantedLabel> {
    const at = this.clock.now();
    const today = this.clock.today();
    const tariff = tariffOn(today);
    const [gap] = labelGaps(await declaredOf(tx, structureId), tariff);
    if (gap) throw refuseStructures(`label-needs-${gap}`);
    const labels = (await labelsOf(tx, [structureId])).get(structureId) ?? [];
    const { startsOn, endsOn } = nextLabelYear(labels, today, tariff);
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO label (structure_id, application_id, starts_on, ends_on, granted_at)
       VALUES ($1, $2, $3, $4, $5) RETURNING id`,
      [structureId, applicationId, startsOn, endsOn, at],
    );
    const invoice = await this.invoices.issue(tx, at, {
      kind: 'label',
      payerId: structureId,
      labelId: id,
      totalCents: tariff['label-fee'].feeCents,
      vat: 'included',
    });
    const receivable = ofStructure('label-receivable', structureId);
    await this.ledger.post(tx, invoice.issuedAt, { cause: 'invoice', causeId: invoice.id }, [
      {
        kind: 'label-invoiced',
        debit: receivable,
        credit: ofOperator('label-fees'),
        cents: invoice.netCents,
      },
      {
        kind: 'label-vat-invoiced',
        debit: receivable,
        credit: ofOperator('vat-due'),
        cents: invoice.vatCents,
      },
    ]);
    const { number, totalCents } = invoice;
    await this.letters.post(tx, at, {
      kind: 'label-granted',
      to: { organisationId: structureId },
      facts: { startsOn, endsOn, invoiceNumber: number, totalCents, renewed: applicationId === null },
    });
    return { id, startsOn, endsOn, invoice: { id: invoice.id, number, totalCents } };
  }

  /** Whose an application or a label is: it never changes, so it is read before the lock. Refusal: access.not-found. */
  private async structureOf(tx: Tx, table: 'label_application' | 'label', id: string): Promise<string> {
    const found = await row<{ structureId: string }>(
      tx,
      `SELECT structure_id AS "structureId" FROM ${table} WHERE id = $1`,
      [id],
    );
    if (!found) throw refuseAccess('not-found');
    return found.structureId;
  }
}

/** Each criterion once, in the order of the published list. */
function inPublishedOrder(codes: readonly LabelCriterionCode[]): LabelCriterionCode[] {
  return LABEL_CRITERIA.map(({ code }) => code).filter((code) => codes.includes(code));
}
