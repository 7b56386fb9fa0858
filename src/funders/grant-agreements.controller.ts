import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May } from '../access/http.js';
import { PageQuery } from '../shared/http/page.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import {
  FunderIds,
  GrantAgreementPage,
  GrantAgreementView,
  NewGrantAgreement,
} from './grant-agreements.dto.js';
import { GrantAgreements } from './grant-agreements.service.js';

@ApiTags('grant agreements')
@Controller('grant-agreements')
export class GrantAgreementsController {
  constructor(private readonly agreements: GrantAgreements) {}

  /** The agreements one is concerned by, by reference, with what is left of their ceilings. */
  @Get()
  @May('grant-agreements.read')
  @ApiOkResponse({ type: GrantAgreementPage })
  list(@By() actor: Actor, @Query() query: PageQuery) {
    return this.agreements.list(actor, query);
  }

  @Get(':id')
  @May('grant-agreements.read')
  @ApiOkResponse({ type: GrantAgreementView })
  @Refuses('access.not-found')
  get(@By() actor: Actor, @PathId() id: string) {
    return this.agreements.get(actor, id);
  }

  @Post()
  @May('grant-agreements.create')
  @ApiCreatedResponse({ type: GrantAgreementView })
  @Refuses(
    'funders.reference-taken',
    'funders.rate-invalid',
    'funders.dates-inverted',
    'funders.not-a-state',
    'funders.not-a-funder',
  )
  create(@By() actor: Actor, @Body() draft: NewGrantAgreement) {
    return this.agreements.create(actor, draft);
  }

  /** Opens an agreement to more funders. */
  @Post(':id/funders')
  @HttpCode(200)
  @May('grant-agreements.create')
  @ApiOkResponse({ type: GrantAgreementView })
  @Refuses('access.not-found', 'funders.not-a-funder')
  openTo(@By() actor: Actor, @PathId() id: string, @Body() { funderIds }: FunderIds) {
    return this.agreements.openTo(actor, id, funderIds);
  }
}
