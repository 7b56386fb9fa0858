import { applyDecorators, Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../access/actor.js';
import { By, May } from '../../access/http.js';
import { DocumentView } from '../../documents/documents.dto.js';
import { Refuses } from '../../shared/http/refuses.js';
import { CREDIT_NOTES, INVOICES, ORDERS, PAYMENTS, STATEMENTS } from './billing.tables.js';
import { AUDIT_TRAIL, LEDGER } from './books.tables.js';
import { ExportQuery, FunderArchiveRequest } from './exports.dto.js';
import { Exports } from './exports.service.js';
import { FunderArchives } from './funder-archive.service.js';
import { HAND_OUTS, PAYOUTS, REDEMPTIONS } from './vouchers.tables.js';

/** Answers a CSV file to download. */
function Csv(): MethodDecorator {
  return applyDecorators(
    Header('cache-control', 'no-store'),
    ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } }),
    Refuses('exports.busy'),
  );
}

/** Tables as files. What is another organisation's is not in them. */
@ApiTags('exports')
@Controller('exports')
export class ExportsController {
  constructor(
    private readonly exports: Exports,
    private readonly archives: FunderArchives,
  ) {}

  @Get('orders.csv')
  @May('orders.read')
  @Csv()
  exportOrders(@By() actor: Actor, @Query() { exercise }: ExportQuery) {
    return this.exports.table(actor, ORDERS, exercise);
  }

  @Get('invoices.csv')
  @May('invoices.read')
  @Csv()
  exportInvoices(@By() actor: Actor, @Query() { exercise }: ExportQuery) {
    return this.exports.table(actor, INVOICES, exercise);
  }

  @Get('payments.csv')
  @May('invoices.read')
  @Csv()
  exportPayments(@By() actor: Actor, @Query() { exercise }: ExportQuery) {
    return this.exports.table(actor, PAYMENTS, exercise);
  }

  @Get('credit-notes.csv')
  @May('credit-notes.read')
  @Csv()
  exportCreditNotes(@By() actor: Actor, @Query() { exercise }: ExportQuery) {
    return this.exports.table(actor, CREDIT_NOTES, exercise);
  }

  @Get('statements.csv')
  @May('statements.read')
  @Csv()
  exportStatements(@By() actor: Actor, @Query() { exercise }: ExportQuery) {
    return this.exports.table(actor, STATEMENTS, exercise);
  }

  @Get('hand-outs.csv')
  @May('hand-outs.export')
  @Csv()
  exportHandOuts(@By() actor: Actor, @Query() { exercise }: ExportQuery) {
    return this.exports.table(actor, HAND_OUTS, exercise);
  }

  @Get('redemptions.csv')
  @May('redemptions.export')
  @Csv()
  exportRedemptions(@By() actor: Actor, @Query() { exercise }: ExportQuery) {
    return this.exports.table(actor, REDEMPTIONS, exercise);
  }

  @Get('payouts.csv')
  @May('payouts.read')
  @Csv()
  exportPayouts(@By() actor: Actor, @Query() { exercise }: ExportQuery) {
    return this.exports.table(actor, PAYOUTS, exercise);
  }

  @Get('ledger.csv')
  @May('ledger.read')
  @Csv()
  exportLedger(@By() actor: Actor, @Query() { exercise }: ExportQuery) {
    return this.exports.table(actor, LEDGER, exercise);
  }

  @Get('audit-trail.csv')
  @May('audit-trail.read')
  @Csv()
  exportAuditTrail(@By() actor: Actor, @Query() { exercise }: ExportQuery) {
    return this.exports.table(actor, AUDIT_TRAIL, exercise);
  }

  @Get('statistics.csv')
  @May('overview.read')
  @Csv()
  exportStatistics(@By() actor: Actor, @Query() { exercise }: ExportQuery) {
    return this.exports.statistics(actor, exercise);
  }

  /** Everything that is kept of a funder's exercise, as one ZIP file made in the background (GET /documents/{id}). */
  @Post('funder-archives')
  @HttpCode(202)
  @May('funder-archives.ask')
  @ApiAcceptedResponse({ type: DocumentView })
  @Refuses('access.not-found')
  askFunderArchive(@By() actor: Actor, @Body() request: FunderArchiveRequest) {
    return this.archives.ask(actor, request);
  }
}
