import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { CodeBook } from '../issuance/code-book.js';
import type { Cents } from '../shared/money.js';
import type { BoundVoucher } from './voucher-facts.js';

/** A voucher of an answer, which may have been kept and read again: its serial and worth are then JSON numbers. */
type Bound = Omit<BoundVoucher, 'serial' | 'cents'> & {
  readonly serial: bigint | number;
  readonly cents: Cents | number;
};

export interface PrintedVoucher extends Omit<BoundVoucher, 'serial' | 'exercise'> {
  /** As it is printed: XXXX-XXXX-XXXX-XXXX-C. */
  readonly code: string;
}

/** Shows vouchers by their printed codes. Answers are kept with serials: a code is derived, and never reaches the database. */
@Injectable()
export class PrintedCodes {
  constructor(
    private readonly db: Database,
    private readonly codeBook: CodeBook,
  ) {}

  /** The answer with the codes of its vouchers in the place of their serials. */
  async on<Answer extends { readonly vouchers: readonly Bound[] }>(
    answer: Answer,
  ): Promise<Omit<Answer, 'vouchers'> & { vouchers: PrintedVoucher[] }> {
    const wanted = answer.vouchers.map(({ serial, exercise }) => ({ serial: BigInt(serial), exercise }));
    const codes = await this.db.read((tx) => this.codeBook.codesOf(tx, wanted));
    const vouchers = answer.vouchers.map(({ serial, orderNumber, bookNumber, position, cents }) => {
      const code = codes.get(BigInt(serial)) as string;
      return { code, orderNumber, bookNumber, position, cents: BigInt(cents) };
    });
    return { ...answer, vouchers };
  }
}
