import type { Day } from '../shared/calendar.js';
import {
  AmountCents,
  DayField,
  Flag,
  Id,
  Instant,
  ListOf,
  Nested,
  Text,
  Whole,
} from '../shared/http/fields.js';
import { PageQuery, pageOf } from '../shared/http/page.js';

const GROUP_LINES = 50;

const CODE = {
  max: 60,
  description: 'As scanned or typed: any case, hyphens and spaces or not.',
  example: 'XXXX-XXXX-XXXX-XXXX-C',
};
const SESSION_ON = { description: 'The Paris day on which the session was held.' };
const PRICE = {
  optional: true,
  description:
    'The price of the service for this person; without it, the one the structure offers the module at.',
};
const COPAYMENT = {
  optional: true,
  description:
    'What the person pays beside the voucher, recorded and never collected; without it, all that remains of the price.',
};

export class SessionFields {
  @Id()
  venueId!: string;

  @Id()
  mediatorId!: string;

  @Id()
  moduleId!: string;

  @DayField(SESSION_ON)
  sessionOn!: Day;
}

export class NewRedemption extends SessionFields {
  @Text(CODE)
  code!: string;

  @AmountCents(PRICE)
  priceCents?: bigint;

  @AmountCents(COPAYMENT)
  copaymentCents?: bigint;
}

export class RedemptionCheck {
  @Text(CODE)
  code!: string;

  @Id({ optional: true, description: 'What is not told is not judged.' })
  venueId?: string;

  @Id({ optional: true })
  mediatorId?: string;

  @Id({ optional: true })
  moduleId?: string;

  @DayField({ optional: true, description: 'Today unless told.' })
  sessionOn?: Day;

  @AmountCents(PRICE)
  priceCents?: bigint;

  @AmountCents(COPAYMENT)
  copaymentCents?: bigint;
}

export class GroupLine {
  @Text(CODE)
  code!: string;

  @AmountCents(COPAYMENT)
  copaymentCents?: bigint;
}

export class NewGroupSession extends SessionFields {
  @AmountCents(PRICE)
  priceCents?: bigint;

  @ListOf(() => GroupLine, { min: 1, max: GROUP_LINES })
  lines!: GroupLine[];
}

export class UndoReason {
  @Text({ min: 3, max: 500, multiline: true })
  reason!: string;
}

export class EarlierReceipt {
  @Id()
  redemptionId!: string;

  @Whole({ max: Number.MAX_SAFE_INTEGER })
  receipt!: number;

  @DayField()
  day!: string;
}

export class Reason {
  @Text({ description: 'The code that a call of its own would be refused with.' })
  code!: string;

  @Text({ max: 1000 })
  fr!: string;

  @Text({ max: 1000 })
  en!: string;

  @Nested(() => EarlierReceipt, {
    nullable: true,
    description: 'When this structure redeemed the voucher itself.',
  })
  earlier!: EarlierReceipt | null;
}

export class LabelNotice {
  @DayField({ description: 'The first day without a label.' })
  lapsesOn!: Day;

  @Whole()
  daysLeft!: number;
}

export class CheckedVoucher {
  @Whole({ max: Number.MAX_SAFE_INTEGER, description: 'Its serial number, which is not its code.' })
  serial!: bigint;

  @Whole()
  exercise!: number;

  @DayField({ description: 'The last day on which a session can be held.' })
  sessionsUntil!: Day;

  @DayField({ description: 'The last day on which the voucher can be presented.' })
  presentUntil!: Day;
}

export class CheckAnswer {
  @Flag()
  redeemable!: boolean;

  @Nested(() => Reason, { nullable: true, description: 'Why not.' })
  reason!: Reason | null;

  @Nested(() => CheckedVoucher, { nullable: true, description: 'Null when no voucher has this code.' })
  voucher!: CheckedVoucher | null;

  @Nested(() => LabelNotice, { nullable: true, description: 'When the label of the structure ends soon.' })
  labelNotice!: LabelNotice | null;
}

export class NamedVenue {
  @Id()
  id!: string;

  @Text()
  name!: string;
}

export class TitledModule {
  @Id()
  id!: string;

  @Text()
  title!: string;
}

export class ReceiptFields {
  @Id()
  id!: string;

  @Whole({ max: Number.MAX_SAFE_INTEGER, description: 'The number of the receipt.' })
  receipt!: bigint;

  @Instant({ description: 'When it was redeemed.' })
  at!: Date;

  @DayField(SESSION_ON)
  sessionOn!: Day;

  @Nested(() => NamedVenue)
  venue!: NamedVenue;

  @Nested(() => TitledModule)
  module!: TitledModule;

  @Id()
  mediatorId!: string;

  @Whole({ max: Number.MAX_SAFE_INTEGER, description: 'The serial of the voucher, which is not its code.' })
  voucherSerial!: bigint;

  @AmountCents()
  priceCents!: bigint;

  @AmountCents({ description: 'What the person pays beside the voucher.' })
  copaymentCents!: bigint;

  @AmountCents({ description: 'What the structure is owed for the voucher.' })
  structureCents!: bigint;

  @AmountCents({ description: 'What is kept of the voucher, VAT included.' })
  feeCents!: bigint;
}

export class RedemptionReceipt extends ReceiptFields {
  @Nested(() => LabelNotice, { nullable: true, description: 'When the label of the structure ends soon.' })
  labelNotice!: LabelNotice | null;
}

export class GroupAnswerLine {
  @Whole({ description: 'The place of the line in the call, from 0.' })
  index!: number;

  @Whole({
    nullable: true,
    max: Number.MAX_SAFE_INTEGER,
    description: 'The serial of its voucher; null when no voucher has the code.',
  })
  serial!: bigint | null;

  @Nested(() => ReceiptFields, { nullable: true, description: 'When the line was accepted.' })
  receipt!: ReceiptFields | null;

  @Nested(() => Reason, { nullable: true, description: 'When it was refused.' })
  reason!: Reason | null;
}

export class GroupAnswer {
  @Id()
  id!: string;

  @Instant()
  at!: Date;

  @Whole()
  accepted!: number;

  @Whole()
  refused!: number;

  @ListOf(() => GroupAnswerLine, {
    max: GROUP_LINES,
    description: 'One for each line of the call, in its order.',
  })
  lines!: GroupAnswerLine[];

  @Nested(() => LabelNotice, { nullable: true })
  labelNotice!: LabelNotice | null;
}

export class Undone {
  @Id()
  id!: string;

  @Whole({ max: Number.MAX_SAFE_INTEGER })
  receipt!: bigint;

  @Instant()
  undoneAt!: Date;
}

export class RedemptionQuery extends PageQuery {
  @DayField({ optional: true, description: 'Only those redeemed on this Paris day.' })
  day?: Day;

  @Id({ optional: true })
  venueId?: string;

  @Id({ optional: true, description: 'For the operator, who sees all structures.' })
  structureId?: string;
}

export class RedemptionView extends ReceiptFields {
  @Id()
  structureId!: string;

  @Text({ description: 'The name of the mediator.' })
  mediatorName!: string;

  @Id({ nullable: true })
  groupSessionId!: string | null;

  @Instant({ nullable: true, description: 'When it was undone; null while it stands.' })
  undoneAt!: Date | null;

  @Text({ nullable: true, max: 500, description: 'Why it was undone.' })
  undoReason!: string | null;

  @Id({ nullable: true, description: 'The payout that took it; null while it can be undone.' })
  payoutId!: string | null;
}

export class RedemptionPage extends pageOf(RedemptionView) {}
