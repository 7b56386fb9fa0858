import { Id, ListOf, OneOf, Text } from '../shared/http/fields.js';

const OBJECTS = ['order', 'invoice', 'credit-note', 'redemption', 'payout', 'payout-run'] as const;

/** Something that has an address of its own, and the number people know it by. */
export class CauseObject {
  @OneOf(OBJECTS)
  kind!: (typeof OBJECTS)[number];

  @Id()
  id!: string;

  @Text({ description: 'Its number; the reference at the bank for a payout.' })
  number!: string;
}

export class LedgerCause {
  @Id()
  causeId!: string;

  @ListOf(() => CauseObject, { max: 10, description: 'What the fact is about, the nearest first.' })
  about!: CauseObject[];
}
