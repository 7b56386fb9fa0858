import { Id, Instant, Text } from '../shared/http/fields.js';

export class NewBankDetails {
  @Text({ min: 14, max: 42, description: 'In capitals or not, with or without spaces; checked.' })
  iban!: string;

  @Text({ min: 8, max: 14 })
  bic!: string;

  @Text({ max: 140, description: 'The name that the bank knows the account by.' })
  holder!: string;
}

export class BankDetails {
  @Id()
  id!: string;

  @Text({ max: 34, description: 'Whole for the operator, who verifies it; masked for everyone else.' })
  iban!: string;

  @Text({ max: 11 })
  bic!: string;

  @Text({ max: 140 })
  holder!: string;

  @Instant()
  submittedAt!: Date;

  @Instant({
    nullable: true,
    description: 'Null until the operator has verified them: nothing is paid before.',
  })
  verifiedAt!: Date | null;
}
