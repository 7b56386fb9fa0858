import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import type { OnceRequest } from '../database/database.js';
import { Refuses } from '../shared/http/refuses.js';
import { LossBody, LossesView } from './loss.dto.js';
import { LossDeclarations } from './losses.service.js';
import { PrintedCodes } from './printed-codes.js';

@ApiTags('distribution')
@Controller('losses')
export class LossesController {
  constructor(
    private readonly losses: LossDeclarations,
    private readonly codes: PrintedCodes,
  ) {}

  /** Declares vouchers lost, or the rest of a book: they are revoked, and replaced while hand-outs are open. */
  @Post()
  @May('losses.declare')
  @OnceOnly()
  @ApiCreatedResponse({ type: LossesView })
  @Refuses(
    'access.not-found',
    'issuance.key-destroyed',
    'distribution.vouchers-unclear',
    'distribution.code-mistyped',
    'distribution.code-unknown',
    'distribution.same-code-twice',
    'distribution.voucher-not-in-stock',
    'distribution.voucher-redeemed',
    'distribution.voucher-revoked',
    'distribution.voucher-expired',
    'distribution.order-not-active',
    'distribution.nothing-to-lose',
  )
  async declare(@By() actor: Actor, @Once() once: OnceRequest, @Body() body: LossBody) {
    return this.codes.on(await this.losses.declare(actor, once, body));
  }
}
