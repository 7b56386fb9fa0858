import { Module } from '@nestjs/common';
import { BillingModule } from '../billing/billing.module.js';
import { IssuanceModule } from '../issuance/issuance.module.js';
import { Claims } from './claim.service.js';
import { OperatorDesk } from './desk.service.js';
import { EntityTag } from './entity-tag.js';
import { ExportsController } from './exports/exports.controller.js';
import { Exports } from './exports/exports.service.js';
import { FunderArchives } from './exports/funder-archive.service.js';
import { InsightController } from './insight.controller.js';
import { LedgerCauses } from './ledger-causes.service.js';
import { Overviews } from './overview.service.js';
import { PublicBacking } from './public-backing.service.js';
import { VoucherLookup } from './voucher-lookup.service.js';

@Module({
  imports: [BillingModule, IssuanceModule],
  controllers: [InsightController, ExportsController],
  providers: [
    PublicBacking,
    VoucherLookup,
    Overviews,
    Claims,
    EntityTag,
    OperatorDesk,
    LedgerCauses,
    Exports,
    FunderArchives,
  ],
})
export class InsightModule {}
