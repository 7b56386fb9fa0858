import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May } from '../access/http.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { LetterViews } from './letter-views.service.js';
import { LetterPage, LetterQuery, LetterView } from './letters.dto.js';

@ApiTags('letters')
@Controller('letters')
export class LettersController {
  constructor(private readonly views: LetterViews) {}

  /** Letters and notices, newest first: one's organisation's own, or all of them for the operator. */
  @Get()
  @May('letters.read')
  @ApiOkResponse({ type: LetterPage })
  listLetters(@By() actor: Actor, @Query() query: LetterQuery) {
    return this.views.list(actor, query);
  }

  @Get(':id')
  @May('letters.read')
  @ApiOkResponse({ type: LetterView })
  @Refuses('access.not-found')
  readLetter(@By() actor: Actor, @PathId() id: string) {
    return this.views.read(actor, id);
  }
}
