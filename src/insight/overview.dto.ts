import { AmountCents, Id, ListOf, Nested, QueryWhole, Text, Whole } from '../shared/http/fields.js';
import type { Cents } from '../shared/money.js';

const MANY = { max: 100_000 };

export class OverviewQuery {
  @QueryWhole({ min: 2000, max: 2199 })
  exercise!: number;

  @Id({ optional: true, description: 'For the operator: one funder; all of them unless told.' })
  funderId?: string;
}

/** A replaced voucher counts as its replacement does, and the cents are face value. */
export class Tally {
  @Whole({ description: 'Allotted to an office.' })
  allotted!: number;

  @AmountCents()
  allottedCents!: Cents;

  @Whole()
  handedOut!: number;

  @AmountCents()
  handedOutCents!: Cents;

  @Whole()
  redeemed!: number;

  @AmountCents()
  redeemedCents!: Cents;

  @Whole()
  expired!: number;

  @AmountCents()
  expiredCents!: Cents;

  @Whole({ description: 'Lost and not replaced.' })
  revoked!: number;

  @AmountCents()
  revokedCents!: Cents;
}

/** Vouchers that have not ended and do nothing. */
export class Sleeping {
  @Whole({ description: 'Allotted and not handed out.' })
  inDrawer!: number;

  @AmountCents()
  inDrawerCents!: Cents;

  @Whole({ description: 'Handed out and unspent.' })
  inHands!: number;

  @AmountCents()
  inHandsCents!: Cents;
}

export class SleepingInAll extends Sleeping {
  @Whole({ description: 'Issued and allotted to no office.' })
  unallotted!: number;

  @AmountCents()
  unallottedCents!: Cents;
}

export class OverviewTotal extends Tally {
  @Whole({ description: 'In approved orders.' })
  ordered!: number;

  @AmountCents()
  orderedCents!: Cents;

  @Nested(() => SleepingInAll, { nullable: true, description: 'Shown from June of the exercise on.' })
  sleeping!: SleepingInAll | null;
}

export class OfficeOverview extends Tally {
  @Id()
  officeId!: string;

  @Text()
  officeName!: string;

  @Text()
  prescriberName!: string;

  @Nested(() => Sleeping, { nullable: true, description: 'Shown from June of the exercise on.' })
  sleeping!: Sleeping | null;
}

export class MonthOverview {
  @Text({ example: '2026-03' })
  month!: string;

  @Whole()
  handedOut!: number;

  @AmountCents()
  handedOutCents!: Cents;

  @Whole()
  redeemed!: number;

  @AmountCents()
  redeemedCents!: Cents;

  @Whole()
  expired!: number;

  @AmountCents()
  expiredCents!: Cents;
}

export class PeopleCell {
  @Text({ description: 'The INSEE code, the age bracket, or the module’s identifier.' })
  key!: string;

  @Text({ description: 'The same in words.' })
  label!: string;

  @Whole({ description: 'Different people.' })
  people!: number;
}

/** People who received a voucher. Small cells are left out, and others if they would give one away. */
export class PeopleOverview {
  @ListOf(() => PeopleCell, MANY)
  byCommune!: PeopleCell[];

  @ListOf(() => PeopleCell, MANY)
  byAgeBracket!: PeopleCell[];

  @ListOf(() => PeopleCell, MANY)
  byModule!: PeopleCell[];

  @Whole({ description: 'How many cells are left out.' })
  cellsLeftOut!: number;

  @Whole({ description: 'A cell of fewer people than this is left out.' })
  cellsBelow!: number;
}

export class Overview {
  @Whole()
  exercise!: number;

  @Id({ nullable: true, description: 'Null for all funders together.' })
  funderId!: string | null;

  @Nested(() => OverviewTotal)
  total!: OverviewTotal;

  @ListOf(() => OfficeOverview, MANY)
  byOffice!: OfficeOverview[];

  @ListOf(() => MonthOverview, { max: 100, description: 'The months in which something happened.' })
  byMonth!: MonthOverview[];

  @Nested(() => PeopleOverview)
  people!: PeopleOverview;
}
