import { Module } from '@nestjs/common';
import { FeeSweeps } from './fee-sweeps.service.js';
import { PayoutLists } from './payout-lists.service.js';
import { PayoutRuns } from './payout-runs.service.js';
import { PayoutStatements } from './payout-statement.js';
import { Payouts } from './payouts.service.js';
import { SettlementController } from './settlement.controller.js';

@Module({
  controllers: [SettlementController],
  providers: [PayoutRuns, Payouts, FeeSweeps, PayoutLists, PayoutStatements],
  exports: [PayoutRuns, Payouts, FeeSweeps, PayoutLists, PayoutStatements],
})
export class SettlementModule {}
