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
  QueryFlag,
  QueryWhole,
  Text,
  Whole,
} from '../shared/http/fields.js';
import { PageQuery, pageOf } from '../shared/http/page.js';
import type { Cents } from '../shared/money.js';
import {
  CREDIT_NOTE_KINDS,
  CREDIT_SHARES,
  type CreditNoteKind,
  type CreditShare,
  type CreditUse,
} from './credit-notes.js';
import type { InvoiceAccount } from './invoice-accounts.js';
import { INVOICE_KINDS, type InvoiceKind } from './invoices.js';

/** An organisation, as others name it. */
export class Party {
  @Id()
  id!: string;

  @Text()
  name!: string;
}

export class PaymentView {
  @Id()
  id!: string;

  @AmountCents({ min: 1, description: 'What the invoice took of it.' })
  cents!: Cents;

  @OneOf(['bank', 'credit'])
  means!: 'bank' | 'credit';

  @Text({
    nullable: true,
    description: 'The reference of the bank transfer; null when paid by a credit note.',
  })
  bankReference!: string | null;

  @DayField({ description: 'The Paris day on which the money came.' })
  receivedOn!: Day;

  @Instant()
  recordedAt!: Date;

  @AmountCents({ description: 'What came beyond the invoice, kept as the credit note below.' })
  excessCents!: Cents;

  @Id({ nullable: true })
  excessCreditNoteId!: string | null;

  @Id({ nullable: true, description: 'The credit note it was paid with.' })
  creditNoteId!: string | null;

  @Instant({
    nullable: true,
    description: 'When it was reversed, as recorded by mistake: it counts no more.',
  })
  reversedAt!: Date | null;

  @Text({ nullable: true, max: 1000 })
  reversalReason!: string | null;
}

export class InvoiceAccountView implements InvoiceAccount {
  @Text({ max: 34 })
  iban!: string;

  @Text({ max: 11 })
  bic!: string;

  @Text({ max: 140 })
  holder!: string;
}

export class InvoiceView {
  @Id()
  id!: string;

  @Text({ example: 'F2026-000001' })
  number!: string;

  @OneOf(INVOICE_KINDS)
  kind!: InvoiceKind;

  @Nested(() => Party)
  payer!: Party;

  @Id({ nullable: true, description: 'Null for the invoice of a label.' })
  orderId!: string | null;

  @Text({ nullable: true, example: 'CMD-2026-0001' })
  orderNumber!: string | null;

  @Text({ nullable: true, description: 'The engagement number the funder gave with its order.' })
  engagementNumber!: string | null;

  @AmountCents()
  netCents!: Cents;

  @AmountCents()
  vatCents!: Cents;

  @AmountCents({ description: 'Net and VAT.' })
  totalCents!: Cents;

  @Whole({ description: '2000 is 20 %; zero outside the scope of VAT.' })
  vatRateBasisPoints!: number;

  @Instant()
  issuedAt!: Date;

  @DayField()
  issuedOn!: Day;

  @DayField({ description: 'The last day to pay.' })
  dueOn!: Day;

  @Nested(() => InvoiceAccountView, {
    nullable: true,
    description: 'Where to pay it. Null if the operator had not set the account when it was issued.',
  })
  payTo!: InvoiceAccount | null;

  @AmountCents({ description: 'By the payments that stand.' })
  paidCents!: Cents;

  @AmountCents({ description: 'What is left to pay: nothing once it is cancelled.' })
  restCents!: Cents;

  @Id({ nullable: true, description: 'The credit note that cancels it, because its order was abandoned.' })
  cancelledByCreditNoteId!: string | null;

  @ListOf(() => PaymentView, { description: 'In the order they were recorded.' })
  payments!: PaymentView[];
}

export class InvoicePage extends pageOf(InvoiceView) {}

const EXERCISE = { min: 2000, max: 9999 };

export class InvoiceQuery extends PageQuery {
  @QueryWhole({ optional: true, ...EXERCISE, description: 'Those of the orders of an exercise.' })
  exercise?: number;

  @Id({ optional: true })
  orderId?: string;

  @OneOf(INVOICE_KINDS, { optional: true })
  kind?: InvoiceKind;

  @QueryFlag({
    optional: true,
    description: 'True: only those with something left to pay; false: only paid ones.',
  })
  open?: boolean;
}

export class CreditUseView {
  @Id()
  id!: string;

  @OneOf(['payment', 'refund', 'set-off', 'reversal'], {
    description:
      'It paid an invoice; was given back; set off what a cancelled invoice still waited for; or was taken back, its payment being reversed.',
  })
  purpose!: CreditUse['purpose'];

  @AmountCents({ min: 1 })
  cents!: Cents;

  @Instant()
  at!: Date;

  @Id({ nullable: true, description: 'The invoice it paid, or cancelled, or whose excess it was.' })
  invoiceId!: string | null;

  @Text({ nullable: true })
  invoiceNumber!: string | null;

  @Text({ nullable: true, description: 'The reference of the transfer that gave it back.' })
  bankReference!: string | null;

  @Text({ nullable: true, max: 1000, description: 'The decision to give it back.' })
  reason!: string | null;

  @Flag({
    description: 'Whether it was given back to the share, its payment being reversed: it counts no more.',
  })
  returned!: boolean;
}

export class CreditShareView {
  @OneOf(CREDIT_SHARES, {
    description: 'The funder’s share pays its next orders; the State’s only orders under the same agreement.',
  })
  share!: CreditShare;

  @AmountCents()
  totalCents!: Cents;

  @AmountCents()
  spentCents!: Cents;

  @AmountCents()
  restCents!: Cents;

  @ListOf(() => CreditUseView, { description: 'Shown to the share’s owner and to the operator.' })
  uses!: CreditUseView[];
}

export class CreditNoteView {
  @Id()
  id!: string;

  @Text({ example: 'A2026-000001' })
  number!: string;

  @OneOf(CREDIT_NOTE_KINDS)
  kind!: CreditNoteKind;

  @Id({ nullable: true, description: 'The invoice it cancels, because its order was abandoned.' })
  cancelledInvoiceId!: string | null;

  @Id()
  orderId!: string;

  @Text({ example: 'CMD-2026-0001' })
  orderNumber!: string;

  @Nested(() => Party)
  funder!: Party;

  @Id({ nullable: true, description: 'The agreement that the State’s share is restricted to.' })
  agreementId!: string | null;

  @Instant()
  issuedAt!: Date;

  @DayField()
  issuedOn!: Day;

  @ListOf(() => CreditShareView, {
    description: 'The shares that are not zero; the State sees its own only.',
  })
  shares!: CreditShareView[];
}

export class CreditNotePage extends pageOf(CreditNoteView) {}

export class CreditNoteQuery extends PageQuery {
  @QueryWhole({ optional: true, ...EXERCISE, description: 'Those of the orders of an exercise.' })
  exercise?: number;

  @Id({ optional: true, description: 'Those of the orders under a grant agreement.' })
  agreementId?: string;

  @Id({ optional: true })
  orderId?: string;

  @QueryFlag({
    optional: true,
    description: 'True: only those with something left to spend; false: only spent ones.',
  })
  open?: boolean;
}
