import { rows, type Tx } from '../database/sql.js';
import { labelInForce, labelNotice, type LabelYear, nextLabelYear } from '../scheme/label.js';
import { tariffOn } from '../scheme/rules.js';
import type { Day } from '../shared/calendar.js';

/** A year of label, withdrawn or not. */
export interface LabelRow extends LabelYear {
  readonly id: string;
}

/** Where a structure stands with its label on a day. */
export interface Standing {
  /** The year of label in force; null means that no voucher can be redeemed (rule `label-fee`). */
  readonly label: LabelRow | null;
  /** The first day without a label, renewals counted; null when there is none in force. */
  readonly lapsesOn: Day | null;
  /** Days left, within the notice that the rules give (rule `label-notice`); null before it. */
  readonly noticeDaysLeft: number | null;
}

/** What `labelInForce` says, in SQL, for lists: `label` is a row of the table, the day its parameter. */
export function labelInForceSql(label: string, day: string): string {
  return `(${label}.starts_on <= ${day}::date AND ${day}::date < ${label}.ends_on AND NOT EXISTS (
    SELECT 1 FROM label_withdrawal w WHERE w.label_id = ${label}.id AND w.withdrawn_on <= ${day}::date))`;
}

/** The years of label of some structures, oldest first; a structure that never had one has an empty list. */
export async function labelsOf(tx: Tx, structureIds: readonly string[]): Promise<Map<string, LabelRow[]>> {
  const found = await rows<LabelRow & { structureId: string }>(
    tx,
    `SELECT l.id, l.structure_id AS "structureId", l.starts_on AS "startsOn", l.ends_on AS "endsOn", w.withdrawn_on AS "withdrawnOn"
       FROM label l LEFT JOIN label_withdrawal w ON w.label_id = l.id
      WHERE l.structure_id = ANY($1::uuid[]) ORDER BY l.starts_on`,
    [structureIds],
  );
  const byStructure = new Map<string, LabelRow[]>(structureIds.map((id) => [id, []]));
  for (const { structureId, ...label } of found) byStructure.get(structureId)?.push(label);
  return byStructure;
}

/** The standing that these years of label give on a day. */
export function standingFrom(labels: readonly LabelRow[], day: Day): Standing {
  const tariff = tariffOn(day);
  const label = labelInForce(labels, day);
  return {
    label,
    lapsesOn: label && nextLabelYear(labels, day, tariff).startsOn,
    noticeDaysLeft: labelNotice(labels, day, tariff)?.daysLeft ?? null,
  };
}

/** The standing of a structure on a Paris day; an organisation that is no structure has no label. */
export async function standingOf(tx: Tx, structureId: string, day: Day): Promise<Standing> {
  return standingFrom((await labelsOf(tx, [structureId])).get(structureId) ?? [], day);
}
