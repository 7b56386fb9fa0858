import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '../database/sql.js';
import { Keyring } from '../issuance/keyring.js';
import { macMatches, type ParsedCode, parseCode } from '../scheme/voucher-code.js';
import { Clock } from '../shared/clock.js';

/** What a scanned code turned out to be: a voucher's serial, or no voucher's. */
export type ScannedCode =
  | { readonly readable: false; readonly serial: null }
  | { readonly readable: true; readonly serial: bigint | null };

/**
 * Reads the codes of a scan. All of a call's vouchers are locked by one statement, by ascending serial, so that two
 * group sessions that share vouchers wait for each other and never deadlock. Whatever ends a voucher holds this lock.
 */
@Injectable()
export class ScannedCodes {
  constructor(
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** The vouchers of the codes, in the order of the codes, locked until the end of the transaction. */
  lock(tx: Tx, codes: readonly string[]): Promise<ScannedCode[]> {
    return this.resolve(tx, codes, 'FOR NO KEY UPDATE');
  }

  /** The same without a lock, for a look that spends nothing. */
  look(tx: Tx, codes: readonly string[]): Promise<ScannedCode[]> {
    return this.resolve(tx, codes, '');
  }

  private async resolve(tx: Tx, codes: readonly string[], locking: string): Promise<ScannedCode[]> {
    const parsed = codes.map((code) => parseCode(code));
    const serials = parsed.flatMap((code) => (code.ok ? [code.serial] : []));
    const found = await rows<{ serial: bigint; exercise: number }>(
      tx,
      `SELECT serial, exercise FROM voucher WHERE serial = ANY($1::bigint[]) ORDER BY serial ${locking}`,
      [serials],
    );
    const exercises = new Map(found.map(({ serial, exercise }) => [serial, exercise]));
    const scanned: ScannedCode[] = [];
    for (const code of parsed) {
      if (!code.ok) scanned.push({ readable: false, serial: null });
      else scanned.push({ readable: true, serial: await this.genuine(tx, code, exercises.get(code.serial)) });
    }
    return scanned;
  }

  /** The serial if we derived this code for it, else null: a well-formed code may still be made up. */
  private async genuine(
    tx: Tx,
    code: ParsedCode & { ok: true },
    exercise: number | undefined,
  ): Promise<bigint | null> {
    if (exercise === undefined) return null;
    const key = await this.keyring.key(tx, this.clock.now(), exercise, 'codes');
    return macMatches(key, exercise, code.serial, code.mac45) ? code.serial : null;
  }
}
