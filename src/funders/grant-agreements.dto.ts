import { isUUID } from 'class-validator';
import { Party } from '../billing/billing.dto.js';
import type { PaidTo } from '../scheme/rules.js';
import type { Day } from '../shared/calendar.js';
import {
  AmountCents,
  DayField,
  Id,
  ListOf,
  Nested,
  OneOf,
  Text,
  TextList,
  Whole,
} from '../shared/http/fields.js';
import { pageOf } from '../shared/http/page.js';
import type { Cents } from '../shared/money.js';

const PAID_TO = ['operator', 'funder'] as const;
const LARGEST_TERM = 1_000_000;

export class FunderIds {
  @TextList({
    min: 1,
    max: 500,
    itemMax: 36,
    item: (value) => isUUID(value),
    description: 'Funders’ identifiers.',
  })
  funderIds!: string[];
}

export class NewGrantAgreement {
  @Text({ max: 60, example: 'AAP-2026-37' })
  reference!: string;

  @Text()
  title!: string;

  @Id({ description: 'The State’s organisation.' })
  stateId!: string;

  @Whole({
    optional: true,
    min: 1,
    max: LARGEST_TERM,
    description: 'Of the rate; 1/2 when neither term is given.',
  })
  rateNumerator?: number;

  @Whole({ optional: true, min: 1, max: LARGEST_TERM })
  rateDenominator?: number;

  @AmountCents({ min: 1, description: 'The most that the State’s shares may come to.' })
  ceilingCents!: Cents;

  @OneOf(PAID_TO, {
    optional: true,
    description:
      'operator (unless told): the State pays its share to the operator. funder: the funder is invoiced the whole face value and the State repays it on used vouchers.',
  })
  paidTo?: PaidTo;

  @DayField({ description: 'The first day on which orders can be placed under it.' })
  startsOn!: Day;

  @DayField({ description: 'The last one.' })
  endsOn!: Day;

  @TextList({
    optional: true,
    max: 500,
    itemMax: 36,
    item: (value) => isUUID(value),
    description: 'The funders it is open to; more can be added later.',
  })
  funderIds?: string[];
}

export class GrantAgreementView {
  @Id()
  id!: string;

  @Text()
  reference!: string;

  @Text()
  title!: string;

  @Nested(() => Party)
  state!: Party;

  @Whole()
  rateNumerator!: number;

  @Whole()
  rateDenominator!: number;

  @AmountCents()
  ceilingCents!: Cents;

  @AmountCents({ description: 'The ceiling less the State shares of orders, more what came back of them.' })
  remainingCeilingCents!: Cents;

  @OneOf(PAID_TO)
  paidTo!: PaidTo;

  @DayField()
  startsOn!: Day;

  @DayField({ description: 'Its last day.' })
  endsOn!: Day;

  @ListOf(() => Party, { description: 'The funders it is open to; a funder sees itself only.' })
  funders!: Party[];
}

export class GrantAgreementPage extends pageOf(GrantAgreementView) {}
