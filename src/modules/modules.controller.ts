import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Public } from '../access/http.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { CatalogueModuleView, CataloguePage, CatalogueQuery, NewModule } from './module.dto.js';
import { Modules } from './modules.service.js';

@ApiTags('modules')
@Controller('modules')
export class ModulesController {
  constructor(private readonly modules: Modules) {}

  @Get()
  @Public()
  @ApiOkResponse({ type: CataloguePage })
  list(@Query() query: CatalogueQuery) {
    return this.modules.list(query);
  }

  @Post()
  @May('modules.manage')
  @ApiCreatedResponse({ type: CatalogueModuleView })
  @Refuses('modules.title-taken')
  add(@By() actor: Actor, @Body() module: NewModule) {
    return this.modules.add(actor, module);
  }

  /** Retires a module: it is no longer handed out nor newly offered. */
  @Delete(':id')
  @HttpCode(204)
  @May('modules.manage')
  @ApiNoContentResponse()
  @Refuses('access.not-found')
  retire(@By() actor: Actor, @PathId() id: string) {
    return this.modules.retire(actor, id);
  }
}
