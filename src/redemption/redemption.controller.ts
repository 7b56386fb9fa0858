import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import type { OnceRequest } from '../database/database.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { GroupSessions } from './group-sessions.service.js';
import {
  CheckAnswer,
  GroupAnswer,
  NewGroupSession,
  NewRedemption,
  RedemptionCheck,
  RedemptionPage,
  RedemptionQuery,
  RedemptionReceipt,
  RedemptionView,
  Undone,
  UndoReason,
} from './redemption.dto.js';
import { RedemptionLists } from './redemption-lists.service.js';
import { GROUP_CODES, SCAN_CODES } from './redemption.refusals.js';
import { RedemptionUndo } from './redemption-undo.service.js';
import { Redemptions } from './redemptions.service.js';

@ApiTags('redemption')
@Controller()
export class RedemptionController {
  constructor(
    private readonly redemptions: Redemptions,
    private readonly groups: GroupSessions,
    private readonly undos: RedemptionUndo,
    private readonly lists: RedemptionLists,
  ) {}

  /** Says whether a voucher could be redeemed now by this structure, and if not why. Spends nothing. */
  @Post('redemptions/check')
  @HttpCode(200)
  @May('redemptions.do')
  @ApiOkResponse({ type: CheckAnswer })
  @Refuses('issuance.key-destroyed')
  check(@By() actor: Actor, @Body() query: RedemptionCheck) {
    return this.redemptions.check(actor, query);
  }

  /** Redeems one voucher. */
  @Post('redemptions')
  @May('redemptions.do')
  @OnceOnly()
  @ApiCreatedResponse({ type: RedemptionReceipt })
  @Refuses(...SCAN_CODES, 'redemption.voucher-just-ended', 'issuance.key-destroyed')
  redeem(@By() actor: Actor, @Once() once: OnceRequest, @Body() command: NewRedemption) {
    return this.redemptions.redeem(actor, once, command);
  }

  /** Redeems the vouchers of a group session, a line for each participant, accepted or refused for itself. */
  @Post('group-sessions')
  @May('redemptions.do')
  @OnceOnly()
  @ApiCreatedResponse({ type: GroupAnswer })
  @Refuses(...GROUP_CODES, 'redemption.voucher-just-ended', 'issuance.key-destroyed')
  redeemGroup(@By() actor: Actor, @Once() once: OnceRequest, @Body() command: NewGroupSession) {
    return this.groups.redeem(actor, once, command);
  }

  /** Undoes a redemption of one's own structure, until a payout run has taken it. */
  @Post('redemptions/:id/undo')
  @May('redemptions.do')
  @OnceOnly()
  @ApiCreatedResponse({ type: Undone })
  @Refuses(
    'access.not-found',
    'redemption.already-undone',
    'redemption.in-payout',
    'redemption.exercise-over',
    'redemption.cannot-be-undone',
  )
  undo(@By() actor: Actor, @Once() once: OnceRequest, @PathId() id: string, @Body() { reason }: UndoReason) {
    return this.undos.undo(actor, once, id, reason);
  }

  /** The scans of the structure, the latest first, those undone included. */
  @Get('redemptions')
  @May('redemptions.read')
  @ApiOkResponse({ type: RedemptionPage })
  list(@By() actor: Actor, @Query() query: RedemptionQuery) {
    return this.lists.list(actor, query);
  }

  /** One scan and what became of it. */
  @Get('redemptions/:id')
  @May('redemptions.read')
  @ApiOkResponse({ type: RedemptionView })
  @Refuses('access.not-found')
  get(@By() actor: Actor, @PathId() id: string) {
    return this.lists.get(actor, id);
  }
}
