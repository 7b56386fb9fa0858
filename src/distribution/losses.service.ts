import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import type { Tx } from '../database/sql.js';
import { CodeBook } from '../issuance/code-book.js';
import { VoucherEnds } from '../issuance/voucher-ends.js';
import { Clock } from '../shared/clock.js';
import { Allotments } from './allotments.service.js';
import { refuseDistribution } from './distribution.refusals.js';
import { Offices } from './offices.service.js';
import { groupBy } from './group-by.js';
import { serialsOf } from './typed-codes.js';
import { type BoundVoucher, boundVoucher, type VoucherFacts, voucherFacts } from './voucher-facts.js';
import { lockBook, lockVouchers } from './voucher-locks.js';

/** A closed list: what people write of a loss names who lost it. */
export const LOSS_REASONS = ['lost', 'stolen', 'damaged', 'other'] as const;
export type LossReason = (typeof LOSS_REASONS)[number];

/** Vouchers by their codes, or what is left in a book from a position on. */
export interface LossRequest {
  readonly codes?: readonly string[];
  readonly bookId?: number;
  readonly fromPosition?: number;
  readonly reason: LossReason;
}

/** Vouchers of one order and one office, revoked together. */
export interface Loss {
  readonly revocationId: string;
  readonly officeId: string | null;
  readonly orderNumber: string;
  readonly vouchers: number;
  readonly replacementBook: { readonly id: bigint; readonly number: number } | null;
}

export interface Losses {
  readonly losses: readonly Loss[];
  /** The vouchers that replace the lost ones. */
  readonly vouchers: readonly BoundVoucher[];
}

/**
 * Declares vouchers lost: they are revoked, and while hand-outs are open their value moves to new ones in the same
 * office's stock. The history stays. A voucher ends once: of a loss and a scan at the same moment, one is refused.
 */
@Injectable()
export class LossDeclarations {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly codeBook: CodeBook,
    private readonly voucherEnds: VoucherEnds,
    private readonly allotments: Allotments,
    private readonly offices: Offices,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Refusals: access.not-found for a book of another's, distribution.vouchers-unclear, code-mistyped, code-unknown,
   * same-code-twice, voucher-not-in-stock, voucher-redeemed, voucher-revoked, voucher-expired, nothing-to-lose,
   * order-not-active for vouchers that are worth nothing and can no longer be replaced.
   */
  declare(actor: Actor, once: OnceRequest, request: LossRequest) {
    return this.db.once(once, async (tx): Promise<Losses> => {
      const lost = await this.lostVouchers(tx, actor, request);
      const groups = groupBy(lost, ({ orderId, officeId }) => `${orderId} ${officeId}`);
      const losses: Loss[] = [];
      const vouchers: BoundVoucher[] = [];
      // In one order, so that two declarations over the same orders wait for each other and do not lock each other out.
      for (const key of [...groups.keys()].toSorted()) {
        const done = await this.revoke(tx, actor, request.reason, groups.get(key) as Lost);
        losses.push(done.loss);
        vouchers.push(...done.vouchers);
      }
      return { losses, vouchers };
    });
  }

  private async lostVouchers(tx: Tx, actor: Actor, request: LossRequest): Promise<VoucherFacts[]> {
    const { codes, bookId, fromPosition } = request;
    if (codes && bookId === undefined && fromPosition === undefined) return this.byCode(tx, actor, codes);
    if (!codes && bookId !== undefined && fromPosition !== undefined) {
      return this.restOfBook(tx, actor, bookId, fromPosition);
    }
    throw refuseDistribution('vouchers-unclear');
  }

  private async byCode(tx: Tx, actor: Actor, codes: readonly string[]): Promise<VoucherFacts[]> {
    const serials = await serialsOf(tx, this.codeBook, codes);
    await lockVouchers(tx, serials);
    const facts = await voucherFacts(tx, serials);
    for (const voucher of facts) {
      const rank = serials.indexOf(voucher.serial) + 1;
      if (!mayDeclare(actor, voucher)) throw refuseDistribution('voucher-not-in-stock', { rank });
      if (voucher.end !== null) throw refuseDistribution(`voucher-${voucher.end}`, { rank });
    }
    return facts;
  }

  /** What was handed out of the book is with its people, not lost with it. */
  private async restOfBook(
    tx: Tx,
    actor: Actor,
    bookId: number,
    fromPosition: number,
  ): Promise<VoucherFacts[]> {
    const facts = await voucherFacts(tx, await lockBook(tx, bookId));
    if (facts.length === 0 || !facts.every((voucher) => mayDeclare(actor, voucher)))
      throw refuseAccess('not-found');
    const left = facts.filter(
      (voucher) => voucher.position >= fromPosition && voucher.handOut === null && voucher.end === null,
    );
    if (left.length === 0) throw refuseDistribution('nothing-to-lose');
    return left;
  }

  private async revoke(
    tx: Tx,
    actor: Actor,
    reason: LossReason,
    lost: Lost,
  ): Promise<{ loss: Loss; vouchers: BoundVoucher[] }> {
    const at = this.clock.now();
    const { orderId, orderNumber, officeId, prescriberId, funderId, handOutsStopOn, active } = lost[0];
    // After the last day of hand-outs a new voucher could reach nobody: the value waits for the credit note.
    const replace = this.clock.today() <= handOutsStopOn;
    if (!replace && !active) throw refuseDistribution('order-not-active', { order: orderNumber });
    const serials = lost.map(({ serial }) => serial);
    const revoked = await this.voucherEnds.revoke(tx, at, { orderId, officeId, serials, reason, replace });
    const bookId = revoked.replacementBookId;
    // A closed office receives no book: the funder gives the new one to another.
    if (bookId !== null && officeId !== null && (await this.offices.isOpen(tx, officeId))) {
      await this.allotments.record(tx, at, 'replace', funderId, [bookId], officeId);
    }
    await this.audit.record(tx, actor, at, {
      action: 'vouchers.lost',
      subject: 'revocation',
      subjectId: revoked.revocationId,
      concerns: prescriberId ? [funderId, prescriberId] : [funderId],
      details: { orderId, officeId, vouchers: serials.length, reason, replaced: replace },
    });
    const replacements = await voucherFacts(tx, revoked.replacementSerials);
    const loss = {
      revocationId: revoked.revocationId,
      officeId,
      orderNumber,
      vouchers: serials.length,
      replacementBook: replacements[0]
        ? { id: replacements[0].bookId, number: replacements[0].bookNumber }
        : null,
    };
    return { loss, vouchers: replacements.map(boundVoucher) };
  }
}

type Lost = [VoucherFacts, ...VoucherFacts[]];

/** The office that holds a voucher, or handed it out (a begun book never moves), its prescriber, or the operator. */
function mayDeclare(actor: Actor, voucher: VoucherFacts): boolean {
  if (actor.kind === 'operator') return true;
  if (actor.officeId !== null) return voucher.officeId === actor.officeId;
  return voucher.prescriberId === actor.organisationId;
}
