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
  Text,
  TextList,
  Whole,
} from '../shared/http/fields.js';
import { pageOf } from '../shared/http/page.js';
import { AGE_BRACKETS } from '../scheme/age-brackets.js';
import { type Sex, SEXES } from './hand-out-request.js';
import { InseeCode } from './office.dto.js';

/** More than anyone may receive: the rules say how many, with a reason, and not the form of the request. */
const MAX_VOUCHERS = 10;

export class WantedVouchers {
  @TextList({
    optional: true,
    min: 1,
    max: MAX_VOUCHERS,
    itemMax: 40,
    description: 'By their printed codes.',
  })
  codes?: string[];

  @Whole({
    optional: true,
    min: 1,
    max: MAX_VOUCHERS,
    description: 'So many of the next ones of the open book.',
  })
  count?: number;
}

/** Who receives is told and forgotten: name and birth date make a keyed hash, and are stored nowhere. */
export class HandOutBody {
  @Text({ max: 100 })
  familyName!: string;

  @Text({ max: 100 })
  givenName!: string;

  @DayField()
  birthDate!: Day;

  @Id()
  moduleId!: string;

  @Nested(() => WantedVouchers)
  vouchers!: WantedVouchers;

  @InseeCode('The commune where the person lives.')
  commune!: string;

  @OneOf(SEXES, { optional: true })
  sex?: Sex;

  @Flag({ optional: true, description: 'Whether the person never had digital mediation before.' })
  firstTime?: boolean;

  @Id({ optional: true, description: 'Needed from whoever is a member of no office in particular.' })
  officeId?: string;
}

export class PrintedVoucherView {
  @Text({ description: 'As it is printed.', example: 'XXXX-XXXX-XXXX-XXXX-C' })
  code!: string;

  @Text()
  orderNumber!: string;

  @Whole()
  bookNumber!: number;

  @Whole({ description: 'Its place in the book, from 1.' })
  position!: number;

  @AmountCents({ description: 'What it is worth.' })
  cents!: bigint;
}

export class FunderShare {
  @Text()
  funderName!: string;

  @Whole()
  vouchers!: number;

  @AmountCents()
  cents!: bigint;
}

export class PriorFundingView {
  @Whole()
  vouchers!: number;

  @AmountCents()
  cents!: bigint;

  @ListOf(() => FunderShare)
  byFunder!: FunderShare[];
}

export class Sentences {
  @Text({ max: 500 })
  fr!: string;

  @Text({ max: 500 })
  en!: string;
}

export class AllowanceReasonView extends Sentences {
  @Text()
  code!: string;
}

export class HandOutPreview {
  @Flag({ description: 'Whether the hand-out asked for would be made.' })
  allowed!: boolean;

  @Whole({ description: 'How many vouchers the person may receive on this module now.' })
  mayReceive!: number;

  @Whole({
    nullable: true,
    description: '1: first hand-out on the module, 2: its renewal. Null when nothing is allowed.',
  })
  round!: number | null;

  @Nested(() => AllowanceReasonView, { nullable: true, description: 'Why not, or not so many.' })
  reason!: AllowanceReasonView | null;

  @Whole({ description: 'Unspent vouchers the person holds, from whichever office.' })
  heldNow!: number;

  @Nested(() => PriorFundingView, { description: 'What the person received earlier in the exercise.' })
  prior!: PriorFundingView;

  @Nested(() => Sentences, {
    nullable: true,
    description: 'The warning about cumulated aid; it blocks nothing.',
  })
  warning!: Sentences | null;

  @ListOf(() => PrintedVoucherView, { description: 'The vouchers that would be handed out.' })
  vouchers!: PrintedVoucherView[];
}

export class HandedOutView {
  @Id()
  handOutId!: string;

  @Id()
  officeId!: string;

  @Id()
  moduleId!: string;

  @Whole({ min: 1, max: 2, description: '1: first hand-out on the module, 2: its renewal.' })
  round!: number;

  @DayField()
  day!: Day;

  @DayField({ description: 'The last day on which a session can be held with them.' })
  validUntil!: Day;

  @ListOf(() => PrintedVoucherView)
  vouchers!: PrintedVoucherView[];

  @Nested(() => PriorFundingView, { description: 'What the person had received earlier in the exercise.' })
  prior!: PriorFundingView;

  @Nested(() => Sentences, {
    nullable: true,
    description: 'The warning about cumulated aid; it blocks nothing.',
  })
  warning!: Sentences | null;
}

/** A hand-out as its office sees it afterwards. Nothing says to whom. */
export class HandOutView {
  @Id()
  id!: string;

  @Id()
  officeId!: string;

  @Text()
  officeName!: string;

  @Id()
  moduleId!: string;

  @Text()
  moduleTitle!: string;

  @Whole()
  vouchers!: number;

  @Whole({ min: 1, max: 2 })
  round!: number;

  @OneOf(AGE_BRACKETS)
  ageBracket!: string;

  @DayField()
  day!: Day;

  @Instant()
  at!: Date;
}

export class HandOutPage extends pageOf(HandOutView) {}
