import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import type { OnceRequest } from '../database/database.js';
import { PageQuery } from '../shared/http/page.js';
import { Refuses } from '../shared/http/refuses.js';
import { HandedOutView, HandOutBody, HandOutPage, HandOutPreview } from './hand-out.dto.js';
import { HandOuts } from './hand-outs.service.js';
import { PrintedCodes } from './printed-codes.js';

/** What a hand-out may be refused with, looked at or made. */
const REQUEST_REFUSALS = [
  'access.not-found',
  'access.commune-unknown',
  'issuance.key-destroyed',
  'distribution.family-name-empty',
  'distribution.given-name-empty',
  'distribution.birth-date-in-future',
  'distribution.birth-date-too-long-ago',
  'distribution.vouchers-unclear',
  'distribution.office-needed',
  'distribution.module-unknown',
  'distribution.module-retired',
  'distribution.code-mistyped',
  'distribution.code-unknown',
  'distribution.same-code-twice',
  'distribution.voucher-not-in-stock',
  'distribution.voucher-handed-out',
  'distribution.voucher-revoked',
  'distribution.voucher-expired',
  'distribution.voucher-of-another-exercise',
  'distribution.hand-outs-stopped',
  'distribution.order-not-active',
  'distribution.stock-too-small',
] as const;

/** What the rules may refuse a person; a preview tells it in its answer. */
const ALLOWANCE_REFUSALS = [
  'distribution.hand-out-limit',
  'distribution.renewal-used',
  'distribution.first-ones-not-spent',
] as const;

@ApiTags('distribution')
@Controller('hand-outs')
export class HandOutsController {
  constructor(
    private readonly handOuts: HandOuts,
    private readonly codes: PrintedCodes,
  ) {}

  /** What a hand-out would do, and what the person may still receive; it writes nothing. */
  @Post('preview')
  @HttpCode(200)
  @May('hand-outs.do')
  @ApiOkResponse({ type: HandOutPreview })
  @Refuses(...REQUEST_REFUSALS)
  async preview(@By() actor: Actor, @Body() body: HandOutBody) {
    return this.codes.on(await this.handOuts.preview(actor, body));
  }

  @Post()
  @May('hand-outs.do')
  @OnceOnly()
  @ApiCreatedResponse({ type: HandedOutView })
  @Refuses(...REQUEST_REFUSALS, ...ALLOWANCE_REFUSALS)
  async handOut(@By() actor: Actor, @Once() once: OnceRequest, @Body() body: HandOutBody) {
    return this.codes.on(await this.handOuts.handOut(actor, once, body));
  }

  @Get()
  @May('hand-outs.read')
  @ApiOkResponse({ type: HandOutPage })
  list(@By() actor: Actor, @Query() page: PageQuery) {
    return this.handOuts.list(actor, page);
  }
}
