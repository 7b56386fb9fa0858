import { Id, ListOf, Nested, OneOf, Text, TextList, Whole } from '../shared/http/fields.js';
import { PrintedVoucherView } from './hand-out.dto.js';
import { LOSS_REASONS, type LossReason } from './losses.service.js';

/** No more than the largest book holds. */
const MAX_VOUCHERS = 10;

export class LossBody {
  @TextList({
    optional: true,
    min: 1,
    max: MAX_VOUCHERS,
    itemMax: 40,
    description: 'Either these vouchers, by their codes,',
  })
  codes?: string[];

  @Whole({
    optional: true,
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    description: 'or what is left of this book',
  })
  bookId?: number;

  @Whole({ optional: true, min: 1, max: MAX_VOUCHERS, description: 'from this place in it on, inside.' })
  fromPosition?: number;

  @OneOf(LOSS_REASONS)
  reason!: LossReason;
}

export class ReplacementBook {
  @Whole({ max: Number.MAX_SAFE_INTEGER })
  id!: bigint;

  @Whole({ description: 'Its number in the order.' })
  number!: number;
}

export class LossView {
  @Id()
  revocationId!: string;

  @Id({ nullable: true, description: 'Whose stock it was; null for a book no office held.' })
  officeId!: string | null;

  @Text()
  orderNumber!: string;

  @Whole({ description: 'How many vouchers were revoked.' })
  vouchers!: number;

  @Nested(() => ReplacementBook, { nullable: true, description: 'Null once hand-outs have stopped.' })
  replacementBook!: ReplacementBook | null;
}

export class LossesView {
  @ListOf(() => LossView, { description: 'One per order and office.' })
  losses!: LossView[];

  @ListOf(() => PrintedVoucherView, { description: 'The vouchers that replace the lost ones.' })
  vouchers!: PrintedVoucherView[];
}
