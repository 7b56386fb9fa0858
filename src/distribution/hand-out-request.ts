import { refuseAccess } from '../access/access.refusals.js';
import { type PersonIdentity, personProblem } from '../scheme/pseudonym.js';
import type { Day } from '../shared/calendar.js';
import { isCommune } from '../shared/communes.js';
import { refuseDistribution } from './distribution.refusals.js';

export const SEXES = ['F', 'M', 'X'] as const;
export type Sex = (typeof SEXES)[number];

/** What a social worker asks: for whom, on which module, and which vouchers. */
export interface HandOutRequest extends PersonIdentity {
  readonly moduleId: string;
  /** By their codes, or so many of the next ones of the office's open book. */
  readonly vouchers: { readonly codes?: readonly string[]; readonly count?: number };
  /** The INSEE code of the commune where the person lives. */
  readonly commune: string;
  readonly sex?: Sex;
  /** Whether the person has never had digital mediation before. */
  readonly firstTime?: boolean;
  readonly officeId?: string;
}

/**
 * What can be told of a request before anything is read.
 * Refusals: distribution.family-name-empty, given-name-empty, birth-date-in-future, birth-date-too-long-ago,
 * vouchers-unclear; access.commune-unknown.
 */
export function checkRequest(request: HandOutRequest, today: Day): void {
  const problem = personProblem(request, today);
  if (problem) throw refuseDistribution(problem);
  if (!isCommune(request.commune)) throw refuseAccess('commune-unknown');
  const { codes, count } = request.vouchers;
  if ((codes === undefined) === (count === undefined)) throw refuseDistribution('vouchers-unclear');
}
