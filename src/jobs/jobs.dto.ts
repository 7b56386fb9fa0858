import { ApiProperty } from '@nestjs/swagger';
import { Id, Instant, OneOf, Text, Whole } from '../shared/http/fields.js';
import { PageQuery, pageOf } from '../shared/http/page.js';

/** Waiting for a worker or for its next attempt; at work; done; failed for good, until the operator tries it again. */
export const JOB_STATES = ['waiting', 'running', 'done', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

export class JobQuery extends PageQuery {
  @OneOf(JOB_STATES, { optional: true })
  state?: JobState;
}

export class JobView {
  @Id()
  id!: string;

  @Text({ example: 'issue-order' })
  kind!: string;

  @Text({ description: 'What it is about: the identifier of an order, for example.' })
  subjectId!: string;

  @OneOf(JOB_STATES)
  state!: JobState;

  @Whole({ description: 'Parts done.' })
  done!: number;

  @Whole({ nullable: true, description: 'Parts in all; null while that is not known.' })
  total!: number | null;

  @Whole({ description: 'Attempts begun.' })
  attempts!: number;

  @Text({ nullable: true, description: 'What ended the last attempt, without any value; for the operator.' })
  lastError!: string | null;

  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    description: 'Where what it made is found, once it is done.',
  })
  result!: Record<string, unknown> | null;

  @Instant()
  createdAt!: Date;

  @Instant({ nullable: true, description: 'When the last attempt began.' })
  startedAt!: Date | null;

  @Instant({ nullable: true, description: 'When the next attempt may begin, after one that failed.' })
  notBefore!: Date | null;

  @Instant({ nullable: true, description: 'When it was done, or failed for good.' })
  endedAt!: Date | null;
}

export class JobPage extends pageOf(JobView) {}
