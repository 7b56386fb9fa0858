import { applyDecorators } from '@nestjs/common';
import { isUUID, ValidateBy } from 'class-validator';
import { type Day, isDay } from '../shared/calendar.js';
import {
  AmountCents,
  DayField,
  Id,
  Instant,
  ListOf,
  Nested,
  OneOf,
  Text,
  TextList,
  Whole,
} from '../shared/http/fields.js';
import { PageQuery, pageOf } from '../shared/http/page.js';
import { PAYOUT_STATES, type PayoutState } from './payout-lists.service.js';
import { WAITING_FOR } from './owed.js';

export const END_TO_END_ID = {
  max: 35,
  description: 'The reference that the bank gives back with its answer: it names one transfer.',
};
const SERIAL = { max: Number.MAX_SAFE_INTEGER };

/** An instant in a request: ISO 8601 with its offset, on a day that exists. */
function InstantAsked(description: string): PropertyDecorator {
  return applyDecorators(
    Instant({ optional: true, description }),
    ValidateBy(
      { name: 'instant', validator: { validate: isInstant } },
      {
        context: {
          fr: 'Un instant réel avec son décalage (2026-03-31T18:00:00Z) est attendu.',
          en: 'A real instant with its offset (2026-03-31T18:00:00Z) is expected.',
        },
      },
    ),
  );
}

function isInstant(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    isDay(value.slice(0, 10)) &&
    !Number.isNaN(Date.parse(value))
  );
}

export class NewPayoutRun {
  @InstantAsked('Redemptions made before this instant are paid; now unless told.')
  cutOffAt?: string;

  @TextList({
    optional: true,
    max: 200,
    itemMax: 36,
    item: (value) => isUUID(value),
    description:
      'Structures to pay all the same on an account to which the bank rejected or returned the last transfer, by its own mistake.',
  })
  insistFor?: string[];
}

export class Sentences {
  @Text({ max: 1000 })
  fr!: string;

  @Text({ max: 1000 })
  en!: string;
}

export class WaitingMoney {
  @Id()
  structureId!: string;

  @Text()
  structureName!: string;

  @Whole({ description: 'Redemptions in no payout.' })
  redemptions!: number;

  @AmountCents()
  redemptionCents!: bigint;

  @Whole({ description: 'Payouts whose last transfer the bank rejected or returned.' })
  rejectedPayouts!: number;

  @AmountCents()
  rejectedCents!: bigint;

  @AmountCents({ description: 'Both together.' })
  cents!: bigint;

  @OneOf(Object.keys(WAITING_FOR))
  reason!: string;

  @Nested(() => Sentences)
  sentences!: Sentences;
}

export class PayoutRun {
  @Id()
  id!: string;

  @Whole({ description: 'Runs are numbered in their order, perhaps with gaps.' })
  number!: number;

  @Instant()
  cutOffAt!: Date;

  @Instant()
  at!: Date;

  @Instant({ nullable: true, description: 'When it was sent to the bank.' })
  sentAt!: Date | null;

  @Whole({ description: 'Bank transfers, those tried again included.' })
  transfers!: number;

  @AmountCents({ description: 'Their sum.' })
  cents!: bigint;

  @Whole({ description: 'Settled by the bank, and not come back since.' })
  confirmed!: number;

  @Whole()
  rejected!: number;

  @Whole({ description: 'Settled, and come back.' })
  returned!: number;

  @Whole({ description: 'Redemptions that this run was the first to pay.' })
  redemptions!: number;

  @AmountCents({ description: 'What was kept of those redemptions, VAT included: what the fee sweep moves.' })
  feesCents!: bigint;

  @Instant({ nullable: true, description: 'When its fees were swept to the operating account.' })
  feesSweptAt!: Date | null;

  @Instant({ nullable: true, description: 'When its file for the bank was first made.' })
  bankFileAt!: Date | null;

  @Text({ nullable: true, max: 35, description: 'What the bank calls the message of that file (MsgId).' })
  bankMessageId!: string | null;
}

export class PreparedRun extends PayoutRun {
  @ListOf(() => WaitingMoney, { max: 100_000, description: 'Whose money waits, and why.' })
  waiting!: WaitingMoney[];
}

export class PayoutRunPage extends pageOf(PayoutRun) {}

export class Confirmation {
  @Text(END_TO_END_ID)
  endToEndId!: string;
}

export class Rejection extends Confirmation {
  @Text({ min: 2, max: 300, description: 'The reason that the bank gives.' })
  reason!: string;
}

export class PayoutReturn extends Confirmation {
  @Text({
    min: 4,
    max: 300,
    pattern: /^[A-Z]{2}[A-Z0-9]{2}(?![A-Za-z0-9])/,
    patternSays: {
      fr: 'Commencez par le code du retour, de quatre signes : AC04, MD07… NARR si la banque ne donne que des mots, MS03 si elle ne dit rien.',
      en: 'Begin with the four signs of the return’s code: AC04, MD07… NARR if the bank gives only words, MS03 if it says nothing.',
    },
    description:
      'Why the transfer came back: its ISO 20022 code, then the words of the bank if it gives any.',
    example: 'AC04',
  })
  reason!: string;
}

export class PayoutAnswered {
  @Id()
  id!: string;

  @Text(END_TO_END_ID)
  endToEndId!: string;

  @OneOf(['confirmed', 'rejected', 'returned'])
  state!: string;

  @Instant()
  answeredAt!: Date;
}

export class FeeSweep {
  @Id()
  runId!: string;

  @Whole()
  redemptions!: number;

  @AmountCents({ description: 'What left the ring-fenced account: net and VAT together.' })
  grossCents!: bigint;

  @AmountCents()
  netCents!: bigint;

  @AmountCents()
  vatCents!: bigint;

  @Instant()
  at!: Date;
}

export class PayoutQuery extends PageQuery {
  @Id({ optional: true, description: 'For the operator, who sees all structures.' })
  structureId?: string;

  @Id({ optional: true, description: 'Those with a transfer in this run.' })
  runId?: string;

  @OneOf(PAYOUT_STATES, { optional: true })
  state?: PayoutState;

  @Id({ optional: true, description: 'The one that pays this scan, if any does yet.' })
  redemptionId?: string;
}

export class PayoutView {
  @Id()
  id!: string;

  @Id({ description: 'The run that took its redemptions.' })
  runId!: string;

  @Whole()
  runNumber!: number;

  @Id()
  structureId!: string;

  @Text()
  structureName!: string;

  @Whole()
  redemptions!: number;

  @AmountCents()
  cents!: bigint;

  @OneOf(PAYOUT_STATES, { description: 'Of its last transfer. What was rejected or returned is owed again.' })
  state!: PayoutState;

  @Text(END_TO_END_ID)
  endToEndId!: string;
}

export class PayoutPage extends pageOf(PayoutView) {
  @ListOf(() => WaitingMoney, {
    max: 100_000,
    description: 'What is owed and not on its way: in no payout yet, or in one whose money came back.',
  })
  waiting!: WaitingMoney[];
}

export class PayoutAttempt {
  @Whole()
  attempt!: number;

  @Id({ description: 'The run that sent it.' })
  runId!: string;

  @Whole()
  runNumber!: number;

  @Text(END_TO_END_ID)
  endToEndId!: string;

  @Text({ description: 'The account, as far as its owner needs to recognise it.' })
  account!: string;

  @OneOf(PAYOUT_STATES)
  state!: PayoutState;

  @Instant({ nullable: true })
  sentAt!: Date | null;

  @Instant({ nullable: true })
  answeredAt!: Date | null;

  @Instant({ nullable: true, description: 'When the money that had left came back.' })
  returnedAt!: Date | null;

  @Text({ nullable: true, max: 300, description: 'Why the bank rejected or returned it.' })
  reason!: string | null;

  @Nested(() => Sentences, {
    nullable: true,
    description: 'What the code means that the reason begins with.',
  })
  sentences!: Sentences | null;
}

export class PayoutLine {
  @Id()
  redemptionId!: string;

  @Whole(SERIAL)
  receipt!: bigint;

  @Instant()
  at!: Date;

  @DayField()
  sessionOn!: Day;

  @Text()
  venueName!: string;

  @Text()
  moduleTitle!: string;

  @AmountCents()
  cents!: bigint;
}

export class PayoutLinePage extends pageOf(PayoutLine) {}

export class PayoutDetail extends PayoutView {
  @ListOf(() => PayoutAttempt)
  attempts!: PayoutAttempt[];

  @Nested(() => PayoutLinePage)
  lines!: PayoutLinePage;
}
