import { Module } from '@nestjs/common';
import { BankController } from './bank.controller.js';
import { BankFiles } from './bank-files.service.js';
import { BankReports } from './bank-reports.service.js';
import { FeeSweeps } from './fee-sweeps.service.js';
import { PayoutLists } from './payout-lists.service.js';
import { PayoutRuns } from './payout-runs.service.js';
import { PayoutStatements } from './payout-statement.js';
import { Payouts } from './payouts.service.js';
import { OperatorAccounts } from './operator-accounts.js';
import { SettlementController } from './settlement.controller.js';

@Module({
  controllers: [SettlementController, BankController],
  providers: [
    PayoutRuns,
    Payouts,
    FeeSweeps,
    PayoutLists,
    PayoutStatements,
    BankFiles,
    BankReports,
    OperatorAccounts,
  ],
  exports: [
    PayoutRuns,
    Payouts,
    FeeSweeps,
    PayoutLists,
    PayoutStatements,
    BankFiles,
    BankReports,
    OperatorAccounts,
  ],
})
export class SettlementModule {}
