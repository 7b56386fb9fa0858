import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May } from '../access/http.js';
import { PageQuery } from '../shared/http/page.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { NewOfficeBody, OfficePage, OfficeView, StockPage, StockQuery } from './office.dto.js';
import { Offices } from './offices.service.js';
import { Stock } from './stock.service.js';

@ApiTags('distribution')
@Controller('offices')
export class OfficesController {
  constructor(
    private readonly offices: Offices,
    private readonly stock: Stock,
  ) {}

  @Post()
  @May('offices.create')
  @ApiCreatedResponse({ type: OfficeView })
  @Refuses('access.not-found', 'access.commune-unknown', 'distribution.office-name-taken')
  create(@By() actor: Actor, @Body() body: NewOfficeBody) {
    return this.offices.create(actor, body);
  }

  /** Closes an office whose drawer is empty. */
  @Post(':id/closing')
  @HttpCode(200)
  @May('offices.create')
  @ApiOkResponse({ type: OfficeView })
  @Refuses('access.not-found', 'distribution.office-not-empty')
  close(@By() actor: Actor, @PathId() id: string) {
    return this.offices.close(actor, id);
  }

  @Get()
  @May('offices.list')
  @ApiOkResponse({ type: OfficePage })
  list(@By() actor: Actor, @Query() page: PageQuery) {
    return this.offices.list(actor, page);
  }

  /** What an office holds, book by book, at this moment. A funder sees its own books in it. */
  @Get(':id/stock')
  @May('offices.stock')
  @ApiOkResponse({ type: StockPage })
  @Refuses('access.not-found')
  stockOf(@By() actor: Actor, @PathId() id: string, @Query() query: StockQuery) {
    return this.stock.of(actor, id, query);
  }
}
