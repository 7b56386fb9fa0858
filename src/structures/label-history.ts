import { rows, type Tx } from '../database/sql.js';
import type { LabelCriterionCode } from '../scheme/label.js';
import type { Day } from '../shared/calendar.js';
import type { LabelApplication, LabelDecision, LabelHistory } from './label.dto.js';

/** What labels a structure had, asked for and was refused: facts, each with its reasons. */

/** An application joined to its decision; all that is the decision's is null where there is none. */
export interface ApplicationRow extends Omit<LabelDecision, 'outcome'> {
  id: string;
  submittedAt: Date;
  outcome: LabelDecision['outcome'] | null;
}

/** A year of label joined to its withdrawal; all that is the withdrawal's is null where there is none. */
interface LabelRow {
  id: string;
  startsOn: Day;
  endsOn: Day;
  withdrawnOn: Day | null;
  unmetCriteria: LabelCriterionCode[];
  reason: string;
}

/** The columns of an ApplicationRow: application `a`, decision `d`. */
export const APPLICATION_COLUMNS = `a.id, a.submitted_at AS "submittedAt", d.outcome,
  d.unmet_criteria AS "unmetCriteria", d.reason, d.decided_at AS "decidedAt"`;

/** An application as it is shown, with its decision or null. */
export function toApplication({ id, submittedAt, outcome, ...decision }: ApplicationRow): LabelApplication {
  return { id, submittedAt, decision: outcome && { outcome, ...decision } };
}

/** The labels and applications of a structure, the latest first. */
export async function labelHistoryOf(tx: Tx, structureId: string): Promise<LabelHistory> {
  const applications = await rows<ApplicationRow>(
    tx,
    `SELECT ${APPLICATION_COLUMNS} FROM label_application a LEFT JOIN label_decision d ON d.application_id = a.id
      WHERE a.structure_id = $1 ORDER BY a.submitted_at DESC, a.id DESC`,
    [structureId],
  );
  const labels = await rows<LabelRow>(
    tx,
    `SELECT l.id, l.starts_on AS "startsOn", l.ends_on AS "endsOn",
            w.withdrawn_on AS "withdrawnOn", w.unmet_criteria AS "unmetCriteria", w.reason
       FROM label l LEFT JOIN label_withdrawal w ON w.label_id = l.id
      WHERE l.structure_id = $1 ORDER BY l.starts_on DESC`,
    [structureId],
  );
  return {
    labels: labels.map(({ id, startsOn, endsOn, withdrawnOn, unmetCriteria, reason }) => ({
      id,
      startsOn,
      endsOn,
      withdrawal: withdrawnOn && { withdrawnOn, unmetCriteria, reason },
    })),
    applications: applications.map(toApplication),
  };
}
