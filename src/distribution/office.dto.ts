import { Flag, Id, Instant, Nested, QueryWhole, Text, Whole } from '../shared/http/fields.js';
import { pageOf, PageQuery } from '../shared/http/page.js';

/** The INSEE code of a commune; whether there is one of that code is asked by the service. */
export function InseeCode(description: string): PropertyDecorator {
  return Text({
    description,
    example: '37072',
    max: 5,
    pattern: /^[0-9][0-9AB][0-9]{3}$/,
    patternSays: {
      fr: 'Un code INSEE de commune est attendu (37072).',
      en: 'An INSEE code of a commune is expected (37072).',
    },
  });
}

export class NewOfficeBody {
  @Text({ max: 120, example: 'CCAS de Chinon' })
  name!: string;

  @InseeCode('The commune of the office.')
  insee!: string;

  @Id({ optional: true, description: 'Whose office: told by the operator, one’s own otherwise.' })
  prescriberId?: string;
}

export class OfficeView {
  @Id()
  id!: string;

  @Text({ max: 120 })
  name!: string;

  @InseeCode('The commune of the office.')
  insee!: string;

  @Text({ description: 'Its name.' })
  commune!: string;

  @Instant({
    nullable: true,
    description: 'Since when it receives neither books nor people; null while it is open.',
  })
  closedAt!: Date | null;

  @Id()
  prescriberId!: string;

  @Text()
  prescriberName!: string;
}

export class OfficePage extends pageOf(OfficeView) {}

export class StockQuery extends PageQuery {
  @QueryWhole({ optional: true, min: 2000, max: 2199, description: 'Only the books of one exercise.' })
  exercise?: number;
}

export class StockCounts {
  @Whole({ description: 'left + handedOut + ended.' })
  vouchers!: number;

  @Whole({ description: 'In the drawer: neither handed out nor ended.' })
  left!: number;

  @Whole({ description: 'Handed out, and not ended yet.' })
  handedOut!: number;

  @Whole({ description: 'Redeemed, lost or expired.' })
  ended!: number;
}

export class StockBook extends StockCounts {
  @Whole({ max: Number.MAX_SAFE_INTEGER })
  bookId!: bigint;

  @Whole({ description: 'Counted from 1 within the order.' })
  bookNumber!: number;

  @Text()
  orderNumber!: string;

  @Whole()
  exercise!: number;

  @Text()
  funderName!: string;

  @Flag({
    description: 'Whether its vouchers are worth something yet: their money is in the ring-fenced account.',
  })
  active!: boolean;
}

export class StockPage extends pageOf(StockBook) {
  @Id()
  officeId!: string;

  @Text()
  officeName!: string;

  @Nested(() => StockCounts, { description: 'Over all the books, and not this page only.' })
  totals!: StockCounts;
}
