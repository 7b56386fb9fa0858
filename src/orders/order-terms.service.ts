import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { row, type Tx } from '../database/sql.js';
import { GrantAgreements } from '../funders/grant-agreements.service.js';
import { type Tariff, tariffOn } from '../scheme/rules.js';
import { calendarOf } from '../scheme/year-end.js';
import { type Day, exerciseDays, exerciseOf } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import type { BookSizeTerms, OrderableExercise, OrderTerms } from './orders.dto.js';

/** The exercises that can be ordered for on a day: the present one, and the next. */
export function exercisesToOrderFor(today: Day): readonly [present: number, next: number] {
  return [exerciseOf(today), exerciseOf(today) + 1];
}

/** The last days of an exercise: its settings, or those of the rules as long as it is not opened. */
export async function lastDaysOf(tx: Tx, exercise: number): Promise<OrderableExercise> {
  const set = await row<OrderableExercise>(
    tx,
    `SELECT year AS exercise, hand_outs_stop_on AS "handOutsStopOn", validity_ends_on AS "validityEndsOn"
       FROM exercise WHERE year = $1`,
    [exercise],
  );
  if (set) return set;
  const { handOutsStopOn, validityEndsOn } = calendarOf(exercise, tariffOn(exerciseDays(exercise).from));
  return { exercise, handOutsStopOn, validityEndsOn };
}

/** What there is to choose from when an order is composed, so that no client keeps a number of the scheme. */
@Injectable()
export class OrderTermsReading {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly agreements: GrantAgreements,
  ) {}

  /** As of today; the agreements are those in force that are open to the organisation. No refusal. */
  of(actor: Actor): Promise<OrderTerms> {
    const today = this.clock.today();
    const tariff = tariffOn(today);
    const [present, next] = exercisesToOrderFor(today);
    return this.db.read(async (tx) => ({
      today,
      exercises: [await lastDaysOf(tx, present), await lastDaysOf(tx, next)],
      bookSizes: bookSizesOf(tariff),
      cofundedMinimumCents: tariff['cofunded-minimum'].faceValueCents,
      directMinimumCents: tariff['direct-minimum'].faceValueCents,
      directFeeCents: tariff['direct-fee'].feeCents,
      agreements: await this.agreements.inForce(tx, actor, today),
    }));
  }
}

function bookSizesOf(tariff: Tariff): BookSizeTerms[] {
  const { voucherCents, bookSizes, defaultBookSize } = tariff['face-value'];
  const others = bookSizes.filter((vouchers) => vouchers !== defaultBookSize);
  return [defaultBookSize, ...others].map((vouchers) => {
    const bookCents = BigInt(vouchers) * voucherCents;
    const fewest = (cents: bigint) => Number((cents + bookCents - 1n) / bookCents);
    return {
      vouchers,
      bookCents,
      cofundedMinimumBooks: fewest(tariff['cofunded-minimum'].faceValueCents),
      directMinimumBooks: fewest(tariff['direct-minimum'].faceValueCents),
    };
  });
}
