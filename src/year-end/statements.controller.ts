import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import type { OnceRequest } from '../database/database.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import {
  StatementContest,
  StatementDetail,
  StatementPage,
  StatementQuery,
  StatementSettlement,
} from './statement.dto.js';
import { Statements } from './statements.service.js';

@ApiTags('year-end')
@Controller('statements')
export class StatementsController {
  constructor(private readonly statements: Statements) {}

  /** A funder's own statements, latest first; the operator sees everyone's. */
  @Get()
  @May('statements.read')
  @ApiOkResponse({ type: StatementPage })
  list(@By() actor: Actor, @Query() query: StatementQuery) {
    return this.statements.list(actor, query);
  }

  @Get(':id')
  @May('statements.read')
  @ApiOkResponse({ type: StatementDetail })
  @Refuses('access.not-found')
  get(@By() actor: Actor, @PathId() id: string) {
    return this.statements.get(actor, id);
  }

  /** The funder agrees to its statement: its credit notes can be made. */
  @Post(':id/agreement')
  @May('statements.answer')
  @OnceOnly()
  @ApiCreatedResponse({ type: StatementDetail })
  @Refuses('access.not-found', 'year-end.already-answered', 'year-end.already-settled')
  agree(@By() actor: Actor, @Once() once: OnceRequest, @PathId() id: string) {
    return this.statements.agree(actor, once, id);
  }

  /** The funder contests its statement: no credit note is made before the platform has explained itself. */
  @Post(':id/contest')
  @May('statements.answer')
  @OnceOnly()
  @ApiCreatedResponse({ type: StatementDetail })
  @Refuses('access.not-found', 'year-end.already-answered', 'year-end.already-settled')
  contest(
    @By() actor: Actor,
    @Once() once: OnceRequest,
    @PathId() id: string,
    @Body() body: StatementContest,
  ) {
    return this.statements.contest(actor, once, id, body.reason);
  }

  /** The platform settles a statement that is contested or stays without an answer. */
  @Post(':id/settlement')
  @May('statements.settle')
  @OnceOnly()
  @ApiCreatedResponse({ type: StatementDetail })
  @Refuses('access.not-found', 'year-end.agreed-needs-no-settlement', 'year-end.already-settled')
  settle(
    @By() actor: Actor,
    @Once() once: OnceRequest,
    @PathId() id: string,
    @Body() body: StatementSettlement,
  ) {
    return this.statements.settle(actor, once, id, body.explanation);
  }
}
