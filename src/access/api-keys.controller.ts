import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { PageQuery } from '../shared/http/page.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import type { Actor } from './actor.js';
import { ApiKeyPage, GivenApiKey, NewApiKey } from './api-key.dto.js';
import { ApiKeys } from './api-keys.service.js';
import { By, May } from './http.js';

/** The keys of one's own organisation. Only managers may see and change them. */
@ApiTags('access')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Get()
  @May('api-keys.manage')
  @ApiOkResponse({ type: ApiKeyPage })
  list(@By() actor: Actor, @Query() query: PageQuery) {
    return this.keys.list(actor, query);
  }

  /** Makes a key; its secret is in this answer and never again. */
  @Post()
  @May('api-keys.manage')
  @ApiCreatedResponse({ type: GivenApiKey })
  create(@By() actor: Actor, @Body() key: NewApiKey) {
    return this.keys.create(actor, key);
  }

  @Delete(':id')
  @May('api-keys.manage')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses('access.not-found')
  revoke(@By() actor: Actor, @PathId() id: string) {
    return this.keys.revoke(actor, id);
  }
}
