import type { Tx } from '../database/sql.js';
import { refuseAccess } from './access.refusals.js';
import type { Actor } from './actor.js';
import { Membership } from './membership.entity.js';

/**
 * Members and API keys are the affair of an organisation's managers, also where all its members share one role. An
 * API key acts as a manager, and background work as the operator.
 * Refusal: access.not-permitted.
 */
export async function requireManager(tx: Tx, actor: Actor): Promise<void> {
  if (actor.personId === null) return;
  const { personId, organisationId } = actor;
  if (!(await tx.existsBy(Membership, { personId, organisationId, role: 'manager' })))
    throw refuseAccess('not-permitted');
}

/** Another organisation's affairs do not exist for anyone but the operator. Refusal: access.not-found. */
export function requireOwn(actor: Actor, organisationId: string): void {
  if (actor.kind !== 'operator' && actor.organisationId !== organisationId) throw refuseAccess('not-found');
}
