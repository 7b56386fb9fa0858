import { type Cents, euros, sum } from '../shared/money.js';
import { groupBy } from './group-by.js';
import type { VoucherFacts } from './voucher-facts.js';

/** Vouchers that a person received earlier in the exercise, by who funded them. */
export interface PriorFunding {
  readonly vouchers: number;
  readonly cents: Cents;
  readonly byFunder: readonly {
    readonly funderName: string;
    readonly vouchers: number;
    readonly cents: Cents;
  }[];
}

/** What was given before. A voucher declared lost funded nothing: its value went to another one. */
export function priorFunding(given: readonly VoucherFacts[]): PriorFunding {
  const funding = given.filter((voucher) => voucher.end !== 'revoked');
  const byFunder = groupBy(funding, (voucher) => voucher.funderId);
  return {
    vouchers: funding.length,
    cents: centsOf(funding),
    byFunder: [...byFunder.values()].map((vouchers) => ({
      funderName: vouchers[0]?.funderName ?? '',
      vouchers: vouchers.length,
      cents: centsOf(vouchers),
    })),
  };
}

/** RULES `cumulation`: the warning that a hand-out shows and records; it blocks nothing. Null when nothing was received. */
export function cumulationWarning(prior: PriorFunding): { fr: string; en: string } | null {
  if (prior.vouchers === 0) return null;
  const amount = euros(prior.cents);
  const funders = prior.byFunder.map(({ funderName }) => funderName).join(', ');
  return {
    fr: `Attention au cumul d’aide : cette personne a déjà reçu ${prior.vouchers} chèque(s) cette année, soit ${amount} (${funders}).`,
    en: `Mind the cumulation of aid: this person already received ${prior.vouchers} voucher(s) this year, ${amount} (${funders}).`,
  };
}

function centsOf(vouchers: readonly VoucherFacts[]): Cents {
  return sum(vouchers.map((voucher) => voucher.voucherCents));
}
