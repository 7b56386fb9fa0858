import type { Day } from './calendar.js';
import { addDays, parisDay, startOfParisDay } from './calendar.js';

/** What time it is, injected by its class: nothing else reads the time when a rule depends on it. */
export abstract class Clock {
  /** The present instant. */
  abstract now(): Date;

  /** The day it is in Paris. */
  today(): Day {
    return parisDay(this.now());
  }
}

/** The clock of the machine. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** A clock that stands still until it is moved: for demonstrations and tests. */
export class SettableClock extends Clock {
  private instantMs: number;

  constructor(instant: Date) {
    super();
    this.instantMs = valid(instant);
  }

  now(): Date {
    return new Date(this.instantMs);
  }

  /** Moves to an instant, later or earlier. */
  set(instant: Date): void {
    this.instantMs = valid(instant);
  }

  /** Moves to an hour of a Paris day (noon unless told), counted from its midnight. */
  setDay(day: Day, hours = 12): void {
    this.set(new Date(startOfParisDay(day).getTime() + hours * 3_600_000));
  }

  /** Moves forward by some milliseconds. Throws a RangeError on a negative number: going back is `set`. */
  advance(milliseconds: number): void {
    if (milliseconds < 0) throw new RangeError(`a clock does not advance by ${milliseconds} ms`);
    this.set(new Date(this.instantMs + milliseconds));
  }

  /** Moves forward by some Paris days, keeping the time elapsed since midnight. */
  advanceDays(count: number): void {
    const today = this.today();
    const sinceMidnight = this.instantMs - startOfParisDay(today).getTime();
    const midnight = startOfParisDay(addDays(today, count)).getTime();
    this.advance(midnight + sinceMidnight - this.instantMs);
  }
}

function valid(instant: Date): number {
  const milliseconds = instant.getTime();
  if (Number.isNaN(milliseconds)) throw new RangeError('not an instant');
  return milliseconds;
}
