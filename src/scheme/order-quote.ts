import type { Cents, Whole } from '../shared/money.js';
import { share, splitVatIncluded } from '../shared/money.js';
import type { PaidTo, RuleKey, Tariff } from './rules.js';

/** What a grant agreement of the State says about an order. */
export interface AgreementTerms {
  readonly rateNumerator: Whole;
  readonly rateDenominator: Whole;
  /** The agreement's ceiling less the shares it already granted. Zero is possible: the order then has no State share. */
  readonly remainingCeilingCents: Cents;
  readonly paidTo: PaidTo;
}

/** An order as it is asked for: whole books, and the agreement it is placed under, if any. */
export interface QuoteRequest {
  readonly books: number;
  /** Vouchers in a book: one of the tariff's `face-value` book sizes. */
  readonly bookSize: number;
  readonly agreement?: AgreementTerms | null | undefined;
  readonly tariff: Tariff;
}

/** A rule that made an amount of the quote: a screen shows the rule's sentence beside the amount. */
export interface Explanation {
  readonly key: RuleKey;
  readonly amountCents: Cents;
}

export interface Quote {
  readonly books: number;
  readonly vouchers: number;
  readonly voucherCents: Cents;
  readonly faceValueCents: Cents;
  /** What the State bears: paid to the operator, or repaid to the funder on used vouchers. */
  readonly stateShareCents: Cents;
  /** What the funder bears in the end, the odd cent included. With the State's share it makes the face value. */
  readonly funderShareCents: Cents;
  /** Whether the agreement's remaining ceiling, and not its rate, decided the State's share. */
  readonly stateShareCapped: boolean;
  /** The invoices of the face value. When the agreement pays the funder, it is invoiced the whole of it. */
  readonly invoicedToFunderCents: Cents;
  readonly invoicedToStateCents: Cents;
  /** The fee of a direct order, VAT included, on an invoice of its own to the funder. Zero under an agreement. */
  readonly feeCents: Cents;
  readonly feeNetCents: Cents;
  readonly feeVatCents: Cents;
  readonly minimumCents: Cents;
  /** Face value still missing to reach the minimum; zero when it is reached. */
  readonly missingToMinimumCents: Cents;
  /** Books to add to reach the minimum; zero when it is reached. */
  readonly booksToReachMinimum: number;
  readonly explanations: readonly Explanation[];
}

/** The least number of whole books that holds so many vouchers. */
export function booksFor(vouchers: number, bookSize: number): number {
  return Math.ceil(vouchers / bookSize);
}

/**
 * The figures of an order, writing nothing. An order below its minimum has a quote too, which says what is missing:
 * refusing it is for the caller. Throws a RangeError on figures a request cannot have (no book, a book size the
 * tariff does not know, a rate outside 0 to 1, a negative ceiling).
 */
export function quote({ books, bookSize, agreement, tariff }: QuoteRequest): Quote {
  if (!Number.isSafeInteger(books) || books < 1) throw new RangeError(`not a number of books: ${books}`);
  const { voucherCents, bookSizes } = tariff['face-value'];
  if (!bookSizes.includes(bookSize)) throw new RangeError(`no book has ${bookSize} vouchers`);
  const bookCents = BigInt(bookSize) * voucherCents;
  const faceValueCents = BigInt(books) * bookCents;

  const shares = sharesOf(faceValueCents, agreement);
  const minimumCents = tariff[agreement ? 'cofunded-minimum' : 'direct-minimum'].faceValueCents;
  const missingCents = faceValueCents < minimumCents ? minimumCents - faceValueCents : 0n;
  const feeCents = agreement ? 0n : tariff['direct-fee'].feeCents;
  const fee = splitVatIncluded(feeCents, tariff.vat.basisPoints);
  const explanations: Explanation[] = [{ key: 'face-value', amountCents: faceValueCents }];
  if (agreement) {
    explanations.push(
      { key: 'cofunded-minimum', amountCents: minimumCents },
      { key: 'state-share', amountCents: shares.stateShareCents },
    );
  } else {
    explanations.push(
      { key: 'direct-minimum', amountCents: minimumCents },
      { key: 'direct-fee', amountCents: feeCents },
      { key: 'vat', amountCents: fee.vat },
    );
  }
  return {
    books,
    vouchers: books * bookSize,
    voucherCents,
    faceValueCents,
    ...shares,
    feeCents,
    feeNetCents: fee.net,
    feeVatCents: fee.vat,
    minimumCents,
    missingToMinimumCents: missingCents,
    booksToReachMinimum: Number((missingCents + bookCents - 1n) / bookCents),
    explanations,
  };
}

function sharesOf(faceValueCents: Cents, agreement: AgreementTerms | null | undefined) {
  const { part: atRateCents } = agreement
    ? share(faceValueCents, agreement.rateNumerator, agreement.rateDenominator)
    : { part: 0n };
  const ceilingCents = agreement?.remainingCeilingCents ?? 0n;
  if (ceilingCents < 0n) throw new RangeError(`a remaining ceiling is not negative: ${ceilingCents}`);
  const stateShareCents = atRateCents < ceilingCents ? atRateCents : ceilingCents;
  const invoicedToStateCents = agreement?.paidTo === 'operator' ? stateShareCents : 0n;
  return {
    stateShareCents,
    funderShareCents: faceValueCents - stateShareCents,
    stateShareCapped: stateShareCents < atRateCents,
    invoicedToFunderCents: faceValueCents - invoicedToStateCents,
    invoicedToStateCents,
  };
}
