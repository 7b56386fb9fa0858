import { CREDIT_SHARES, type CreditShare } from '../billing/credit-notes.js';
import type { Day } from '../shared/calendar.js';
import { AmountCents, DayField, Id, OneOf, Text } from '../shared/http/fields.js';
import type { Cents } from '../shared/money.js';

export class BankPaymentBody {
  @AmountCents({ min: 1, description: 'The whole of what was received.' })
  amountCents!: Cents;

  @DayField({ description: 'The Paris day on which the money came.' })
  receivedOn!: Day;

  @Text({ max: 64, description: 'The reference of the bank transfer, once per invoice, whatever its case.' })
  bankReference!: string;

  @OneOf(['refuse', 'credit'], {
    optional: true,
    description:
      'What to do with what is beyond the rest of an invoice of vouchers: refuse the payment (unless told), or keep the excess as a credit note.',
  })
  excess?: 'refuse' | 'credit';
}

export class CreditPaymentBody {
  @Id()
  creditNoteId!: string;

  @AmountCents({ min: 1 })
  amountCents!: Cents;
}

export class ReversalReason {
  @Text({ min: 3, max: 1000, multiline: true, description: 'Why it was a mistake; shown to the payer.' })
  reason!: string;
}

export class RefundBody {
  @OneOf(CREDIT_SHARES)
  share!: CreditShare;

  @AmountCents({ min: 1 })
  amountCents!: Cents;

  @Text({ max: 64, description: 'The reference of the transfer that gives the money back.' })
  bankReference!: string;

  @Text({ min: 3, max: 1000, multiline: true, description: 'The decision to give it back.' })
  reason!: string;
}
