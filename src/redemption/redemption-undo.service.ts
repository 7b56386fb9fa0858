import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { affected, oneRow, row, type Tx } from '../database/sql.js';
import { ofOperator, ofOrder, ofStructure } from '../ledger/accounts.js';
import { Ledger } from '../ledger/ledger.js';
import { mayUndoRedemption } from '../scheme/allowance.js';
import { tariffSince } from '../scheme/rules.js';
import type { Day } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import type { Cents } from '../shared/money.js';
import { refuseRedemption } from './redemption.refusals.js';
import { onDay } from './scan-decision.js';

interface Undoable {
  readonly receipt: bigint;
  readonly serial: bigint;
  readonly orderId: string;
  readonly tariffSince: Day;
  readonly structureId: string;
  readonly structureCents: Cents;
  readonly feeCents: Cents;
  readonly beneficiaryId: bigint | null;
  readonly toleranceEndsOn: Day;
}

/** A structure takes back its own scan, until a payout run has taken it; the voucher returns to the person. */
@Injectable()
export class RedemptionUndo {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Undoes a redemption of the actor's structure. Refusals: access.not-found, redemption.already-undone,
   * redemption.in-payout, redemption.exercise-over once the voucher could no longer be presented, and
   * redemption.cannot-be-undone when the person would hold more than the limit, of which the venue learns nothing.
   */
  undo(actor: Actor, once: OnceRequest, redemptionId: string, reason: string) {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      const redemption = await this.find(tx, redemptionId);
      if (redemption?.structureId !== actor.organisationId) throw refuseAccess('not-found');
      await this.lock(tx, redemptionId, redemption);
      await this.check(tx, redemptionId, redemption);
      await affected(
        tx,
        `WITH revived AS (DELETE FROM voucher_end WHERE redemption_id = $1)
         INSERT INTO redemption_undo (redemption_id, reason, by_person, at) VALUES ($1, $2, $3, $4)`,
        [redemptionId, reason, actor.personId, at],
      );
      await this.reverse(tx, at, redemptionId, redemption);
      await this.audit.record(tx, actor, at, {
        action: 'redemption.undone',
        subject: 'redemption',
        subjectId: redemptionId,
        details: { receipt: Number(redemption.receipt) },
      });
      return { id: redemptionId, receipt: redemption.receipt, undoneAt: at };
    });
  }

  private find(tx: Tx, redemptionId: string): Promise<Undoable | null> {
    return row<Undoable>(
      tx,
      `SELECT r.receipt, r.voucher_serial AS serial, r.order_id AS "orderId", o.tariff_since AS "tariffSince",
              r.structure_id AS "structureId", r.structure_cents AS "structureCents", r.fee_cents AS "feeCents",
              h.beneficiary_id AS "beneficiaryId", x.tolerance_ends_on AS "toleranceEndsOn"
         FROM redemption r
         JOIN voucher_order o ON o.id = r.order_id
         JOIN exercise x ON x.year = o.exercise
         LEFT JOIN hand_out_voucher hv ON hv.voucher_serial = r.voucher_serial
         LEFT JOIN hand_out h ON h.id = hv.hand_out_id
        WHERE r.id = $1`,
      [redemptionId],
    );
  }

  /**
   * The voucher, then the person, whose vouchers are counted, as hand-outs do; then the voucher's end, which a payout
   * run reads under a lock of its own: a run that came first is waited for, one that comes now passes this by.
   * Refusal: redemption.already-undone when the end is gone.
   */
  private async lock(tx: Tx, redemptionId: string, { beneficiaryId, serial }: Undoable): Promise<void> {
    await affected(tx, `SELECT 1 FROM voucher WHERE serial = $1 FOR NO KEY UPDATE`, [serial]);
    await affected(tx, `SELECT 1 FROM beneficiary WHERE id = $1 FOR NO KEY UPDATE`, [beneficiaryId]);
    const end = await row(tx, `SELECT 1 FROM voucher_end WHERE redemption_id = $1 FOR UPDATE`, [
      redemptionId,
    ]);
    if (!end) throw refuseRedemption('already-undone');
  }

  private async check(tx: Tx, redemptionId: string, redemption: Undoable): Promise<void> {
    const { inPayout, heldNow } = await oneRow<{ inPayout: boolean; heldNow: number }>(
      tx,
      `SELECT EXISTS (SELECT 1 FROM payout_line WHERE redemption_id = $1) AS "inPayout",
              (SELECT count(*)::int FROM voucher_held WHERE beneficiary_id = $2) AS "heldNow"`,
      [redemptionId, redemption.beneficiaryId],
    );
    if (inPayout) throw refuseRedemption('in-payout');
    // Later the closing may have counted the voucher as redeemed, and nobody could redeem it again.
    const { toleranceEndsOn } = redemption;
    if (this.clock.today() > toleranceEndsOn) throw refuseRedemption('exercise-over', onDay(toleranceEndsOn));
    if (!mayUndoRedemption(heldNow, tariffSince(redemption.tariffSince)))
      throw refuseRedemption('cannot-be-undone');
  }

  private async reverse(tx: Tx, at: Date, causeId: string, redemption: Undoable): Promise<void> {
    const { orderId, structureId, structureCents, feeCents } = redemption;
    const credit = ofOrder('vouchers-outstanding', orderId);
    await this.ledger.post(tx, at, { cause: 'redemption-undo', causeId }, [
      {
        kind: 'redemption-undone',
        debit: ofStructure('structure-payable', structureId),
        credit,
        cents: structureCents,
      },
      { kind: 'redemption-fee-undone', debit: ofOperator('redemption-fees'), credit, cents: feeCents },
    ]);
  }
}
