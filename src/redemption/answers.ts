import type { Day } from '../shared/calendar.js';
import type { Cents } from '../shared/money.js';
import type { Refusal } from '../shared/refusal.js';
import type { Desk, Session } from './desk.js';
import type { Redeemed } from './scan-facts.service.js';

/** A refusal inside an answer: of a check, or of one line of a group session. */
export interface Reason {
  readonly code: string;
  readonly fr: string;
  readonly en: string;
  /** The receipt the structure already has, when it redeemed the voucher itself. */
  readonly earlier: { readonly redemptionId: string; readonly receipt: number; readonly day: string } | null;
}

export interface Receipt {
  readonly id: string;
  readonly receipt: bigint;
  readonly at: Date;
  readonly sessionOn: Day;
  readonly venue: { readonly id: string; readonly name: string };
  readonly module: { readonly id: string; readonly title: string };
  readonly mediatorId: string;
  readonly voucherSerial: bigint;
  readonly priceCents: Cents;
  readonly copaymentCents: Cents;
  readonly structureCents: Cents;
  readonly feeCents: Cents;
}

export function reasonOf(refusal: Refusal): Reason {
  const { receipt, redemptionId, day } = refusal.params;
  return {
    code: refusal.code,
    fr: refusal.sentence('fr'),
    en: refusal.sentence('en'),
    earlier:
      receipt === undefined
        ? null
        : { redemptionId: String(redemptionId), receipt: Number(receipt), day: String(day) },
  };
}

/** What the structure keeps of a redemption. It says nothing of who the person is, and no code. */
export function receiptOf(at: Date, session: Session, desk: Desk, redeemed: Redeemed): Receipt {
  return {
    id: redeemed.id,
    receipt: redeemed.receipt,
    at,
    sessionOn: session.sessionOn,
    venue: { id: session.venueId, name: desk.venueName ?? '' },
    module: { id: session.moduleId, title: desk.moduleTitle ?? '' },
    mediatorId: session.mediatorId,
    voucherSerial: redeemed.voucherSerial,
    priceCents: redeemed.priceCents,
    copaymentCents: redeemed.copaymentCents,
    structureCents: redeemed.structureCents,
    feeCents: redeemed.feeCents,
  };
}
