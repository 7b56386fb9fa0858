import { Flag, Id, Instant, ListOf, Nested, OneOf, Text, Whole } from '../shared/http/fields.js';
import { REPORT_RESULTS } from './bank-report-lines.js';
import { PayoutAttempt, PayoutDetail, Sentences } from './settlement.dto.js';

export class NewOperatorAccount {
  @Text({ min: 14, max: 42, description: 'In capitals or not, with or without spaces; checked.' })
  iban!: string;

  @Text({ min: 8, max: 14 })
  bic!: string;

  @Text({ max: 140, description: 'The name that the bank knows the account by.' })
  holder!: string;
}

export class OperatorAccount {
  @Id()
  id!: string;

  @Text({ max: 34 })
  iban!: string;

  @Text({ max: 11 })
  bic!: string;

  @Text({ max: 140 })
  holder!: string;

  @Instant({ description: 'Runs and invoices made from then on name it.' })
  setAt!: Date;
}

export class OperatorAccountsView {
  @Nested(() => OperatorAccount, {
    nullable: true,
    description: 'Vouchers are paid into it, structures from it. Null while none is set.',
  })
  ringFenced!: OperatorAccount | null;

  @Nested(() => OperatorAccount, { nullable: true, description: 'Fees and labels are paid into it.' })
  operating!: OperatorAccount | null;
}

export class BankReportLine {
  @Text({ max: 140, description: 'The reference that the bank gives back.' })
  endToEndId!: string;

  @Id({ nullable: true, description: 'Null for a reference that is not of the run.' })
  payoutId!: string | null;

  @Text({
    nullable: true,
    max: 140,
    description: 'As the bank gives it, for the transfer or for all of them: ACSC, RJCT…',
  })
  status!: string | null;

  @OneOf(Object.keys(REPORT_RESULTS), { description: 'What became of it.' })
  result!: string;

  @Flag({ description: 'False where nothing was recorded, or the same was on record before.' })
  isNew!: boolean;

  @Nested(() => Sentences)
  sentences!: Sentences;

  @Text({ nullable: true, max: 35, description: 'Why the bank rejected it: its code.' })
  reasonCode!: string | null;

  @Nested(() => Sentences, { nullable: true, description: 'What that code means, for the usual ones.' })
  reason!: Sentences | null;
}

export class BankReportApplied {
  @Id()
  runId!: string;

  @Whole()
  runNumber!: number;

  @Whole({ description: 'Transfers that this report was the first to confirm.' })
  confirmed!: number;

  @Whole({ description: 'Transfers that this report was the first to reject.' })
  rejected!: number;

  @Whole({ description: 'Lines of which nothing was recorded; each says why.' })
  notRecorded!: number;

  @ListOf(() => BankReportLine, { max: 100_000 })
  lines!: BankReportLine[];
}

export class BankLine {
  @Nested(() => PayoutAttempt, { description: 'The transfer of this reference, in this run.' })
  transfer!: PayoutAttempt;

  @Nested(() => PayoutDetail, { description: 'What it paid: its structure, and a page of the scans.' })
  payout!: PayoutDetail;
}
