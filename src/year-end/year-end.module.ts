import { Module } from '@nestjs/common';
import { BillingModule } from '../billing/billing.module.js';
import { IssuanceModule } from '../issuance/issuance.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { YearEndCalendar } from './calendar.service.js';
import { YearEndCalendarViews } from './calendar-views.service.js';
import { Closing } from './closing.service.js';
import { Expiry } from './expiry.service.js';
import { Notices } from './notices.service.js';
import { ClosingRehearsal } from './rehearsal.service.js';
import { YearEndRuns } from './runs.js';
import { StatementsController } from './statements.controller.js';
import { Statements } from './statements.service.js';
import { YearEndController } from './year-end.controller.js';

@Module({
  imports: [BillingModule, OrdersModule, IssuanceModule],
  controllers: [YearEndController, StatementsController],
  providers: [
    ClosingRehearsal,
    YearEndCalendar,
    YearEndCalendarViews,
    YearEndRuns,
    Notices,
    Expiry,
    Statements,
    Closing,
  ],
  exports: [ClosingRehearsal, YearEndCalendar, YearEndCalendarViews, Expiry, Statements, Closing],
})
export class YearEndModule {}
