import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { affected, type Tx } from '../database/sql.js';

/** What was done to what. `details` holds no name, no IBAN, no voucher code. */
export interface AuditEntry {
  /** Capability and verb: 'order.approved', 'voucher.redeemed'. */
  readonly action: string;
  readonly subject: string;
  readonly subjectId: string | bigint;
  /** Organisations, besides the actor's, that may read the entry. */
  readonly concerns?: readonly string[];
  readonly details?: Readonly<Record<string, string | number | boolean | null | readonly string[] | readonly number[]>>;
}

/** Who did what to what, and when: added to in the transaction that does it, never changed. */
@Injectable()
export class AuditTrail {
  async record(tx: Tx, actor: Actor, at: Date, ...entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await affected(
      tx,
      `INSERT INTO audit_entry (at, person_id, api_key_id, organisation_id, action, subject, subject_id, concerns, details)
       SELECT $1, $2, $3, $4, e.action, e.subject, e."subjectId", e.concerns, e.details
         FROM jsonb_to_recordset($5::jsonb) AS e (action text, subject text, "subjectId" text, concerns uuid[], details jsonb)`,
      [
        at,
        actor.personId,
        actor.apiKeyId,
        actor.organisationId,
        JSON.stringify(
          entries.map((entry) => ({
            ...entry,
            subjectId: entry.subjectId.toString(),
            concerns: entry.concerns ?? [],
            details: entry.details ?? {},
          })),
        ),
      ],
    );
  }
}
