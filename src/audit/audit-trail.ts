import { Injectable } from '@nestjs/common';
import { affected, rows, type Tx } from '../database/sql.js';
import { startOfParisDay, addDays } from '../shared/calendar.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import type { Action, Subject } from './actions.js';
import type { AuditEntryView, AuditQuery } from './audit-entry.dto.js';

/** Who did it: a person, a program by its API key, or (both null) background work; for which organisation. */
export interface Author {
  readonly personId: string | null;
  readonly apiKeyId: string | null;
  readonly organisationId: string;
}

/** What was done to what. `details` holds no name, no IBAN, no voucher code. */
export interface AuditEntry {
  readonly action: Action;
  readonly subject: Subject;
  readonly subjectId: string | bigint;
  /** Organisations, besides the actor's, that may read the entry. */
  readonly concerns?: readonly string[];
  readonly details?: Readonly<
    Record<string, string | number | boolean | null | readonly string[] | readonly number[]>
  >;
}

/** Who did what to what, and when: added to in the transaction that does it, never changed. */
@Injectable()
export class AuditTrail {
  async record(tx: Tx, author: Author, at: Date, ...entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await affected(
      tx,
      `INSERT INTO audit_entry (at, person_id, api_key_id, organisation_id, action, subject, subject_id, concerns, details)
       SELECT $1, $2, $3, $4, e.action, e.subject, e."subjectId", e.concerns, e.details
         FROM jsonb_to_recordset($5::jsonb) AS e (action text, subject text, "subjectId" text, concerns uuid[], details jsonb)`,
      [
        at,
        author.personId,
        author.apiKeyId,
        author.organisationId,
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

  /**
   * Entries, newest first: those that an organisation may read (it acted, or they concern it), or all of them for
   * null, the operator. Who in another organisation acted is that organisation's affair, so no search by a person of
   * another one finds anything.
   */
  async read(tx: Tx, readerId: string | null, query: AuditQuery): Promise<Page<AuditEntryView>> {
    const [before] = readCursor(query, 'whole');
    const found = await rows<AuditEntryView>(
      tx,
      `SELECT e.id, e.at, e.organisation_id AS "organisationId", o.name AS "organisationName", p.id AS "personId",
              p.display_name AS "personName", k.id AS "apiKeyId", e.action, e.subject, e.subject_id AS "subjectId", e.details
         FROM audit_entry e
         LEFT JOIN organisation o ON o.id = e.organisation_id
         LEFT JOIN person p ON p.id = e.person_id AND ($1::uuid IS NULL OR e.organisation_id = $1)
         LEFT JOIN api_key k ON k.id = e.api_key_id AND ($1::uuid IS NULL OR e.organisation_id = $1)
        WHERE ($1::uuid IS NULL OR e.organisation_id = $1 OR e.concerns @> ARRAY[$1::uuid])
          AND ($2::text IS NULL OR e.subject = $2)
          AND ($3::text IS NULL OR e.subject_id = $3)
          AND ($4::text IS NULL OR e.action = $4)
          AND ($5::uuid IS NULL OR e.person_id = $5 AND ($1::uuid IS NULL OR e.organisation_id = $1))
          AND ($6::timestamptz IS NULL OR e.at >= $6)
          AND ($7::timestamptz IS NULL OR e.at < $7)
          AND ($8::bigint IS NULL OR e.id < $8)
        ORDER BY e.id DESC LIMIT $9`,
      [
        readerId,
        query.subject ?? null,
        query.subjectId ?? null,
        query.action ?? null,
        query.personId ?? null,
        query.from ? startOfParisDay(query.from) : null,
        query.to ? startOfParisDay(addDays(query.to, 1)) : null,
        before,
        rowsToFetch(query),
      ],
    );
    return toPage(query, found, (last) => [last.id]);
  }
}
