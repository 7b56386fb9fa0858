import { ApiProperty } from '@nestjs/swagger';
import { Id, Instant, Text, Whole } from '../shared/http/fields.js';
import { pageOf, PageQuery } from '../shared/http/page.js';

export class AuditQuery extends PageQuery {
  @Text({ optional: true, max: 50, example: 'order', description: 'What kind of thing it was done to.' })
  subject?: string;

  @Text({ optional: true, max: 100, description: 'Which one.' })
  subjectId?: string;

  @Text({ optional: true, max: 100, example: 'order.approved' })
  action?: string;
}

/** What was done, to what, by whom and when. A person of another organisation is not named. */
export class AuditEntryView {
  @Whole({ max: Number.MAX_SAFE_INTEGER })
  id!: bigint;

  @Instant()
  at!: Date;

  @Id({ nullable: true, description: 'The organisation that acted.' })
  organisationId!: string | null;

  @Text({ nullable: true })
  organisationName!: string | null;

  @Id({ nullable: true, description: 'Null also for API keys and background work.' })
  personId!: string | null;

  @Text({ nullable: true })
  personName!: string | null;

  @Id({ nullable: true })
  apiKeyId!: string | null;

  @Text()
  action!: string;

  @Text()
  subject!: string;

  @Text()
  subjectId!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  details!: Record<string, unknown>;
}

export class AuditPage extends pageOf(AuditEntryView) {}
