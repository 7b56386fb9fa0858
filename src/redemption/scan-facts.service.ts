import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { type AuditEntry, AuditTrail } from '../audit/audit-trail.js';
import { rows, type Tx } from '../database/sql.js';
import { ofOperator, ofOrder, ofStructure } from '../ledger/accounts.js';
import { type CausedTransfer, Ledger } from '../ledger/ledger.js';
import { splitRedemption } from '../scheme/redemption-check.js';
import { tariffSince } from '../scheme/rules.js';
import { parisDay } from '../shared/calendar.js';
import type { Cents } from '../shared/money.js';
import type { Session } from './desk.js';
import type { GoodScan, LineAmounts } from './scan-decision.js';

/** A redemption made: what its receipt says beside the session. */
export interface Redeemed extends LineAmounts {
  readonly id: string;
  readonly receipt: bigint;
  readonly voucherSerial: bigint;
  readonly structureCents: Cents;
  readonly feeCents: Cents;
}

/** Writes redemptions: the rows, the ends of the vouchers, their transfers and the audit trail, each in one statement. */
@Injectable()
export class ScanFactsWriter {
  constructor(
    private readonly ledger: Ledger,
    private readonly audit: AuditTrail,
  ) {}

  /** Redeems vouchers of one session, locked and judged by the caller; the receipts come in the same order. */
  async write(
    tx: Tx,
    actor: Actor,
    at: Date,
    session: Session,
    groupSessionId: string | null,
    scans: readonly GoodScan[],
  ): Promise<Redeemed[]> {
    if (scans.length === 0) return [];
    const planned = scans.map((scan) => {
      // The split is that of the tariff the order was made under, whatever the tariff is today.
      const { structureCents, feeCents } = splitRedemption(tariffSince(scan.voucher.tariffSince));
      return { ...scan, id: randomUUID(), structureCents, feeCents };
    });
    const made = await rows<{ id: string; receipt: bigint }>(tx, INSERT_SQL, [
      planned.map(({ id }) => id),
      planned.map(({ voucher }) => voucher.serial),
      planned.map(({ voucher }) => voucher.orderId),
      planned.map(({ priceCents }) => priceCents),
      planned.map(({ copaymentCents }) => copaymentCents),
      planned.map(({ structureCents }) => structureCents),
      planned.map(({ feeCents }) => feeCents),
      actor.organisationId,
      session.venueId,
      session.mediatorId,
      session.moduleId,
      groupSessionId,
      session.sessionOn,
      actor.personId,
      at,
      parisDay(at),
    ]);
    const receipts = new Map(made.map(({ id, receipt }) => [id, receipt]));
    const redeemed = planned.map(({ voucher, ...line }) => ({
      ...line,
      voucherSerial: voucher.serial,
      orderId: voucher.orderId,
      receipt: receipts.get(line.id) as bigint,
    }));
    await this.ledger.postAll(
      tx,
      at,
      redeemed.flatMap((each) => transfersOf(each, actor.organisationId)),
    );
    await this.audit.record(
      tx,
      actor,
      at,
      ...redeemed.map(({ id, receipt, voucherSerial }): AuditEntry => ({
        action: 'voucher.redeemed',
        subject: 'redemption',
        subjectId: id,
        details: { receipt: Number(receipt), voucherSerial: Number(voucherSerial), venueId: session.venueId },
      })),
    );
    return redeemed;
  }
}

/** Two movements out of the outstanding face value: the structure's part, and the fee with its VAT. */
function transfersOf(
  redemption: { id: string; orderId: string; structureCents: Cents; feeCents: Cents },
  structureId: string,
): CausedTransfer[] {
  const { id: causeId, orderId, structureCents, feeCents } = redemption;
  const debit = ofOrder('vouchers-outstanding', orderId);
  const caused = { cause: 'redemption', causeId, debit };
  return [
    {
      ...caused,
      kind: 'redemption',
      credit: ofStructure('structure-payable', structureId),
      cents: structureCents,
    },
    { ...caused, kind: 'redemption-fee', credit: ofOperator('redemption-fees'), cents: feeCents },
  ];
}

/** Receipts are numbered in the order of the lines. The end of the voucher and its cause are born together. */
const INSERT_SQL = `
  WITH scan AS (
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) WITH ORDINALITY
      AS s (id, serial, order_id, price_cents, copayment_cents, structure_cents, fee_cents, line)
  ), ended AS (
    INSERT INTO voucher_end (voucher_serial, kind, redemption_id, at)
    SELECT serial, 'redeemed', id, $15 FROM scan ORDER BY serial
  )
  INSERT INTO redemption (id, voucher_serial, order_id, structure_id, venue_id, mediator_id, module_id, group_session_id,
                          session_on, price_cents, copayment_cents, structure_cents, fee_cents, by_person, at, day)
  SELECT id, serial, order_id, $8, $9, $10, $11, $12, $13, price_cents, copayment_cents, structure_cents, fee_cents, $14, $15, $16
    FROM scan ORDER BY line
  RETURNING id, receipt`;
