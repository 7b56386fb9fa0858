import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AuditPage, AuditQuery } from '../audit/audit-entry.dto.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import type { Actor } from './actor.js';
import { By, May } from './http.js';

/** Reads what src/audit keeps. It stands here because access itself records in the trail, and so comes after it. */
@ApiTags('audit')
@Controller('audit-trail')
export class AuditTrailController {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditTrail,
  ) {}

  /** What one's own organisation did and what concerns it, newest first; everything, for the operator. */
  @Get()
  @May('audit-trail.read')
  @ApiOkResponse({ type: AuditPage })
  list(@By() actor: Actor, @Query() query: AuditQuery) {
    const reader = actor.kind === 'operator' ? null : actor.organisationId;
    return this.db.read((tx) => this.audit.read(tx, reader, query));
  }
}
