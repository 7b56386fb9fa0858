import { LABEL_CRITERIA, type LabelCriterionCode } from '../scheme/label.js';
import type { Day } from '../shared/calendar.js';
import {
  AmountCents,
  DayField,
  Id,
  Instant,
  ListOf,
  Nested,
  OneOf,
  QueryFlag,
  Text,
  TextList,
} from '../shared/http/fields.js';
import { pageOf, PageQuery } from '../shared/http/page.js';

const CRITERION_CODES = LABEL_CRITERIA.map(({ code }) => code);
const REASON = { min: 3, max: 2000, multiline: true } as const;

export class LabelCriterionView {
  @OneOf(CRITERION_CODES)
  code!: LabelCriterionCode;

  @Text({ max: 500 })
  fr!: string;

  @Text({ max: 500 })
  en!: string;
}

export class LabelCriterionList {
  @ListOf(() => LabelCriterionView)
  items!: LabelCriterionView[];
}

export class NewLabelDecision {
  @OneOf(['granted', 'refused'])
  outcome!: 'granted' | 'refused';

  @TextList({
    optional: true,
    oneOf: CRITERION_CODES,
    max: 50,
    description: 'At least one for a refusal, none for a grant.',
  })
  unmetCriteria?: LabelCriterionCode[];

  @Text({ ...REASON, description: 'Read by the structure.' })
  reason!: string;
}

export class NewLabelWithdrawal {
  @TextList({ oneOf: CRITERION_CODES, min: 1, max: 50 })
  unmetCriteria!: LabelCriterionCode[];

  @Text({ ...REASON, description: 'Read by the structure.' })
  reason!: string;
}

export class LabelDecision {
  @OneOf(['granted', 'refused'])
  outcome!: 'granted' | 'refused';

  @TextList({ oneOf: CRITERION_CODES })
  unmetCriteria!: LabelCriterionCode[];

  @Text(REASON)
  reason!: string;

  @Instant()
  decidedAt!: Date;
}

export class LabelApplication {
  @Id()
  id!: string;

  @Instant()
  submittedAt!: Date;

  @Nested(() => LabelDecision, { nullable: true, description: 'Null while it awaits its decision.' })
  decision!: LabelDecision | null;
}

export class SubmittedLabelApplication extends LabelApplication {
  @Id()
  structureId!: string;

  @Text()
  structure!: string;

  @Text({ min: 14, max: 14 })
  siret!: string;
}

export class LabelApplicationPage extends pageOf(SubmittedLabelApplication) {}

export class LabelApplicationQuery extends PageQuery {
  @QueryFlag({ optional: true, description: 'true: those that await a decision; false: those decided.' })
  open?: boolean;
}

export class LabelWithdrawal {
  @DayField({ description: 'The first day on which the label no longer counts.' })
  withdrawnOn!: Day;

  @TextList({ oneOf: CRITERION_CODES })
  unmetCriteria!: LabelCriterionCode[];

  @Text(REASON)
  reason!: string;
}

class LabelDays {
  @Id()
  id!: string;

  @DayField()
  startsOn!: Day;

  @DayField({ description: 'The first day without it.' })
  endsOn!: Day;
}

export class Label extends LabelDays {
  @Nested(() => LabelWithdrawal, { nullable: true })
  withdrawal!: LabelWithdrawal | null;
}

export class LabelHistory {
  @ListOf(() => Label, { description: 'Years of label, the latest first.' })
  labels!: Label[];

  @ListOf(() => LabelApplication, { description: 'Applications, the latest first.' })
  applications!: LabelApplication[];
}

export class LabelInvoice {
  @Id()
  id!: string;

  @Text({ max: 30 })
  number!: string;

  @AmountCents()
  totalCents!: bigint;
}

export class GrantedLabel extends LabelDays {
  @Nested(() => LabelInvoice, { description: 'The fee of the year.' })
  invoice!: LabelInvoice;
}

export class LabelDecisionMade extends LabelDecision {
  @Id()
  applicationId!: string;

  @Nested(() => GrantedLabel, { nullable: true })
  label!: GrantedLabel | null;
}

export class LabelWithdrawalMade extends LabelWithdrawal {
  @TextList({ description: 'The label and the renewals that followed it.' })
  labelIds!: string[];
}
