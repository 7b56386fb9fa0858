import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '../database/database.js';
import { rows } from '../database/sql.js';
import { CodeBook } from '../issuance/code-book.js';

/** The codes of an exercise's vouchers, as people read them on the paper they were handed. */
export class PrintedCodes {
  private readonly codes = new Map<bigint, string>();
  private last = 0n;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly exercise: number,
  ) {}

  /** The codes of some vouchers, in the same order; replacements printed since are looked up again. */
  async of(serials: readonly bigint[]): Promise<string[]> {
    if (serials.some((serial) => !this.codes.has(serial))) await this.print();
    return serials.map((serial) => this.codes.get(serial)!);
  }

  private async print(): Promise<void> {
    await this.app.get(Database).read(async (tx) => {
      const printed = await rows<{ serial: bigint; exercise: number }>(
        tx,
        'SELECT serial, exercise FROM voucher WHERE exercise = $1 AND serial > $2',
        [this.exercise, this.last],
      );
      for (const [serial, code] of await this.app.get(CodeBook).codesOf(tx, printed)) {
        this.codes.set(serial, code);
        if (serial > this.last) this.last = serial;
      }
    });
  }
}
