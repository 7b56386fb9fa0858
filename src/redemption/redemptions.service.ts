import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database, type OnceRequest } from '../database/database.js';
import { tariffOn } from '../scheme/rules.js';
import type { Day } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import type { Cents } from '../shared/money.js';
import { reasonOf, receiptOf } from './answers.js';
import { type Desk, readScan, type Session } from './desk.js';
import { type AskedLine, judge, noticeOf } from './scan-decision.js';
import { ScanFactsWriter } from './scan-facts.service.js';
import { type ScannedCode, ScannedCodes } from './scanned-codes.js';

export interface Amounts {
  /** The price of the service; without it, the one at which the structure offers the module. */
  readonly priceCents?: Cents;
  /** What the person pays beside the voucher; without it, all that remains of the price. */
  readonly copaymentCents?: Cents;
}

export interface RedeemCommand extends Session, Amounts {
  readonly code: string;
}

export interface CheckQuery extends Partial<Session>, Amounts {
  readonly code: string;
}

/** Scans of one voucher. The structure is the actor's organisation. */
@Injectable()
export class Redemptions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly codes: ScannedCodes,
    private readonly facts: ScanFactsWriter,
  ) {}

  /** Whether a voucher could be redeemed now, and if not why. Spends nothing; what is not told is not judged. */
  check(actor: Actor, query: CheckQuery) {
    const today = this.clock.today();
    const sessionOn = query.sessionOn ?? today;
    const structureId = actor.organisationId;
    return this.db.read(async (tx) => {
      const [code] = (await this.codes.look(tx, [query.code])) as [ScannedCode];
      const found = await readScan(tx, structureId, { ...query, sessionOn }, [code.serial]);
      const scan = { structureId, sessionOn, today, desk: withoutUntold(found.desk, query, today) };
      const { voucher, refusal } = judge(scan, { ...query, code }, found.vouchers);
      return {
        redeemable: refusal === null,
        reason: refusal && reasonOf(refusal),
        voucher: voucher && {
          serial: voucher.serial,
          exercise: voucher.calendar.exercise,
          sessionsUntil: voucher.calendar.validityEndsOn,
          presentUntil: voucher.calendar.toleranceEndsOn,
        },
        labelNotice: noticeOf(found.desk, today),
      };
    });
  }

  /**
   * Redeems a voucher, once. Refusals: SCAN_CODES, the first that applies; issuance.key-destroyed for a voucher of an
   * exercise closed long ago.
   */
  redeem(actor: Actor, once: OnceRequest, command: RedeemCommand) {
    const structureId = actor.organisationId;
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      const today = this.clock.today();
      const [code] = (await this.codes.lock(tx, [command.code])) as [ScannedCode];
      const { desk, vouchers } = await readScan(tx, structureId, command, [code.serial]);
      const asked: AskedLine = { ...command, code };
      const judged = judge({ structureId, sessionOn: command.sessionOn, today, desk }, asked, vouchers);
      if (!judged.good) throw judged.refusal;
      const [redeemed] = await this.facts.write(tx, actor, at, command, null, [judged.good]);
      return { ...receiptOf(at, command, desk, redeemed!), labelNotice: noticeOf(desk, today) };
    });
  }
}

/** A desk that has nothing against what the check does not tell: it judges the voucher alone, if need be. */
function withoutUntold(desk: Desk, query: CheckQuery, today: Day): Desk {
  return {
    ...desk,
    ...(query.venueId === undefined ? { venueName: '' } : {}),
    ...(query.mediatorId === undefined ? { conseillerNumerique: false } : {}),
    ...(query.moduleId === undefined ? { offerCents: tariffOn(today)['face-value'].voucherCents } : {}),
  };
}
