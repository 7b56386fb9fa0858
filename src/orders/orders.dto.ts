import { InvoiceView, Party } from '../billing/billing.dto.js';
import { GrantAgreementView } from '../funders/grant-agreements.dto.js';
import { ORDER_STEPS, type OrderStep } from '../scheme/order-steps.js';
import { type PaidTo, type RuleKey, RULES } from '../scheme/rules.js';
import type { Day } from '../shared/calendar.js';
import {
  AmountCents,
  DayField,
  Flag,
  Id,
  Instant,
  ListOf,
  Nested,
  OneOf,
  QueryWhole,
  Text,
  TextList,
  Whole,
} from '../shared/http/fields.js';
import { PageQuery, pageOf } from '../shared/http/page.js';
import type { Cents } from '../shared/money.js';
import { AWAITED, type Awaited } from './waiting.js';

/** A guard against a slip of the keyboard: a hundred thousand books of ten are ten million euros. */
const MOST_BOOKS = 100_000;
const RULE_KEYS = [...new Set(RULES.map((rule) => rule.key))];
const EXERCISE = { min: 2000, max: 9999 };

export class QuoteRequestBody {
  @Whole({ min: 1, max: MOST_BOOKS, example: 200 })
  books!: number;

  @Whole({ optional: true, min: 1, max: 1000, description: 'Vouchers in a book: 10 unless told.' })
  bookSize?: number;

  @Id({ optional: true, description: 'The grant agreement; a direct order has none.' })
  agreementId?: string;

  @Whole({
    optional: true,
    ...EXERCISE,
    description: 'The present year unless told; the next one is possible.',
  })
  exercise?: number;
}

export class OrderableExercise {
  @Whole()
  exercise!: number;

  @DayField({ description: 'The last day of hand-outs.' })
  handOutsStopOn!: Day;

  @DayField({ description: 'The last day on which a session can be held.' })
  validityEndsOn!: Day;
}

export class BookSizeTerms {
  @Whole({ description: 'How many vouchers a book of this size holds.' })
  vouchers!: number;

  @AmountCents({ description: 'What a book is worth.' })
  bookCents!: Cents;

  @Whole({ description: 'The fewest books of an order under a grant agreement.' })
  cofundedMinimumBooks!: number;

  @Whole({ description: 'The fewest books of a direct order.' })
  directMinimumBooks!: number;
}

export class OrderTerms {
  @DayField({ description: 'The Paris day of these terms.' })
  today!: Day;

  @ListOf(() => OrderableExercise, { description: 'Those that can be ordered for: the present one first.' })
  exercises!: OrderableExercise[];

  @ListOf(() => BookSizeTerms, { description: 'The usual size first.' })
  bookSizes!: BookSizeTerms[];

  @AmountCents({ description: 'The least face value of an order under a grant agreement.' })
  cofundedMinimumCents!: Cents;

  @AmountCents({ description: 'The least face value of a direct order.' })
  directMinimumCents!: Cents;

  @AmountCents({ description: 'What a direct order costs on top, VAT included.' })
  directFeeCents!: Cents;

  @ListOf(() => GrantAgreementView, {
    description:
      'The agreements in force today that are open to the organisation; all of them for the operator.',
  })
  agreements!: GrantAgreementView[];
}

export class NewOrder extends QuoteRequestBody {
  @AmountCents({
    optional: true,
    description:
      'The State share of the quote that is accepted; the agreement’s full rate unless told. The order is refused when it is another by now.',
  })
  stateShareCents?: Cents;

  @Text({ optional: true, max: 50, description: 'The funder’s own number, repeated on its invoices.' })
  engagementNumber?: string;
}

class OrderFigures {
  @Whole()
  exercise!: number;

  @Whole()
  books!: number;

  @Whole()
  bookSize!: number;

  @Whole()
  vouchers!: number;

  @AmountCents()
  voucherCents!: Cents;

  @AmountCents()
  faceValueCents!: Cents;

  @AmountCents({ description: 'What the State bears of the face value.' })
  stateShareCents!: Cents;

  @AmountCents({ description: 'What the funder bears of it, the odd cent included.' })
  funderShareCents!: Cents;

  @AmountCents({ description: 'All of the face value when the agreement pays the funder.' })
  invoicedToFunderCents!: Cents;

  @AmountCents()
  invoicedToStateCents!: Cents;

  @AmountCents({ description: 'The fee of a direct order, VAT included, on an invoice of its own.' })
  feeCents!: Cents;

  @AmountCents()
  minimumCents!: Cents;
}

export class QuoteExplanation {
  @OneOf(RULE_KEYS)
  key!: RuleKey;

  @AmountCents()
  amountCents!: Cents;

  @Text({ max: 500, description: 'The sentence of the rule that made the amount.' })
  sentence!: string;
}

export class QuoteWarning {
  @OneOf(['hand-outs-stopped'])
  code!: 'hand-outs-stopped';

  @Text({ max: 500 })
  fr!: string;

  @Text({ max: 500 })
  en!: string;
}

export class QuoteCredit {
  @Id()
  creditNoteId!: string;

  @Text({ example: 'A2026-000001' })
  number!: string;

  @Text({ example: 'CMD-2026-0001', description: 'The order that it comes from.' })
  orderNumber!: string;

  @AmountCents({ description: 'What is left of the funder’s share of it.' })
  restCents!: Cents;

  @AmountCents({ description: 'What it would pay of the invoice of this order.' })
  usedCents!: Cents;
}

export class QuoteView extends OrderFigures {
  @Nested(() => QuoteWarning, {
    nullable: true,
    description: 'What to know before ordering this, which is not refused; null for nothing.',
  })
  warning!: QuoteWarning | null;

  @Flag({
    description: 'Whether the agreement’s remaining ceiling, not its rate, decided the State’s share.',
  })
  stateShareCapped!: boolean;

  @AmountCents({ nullable: true, description: 'Before this order; null for a direct one.' })
  remainingCeilingCents!: Cents | null;

  @AmountCents()
  feeNetCents!: Cents;

  @AmountCents()
  feeVatCents!: Cents;

  @AmountCents({ description: 'Face value missing to reach the minimum; zero when it is reached.' })
  missingToMinimumCents!: Cents;

  @Whole({ description: 'Books to add to reach the minimum.' })
  booksToReachMinimum!: number;

  @ListOf(() => QuoteCredit, {
    description:
      'The funder’s credit notes with something left, oldest first, and what each can pay of the invoice of these vouchers once it is made. A quote spends none.',
  })
  credits!: QuoteCredit[];

  @AmountCents({ description: 'What would be left to transfer, fee included, if they paid all they can.' })
  transferCents!: Cents;

  @ListOf(() => QuoteExplanation)
  explanations!: QuoteExplanation[];
}

export class OrderAgreement {
  @Id()
  id!: string;

  @Text()
  reference!: string;

  @Nested(() => Party)
  state!: Party;

  @OneOf(['operator', 'funder'])
  paidTo!: PaidTo;
}

export class OrderStepView {
  @OneOf(ORDER_STEPS)
  step!: OrderStep;

  @Instant()
  at!: Date;

  @Text({ nullable: true, max: 1000, description: 'Why it was refused, cancelled or abandoned.' })
  reason!: string | null;
}

export class OrderView extends OrderFigures {
  @Id()
  id!: string;

  @Text({ example: 'CMD-2026-0001' })
  number!: string;

  @OneOf(ORDER_STEPS, { description: 'The furthest step it has taken.' })
  status!: OrderStep;

  @TextList({ oneOf: AWAITED, description: 'What must still happen.' })
  waitsFor!: Awaited[];

  @Nested(() => Party)
  funder!: Party;

  @Nested(() => OrderAgreement, { nullable: true, description: 'Null for a direct order.' })
  agreement!: OrderAgreement | null;

  @DayField({ description: 'The first day of the tariff it keeps.' })
  tariffSince!: Day;

  @Text({ nullable: true })
  engagementNumber!: string | null;

  @Instant()
  submittedAt!: Date;

  @ListOf(() => OrderStepView)
  steps!: OrderStepView[];

  @ListOf(() => InvoiceView, { description: 'Their payments are shown to their payer and to the operator.' })
  invoices!: InvoiceView[];
}

export class OrderPage extends pageOf(OrderView) {}

export class OrderQuery extends PageQuery {
  @QueryWhole({ optional: true, ...EXERCISE })
  exercise?: number;

  @OneOf(ORDER_STEPS, { optional: true })
  status?: OrderStep;

  @Id({ optional: true })
  agreementId?: string;
}

export class RefusalReason {
  @Text({ min: 3, max: 1000, multiline: true, description: 'Shown to the funder.' })
  reason!: string;
}

export class CancellationReason {
  @Text({ optional: true, min: 3, max: 1000, multiline: true })
  reason?: string;
}
