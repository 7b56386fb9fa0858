import { AmountCents, DayField, Id, Instant, OneOf, QueryWhole, Text, Whole } from '../shared/http/fields.js';
import type { Day } from '../shared/calendar.js';
import { pageOf, PageQuery } from '../shared/http/page.js';
import { ACCOUNT_KINDS, type AccountKind } from './accounts.js';
import { TRANSFER_KINDS, type TransferKind } from './ledger.js';

const KINDS = Object.keys(ACCOUNT_KINDS) as AccountKind[];
const LARGEST_ID = 999_999_999_999_999;

export class AccountQuery extends PageQuery {
  @Id({ optional: true })
  orderId?: string;

  @Id({ optional: true })
  structureId?: string;

  @OneOf(KINDS, { optional: true })
  kind?: AccountKind;

  @QueryWhole({ optional: true, min: 1, max: LARGEST_ID, description: 'This one alone.' })
  accountId?: number;
}

export class AccountView {
  @Whole({ max: LARGEST_ID })
  id!: bigint;

  @OneOf(KINDS)
  kind!: AccountKind;

  @Id({ nullable: true })
  orderId!: string | null;

  @Id({ nullable: true })
  structureId!: string | null;

  @Text({ nullable: true, description: 'The number of its order or the name of its structure.' })
  ownerName!: string | null;

  @AmountCents({
    min: Number.MIN_SAFE_INTEGER,
    max: Number.MAX_SAFE_INTEGER,
    description:
      'Debits less credits for what is held or due to us; credits less debits for what we owe or earned.',
  })
  balanceCents!: bigint;
}

export class AccountPage extends pageOf(AccountView) {}

export class TransferQuery extends PageQuery {
  @QueryWhole({ optional: true, min: 1, max: LARGEST_ID, description: 'On either side.' })
  accountId?: number;

  @Id({ optional: true, description: 'The fact that caused it: an invoice, a redemption, a payout…' })
  causeId?: string;
}

export class TransferView {
  @Whole({ max: LARGEST_ID })
  id!: bigint;

  @OneOf(TRANSFER_KINDS)
  kind!: TransferKind;

  @Whole({ max: LARGEST_ID })
  debitAccountId!: bigint;

  @Whole({ max: LARGEST_ID })
  creditAccountId!: bigint;

  @OneOf(KINDS)
  debitKind!: AccountKind;

  @Text({ nullable: true, description: 'Whose account it is: an order’s number, a structure’s name.' })
  debitOwner!: string | null;

  @OneOf(KINDS)
  creditKind!: AccountKind;

  @Text({ nullable: true })
  creditOwner!: string | null;

  @AmountCents({ min: 1, max: Number.MAX_SAFE_INTEGER })
  amountCents!: bigint;

  @Text()
  cause!: string;

  @Id()
  causeId!: string;

  @Instant()
  at!: Date;

  @DayField({ description: 'The Paris day it counts for.' })
  day!: Day;
}

export class TransferPage extends pageOf(TransferView) {}
