import type { INestApplicationContext } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { insertOne } from '../database/insert-one.js';
import { row, type Tx } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import type { Environment } from '../shared/environment.js';
import { Actors } from './actors.js';
import { Members } from './members.service.js';
import { Membership } from './membership.entity.js';
import { Organisation } from './organisation.entity.js';
import { Passwords } from './passwords.js';
import { Person } from './person.entity.js';

/** Any number, the same for every process: one at a time sees what is missing and makes it. */
const BOOTSTRAP_LOCK = 7_402_022;
const OPERATOR_NAME = 'Passerelle';

/**
 * Makes what a new database lacks: the operator's organisation and, if the environment names one, its first member.
 * Once the operator has a member the environment's is left alone, so a password changed since stays changed.
 * Running it again, or in several processes at once, makes nothing more.
 */
export async function bootstrapOperator(
  app: INestApplicationContext,
  { operator }: Pick<Environment, 'operator'>,
): Promise<void> {
  const [db, members] = [app.get(Database), app.get(Members)];
  const email = operator?.email.trim().toLowerCase();
  const passwordHash = operator ? await app.get(Passwords).hash(operator.password) : null;
  await db.transaction(async (tx) => {
    await row(tx, 'SELECT pg_advisory_xact_lock($1)', [BOOTSTRAP_LOCK]);
    await ensureOrganisation(app, tx);
    const system = await app.get(Actors).system(tx);
    const { organisationId } = system;
    if (!email || (await tx.existsBy(Membership, { organisationId }))) return;
    // A person known already keeps the password they have.
    const known = await tx.existsBy(Person, { email });
    await members.join(tx, system, organisationId, {
      email,
      displayName: email.slice(0, email.indexOf('@')),
      role: 'manager',
      passwordHash: known ? null : passwordHash,
    });
  });
}

async function ensureOrganisation(app: INestApplicationContext, tx: Tx): Promise<void> {
  if (await tx.existsBy(Organisation, { kind: 'operator' })) return;
  const at = app.get(Clock).now();
  const { id } = await insertOne(tx, Organisation, { kind: 'operator', name: OPERATOR_NAME, createdAt: at });
  await app.get(AuditTrail).record(tx, { organisationId: id, personId: null, apiKeyId: null }, at, {
    action: 'organisation.created',
    subject: 'organisation',
    subjectId: id,
    details: { kind: 'operator' },
  });
}
