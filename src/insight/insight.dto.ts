import type { Day } from '../shared/calendar.js';
import {
  AmountCents,
  DayField,
  Flag,
  Id,
  ListOf,
  Nested,
  OneOf,
  QueryWhole,
  Text,
  Whole,
} from '../shared/http/fields.js';
import type { Cents } from '../shared/money.js';
import { VOUCHER_STATES, type VoucherState } from './voucher-state.js';

const MANY = { max: 100_000 };

export class BackingQuery {
  @DayField({ optional: true, description: 'The first day; 29 days before the last one unless told.' })
  from?: Day;

  @DayField({ optional: true, description: 'The last day; today unless told.' })
  to?: Day;
}

/** The equation at the end of a Paris day: the cash is the sum of the five terms after it. */
export class BackingDay {
  @DayField()
  day!: Day;

  @AmountCents({ description: 'Cash on the ring-fenced account.' })
  ringFencedCents!: Cents;

  @AmountCents({ description: 'Face value in circulation, or unused until its credit note is made.' })
  outstandingCents!: Cents;

  @AmountCents({ description: 'Redemptions not yet paid out.' })
  owedToStructuresCents!: Cents;

  @AmountCents({ description: 'Credit notes not yet spent.' })
  creditNotesCents!: Cents;

  @AmountCents({ description: 'Received for orders not yet fully funded.' })
  paidInAdvanceCents!: Cents;

  @AmountCents({ description: 'Fees of redemptions not yet moved to the operating account.' })
  unsweptFeeCents!: Cents;

  @AmountCents({ min: -Number.MAX_SAFE_INTEGER, description: 'The cash less the terms: zero.' })
  gapCents!: Cents;
}

export class BackingAnswer {
  @Nested(() => BackingDay, { description: 'Today so far.' })
  today!: BackingDay;

  @ListOf(() => BackingDay, { max: 400, description: 'Each day asked for, at its end.' })
  days!: BackingDay[];
}

export class StateSentences {
  @Text({ max: 1000 })
  fr!: string;

  @Text({ max: 1000 })
  en!: string;
}

export class PublicVoucher {
  @OneOf(VOUCHER_STATES)
  state!: VoucherState;

  @Nested(() => StateSentences, { description: 'The state, in words.' })
  sentences!: StateSentences;

  @DayField({ nullable: true, description: 'The last day of sessions; null for what is no voucher.' })
  validUntil!: Day | null;

  @AmountCents({
    nullable: true,
    description: 'What the voucher is made out for; null for what is no voucher.',
  })
  faceValueCents!: Cents | null;
}

export class ClaimQuery {
  @QueryWhole({ min: 2000, max: 2199 })
  exercise!: number;
}

export class ClaimFigures {
  @Whole({ description: 'Ordered.' })
  vouchers!: number;

  @Whole()
  redeemed!: number;

  @AmountCents({ description: 'The face value of what was redeemed.' })
  redeemedCents!: Cents;

  @AmountCents({
    description: 'What the State repays on it: the order’s State share in proportion, rounded down.',
  })
  claimCents!: Cents;
}

export class ClaimLine extends ClaimFigures {
  @Id()
  orderId!: string;

  @Text()
  orderNumber!: string;

  @AmountCents({ description: 'The State’s share of the whole order.' })
  stateShareCents!: Cents;
}

export class FunderClaim {
  @Id()
  funderId!: string;

  @Text()
  funderName!: string;

  @ListOf(() => ClaimLine, MANY)
  orders!: ClaimLine[];

  @Nested(() => ClaimFigures)
  total!: ClaimFigures;
}

export class Claim {
  @Id()
  agreementId!: string;

  @Text()
  reference!: string;

  @Whole()
  exercise!: number;

  @OneOf(['operator', 'funder'], {
    description:
      'Whom the State pays. Where it pays the operator there is nothing to claim, and every claim is zero.',
  })
  paidTo!: 'operator' | 'funder';

  @Flag({ description: 'Whether the exercise is closed: before that, the figures still move.' })
  final!: boolean;

  @ListOf(() => FunderClaim, MANY)
  funders!: FunderClaim[];
}
