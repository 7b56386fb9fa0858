import { DayField, Id, ListOf, OneOf, Whole } from '../shared/http/fields.js';
import { pageOf } from '../shared/http/page.js';
import type { Day } from '../shared/calendar.js';

export class Issued {
  @Id()
  orderId!: string;

  @Whole({ description: 'How many vouchers were made.' })
  vouchers!: number;
}

export class Book {
  @Whole({ max: Number.MAX_SAFE_INTEGER })
  id!: bigint;

  @Whole({ description: 'Counted from 1 within the order.' })
  number!: number;

  @OneOf(['ordered', 'replacement'])
  kind!: 'ordered' | 'replacement';

  @Whole({ description: 'How many vouchers it holds.' })
  size!: number;

  @Whole({ description: 'How many of them have ended: redeemed, expired or revoked.' })
  ended!: number;
}

export class BookPage extends pageOf(Book) {}

/** The whole order when nothing is told. */
export class BooksToPrint {
  @Whole({ optional: true, min: 1, description: 'The number of the first book.' })
  fromBook?: number;

  @Whole({ optional: true, min: 1, description: 'The number of the last book.' })
  toBook?: number;
}

export class CalendarDates {
  @DayField({ description: 'The funder is told what is issued, handed out, asleep.' })
  alertOn!: Day;

  @DayField({ description: 'The last day of hand-outs.' })
  handOutsStopOn!: Day;

  @DayField({ description: 'The last day on which a session can be held.' })
  validityEndsOn!: Day;

  @DayField({ description: 'The last day on which a structure can present a voucher.' })
  toleranceEndsOn!: Day;

  @DayField({ description: 'The day of the statement.' })
  statementOn!: Day;
}

export class Exercise extends CalendarDates {
  @Whole({ description: 'Its year in Paris.' })
  exercise!: number;

  @OneOf(['not-started', 'open', 'hand-outs-stopped', 'validity-over', 'tolerance-over', 'statement-due'])
  phase!: string;
}

export class ExerciseList {
  @ListOf(() => Exercise)
  items!: Exercise[];
}
