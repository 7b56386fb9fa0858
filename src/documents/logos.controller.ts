import { Body, Controller, Delete, Get, HttpCode, Put, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../access/actor.js';
import { By, May } from '../access/http.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { Logos } from './logos.service.js';

const PICTURE = { schema: { type: 'string', format: 'binary' } };

@ApiTags('documents')
@Controller('organisations/:id/logo')
export class LogosController {
  constructor(private readonly logos: Logos) {}

  /** The logo printed on the covers of the organisation's books. */
  @Get()
  @May('logos.read')
  @ApiOkResponse({ content: { 'image/png': PICTURE, 'image/svg+xml': PICTURE } })
  @Refuses('access.not-found', 'documents.logo-missing')
  async readLogo(@By() actor: Actor, @PathId() id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { bytes, mediaType } = await this.logos.read(actor, id);
    // Opened by itself, an SVG is a page: it is given as a file, and can run nothing.
    void reply
      .header('cache-control', 'private, no-cache')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    return new StreamableFile(bytes, { type: mediaType, disposition: 'attachment', length: bytes.length });
  }

  /** Puts the picture that is the body of the request: PNG, or SVG of plain shapes. */
  @Put()
  @HttpCode(204)
  @May('logos.change')
  @ApiConsumes('image/png', 'image/svg+xml')
  @ApiBody({ schema: PICTURE.schema })
  @ApiNoContentResponse()
  @Refuses(
    'access.not-found',
    'documents.logo-too-large',
    'documents.logo-unreadable',
    'documents.logo-unsafe',
  )
  putLogo(@By() actor: Actor, @PathId() id: string, @Body() body: unknown) {
    return this.logos.put(actor, id, body);
  }

  @Delete()
  @HttpCode(204)
  @May('logos.change')
  @ApiNoContentResponse()
  @Refuses('access.not-found')
  removeLogo(@By() actor: Actor, @PathId() id: string) {
    return this.logos.remove(actor, id);
  }
}
