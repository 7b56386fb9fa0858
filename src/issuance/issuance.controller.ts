import { Body, Controller, Get, HttpCode, Post, Put, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../access/actor.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import type { OnceRequest } from '../database/database.js';
import { DocumentView } from '../documents/documents.dto.js';
import { ApiPdf, fileAnswer } from '../documents/file-answer.js';
import { PageQuery } from '../shared/http/page.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { OrderView, RefusalReason } from '../orders/orders.dto.js';
import { STEP_REFUSALS } from '../orders/orders.refusals.js';
import { Abandonment } from './abandonment.service.js';
import { Exercises } from './exercises.service.js';
import { BookPage, BooksToPrint, CalendarDates, Exercise, ExerciseList, Issued } from './issuance.dto.js';
import { Issuance } from './issuance.service.js';
import { PathYear } from './path-year.js';
import { BookDocuments } from './printing/book-documents.js';

@ApiTags('issuance')
@Controller()
export class IssuanceController {
  constructor(
    private readonly issuance: Issuance,
    private readonly exercises: Exercises,
    private readonly documents: BookDocuments,
    private readonly abandonment: Abandonment,
  ) {}

  /** Issues the books of an approved order before its money has come, so that they can be printed. */
  @Post('orders/:id/issuance')
  @May('books.issue')
  @OnceOnly()
  @ApiCreatedResponse({ type: Issued })
  @Refuses('access.not-found', 'issuance.already-issued', 'issuance.key-destroyed', ...STEP_REFUSALS)
  issue(@By() actor: Actor, @Once() once: OnceRequest, @PathId() id: string) {
    return this.issuance.issueNow(actor, once, id);
  }

  /** Abandons an approved order that is not paid: its invoices are cancelled by credit notes, its vouchers revoked. */
  @Post('orders/:id/abandonment')
  @HttpCode(200)
  @May('orders.abandon')
  @OnceOnly()
  @ApiOkResponse({ type: OrderView })
  @Refuses('access.not-found', 'orders.order-funded', 'orders.fee-paid', ...STEP_REFUSALS)
  abandon(
    @By() actor: Actor,
    @Once() once: OnceRequest,
    @PathId() id: string,
    @Body() { reason }: RefusalReason,
  ) {
    return this.abandonment.abandon(actor, once, id, reason);
  }

  @Get('orders/:id/books')
  @May('books.read')
  @ApiOkResponse({ type: BookPage })
  @Refuses('access.not-found')
  books(@By() actor: Actor, @PathId() id: string, @Query() page: PageQuery) {
    return this.issuance.books(actor, id, page);
  }

  /**
   * Asks for the books as a PDF to print, what can still be used of them; a lost book gives the vouchers that replace its
   * own. It is made in the background, and is the document of before as long as it would show the same.
   */
  @Post('orders/:id/books/print')
  @HttpCode(202)
  @May('books.print')
  @ApiAcceptedResponse({ type: DocumentView })
  @Refuses('access.not-found', 'issuance.nothing-to-print', 'issuance.key-destroyed')
  printBooks(@By() actor: Actor, @PathId() id: string, @Body() range: BooksToPrint) {
    return this.documents.request(actor, id, range);
  }

  /** The print proof (bon à tirer) as PDF, before approval or after: one book marked as a specimen. */
  @Get('orders/:id/print-proof')
  @May('books.print')
  @ApiPdf()
  @Refuses('access.not-found')
  async printProof(
    @By() actor: Actor,
    @PathId() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return fileAnswer(reply, await this.documents.proof(actor, id));
  }

  @Get('exercises')
  @May('exercises.read')
  @ApiOkResponse({ type: ExerciseList })
  list() {
    return this.exercises.list();
  }

  /** Sets the dates of an exercise that have not passed yet. */
  @Put('exercises/:year')
  @May('exercises.manage')
  @ApiOkResponse({ type: Exercise })
  @Refuses('issuance.exercise-unknown', 'issuance.calendar-out-of-order', 'issuance.calendar-begun')
  setCalendar(@By() actor: Actor, @PathYear() year: number, @Body() dates: CalendarDates) {
    return this.exercises.setCalendar(actor, year, dates);
  }
}
