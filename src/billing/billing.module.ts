import { Module } from '@nestjs/common';
import { BillingController } from './billing.controller.js';
import { CreditNoteViews } from './credit-note-views.js';
import { CreditNotes } from './credit-notes.js';
import { InvoiceViews } from './invoice-views.js';
import { Invoices } from './invoices.js';
import { Payments } from './payments.js';

@Module({
  controllers: [BillingController],
  providers: [Invoices, InvoiceViews, CreditNotes, CreditNoteViews, Payments],
  exports: [Invoices, InvoiceViews, CreditNotes, CreditNoteViews, Payments],
})
export class BillingModule {}
