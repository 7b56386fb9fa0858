import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { Organisation } from '../access/organisation.entity.js';
import { Database } from '../database/database.js';
import { oneRow, rows, type Tx } from '../database/sql.js';
import { tariffOn } from '../scheme/rules.js';
import { type Day, dayOf } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import type {
  MonthOverview,
  OfficeOverview,
  Overview,
  OverviewQuery,
  OverviewTotal,
  PeopleOverview,
  Sleeping,
  SleepingInAll,
  Tally,
} from './overview.dto.js';
import { MONTHS_SQL, OFFICES_SQL, ORDERED_SQL, TOTAL_SQL } from './overview.sql.js';
import { peopleServed } from './people-served.js';

interface Scope {
  exercise: number;
  /** Null for all funders. */
  funderId: string | null;
  /** RULES `unused`: from June on the funder sees what sleeps. */
  sleepingShown: boolean;
}

type OfficeRow = Omit<OfficeOverview, 'sleeping'> & Sleeping;

/** What a funder follows through the year: what became of its vouchers, where they sleep, and whom they reached. */
@Injectable()
export class Overviews {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** A funder's own vouchers, or for the operator those of one funder or of all. Refusal: access.not-found. */
  show(actor: Actor, { exercise, funderId: asked }: OverviewQuery): Promise<Overview> {
    const today = this.clock.today();
    return this.db.read(async (tx) => {
      const funderId = await this.funderOf(tx, actor, asked ?? null);
      const scope = { exercise, funderId, sleepingShown: sleepingShown(exercise, today) };
      return {
        exercise,
        funderId,
        total: await this.total(tx, scope),
        byOffice: await this.offices(tx, scope),
        byMonth: await rows<MonthOverview>(tx, MONTHS_SQL, [exercise, funderId]),
        people: await this.people(tx, scope, today),
      };
    });
  }

  private async funderOf(tx: Tx, actor: Actor, asked: string | null): Promise<string | null> {
    const funderId = actor.role === 'operator' ? asked : (asked ?? actor.organisationId);
    const foreign = actor.role !== 'operator' && funderId !== actor.organisationId;
    const known = funderId === null || (await tx.existsBy(Organisation, { id: funderId, kind: 'funder' }));
    if (foreign || !known) throw refuseAccess('not-found');
    return funderId;
  }

  private async total(tx: Tx, scope: Scope): Promise<OverviewTotal> {
    const params = [scope.exercise, scope.funderId];
    const ordered = await oneRow<Pick<OverviewTotal, 'ordered' | 'orderedCents'>>(tx, ORDERED_SQL, params);
    const found = await oneRow<Tally & SleepingInAll>(tx, TOTAL_SQL, params);
    const { inDrawer, inDrawerCents, inHands, inHandsCents, unallotted, unallottedCents, ...tally } = found;
    const sleeping = { inDrawer, inDrawerCents, inHands, inHandsCents, unallotted, unallottedCents };
    return { ...ordered, ...tally, sleeping: scope.sleepingShown ? sleeping : null };
  }

  private async offices(tx: Tx, scope: Scope): Promise<OfficeOverview[]> {
    const found = await rows<OfficeRow>(tx, OFFICES_SQL, [scope.exercise, scope.funderId]);
    return found.map(({ inDrawer, inDrawerCents, inHands, inHandsCents, ...office }) => ({
      ...office,
      sleeping: scope.sleepingShown ? { inDrawer, inDrawerCents, inHands, inHandsCents } : null,
    }));
  }

  private async people(tx: Tx, scope: Scope, today: Day): Promise<PeopleOverview> {
    const { commune, age, module } = await peopleServed(tx, scope, today);
    return {
      byCommune: commune.shown,
      byAgeBracket: age.shown,
      byModule: module.shown,
      cellsBelow: tariffOn(today)['small-cells'].below,
      cellsLeftOut: commune.leftOut + age.leftOut + module.leftOut,
    };
  }
}

function sleepingShown(exercise: number, today: Day): boolean {
  return today >= dayOf(exercise, tariffOn(today).unused.fromMonth, 1);
}
