import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { oneRow, row, rows, type Tx } from '../database/sql.js';
import { ofOperator } from '../ledger/accounts.js';
import { Ledger } from '../ledger/ledger.js';
import { splitRedemption } from '../scheme/redemption-check.js';
import { tariffSince } from '../scheme/rules.js';
import type { Day } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { type Cents, sum } from '../shared/money.js';
import { refuseSettlement } from './settlement.refusals.js';

interface Fees {
  readonly redemptions: number;
  readonly netCents: Cents;
  readonly vatCents: Cents;
}

/**
 * The fees of a run's redemptions: earned once they are paid out, since they can no longer be undone. They leave the
 * ring-fenced account for the operating one, and their VAT is split off then.
 */
@Injectable()
export class FeeSweeps {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Sweeps the fees of a run that was sent, once. Refusals: access.not-found, settlement.not-sent,
   * settlement.already-swept, settlement.nothing-to-sweep for a run that only tries rejected payouts again.
   */
  sweep(actor: Actor, once: OnceRequest, runId: string) {
    return this.db.once(once, async (tx) => {
      const at = this.clock.now();
      await this.requireSweepable(tx, runId);
      const fees = await this.feesOf(tx, runId);
      if (fees.redemptions === 0) throw refuseSettlement('nothing-to-sweep');
      const { id: causeId } = await oneRow<{ id: string }>(
        tx,
        `INSERT INTO fee_sweep (run_id, redemptions, net_cents, vat_cents, at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
        [runId, fees.redemptions, fees.netCents, fees.vatCents, at],
      );
      const kept = ofOperator('redemption-fees');
      const grossCents = fees.netCents + fees.vatCents;
      await this.ledger.post(tx, at, { cause: 'fee-sweep', causeId }, [
        {
          kind: 'fee-sweep',
          debit: ofOperator('bank-operating'),
          credit: ofOperator('bank-ring-fenced'),
          cents: grossCents,
        },
        {
          kind: 'fee-earned',
          debit: kept,
          credit: ofOperator('redemption-fees-earned'),
          cents: fees.netCents,
        },
        { kind: 'fee-vat', debit: kept, credit: ofOperator('vat-due'), cents: fees.vatCents },
      ]);
      await this.audit.record(tx, actor, at, {
        action: 'payout-run.fees-swept',
        subject: 'payout-run',
        subjectId: runId,
        details: { redemptions: fees.redemptions, cents: Number(grossCents) },
      });
      return { runId, ...fees, grossCents, at };
    });
  }

  private async requireSweepable(tx: Tx, runId: string): Promise<void> {
    const locked = await row(tx, `SELECT 1 FROM payout_run WHERE id = $1 FOR NO KEY UPDATE`, [runId]);
    if (!locked) throw refuseAccess('not-found');
    const { sent, swept } = await oneRow<{ sent: boolean; swept: boolean }>(
      tx,
      `SELECT EXISTS (SELECT 1 FROM payout_run_sent WHERE run_id = $1) AS sent,
              EXISTS (SELECT 1 FROM fee_sweep WHERE run_id = $1) AS swept`,
      [runId],
    );
    if (!sent) throw refuseSettlement('not-sent');
    if (swept) throw refuseSettlement('already-swept');
  }

  /** The fees of the redemptions that the run was the first to pay, split voucher by voucher as their tariffs say. */
  private async feesOf(tx: Tx, runId: string): Promise<Fees> {
    const groups = await rows<{ tariffSince: Day; redemptions: number; feeCents: Cents }>(
      tx,
      `SELECT v.tariff_since AS "tariffSince", count(*)::int AS redemptions, sum(r.fee_cents)::bigint AS "feeCents"
         FROM payout p
         JOIN payout_line l ON l.payout_id = p.id
         JOIN redemption r ON r.id = l.redemption_id
         JOIN voucher_order v ON v.id = r.order_id
        WHERE p.run_id = $1 GROUP BY v.tariff_since`,
      [runId],
    );
    const split = groups.map(({ tariffSince: since, redemptions, feeCents }) => {
      const { feeNetCents, feeVatCents } = splitRedemption(tariffSince(since));
      const [net, vat] = [BigInt(redemptions) * feeNetCents, BigInt(redemptions) * feeVatCents];
      if (net + vat !== feeCents) throw new Error(`the fees of run ${runId} are not those of their tariff`);
      return { redemptions, net, vat };
    });
    return {
      redemptions: split.reduce((total, group) => total + group.redemptions, 0),
      netCents: sum(split.map((group) => group.net)),
      vatCents: sum(split.map((group) => group.vat)),
    };
  }
}
