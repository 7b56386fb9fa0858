import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import type { OnceRequest } from '../database/database.js';
import { PathYear } from '../issuance/path-year.js';
import type { YearEndNotice } from '../scheme/year-end-steps.js';
import { Refuses } from '../shared/http/refuses.js';
import { CalendarView, StepBegun } from './calendar.dto.js';
import { YearEndCalendar } from './calendar.service.js';
import { YearEndCalendarViews } from './calendar-views.service.js';
import { Closing } from './closing.service.js';
import { PathNotice } from './path-notice.js';
import { ClosingRehearsal } from './rehearsal.service.js';
import { StatementsIssued } from './statement.dto.js';
import { Statements } from './statements.service.js';
import { CreditNotesMade, ExerciseClosed, Rehearsal } from './year-end.dto.js';

/** The closing of an exercise, step by step. Each can be repeated, and goes on where it stopped. */
@ApiTags('year-end')
@Controller('exercises/:year')
export class YearEndController {
  constructor(
    private readonly rehearsal: ClosingRehearsal,
    private readonly views: YearEndCalendarViews,
    private readonly calendar: YearEndCalendar,
    private readonly statements: Statements,
    private readonly closing: Closing,
  ) {}

  /** The closing rehearsed: its figures per funder and order, what is done and what remains. Writes nothing. */
  @Get('closing')
  @May('exercises.manage')
  @ApiOkResponse({ type: Rehearsal })
  @Refuses('issuance.exercise-unknown')
  rehearse(@PathYear() year: number) {
    return this.rehearsal.rehearse(year);
  }

  /**
   * The calendar: each step with its day, what it does, where it is and its figures. A funder sees its own orders in it,
   * a State's service those under its agreements.
   */
  @Get('calendar')
  @May('exercises.read')
  @ApiOkResponse({ type: CalendarView })
  @Refuses('issuance.exercise-unknown')
  showCalendar(@By() actor: Actor, @PathYear() year: number) {
    return this.views.show(actor, year);
  }

  /** Sends a notice before its day: `alert`, `hand-outs-stop` or `validity-end`. It is sent once in an exercise. */
  @Post('calendar/:notice')
  @HttpCode(202)
  @May('exercises.manage')
  @OnceOnly()
  @ApiAcceptedResponse({ type: StepBegun })
  @Refuses('issuance.exercise-unknown', 'year-end.not-begun', 'year-end.notice-too-late')
  beginNotice(
    @By() actor: Actor,
    @Once() once: OnceRequest,
    @PathYear() year: number,
    @PathNotice() notice: YearEndNotice,
  ) {
    return this.calendar.begin(actor, once, year, notice);
  }

  /** Once the tolerance is over: expires what is unspent, as a job. */
  @Post('expiry')
  @HttpCode(202)
  @May('exercises.manage')
  @OnceOnly()
  @ApiAcceptedResponse({ type: StepBegun })
  @Refuses('issuance.exercise-unknown', 'year-end.tolerance-not-over')
  expire(@By() actor: Actor, @Once() once: OnceRequest, @PathYear() year: number) {
    return this.calendar.begin(actor, once, year, 'expiry');
  }

  /** Once everything has expired, on the day of the statement or before: makes the statement of each funder. */
  @Post('statements')
  @May('exercises.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: StatementsIssued })
  @Refuses('issuance.exercise-unknown', 'year-end.tolerance-not-over', 'year-end.expiry-incomplete')
  issueStatements(@By() actor: Actor, @Once() once: OnceRequest, @PathYear() year: number) {
    return this.statements.issue(actor, once, year);
  }

  /** Closes the orders whose statement is agreed or settled, each with its credit note. */
  @Post('credit-notes')
  @May('exercises.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: CreditNotesMade })
  @Refuses('issuance.exercise-unknown', 'year-end.tolerance-not-over')
  credit(@By() actor: Actor, @Once() once: OnceRequest, @PathYear() year: number) {
    return this.closing.credit(actor, once, year);
  }

  /** Once all its active orders are closed: closes the exercise, and destroys the key of its pseudonyms for good. */
  @Post('closing')
  @May('exercises.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: ExerciseClosed })
  @Refuses('issuance.exercise-unknown', 'year-end.tolerance-not-over', 'year-end.orders-not-closed')
  close(@By() actor: Actor, @Once() once: OnceRequest, @PathYear() year: number) {
    return this.closing.closeExercise(actor, once, year);
  }
}
