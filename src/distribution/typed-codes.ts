import type { Tx } from '../database/sql.js';
import type { CodeBook } from '../issuance/code-book.js';
import { refuseDistribution } from './distribution.refusals.js';

/**
 * The serials of codes that were typed, in the order given. A code is named by its rank in a refusal, never repeated.
 * Refusals: distribution.code-mistyped, code-unknown, same-code-twice.
 */
export async function serialsOf(tx: Tx, codeBook: CodeBook, codes: readonly string[]): Promise<bigint[]> {
  const serials: bigint[] = [];
  for (const [index, code] of (await codeBook.resolve(tx, codes)).entries()) {
    const rank = index + 1;
    if (!code.ok)
      throw refuseDistribution(code.why === 'mistyped' ? 'code-mistyped' : 'code-unknown', { rank });
    if (serials.includes(code.serial)) throw refuseDistribution('same-code-twice', { rank });
    serials.push(code.serial);
  }
  return serials;
}
