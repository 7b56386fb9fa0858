import { Controller, Get, Header, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Public } from '../access/http.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { Claims } from './claim.service.js';
import { Desk } from './desk.dto.js';
import { OperatorDesk } from './desk.service.js';
import { EntityTag } from './entity-tag.js';
import { BackingAnswer, BackingQuery, Claim, ClaimQuery, PublicVoucher } from './insight.dto.js';
import { LedgerCause } from './ledger-cause.dto.js';
import { LedgerCauses } from './ledger-causes.service.js';
import { Overview, OverviewQuery } from './overview.dto.js';
import { Overviews } from './overview.service.js';
import { PublicBacking } from './public-backing.service.js';
import { VoucherLookup } from './voucher-lookup.service.js';

@ApiTags('insight')
@Controller()
export class InsightController {
  constructor(
    private readonly backing: PublicBacking,
    private readonly vouchers: VoucherLookup,
    private readonly overviews: Overviews,
    private readonly claims: Claims,
    private readonly causes: LedgerCauses,
    private readonly desk: OperatorDesk,
  ) {}

  /** The backing, day by day: what is on the ring-fenced account is what is owed, to the cent. */
  @Get('backing')
  @Public()
  @Header('cache-control', 'public, max-age=60')
  @UseInterceptors(EntityTag)
  @ApiOkResponse({ type: BackingAnswer })
  @ApiResponse({
    status: 304,
    description: 'The figures are those of the entity tag given in If-None-Match.',
  })
  @Refuses('insight.period-wrong')
  showBacking(@Query() query: BackingQuery) {
    return this.backing.show(query);
  }

  /** Whether a voucher is good, and if not why: asked with the code that it bears, by anyone. */
  @Get('vouchers/:code')
  @Public()
  @Header('cache-control', 'no-store')
  @ApiOkResponse({ type: PublicVoucher })
  lookAtVoucher(@Param('code') code: string) {
    return this.vouchers.look(code);
  }

  /** What became of a funder's vouchers in an exercise, by office and by month, and whom they reached. */
  @Get('overview')
  @May('overview.read')
  @ApiOkResponse({ type: Overview })
  @Refuses('access.not-found')
  showOverview(@By() actor: Actor, @Query() query: OverviewQuery) {
    return this.overviews.show(actor, query);
  }

  /** What funders claim from the State on used vouchers; a funder sees its own lines. */
  @Get('grant-agreements/:id/claim')
  @May('grant-agreements.claim')
  @ApiOkResponse({ type: Claim })
  @Refuses('access.not-found')
  showClaim(@By() actor: Actor, @PathId() id: string, @Query() query: ClaimQuery) {
    return this.claims.claim(actor, id, query.exercise);
  }

  /** What waits for the operator, counted: how many of each, and the money that it is about. */
  @Get('desk')
  @May('desk.read')
  @ApiOkResponse({ type: Desk })
  showDesk() {
    return this.desk.show();
  }

  /** What the fact behind a transfer of the ledger is about: its order, its invoice, its payout… */
  @Get('ledger/causes/:id')
  @May('ledger.read')
  @ApiOkResponse({ type: LedgerCause })
  @Refuses('access.not-found')
  findCause(@PathId() id: string) {
    return this.causes.find(id);
  }
}
