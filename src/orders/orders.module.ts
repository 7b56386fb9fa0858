import { Module } from '@nestjs/common';
import { BillingModule } from '../billing/billing.module.js';
import { FundersModule } from '../funders/funders.module.js';
import { OrderDecisions } from './order-decisions.service.js';
import { OrderFunding } from './order-funding.service.js';
import { OrderPayments } from './order-payments.service.js';
import { OrderSteps } from './order-steps.service.js';
import { OrderTermsReading } from './order-terms.service.js';
import { OrderViews } from './order-views.service.js';
import { OrdersController } from './orders.controller.js';
import { Orders } from './orders.service.js';
import { PaymentsController } from './payments.controller.js';

@Module({
  imports: [BillingModule, FundersModule],
  controllers: [OrdersController, PaymentsController],
  providers: [Orders, OrderDecisions, OrderPayments, OrderSteps, OrderFunding, OrderViews, OrderTermsReading],
  exports: [Orders, OrderDecisions, OrderPayments, OrderSteps, OrderFunding, OrderViews],
})
export class OrdersModule {}
