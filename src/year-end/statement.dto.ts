import {
  AmountCents,
  Id,
  Instant,
  ListOf,
  Nested,
  OneOf,
  QueryWhole,
  Text,
  Whole,
} from '../shared/http/fields.js';
import { PageQuery, pageOf } from '../shared/http/page.js';
import type { Cents } from '../shared/money.js';
import type { StatementState } from './orders-at-year-end.js';

const ISSUED_STATES = [
  'waiting',
  'agreed',
  'contested',
  'settled',
] as const satisfies readonly StatementState[];

/** What an order, or several, came to at the end of the year. */
export class StatementFigures {
  @Whole({ description: 'Ordered; a voucher that was replaced and its replacement are one.' })
  vouchers!: number;

  @Whole({ description: 'That reached someone.' })
  handedOut!: number;

  @Whole()
  redeemed!: number;

  @Whole({ description: 'Unspent: expired, or to expire by the closing.' })
  expired!: number;

  @Whole({ description: 'Lost and not replaced.' })
  revoked!: number;

  @AmountCents({ description: 'The face value of what expired or was lost: the sum of the two credits.' })
  unredeemedCents!: Cents;

  @AmountCents({ description: 'The funder’s share of the credit, odd cent included.' })
  creditFunderCents!: Cents;

  @AmountCents({ description: 'The State’s share of the credit, restricted to its agreement.' })
  creditStateCents!: Cents;
}

export class StatementLine extends StatementFigures {
  @Id()
  orderId!: string;

  @Text()
  orderNumber!: string;
}

export class StatementSummary {
  @Id()
  id!: string;

  @Whole()
  exercise!: number;

  @Id()
  funderId!: string;

  @Text()
  funderName!: string;

  @Instant()
  issuedAt!: Date;

  @OneOf(ISSUED_STATES)
  state!: (typeof ISSUED_STATES)[number];

  @Instant({ nullable: true, description: 'When the funder agreed or contested.' })
  answeredAt!: Date | null;

  @Text({ nullable: true, max: 2000, description: 'Why the funder contests.' })
  reason!: string | null;

  @Instant({ nullable: true })
  settledAt!: Date | null;

  @Text({ nullable: true, max: 2000, description: 'The platform’s answer to a contest, or to silence.' })
  explanation!: string | null;

  @Nested(() => StatementFigures)
  total!: StatementFigures;
}

export class StatementDetail extends StatementSummary {
  @ListOf(() => StatementLine, { max: 100_000 })
  lines!: StatementLine[];
}

export class StatementPage extends pageOf(StatementSummary) {}

export class StatementsIssued {
  @Whole()
  exercise!: number;

  @ListOf(() => StatementSummary, {
    max: 100_000,
    description: 'All those of the exercise, earlier ones included.',
  })
  items!: StatementSummary[];
}

export class StatementQuery extends PageQuery {
  @QueryWhole({ optional: true, min: 2000, max: 2199 })
  exercise?: number;
}

export class StatementContest {
  @Text({ max: 2000, multiline: true })
  reason!: string;
}

export class StatementSettlement {
  @Text({ max: 2000, multiline: true })
  explanation!: string;
}
