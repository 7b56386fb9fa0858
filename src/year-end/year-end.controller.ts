import { Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import type { OnceRequest } from '../database/database.js';
import { PathYear } from '../issuance/path-year.js';
import { Refuses } from '../shared/http/refuses.js';
import { Closing } from './closing.service.js';
import { Expiry } from './expiry.service.js';
import { ClosingRehearsal } from './rehearsal.service.js';
import { StatementsIssued } from './statement.dto.js';
import { Statements } from './statements.service.js';
import { CreditNotesMade, ExerciseClosed, ExerciseExpired, Rehearsal } from './year-end.dto.js';

/** The closing of an exercise, step by step. Each can be repeated, and goes on where it stopped. */
@ApiTags('year-end')
@Controller('exercises/:year')
export class YearEndController {
  constructor(
    private readonly rehearsal: ClosingRehearsal,
    private readonly expiry: Expiry,
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

  /** Once the tolerance is over: expires what is unspent. */
  @Post('expiry')
  @May('exercises.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: ExerciseExpired })
  @Refuses('issuance.exercise-unknown', 'year-end.tolerance-not-over')
  expire(@By() actor: Actor, @Once() once: OnceRequest, @PathYear() year: number) {
    return this.expiry.expire(actor, once, year);
  }

  /** From the day of the statement on, everything expired: makes the statement of each funder. */
  @Post('statements')
  @May('exercises.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: StatementsIssued })
  @Refuses('issuance.exercise-unknown', 'year-end.statement-not-due', 'year-end.expiry-incomplete')
  issueStatements(@By() actor: Actor, @Once() once: OnceRequest, @PathYear() year: number) {
    return this.statements.issue(actor, once, year);
  }

  /** Closes the orders whose statement is agreed or settled, each with its credit note. */
  @Post('credit-notes')
  @May('exercises.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: CreditNotesMade })
  @Refuses('issuance.exercise-unknown', 'year-end.statement-not-due')
  credit(@By() actor: Actor, @Once() once: OnceRequest, @PathYear() year: number) {
    return this.closing.credit(actor, once, year);
  }

  /** Once all its active orders are closed: closes the exercise, and destroys the key of its pseudonyms for good. */
  @Post('closing')
  @May('exercises.manage')
  @OnceOnly()
  @ApiCreatedResponse({ type: ExerciseClosed })
  @Refuses('issuance.exercise-unknown', 'year-end.statement-not-due', 'year-end.orders-not-closed')
  close(@By() actor: Actor, @Once() once: OnceRequest, @PathYear() year: number) {
    return this.closing.closeExercise(actor, once, year);
  }
}
