import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { oneRow, type Tx } from '../database/sql.js';
import { parisDay } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import type { Cents } from '../shared/money.js';
import { reasonOf, receiptOf } from './answers.js';
import { readScan, type Session } from './desk.js';
import { refuseRedemption } from './redemption.refusals.js';
import { earlierReceipt, type GoodScan, judge, judgeSession, noticeOf } from './scan-decision.js';
import { type Redeemed, ScanFactsWriter } from './scan-facts.service.js';
import { ScannedCodes } from './scanned-codes.js';

export interface GroupCommand extends Session {
  /** The price for each participant; without it, the one at which the structure offers the module. */
  readonly priceCents?: Cents;
  readonly lines: readonly { readonly code: string; readonly copaymentCents?: Cents }[];
}

/**
 * Group sessions (rule `group`): one call, a line per participant, each accepted or refused for itself. Only what
 * concerns the session as a whole refuses the call.
 */
@Injectable()
export class GroupSessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly codes: ScannedCodes,
    private readonly facts: ScanFactsWriter,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Redeems the vouchers of a group; the answer has a line for each line asked, in the same order. Refusals of the
   * call: GROUP_CODES.
   */
  redeem(actor: Actor, once: OnceRequest, command: GroupCommand) {
    const { sessionOn, priceCents, lines } = command;
    const structureId = actor.organisationId;
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      const today = this.clock.today();
      const codes = await this.codes.lock(
        tx,
        lines.map(({ code }) => code),
      );
      const { desk, vouchers } = await readScan(
        tx,
        structureId,
        command,
        codes.map(({ serial }) => serial),
      );
      const scan = { structureId, sessionOn, today, desk };
      const refused = judgeSession(scan, priceCents);
      if (refused) throw refused;

      // The first good line of a voucher takes it; the next ones find it taken.
      const taken = new Set<bigint>();
      const judged = codes.map((code, index) => {
        if (code.serial !== null && taken.has(code.serial))
          return { serial: code.serial, refusal: null, good: null };
        const asked = { code, priceCents, copaymentCents: lines[index]?.copaymentCents };
        const { good, refusal } = judge(scan, asked, vouchers);
        if (good) taken.add(good.voucher.serial);
        return { serial: code.serial, refusal, good };
      });
      const good = judged.flatMap((line) => line.good ?? []);
      const id = await this.open(tx, actor, at, command, good);
      const redeemed = await this.facts.write(tx, actor, at, command, id, good);
      const receipts = new Map(redeemed.map((each) => [each.voucherSerial, each]));
      return {
        id,
        at,
        accepted: good.length,
        refused: lines.length - good.length,
        lines: judged.map((line, index) => ({
          index,
          serial: line.serial,
          receipt:
            line.good && receiptOf(at, command, desk, receipts.get(line.good.voucher.serial) as Redeemed),
          reason: line.good
            ? null
            : reasonOf(line.refusal ?? takenHere(at, receipts.get(line.serial as bigint) as Redeemed)),
        })),
        labelNotice: noticeOf(desk, today),
      };
    });
  }

  private async open(
    tx: Tx,
    actor: Actor,
    at: Date,
    command: GroupCommand,
    good: readonly GoodScan[],
  ): Promise<string> {
    const counts = { lines: command.lines.length, accepted: good.length };
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO group_session (structure_id, lines, accepted, at) VALUES ($1, $2, $3, $4) RETURNING id`,
      [actor.organisationId, counts.lines, counts.accepted, at],
    );
    await this.audit.record(tx, actor, at, {
      action: 'group-session.recorded',
      subject: 'group-session',
      subjectId: id,
      details: { ...counts, venueId: command.venueId },
    });
    return id;
  }
}

/** A voucher written twice in one call: its second line is refused with the receipt of the first. */
function takenHere(at: Date, first: Redeemed) {
  return refuseRedemption('already-redeemed-here', earlierReceipt({ ...first, day: parisDay(at) }));
}
