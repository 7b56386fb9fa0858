import { Module } from '@nestjs/common';
import { BillingController } from './billing.controller.js';
import { CreditNoteDocuments } from './credit-note-document.js';
import { CreditNoteViews } from './credit-note-views.js';
import { CreditNotes } from './credit-notes.js';
import { InvoiceDocuments } from './invoice-document.js';
import { InvoiceViews } from './invoice-views.js';
import { Invoices } from './invoices.js';
import { Payments } from './payments.js';

@Module({
  controllers: [BillingController],
  providers: [
    Invoices,
    InvoiceViews,
    CreditNotes,
    CreditNoteViews,
    Payments,
    InvoiceDocuments,
    CreditNoteDocuments,
  ],
  exports: [
    Invoices,
    InvoiceViews,
    CreditNotes,
    CreditNoteViews,
    Payments,
    InvoiceDocuments,
    CreditNoteDocuments,
  ],
})
export class BillingModule {}
