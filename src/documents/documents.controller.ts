import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../access/actor.js';
import { By, May } from '../access/http.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { DocumentPage, DocumentQuery, DocumentView } from './documents.dto.js';
import { Documents } from './documents.js';
import { fileAnswer } from './file-answer.js';

@ApiTags('documents')
@Controller('documents')
export class DocumentsController {
  constructor(private readonly documents: Documents) {}

  /** Documents made in the background, newest first: one's organisation's; all of them for the operator. */
  @Get()
  @May('documents.read')
  @ApiOkResponse({ type: DocumentPage })
  listDocuments(@By() actor: Actor, @Query() query: DocumentQuery) {
    return this.documents.list(actor, query);
  }

  @Get(':id')
  @May('documents.read')
  @ApiOkResponse({ type: DocumentView })
  @Refuses('access.not-found')
  readDocument(@By() actor: Actor, @PathId() id: string) {
    return this.documents.read(actor, id);
  }

  /** The file itself. Each download is in the audit trail. */
  @Get(':id/file')
  @May('documents.read')
  @ApiOkResponse({ content: { '*/*': { schema: { type: 'string', format: 'binary' } } } })
  @Refuses('access.not-found', 'documents.not-ready', 'documents.removed', 'documents.file-lost')
  async downloadDocument(
    @By() actor: Actor,
    @PathId() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return fileAnswer(reply, await this.documents.open(actor, id));
  }
}
