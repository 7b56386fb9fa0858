import { ApiProperty } from '@nestjs/swagger';
import { Id, Instant, OneOf, Text, Whole } from '../shared/http/fields.js';
import { PageQuery, pageOf } from '../shared/http/page.js';

/** Being made (its job tells how far); to be downloaded; given up, so ask again; its file is no longer kept. */
export const DOCUMENT_STATES = ['making', 'ready', 'failed', 'removed'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

export class DocumentView {
  @Id()
  id!: string;

  @Text({ example: 'books' })
  kind!: string;

  @Text({ description: 'What it is of: the identifier of an order, for example.' })
  subjectId!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'What tells it from others of the same subject: the numbers of the first and last book, for example.',
  })
  variant!: Record<string, string | number>;

  @Id({ nullable: true, description: 'The organisation that may read it; null for the operator alone.' })
  ownerId!: string | null;

  @OneOf(DOCUMENT_STATES)
  state!: DocumentState;

  @Id({ description: 'The job that makes it: GET /jobs/{id}, or its events, tells how far it is.' })
  jobId!: string;

  @Instant()
  askedAt!: Date;

  @Instant({ nullable: true })
  madeAt!: Date | null;

  @Instant({ description: 'When its file is removed. It can be asked for again.' })
  expiresAt!: Date;

  @Text({ description: 'What the downloaded file is called.' })
  fileName!: string;

  @Text({ example: 'application/pdf' })
  mediaType!: string;

  @Whole({ nullable: true, max: Number.MAX_SAFE_INTEGER })
  byteCount!: number | null;

  @Text({ nullable: true, description: 'The SHA-256 of the file, in hexadecimal.' })
  sha256!: string | null;
}

export class DocumentQuery extends PageQuery {
  @Text({ optional: true, max: 60, example: 'books' })
  kind?: string;

  @Text({
    optional: true,
    max: 60,
    description: 'What they are of: the identifier of an order, for example.',
  })
  subjectId?: string;
}

export class DocumentPage extends pageOf(DocumentView) {}
