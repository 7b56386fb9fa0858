import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import type { OnceRequest } from '../database/database.js';
import { PageQuery } from '../shared/http/page.js';
import { Refuses } from '../shared/http/refuses.js';
import { AllotBody, AllotmentPage, AllotmentsMade, BooksBody, MoveBody } from './allotment.dto.js';
import { Allotments } from './allotments.service.js';

/** What a choice of books may be refused with. */
const CHOICE_REFUSALS = [
  'access.not-found',
  'distribution.books-unclear',
  'distribution.order-not-issued',
  'distribution.books-out-of-range',
  'distribution.books-distributed',
] as const;

@ApiTags('distribution')
@Controller('allotments')
export class AllotmentsController {
  constructor(private readonly allotments: Allotments) {}

  @Get()
  @May('allotments.read')
  @ApiOkResponse({ type: AllotmentPage })
  list(@By() actor: Actor, @Query() page: PageQuery) {
    return this.allotments.list(actor, page);
  }

  /** Gives books to an office. */
  @Post()
  @May('allotments.change')
  @OnceOnly()
  @ApiCreatedResponse({ type: AllotmentsMade })
  @Refuses(...CHOICE_REFUSALS, 'access.office-closed', 'distribution.books-already-held')
  allot(@By() actor: Actor, @Once() once: OnceRequest, @Body() body: AllotBody) {
    return this.allotments.allot(actor, once, body);
  }

  /** Moves books that are not begun from their offices to another one. */
  @Post('moves')
  @May('allotments.change')
  @OnceOnly()
  @ApiCreatedResponse({ type: AllotmentsMade })
  @Refuses(
    ...CHOICE_REFUSALS,
    'access.office-closed',
    'distribution.books-not-held',
    'distribution.books-already-there',
  )
  move(@By() actor: Actor, @Once() once: OnceRequest, @Body() body: MoveBody) {
    return this.allotments.move(actor, once, body);
  }

  /** Takes books that are not begun back from their offices. */
  @Post('take-backs')
  @May('allotments.change')
  @OnceOnly()
  @ApiCreatedResponse({ type: AllotmentsMade })
  @Refuses(...CHOICE_REFUSALS, 'distribution.books-not-held')
  takeBack(@By() actor: Actor, @Once() once: OnceRequest, @Body() body: BooksBody) {
    return this.allotments.takeBack(actor, once, body);
  }
}
