import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../access/actor.js';
import { By, May } from '../access/http.js';
import { ApiPdf, fileAnswer } from '../documents/file-answer.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import {
  CreditNotePage,
  CreditNoteQuery,
  CreditNoteView,
  InvoicePage,
  InvoiceQuery,
  InvoiceView,
} from './billing.dto.js';
import { CreditNoteDocuments } from './credit-note-document.js';
import { CreditNoteViews } from './credit-note-views.js';
import { InvoiceDocuments } from './invoice-document.js';
import { InvoiceViews } from './invoice-views.js';

@ApiTags('billing')
@Controller()
export class BillingController {
  constructor(
    private readonly invoices: InvoiceViews,
    private readonly creditNotes: CreditNoteViews,
    private readonly invoicePapers: InvoiceDocuments,
    private readonly creditNotePapers: CreditNoteDocuments,
  ) {}

  /** The invoices one pays, latest first; the operator sees everyone's. */
  @Get('invoices')
  @May('invoices.read')
  @ApiOkResponse({ type: InvoicePage })
  listInvoices(@By() actor: Actor, @Query() query: InvoiceQuery) {
    return this.invoices.list(actor, query);
  }

  @Get('invoices/:id')
  @May('invoices.read')
  @ApiOkResponse({ type: InvoiceView })
  @Refuses('access.not-found')
  getInvoice(@By() actor: Actor, @PathId() id: string) {
    return this.invoices.get(actor, id);
  }

  /** The invoice as PDF: the same bytes, however late it is asked for. */
  @Get('invoices/:id/pdf')
  @May('invoices.read')
  @ApiPdf()
  @Refuses('access.not-found')
  async getInvoicePdf(
    @By() actor: Actor,
    @PathId() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return fileAnswer(reply, await this.invoicePapers.pdf(actor, id));
  }

  /** The credit notes of one's orders, latest first; the State sees those that hold a share of its own. */
  @Get('credit-notes')
  @May('credit-notes.read')
  @ApiOkResponse({ type: CreditNotePage })
  listCreditNotes(@By() actor: Actor, @Query() query: CreditNoteQuery) {
    return this.creditNotes.list(actor, query);
  }

  @Get('credit-notes/:id')
  @May('credit-notes.read')
  @ApiOkResponse({ type: CreditNoteView })
  @Refuses('access.not-found')
  getCreditNote(@By() actor: Actor, @PathId() id: string) {
    return this.creditNotes.get(actor, id);
  }

  /** The credit note as PDF: the same bytes, however late it is asked for. */
  @Get('credit-notes/:id/pdf')
  @May('credit-notes.read')
  @ApiPdf()
  @Refuses('access.not-found')
  async getCreditNotePdf(
    @By() actor: Actor,
    @PathId() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return fileAnswer(reply, await this.creditNotePapers.pdf(actor, id));
  }
}
