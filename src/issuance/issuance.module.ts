import { Module } from '@nestjs/common';
import { BillingModule } from '../billing/billing.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { Abandonment } from './abandonment.service.js';
import { CodeBook } from './code-book.js';
import { Exercises } from './exercises.service.js';
import { IssuanceController } from './issuance.controller.js';
import { Issuance } from './issuance.service.js';
import { Keyring } from './keyring.js';
import { BookPrinting } from './printing/book-printing.service.js';
import { BookDocuments } from './printing/book-documents.js';
import { VoucherEnds } from './voucher-ends.js';

@Module({
  imports: [BillingModule, OrdersModule],
  controllers: [IssuanceController],
  providers: [Issuance, Abandonment, CodeBook, Exercises, Keyring, VoucherEnds, BookPrinting, BookDocuments],
  exports: [Issuance, CodeBook, Exercises, Keyring, VoucherEnds, BookPrinting, BookDocuments],
})
export class IssuanceModule {}
