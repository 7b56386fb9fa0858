import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { oneRow } from '../database/sql.js';
import { CodeBook } from '../issuance/code-book.js';
import { frenchDay } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import type { Cents } from '../shared/money.js';
import type { PublicVoucher } from './insight.dto.js';
import { type PublicFacts, STATE_SENTENCES, stateOf } from './voucher-state.js';

/** What anyone who holds a voucher may ask of it. The code goes to nobody: neither the database nor a log sees it. */
@Injectable()
export class VoucherLookup {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly codes: CodeBook,
  ) {}

  /** Always an answer: a code that is mistyped or unknown is a state like another. */
  look(code: string): Promise<PublicVoucher> {
    return this.db.read(async (tx) => {
      const [resolved] = await this.codes.resolve(tx, [code]);
      if (!resolved?.ok) {
        const state = resolved?.why ?? 'mistyped';
        return { state, sentences: STATE_SENTENCES[state], validUntil: null, faceValueCents: null };
      }
      const { faceValueCents, ...facts } = await oneRow<PublicFacts & { faceValueCents: Cents }>(
        tx,
        `SELECT o.voucher_cents AS "faceValueCents", x.validity_ends_on AS "validUntil", e.kind AS "end",
                EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = v.order_id AND s.step = 'active') AS active,
                EXISTS (SELECT 1 FROM hand_out_voucher h WHERE h.voucher_serial = v.serial) AS "handedOut"
           FROM voucher v
           JOIN voucher_order o ON o.id = v.order_id
           JOIN exercise x ON x.year = v.exercise
           LEFT JOIN voucher_end e ON e.voucher_serial = v.serial
          WHERE v.serial = $1`,
        [resolved.serial],
      );
      const state = stateOf(facts, this.clock.today());
      const { fr, en } = STATE_SENTENCES[state];
      const sentences = {
        fr: fr.replace('{frenchDay}', frenchDay(facts.validUntil)),
        en: en.replace('{day}', facts.validUntil),
      };
      return { state, sentences, validUntil: facts.validUntil, faceValueCents };
    });
  }
}
