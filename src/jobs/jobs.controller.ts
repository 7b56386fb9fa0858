import { Controller, Get, Header, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May } from '../access/http.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { JobViews } from './job-views.service.js';
import { JobPage, JobQuery, JobView } from './jobs.dto.js';

@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(private readonly views: JobViews) {}

  /** Background work, newest first. */
  @Get()
  @May('jobs.list')
  @ApiOkResponse({ type: JobPage })
  listJobs(@Query() query: JobQuery) {
    return this.views.list(query);
  }

  @Get(':id')
  @May('jobs.read')
  @ApiOkResponse({ type: JobView })
  @Refuses('access.not-found')
  readJob(@By() actor: Actor, @PathId() id: string) {
    return this.views.read(actor, id);
  }

  /** Its progress as server-sent events (`job`, its data a JobView as JSON), until it is done or has failed. */
  @Get(':id/events')
  @May('jobs.read')
  @Header('cache-control', 'no-store')
  // A connection kept for further requests would keep a service that stops waiting for them.
  @Header('connection', 'close')
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  @Refuses('access.not-found')
  async followJob(@By() actor: Actor, @PathId() id: string) {
    return new StreamableFile(await this.views.follow(actor, id), { type: 'text/event-stream' });
  }

  /** Gives a job that has failed all its attempts anew. */
  @Post(':id/retry')
  @HttpCode(200)
  @May('jobs.retry')
  @ApiOkResponse({ type: JobView })
  @Refuses('access.not-found', 'jobs.not-failed')
  retryJob(@By() actor: Actor, @PathId() id: string) {
    return this.views.retry(actor, id);
  }
}
