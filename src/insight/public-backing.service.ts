import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type Backing, backingByDay, backingGap, type BackingOfDay, backingOn } from '../ledger/backing.js';
import { addDays, type Day, daysBetween } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import type { BackingDay, BackingQuery } from './insight.dto.js';
import { refuseInsight } from './insight.refusals.js';

const DEFAULT_DAYS = 30;
const MOST_DAYS = 400;

const NOTHING: Backing = {
  ringFencedCents: 0n,
  outstandingCents: 0n,
  owedToStructuresCents: 0n,
  creditNotesCents: 0n,
  paidInAdvanceCents: 0n,
  unsweptFeeCents: 0n,
};

/** RULES `backing`, shown to everyone: the equation at the end of each day, computed from the rows of the ledger. */
@Injectable()
export class PublicBacking {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The days asked for, the last 30 unless told, and today so far. Refusal: insight.period-wrong. */
  async show(query: BackingQuery): Promise<{ today: BackingDay; days: BackingDay[] }> {
    const today = this.clock.today();
    const to = query.to ?? today;
    const from = query.from ?? addDays(to, 1 - DEFAULT_DAYS);
    if (from > to || to > today || daysBetween(from, to) >= MOST_DAYS) {
      throw refuseInsight('period-wrong', { today, days: MOST_DAYS });
    }
    return this.db.read(async (tx) => {
      const days = everyDay(from, to, await backingByDay(tx, from, to));
      return { today: withGap(today, await backingOn(tx, today)), days };
    });
  }
}

/** A day on which nothing moved ends like the day before. */
function everyDay(from: Day, to: Day, moved: readonly BackingOfDay[]): BackingDay[] {
  const onDay = new Map<Day, Backing>(moved.map((backing) => [backing.day, backing]));
  const days: BackingDay[] = [];
  let backing = NOTHING;
  for (let day = from; day <= to; day = addDays(day, 1)) {
    backing = onDay.get(day) ?? backing;
    days.push(withGap(day, backing));
  }
  return days;
}

function withGap(day: Day, backing: Backing): BackingDay {
  return { ...backing, day, gapCents: backingGap(backing) };
}
