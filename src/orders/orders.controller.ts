import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import type { OnceRequest } from '../database/database.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { OrderDecisions } from './order-decisions.service.js';
import { OrderTermsReading } from './order-terms.service.js';
import { OrderViews } from './order-views.service.js';
import {
  CancellationReason,
  NewOrder,
  OrderPage,
  OrderQuery,
  OrderTerms,
  OrderView,
  QuoteRequestBody,
  QuoteView,
  RefusalReason,
} from './orders.dto.js';
import { QUOTE_REFUSALS, STEP_REFUSALS } from './orders.refusals.js';
import { Orders } from './orders.service.js';

@ApiTags('orders')
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly orders: Orders,
    private readonly decisions: OrderDecisions,
    private readonly views: OrderViews,
    private readonly terms: OrderTermsReading,
  ) {}

  /** What there is to choose from when an order is composed, as of today. */
  @Get('terms')
  @May('orders.quote')
  @ApiOkResponse({ type: OrderTerms })
  getTerms(@By() actor: Actor) {
    return this.terms.of(actor);
  }

  /** The figures of an order, with the rule behind each. Writes nothing. */
  @Post('quote')
  @HttpCode(200)
  @May('orders.quote')
  @ApiOkResponse({ type: QuoteView })
  @Refuses(...QUOTE_REFUSALS)
  quote(@By() actor: Actor, @Body() request: QuoteRequestBody) {
    return this.orders.quote(actor, request);
  }

  @Post()
  @May('orders.submit')
  @OnceOnly()
  @ApiCreatedResponse({ type: OrderView })
  @Refuses(
    ...QUOTE_REFUSALS,
    'orders.below-minimum',
    'orders.state-share-changed',
    'orders.state-share-without-agreement',
  )
  submit(@By() actor: Actor, @Once() once: OnceRequest, @Body() request: NewOrder) {
    return this.orders.submit(actor, once, request);
  }

  /** A funder's own orders, those under the State's agreements, or all for the operator; latest first. */
  @Get()
  @May('orders.read')
  @ApiOkResponse({ type: OrderPage })
  list(@By() actor: Actor, @Query() query: OrderQuery) {
    return this.views.list(actor, query);
  }

  @Get(':id')
  @May('orders.read')
  @ApiOkResponse({ type: OrderView })
  @Refuses('access.not-found')
  get(@By() actor: Actor, @PathId() id: string) {
    return this.views.get(actor, id);
  }

  /** Approves an order, which is invoiced at once. */
  @Post(':id/approval')
  @HttpCode(200)
  @May('orders.decide')
  @OnceOnly()
  @ApiOkResponse({ type: OrderView })
  @Refuses('access.not-found', 'orders.exercise-over', ...STEP_REFUSALS)
  approve(@By() actor: Actor, @Once() once: OnceRequest, @PathId() id: string) {
    return this.decisions.approve(actor, once, id);
  }

  @Post(':id/refusal')
  @HttpCode(200)
  @May('orders.decide')
  @OnceOnly()
  @ApiOkResponse({ type: OrderView })
  @Refuses('access.not-found', ...STEP_REFUSALS)
  refuse(
    @By() actor: Actor,
    @Once() once: OnceRequest,
    @PathId() id: string,
    @Body() { reason }: RefusalReason,
  ) {
    return this.decisions.refuse(actor, once, id, reason);
  }

  /** Takes one's own order back, before it is decided. */
  @Post(':id/cancellation')
  @HttpCode(200)
  @May('orders.cancel')
  @OnceOnly()
  @ApiOkResponse({ type: OrderView })
  @Refuses('access.not-found', ...STEP_REFUSALS)
  cancel(
    @By() actor: Actor,
    @Once() once: OnceRequest,
    @PathId() id: string,
    @Body() { reason }: CancellationReason,
  ) {
    return this.decisions.cancel(actor, once, id, reason);
  }
}
