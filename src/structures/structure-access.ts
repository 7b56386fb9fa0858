import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { requireOwn } from '../access/managers.js';
import { row, type Tx } from '../database/sql.js';

/**
 * Locks a structure until the commit: whatever changes it, or decides by what it has, waits its turn here. Scans do
 * not wait: a reference to a structure takes a lock that this one leaves free.
 * Refusal: access.not-found.
 */
export async function lockStructure(tx: Tx, actor: Actor, structureId: string): Promise<void> {
  requireOwn(actor, structureId);
  const found = await row(tx, 'SELECT 1 FROM structure WHERE organisation_id = $1 FOR NO KEY UPDATE', [
    structureId,
  ]);
  if (!found) throw refuseAccess('not-found');
}
