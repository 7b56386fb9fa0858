import { ORDER_STEPS, type OrderStep } from '../scheme/order-steps.js';
import { AmountCents, Id, Instant, ListOf, Nested, OneOf, Text, Whole } from '../shared/http/fields.js';
import { Exercise } from '../issuance/issuance.dto.js';
import type { Cents } from '../shared/money.js';
import { StepRehearsal } from './calendar.dto.js';
import { STATEMENT_STATES, type StatementState } from './orders-at-year-end.js';
import { StatementFigures } from './statement.dto.js';

const MANY = { max: 100_000 };

export class YearEndFigures extends StatementFigures {
  @AmountCents({ description: 'The face value of what was redeemed.' })
  redeemedCents!: Cents;
}

export class OrderFigures extends YearEndFigures {
  @Id()
  orderId!: string;

  @Text()
  number!: string;
}

export class FunderFigures {
  @Id()
  funderId!: string;

  @Text()
  funderName!: string;

  @ListOf(() => OrderFigures, MANY)
  orders!: OrderFigures[];

  @Nested(() => YearEndFigures)
  total!: YearEndFigures;
}

export class ExerciseFigures {
  @ListOf(() => FunderFigures, MANY)
  funders!: FunderFigures[];

  @Nested(() => YearEndFigures)
  total!: YearEndFigures;
}

export class ClosingProgress {
  @Whole()
  vouchersToExpire!: number;

  @Whole({ description: 'Active orders in no statement yet.' })
  ordersWithoutStatement!: number;

  @Whole({ description: 'Whose statement the funder has not answered.' })
  ordersWaitingForAnswer!: number;

  @Whole({ description: 'Whose statement the funder contests, and the platform has not settled.' })
  ordersContested!: number;

  @Whole({ description: 'Whose statement is agreed or settled: their credit notes can be made.' })
  ordersToCredit!: number;

  @Whole()
  ordersClosed!: number;

  @Whole({ description: 'Year-end credit notes made. An order with nothing left has none.' })
  creditNotes!: number;

  @Instant({ nullable: true, description: 'When the exercise was closed; null while it is not.' })
  closedAt!: Date | null;
}

export class NotActiveOrder {
  @Id()
  orderId!: string;

  @Text()
  number!: string;

  @Id()
  funderId!: string;

  @Text()
  funderName!: string;

  @OneOf(ORDER_STEPS, { description: 'The furthest step it has taken.' })
  status!: OrderStep;

  @AmountCents({
    description:
      'Received for its vouchers: still owed to whoever paid. Fully paid later, even after the closing, the order expires and is credited whole.',
  })
  paidCents!: Cents;
}

export class Rehearsal extends Exercise {
  @ListOf(() => StepRehearsal, { description: 'The whole calendar: what each step has done or would do.' })
  steps!: StepRehearsal[];

  @Nested(() => ExerciseFigures, { description: 'The same before the closing, during it and after.' })
  figures!: ExerciseFigures;

  @Nested(() => ClosingProgress)
  progress!: ClosingProgress;

  @ListOf(() => NotActiveOrder, {
    ...MANY,
    description:
      'Orders that were never funded and issued: nothing of them expires, and none holds back the closing.',
  })
  notActive!: NotActiveOrder[];
}

export class CreditNoteMade {
  @Id()
  orderId!: string;

  @Text()
  orderNumber!: string;

  @Id()
  creditNoteId!: string;

  @Text({ example: 'A2027-000001' })
  number!: string;

  @AmountCents()
  funderCents!: Cents;

  @AmountCents()
  stateCents!: Cents;
}

export class WaitingOrder {
  @Id()
  orderId!: string;

  @Text()
  orderNumber!: string;

  @Id()
  funderId!: string;

  @OneOf(STATEMENT_STATES, {
    description: 'Where its statement is. An agreed or settled one waits for the last vouchers to expire.',
  })
  statement!: StatementState;
}

export class CreditNotesMade {
  @Whole()
  exercise!: number;

  @ListOf(() => CreditNoteMade, { ...MANY, description: 'Made by this call.' })
  made!: CreditNoteMade[];

  @Whole({ description: 'Orders closed by this call, those with nothing to credit included.' })
  closed!: number;

  @ListOf(() => WaitingOrder, { ...MANY, description: 'Orders that cannot be credited yet.' })
  waiting!: WaitingOrder[];
}

export class ExerciseClosed {
  @Whole()
  exercise!: number;

  @Instant({ description: 'When the exercise was first closed.' })
  closedAt!: Date;
}
