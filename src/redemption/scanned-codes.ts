import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/sql.js';
import { CodeBook, type ResolvedCode } from '../issuance/code-book.js';

/** What a scanned code turned out to be: a voucher's serial, or no voucher's. */
export type ScannedCode =
  | { readonly readable: false; readonly serial: null }
  | { readonly readable: true; readonly serial: bigint | null };

/** Reads the codes of a scan. Whatever ends a voucher holds the lock that is taken here. */
@Injectable()
export class ScannedCodes {
  constructor(private readonly codeBook: CodeBook) {}

  /** The vouchers of the codes, in the order of the codes, locked until the end of the transaction. */
  async lock(tx: Tx, codes: readonly string[]): Promise<ScannedCode[]> {
    return (await this.codeBook.resolve(tx, codes, { lock: true })).map(scannedOf);
  }

  /** The same without a lock, for a look that spends nothing. */
  async look(tx: Tx, codes: readonly string[]): Promise<ScannedCode[]> {
    return (await this.codeBook.resolve(tx, codes)).map(scannedOf);
  }
}

function scannedOf(code: ResolvedCode): ScannedCode {
  if (code.ok) return { readable: true, serial: code.serial };
  return code.why === 'mistyped' ? { readable: false, serial: null } : { readable: true, serial: null };
}
