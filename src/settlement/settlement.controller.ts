import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../access/actor.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import type { OnceRequest } from '../database/database.js';
import { ApiPdf, fileAnswer } from '../documents/file-answer.js';
import { PageQuery } from '../shared/http/page.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { FeeSweeps } from './fee-sweeps.service.js';
import { PayoutLists } from './payout-lists.service.js';
import { PayoutStatements } from './payout-statement.js';
import { PayoutRuns } from './payout-runs.service.js';
import { Payouts } from './payouts.service.js';
import {
  Confirmation,
  FeeSweep,
  NewPayoutRun,
  PayoutAnswered,
  PayoutDetail,
  PayoutPage,
  PayoutQuery,
  PayoutRun,
  PayoutRunPage,
  PreparedRun,
  PayoutReturn,
  Rejection,
} from './settlement.dto.js';

@ApiTags('settlement')
@Controller()
export class SettlementController {
  constructor(
    private readonly runs: PayoutRuns,
    private readonly payouts: Payouts,
    private readonly sweeps: FeeSweeps,
    private readonly lists: PayoutLists,
    private readonly statements: PayoutStatements,
  ) {}

  /** Prepares a run: every unpaid redemption before the cut-off, once, and what the bank rejected or returned before. */
  @Post('payout-runs')
  @May('payout-runs.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: PreparedRun })
  @Refuses('settlement.cut-off-in-future', 'settlement.nothing-to-pay', 'settlement.already-taken')
  prepare(@By() actor: Actor, @Once() once: OnceRequest, @Body() asked: NewPayoutRun) {
    return this.runs.prepare(actor, once, commandOf(asked));
  }

  @Get('payout-runs')
  @May('payout-runs.manage')
  @ApiOkResponse({ type: PayoutRunPage })
  listRuns(@Query() page: PageQuery) {
    return this.runs.list(page);
  }

  @Get('payout-runs/:id')
  @May('payout-runs.manage')
  @ApiOkResponse({ type: PayoutRun })
  @Refuses('access.not-found')
  getRun(@PathId() id: string) {
    return this.runs.get(id);
  }

  /** Marks a run as sent to the bank: its transfers leave the ring-fenced account. */
  @Post('payout-runs/:id/sending')
  @May('payout-runs.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: PayoutRun })
  @Refuses('access.not-found', 'settlement.already-sent')
  send(@By() actor: Actor, @Once() once: OnceRequest, @PathId() id: string) {
    return this.runs.send(actor, once, id);
  }

  /** Sweeps the fees of a sent run to the operating account. */
  @Post('payout-runs/:id/fee-sweep')
  @May('payout-runs.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: FeeSweep })
  @Refuses(
    'access.not-found',
    'settlement.not-sent',
    'settlement.already-swept',
    'settlement.nothing-to-sweep',
  )
  sweep(@By() actor: Actor, @Once() once: OnceRequest, @PathId() id: string) {
    return this.sweeps.sweep(actor, once, id);
  }

  /** The bank paid the last transfer of a payout. */
  @Post('payouts/:id/confirmation')
  @May('payout-runs.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: PayoutAnswered })
  @Refuses(
    'access.not-found',
    'settlement.transfer-not-awaited',
    'settlement.not-sent',
    'settlement.already-answered',
  )
  confirm(@By() actor: Actor, @Once() once: OnceRequest, @PathId() id: string, @Body() answer: Confirmation) {
    return this.payouts.answer(actor, once, id, { outcome: 'confirmed', ...answer });
  }

  /** The bank rejected the last transfer of a payout: the structure is owed the money again. */
  @Post('payouts/:id/rejection')
  @May('payout-runs.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: PayoutAnswered })
  @Refuses(
    'access.not-found',
    'settlement.transfer-not-awaited',
    'settlement.not-sent',
    'settlement.already-answered',
  )
  reject(@By() actor: Actor, @Once() once: OnceRequest, @PathId() id: string, @Body() answer: Rejection) {
    return this.payouts.answer(actor, once, id, { outcome: 'rejected', ...answer });
  }

  /** Money that the bank had paid came back: the structure is owed it again. */
  @Post('payouts/:id/return')
  @May('payout-runs.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: PayoutAnswered })
  @Refuses(
    'access.not-found',
    'settlement.transfer-not-awaited',
    'settlement.not-confirmed',
    'settlement.already-returned',
  )
  return(@By() actor: Actor, @Once() once: OnceRequest, @PathId() id: string, @Body() given: PayoutReturn) {
    return this.payouts.comeBack(actor, once, id, given);
  }

  /** The payouts of the structure, and what it waits for; the operator sees those of all. */
  @Get('payouts')
  @May('payouts.read')
  @ApiOkResponse({ type: PayoutPage })
  list(@By() actor: Actor, @Query() query: PayoutQuery) {
    return this.lists.list(actor, query);
  }

  /** One payout, its attempts, and a page of its lines, each leading to a scan. */
  @Get('payouts/:id')
  @May('payouts.read')
  @ApiOkResponse({ type: PayoutDetail })
  @Refuses('access.not-found')
  get(@By() actor: Actor, @PathId() id: string, @Query() page: PageQuery) {
    return this.lists.get(actor, id, page);
  }

  /** What a payout pays, scan by scan, as PDF. */
  @Get('payouts/:id/pdf')
  @May('payouts.read')
  @ApiPdf()
  @Refuses('access.not-found')
  async getPdf(@By() actor: Actor, @PathId() id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return fileAnswer(reply, await this.statements.pdf(actor, id));
  }
}

function commandOf({ cutOffAt, insistFor }: NewPayoutRun) {
  return {
    ...(cutOffAt === undefined ? {} : { cutOffAt: new Date(cutOffAt) }),
    ...(insistFor === undefined ? {} : { insistFor }),
  };
}
