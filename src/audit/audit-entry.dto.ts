import { ApiProperty } from '@nestjs/swagger';
import type { Day } from '../shared/calendar.js';
import { DayField, Id, Instant, OneOf, Text, Whole } from '../shared/http/fields.js';
import { pageOf, PageQuery } from '../shared/http/page.js';
import { type Action, ACTIONS, type Subject, SUBJECTS } from './actions.js';

export class AuditQuery extends PageQuery {
  @OneOf(SUBJECTS, { optional: true, description: 'What kind of thing it was done to.' })
  subject?: Subject;

  @Text({ optional: true, max: 100, description: 'Which one.' })
  subjectId?: string;

  @OneOf(ACTIONS, { optional: true })
  action?: Action;

  @Id({
    optional: true,
    description: 'Who did it: a person of one’s own organisation; anyone, for the operator.',
  })
  personId?: string;

  @DayField({ optional: true, description: 'From this day on, in Paris.' })
  from?: Day;

  @DayField({ optional: true, description: 'Up to this day, in Paris, included.' })
  to?: Day;
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

  @OneOf(ACTIONS)
  action!: Action;

  @OneOf(SUBJECTS)
  subject!: Subject;

  @Text()
  subjectId!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  details!: Record<string, unknown>;
}

export class AuditPage extends pageOf(AuditEntryView) {}
