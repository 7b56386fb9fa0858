import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { row, rows } from '../database/sql.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { SEND_LETTER } from './letters.js';
import type { LetterLine, LetterQuery, LetterState, LetterView } from './letters.dto.js';
import { type PostedLetter, Postman } from './postman.js';

type LetterRow = Omit<LetterLine, 'subject'> & Pick<PostedLetter, 'facts' | 'toEnrolment'>;

const STATE_SQL: Record<LetterState, string> = {
  failed: 'j.failed_at IS NOT NULL',
  waiting: 'j.failed_at IS NULL AND j.done_at IS NULL',
  sent: 'j.done_at IS NOT NULL AND d.sent > 0',
  undelivered: 'j.done_at IS NOT NULL AND d.sent = 0',
};

/** $1: whether the reader is the operator; $2 and $3: their organisation, and who they are. */
const LETTERS_SQL = `
  SELECT l.id, l.kind, l.facts, l.organisation_id AS "organisationId", o.name AS "organisationName",
         l.enrolment_id IS NOT NULL AS "toEnrolment",
         l.posted_at AS "postedAt", d.sent, d.refused, CASE WHEN $1 THEN j.id END AS "jobId",
         CASE WHEN ${STATE_SQL.failed} THEN 'failed' WHEN ${STATE_SQL.sent} THEN 'sent'
              WHEN ${STATE_SQL.undelivered} THEN 'undelivered' ELSE 'waiting' END AS state
    FROM letter l
    LEFT JOIN organisation o ON o.id = l.organisation_id
    LEFT JOIN job j ON j.kind = '${SEND_LETTER}' AND j.subject_id = l.id::text
   CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE outcome = 'sent')::int AS sent,
                              count(*) FILTER (WHERE outcome = 'refused')::int AS refused
                         FROM letter_delivery WHERE letter_id = l.id) d
   WHERE ($1::boolean OR (l.organisation_id = $2::uuid AND (l.person_id IS NULL OR l.person_id = $3::uuid)))`;

/** The outbox as it is read: by the operator all of it, by an organisation what it was sent. */
@Injectable()
export class LetterViews {
  constructor(
    private readonly db: Database,
    private readonly postman: Postman,
  ) {}

  /** Newest first. */
  async list(actor: Actor, query: LetterQuery): Promise<Page<LetterLine>> {
    const [at, id] = readCursor(query, 'instant', 'id');
    const found = await this.db.read((tx) =>
      rows<LetterRow>(
        tx,
        `${LETTERS_SQL} AND ${query.state ? STATE_SQL[query.state] : 'true'}
            AND ($4::timestamptz IS NULL OR (l.posted_at, l.id) < ($4, $5::uuid))
          ORDER BY l.posted_at DESC, l.id DESC LIMIT $6`,
        [...readerOf(actor), at, id, rowsToFetch(query)],
      ),
    );
    const page = toPage(query, found, (last) => [last.postedAt, last.id]);
    return { ...page, items: page.items.map((each) => this.withWords(each).line) };
  }

  /** Refusal: access.not-found, for another organisation too. */
  async read(actor: Actor, id: string): Promise<LetterView> {
    const found = await this.db.read((tx) =>
      row<LetterRow>(tx, `${LETTERS_SQL} AND l.id = $4`, [...readerOf(actor), id]),
    );
    if (!found) throw refuseAccess('not-found');
    const { line, text } = this.withWords(found);
    return { ...line, text };
  }

  private withWords({ facts, toEnrolment, ...line }: LetterRow): { line: LetterLine; text: string } {
    const { subject, text } = this.postman.render({ ...line, facts, toEnrolment }, 'to-read');
    return { line: { ...line, subject }, text };
  }
}

function readerOf({ role, organisationId, personId }: Actor): readonly unknown[] {
  return [role === 'operator', organisationId, personId];
}
