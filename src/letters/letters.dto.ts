import { Id, Instant, OneOf, Text, Whole } from '../shared/http/fields.js';
import { PageQuery, pageOf } from '../shared/http/page.js';

/**
 * Waiting to leave, or for its next attempt; sent to somebody at least; undelivered: nobody is there to receive it, or
 * every address was refused for good; failed: given up, until the operator tries its job again.
 */
export const LETTER_STATES = ['waiting', 'sent', 'undelivered', 'failed'] as const;
export type LetterState = (typeof LETTER_STATES)[number];

export class LetterQuery extends PageQuery {
  @OneOf(LETTER_STATES, { optional: true })
  state?: LetterState;
}

export class LetterLine {
  @Id()
  id!: string;

  @Text({ example: 'order-approved' })
  kind!: string;

  @Id({ nullable: true, description: 'The organisation it is for; null for a letter to a person alone.' })
  organisationId!: string | null;

  @Text({ nullable: true })
  organisationName!: string | null;

  @Text({ max: 500 })
  subject!: string;

  @Instant()
  postedAt!: Date;

  @OneOf(LETTER_STATES)
  state!: LetterState;

  @Whole({ description: 'How many people it was sent to.' })
  sent!: number;

  @Whole({ description: 'How many addresses were refused for good.' })
  refused!: number;

  @Id({ nullable: true, description: 'The job that sends it: for the operator, who can try it again.' })
  jobId!: string | null;
}

export class LetterView extends LetterLine {
  @Text({ max: 20_000, multiline: true, description: 'What it says; the secret of a link is not shown.' })
  text!: string;
}

export class LetterPage extends pageOf(LetterLine) {}
