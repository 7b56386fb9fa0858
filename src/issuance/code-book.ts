import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '../database/sql.js';
import { codeOf, formatCode, macMatches, parseCode } from '../scheme/voucher-code.js';
import { Clock } from '../shared/clock.js';
import { Keyring } from './keyring.js';

/** What a typed or scanned code turns out to be. */
export type ResolvedCode =
  | { readonly ok: true; readonly serial: bigint; readonly exercise: number; readonly canonical: string }
  /** `mistyped` is certain, by the check symbol; `unknown` is a code that was never printed. */
  | { readonly ok: false; readonly why: 'mistyped' | 'unknown' };

/** Turns serials into printed codes and back. Codes are derived each time, and stored nowhere. */
@Injectable()
export class CodeBook {
  constructor(
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** The codes of vouchers as they are printed, by serial. */
  async codesOf(
    tx: Tx,
    vouchers: readonly { readonly exercise: number; readonly serial: bigint }[],
  ): Promise<Map<bigint, string>> {
    const codes = new Map<bigint, string>();
    for (const { exercise, serial } of vouchers) {
      const key = await this.keyring.key(tx, this.clock.now(), exercise, 'codes');
      codes.set(serial, formatCode(codeOf(key, exercise, serial)));
    }
    return codes;
  }

  /**
   * Resolves codes in the order given. A right check symbol over a wrong MAC is `unknown`, like a serial never issued.
   * With `lock`, the vouchers are locked until the end of the transaction, by one statement and by ascending serial, so
   * that two calls that share vouchers wait for each other and never deadlock.
   */
  async resolve(tx: Tx, inputs: readonly string[], { lock = false } = {}): Promise<ResolvedCode[]> {
    const parsed = inputs.map((input) => parseCode(input));
    const serials = parsed.flatMap((code) => (code.ok ? [code.serial] : []));
    const found =
      serials.length === 0
        ? []
        : await rows<{ serial: bigint; exercise: number }>(
            tx,
            `SELECT serial, exercise FROM voucher WHERE serial = ANY($1::bigint[]) ORDER BY serial ${lock ? 'FOR NO KEY UPDATE' : ''}`,
            [serials],
          );
    const exercises = new Map(found.map(({ serial, exercise }) => [serial, exercise]));
    const resolved: ResolvedCode[] = [];
    for (const code of parsed) {
      if (!code.ok) {
        resolved.push({ ok: false, why: 'mistyped' });
        continue;
      }
      const exercise = exercises.get(code.serial);
      const genuine =
        exercise !== undefined &&
        macMatches(
          await this.keyring.key(tx, this.clock.now(), exercise, 'codes'),
          exercise,
          code.serial,
          code.mac45,
        );
      resolved.push(
        genuine
          ? { ok: true, serial: code.serial, exercise, canonical: code.canonical }
          : { ok: false, why: 'unknown' },
      );
    }
    return resolved;
  }
}
