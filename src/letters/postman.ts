import { Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { ServiceSecret } from '../access/secret.js';
import { Database } from '../database/database.js';
import { affected, oneRow, row, rows } from '../database/sql.js';
import type { JobContext } from '../jobs/handlers.js';
import { Jobs } from '../jobs/jobs.js';
import { Clock } from '../shared/clock.js';
import { Settings } from '../shared/settings.module.js';
import { LETTERS } from './kinds/index.js';
import { type LetterContext, type LetterText, type RenderedLetter, renderLetter } from './letter-text.js';
import { SEND_LETTER } from './letters.js';
import { Mail, MailFailed, type Sent } from './mail.js';

/** A row of the outbox, as it is rendered. */
export interface PostedLetter {
  readonly id: string;
  readonly kind: string;
  readonly facts: unknown;
  readonly organisationName: string | null;
  /** Whether it is for whoever signs up, who has no account yet. */
  readonly toEnrolment: boolean;
}

type Write = (facts: never, context: LetterContext) => LetterText;

interface Recipient {
  /** A person, or an enrolment. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** Who a letter is for now and does not have it yet: those who left since are not among them. */
const RECIPIENTS_SQL = `
  SELECT r.* FROM (
    SELECT p.id, p.email, p.display_name AS name
      FROM letter l JOIN person p ON l.person_id IS NULL OR p.id = l.person_id
     WHERE l.id = $1 AND l.enrolment_id IS NULL AND p.disabled_at IS NULL
       AND (l.organisation_id IS NULL OR EXISTS (
             SELECT 1 FROM membership m JOIN organisation o ON o.id = m.organisation_id
              WHERE m.organisation_id = l.organisation_id AND m.person_id = p.id
                AND CASE WHEN l.office_id IS NOT NULL THEN m.office_id = l.office_id
                         ELSE l.person_id IS NOT NULL OR m.role = 'manager' OR o.kind IN ('operator', 'funder', 'state') END))
    UNION ALL
    SELECT e.id, e.email, e.display_name FROM letter l JOIN enrolment e ON e.id = l.enrolment_id WHERE l.id = $1) r
   WHERE NOT EXISTS (SELECT 1 FROM letter_delivery d WHERE d.letter_id = $1 AND d.recipient_id = r.id)
   ORDER BY r.id`;

/**
 * Sends letters, each to one person after the other, and writes down who has it before going on to the next. A crash
 * between the mail server's yes and that line sends one message once more, under the same Message-ID: at least once is
 * what mail can promise. Without a `Mail` (tests, the exercise) letters wait.
 */
@Injectable()
export class Postman implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly secret: ServiceSecret,
    @Optional() private readonly mail?: Mail,
  ) {}

  onModuleInit(): void {
    const { mail } = this;
    if (mail) this.jobs.handle(SEND_LETTER, (letterId, context) => this.deliver(mail, letterId, context));
  }

  /** The words of a letter; where it is only read, its links hold no secret. */
  render(letter: PostedLetter, why: 'to-send' | 'to-read'): RenderedLetter {
    const context: LetterContext = {
      token: (purpose, id) =>
        why === 'to-send' ? this.secret.hash(purpose, id).toString('base64url') : '•'.repeat(8),
    };
    const write = (LETTERS as Record<string, Write | undefined>)[letter.kind];
    if (!write) throw new Error(`no kind of letter is called ${letter.kind}`);
    const { publicUrl } = this.settings;
    return renderLetter(write(readFacts(letter.facts) as never, context), {
      publicUrl,
      organisationName: letter.organisationName,
      toEnrolment: letter.toEnrolment,
    });
  }

  private async deliver(mail: Mail, letterId: string, { signal, progress }: JobContext) {
    const { letter, recipients } = await this.db.read(async (tx) => ({
      letter: await oneRow<PostedLetter>(tx, POSTED_SQL, [letterId]),
      recipients: await rows<Recipient>(tx, RECIPIENTS_SQL, [letterId]),
    }));
    const words = this.render(letter, 'to-send');
    let failure: MailFailed | null = null;
    for (const [index, { id, email, name }] of recipients.entries()) {
      signal.throwIfAborted();
      try {
        const message = {
          ...words,
          id: `${letterId}.${id}`,
          to: { name, address: email },
          date: this.clock.now(),
        };
        await this.note(letterId, id, await mail.send(message));
      } catch (error) {
        // The mail server keeps one person waiting: the others do not wait with them.
        if (!(error instanceof MailFailed) || !error.serverAnswers) throw error;
        failure = error;
      }
      await progress(index + 1, recipients.length);
    }
    if (failure) throw failure;
    return this.countOf(letterId);
  }

  private async note(letterId: string, recipientId: string, outcome: Sent): Promise<void> {
    await this.db.transaction((tx) =>
      affected(
        tx,
        `INSERT INTO letter_delivery (letter_id, recipient_id, outcome, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT ON CONSTRAINT letter_delivered_once DO NOTHING`,
        [letterId, recipientId, outcome, this.clock.now()],
      ),
    );
  }

  private countOf(letterId: string): Promise<{ sent: number; refused: number }> {
    return this.db.read(async (tx) => {
      const count = await row<{ sent: number; refused: number }>(
        tx,
        `SELECT count(*) FILTER (WHERE outcome = 'sent')::int AS sent,
                count(*) FILTER (WHERE outcome = 'refused')::int AS refused
           FROM letter_delivery WHERE letter_id = $1`,
        [letterId],
      );
      return count ?? { sent: 0, refused: 0 };
    });
  }
}

const POSTED_SQL = `
  SELECT l.id, l.kind, l.facts, o.name AS "organisationName", l.enrolment_id IS NOT NULL AS "toEnrolment"
    FROM letter l LEFT JOIN organisation o ON o.id = l.organisation_id WHERE l.id = $1`;

/** Facts as they were posted: amounts are integers in the outbox, and bigints here. */
function readFacts(facts: unknown): unknown {
  return JSON.parse(JSON.stringify(facts), (key, value: unknown) =>
    key.endsWith('Cents') && typeof value === 'number' ? BigInt(value) : value,
  );
}
