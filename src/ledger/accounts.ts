/**
 * The chart of accounts.
 *
 * Sign convention: a transfer debits one account and credits another. The balance of an asset (what we hold or are
 * owed) is its debits minus its credits; the balance of anything else (what we owe, or earned) is its credits minus
 * its debits. So every balance is positive in the ordinary course of things.
 */
export const ACCOUNT_KINDS = {
  /** Per order: what the funder, the State, and the funder for the fee, were invoiced and have not paid. */
  'funder-receivable': { of: 'order', side: 'debit' },
  'state-receivable': { of: 'order', side: 'debit' },
  'fee-receivable': { of: 'order', side: 'debit' },
  /** Per order: face value invoiced and not yet fully funded. */
  'vouchers-ordered': { of: 'order', side: 'credit' },
  /** Per order: face value that vouchers in circulation may still be exchanged for. */
  'vouchers-outstanding': { of: 'order', side: 'credit' },
  /** Per order: face value of vouchers ended without being redeemed or replaced, until the credit note. */
  'vouchers-unused': { of: 'order', side: 'credit' },
  /** Per order: credit notes not yet spent, the funder's share and the State's. */
  'credit-funder': { of: 'order', side: 'credit' },
  'credit-state': { of: 'order', side: 'credit' },
  /** Per structure: redemptions not yet paid out; label fees invoiced and not yet paid. */
  'structure-payable': { of: 'structure', side: 'credit' },
  'label-receivable': { of: 'structure', side: 'debit' },
  /** The operator's: other people's money, and its own. */
  'bank-ring-fenced': { of: 'operator', side: 'debit' },
  'bank-operating': { of: 'operator', side: 'debit' },
  /** Fees of redemptions, VAT included, not yet swept out of the ring-fenced account; then what they earned net. */
  'redemption-fees': { of: 'operator', side: 'credit' },
  'redemption-fees-earned': { of: 'operator', side: 'credit' },
  'vat-due': { of: 'operator', side: 'credit' },
  'order-fees': { of: 'operator', side: 'credit' },
  'label-fees': { of: 'operator', side: 'credit' },
} as const satisfies Record<string, { of: 'order' | 'structure' | 'operator'; side: 'debit' | 'credit' }>;

export type AccountKind = keyof typeof ACCOUNT_KINDS;
type KindOf<Owner> = {
  [K in AccountKind]: (typeof ACCOUNT_KINDS)[K]['of'] extends Owner ? K : never;
}[AccountKind];

/** The owner of the operator's accounts: no order and no structure. */
export const NO_OWNER = '00000000-0000-0000-0000-000000000000';

/** An account named by what it is and whose; it is opened by the first transfer that needs it. */
export interface Account {
  readonly kind: AccountKind;
  /** The order, the structure, or NO_OWNER, as ACCOUNT_KINDS says. */
  readonly ownerId: string;
}

export function ofOrder(kind: KindOf<'order'>, orderId: string): Account {
  return { kind, ownerId: orderId };
}

export function ofStructure(kind: KindOf<'structure'>, structureId: string): Account {
  return { kind, ownerId: structureId };
}

export function ofOperator(kind: KindOf<'operator'>): Account {
  return { kind, ownerId: NO_OWNER };
}
