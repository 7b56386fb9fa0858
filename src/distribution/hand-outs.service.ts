import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database, type OnceRequest } from '../database/database.js';
import { oneRow, rows, type Tx } from '../database/sql.js';
import { CodeBook } from '../issuance/code-book.js';
import { ageBracket } from '../scheme/age-brackets.js';
import { allowanceOf, checkHandOut, type HandOutAnswer, type HandOutState } from '../scheme/allowance.js';
import { type Tariff, tariffOn } from '../scheme/rules.js';
import { type Day, exerciseOf, parisDay } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { type PageQuery, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { refuseRequest } from '../shared/http/request.refusals.js';
import type { Refusal } from '../shared/refusal.js';
import { Beneficiaries } from './beneficiaries.js';
import { cumulationWarning, type PriorFunding, priorFunding } from './cumulation.js';
import { refuseDistribution } from './distribution.refusals.js';
import { checkVoucher, isGone, reasonOf, stateOf } from './hand-out-decision.js';
import { checkRequest, type HandOutRequest } from './hand-out-request.js';
import { actingOffice, officesOf, seenOffices } from './offices.service.js';
import { serialsOf } from './typed-codes.js';
import { type BoundVoucher, boundVoucher, type VoucherFacts, voucherFacts } from './voucher-facts.js';
import { lockVouchers, nextVouchers, type Taking, waitingOrder } from './voucher-locks.js';

/** A hand-out ready to be made, or only looked at: everything it depends on, read under locks unless it is a preview. */
interface Prepared {
  readonly at: Date;
  readonly today: Day;
  readonly exercise: number;
  readonly officeId: string;
  readonly tariff: Tariff;
  readonly wanted: readonly VoucherFacts[];
  readonly beneficiaryId: bigint | null;
  readonly state: HandOutState;
  readonly answer: HandOutAnswer;
  readonly prior: PriorFunding;
}

export interface HandedOut {
  readonly handOutId: string;
  readonly officeId: string;
  readonly moduleId: string;
  readonly round: number;
  readonly day: Day;
  readonly validUntil: Day;
  readonly vouchers: readonly BoundVoucher[];
  readonly prior: PriorFunding;
  readonly warning: { fr: string; en: string } | null;
}

interface Listed {
  readonly id: string;
  readonly officeId: string;
  readonly officeName: string;
  readonly moduleId: string;
  readonly moduleTitle: string;
  readonly vouchers: number;
  readonly round: number;
  readonly ageBracket: string;
  readonly day: Day;
  readonly at: Date;
}

/** How often vouchers that others took meanwhile are looked for again before the service says that it is busy. */
const PICKS_AT_MOST = 20;

/**
 * Hands vouchers out. Whoever serves the same person waits for the other, and reads only then what the person has: so
 * the limits hold when two offices serve them in the same second. Locks are taken in one order: books, vouchers, person.
 */
@Injectable()
export class HandOuts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly beneficiaries: Beneficiaries,
    private readonly codeBook: CodeBook,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * What a hand-out would do, and what the person may still receive and why; it writes nothing. What the person may not
   * receive is told in the answer, anything else is refused as by `handOut`.
   */
  async preview(actor: Actor, request: HandOutRequest) {
    const prepared = await this.db.transaction((tx) => this.prepare(tx, actor, request, 'look'));
    const { answer, state, tariff, wanted, prior } = prepared;
    const allowance = allowanceOf(state, tariff);
    return {
      allowed: answer.ok,
      mayReceive: allowance.mayReceive,
      round: allowance.round,
      reason: answer.ok ? null : reasonOf(answer.reason),
      heldNow: state.heldNow,
      prior,
      warning: cumulationWarning(prior),
      vouchers: wanted.map(boundVoucher),
    };
  }

  /**
   * Hands vouchers of one's office out to a person.
   *
   * Refusals: access.not-found, those of `checkRequest`; distribution.office-needed, module-unknown, module-retired,
   * code-mistyped, code-unknown, same-code-twice, voucher-not-in-stock, voucher-revoked, voucher-expired,
   * voucher-handed-out, voucher-of-another-exercise, order-not-active, hand-outs-stopped, stock-too-small,
   * hand-out-limit, renewal-used, first-ones-not-spent.
   */
  handOut(actor: Actor, once: OnceRequest, request: HandOutRequest) {
    return this.db.once(once, (tx) => this.handOutIn(tx, actor, request));
  }

  /** The same within a transaction that the caller has opened. */
  async handOutIn(tx: Tx, actor: Actor, request: HandOutRequest): Promise<HandedOut> {
    const prepared = await this.prepare(tx, actor, request, 'skip');
    const { answer, at, today, officeId, wanted, prior } = prepared;
    if (!answer.ok) throw refuseDistribution(answer.reason, { mayReceive: answer.mayReceive });
    const handOutId = await this.insert(tx, actor, prepared, answer.round, request);
    await this.audit.record(tx, actor, at, {
      action: 'vouchers.handed-out',
      subject: 'hand-out',
      subjectId: handOutId,
      concerns: [...new Set(wanted.map((voucher) => voucher.funderId))],
      details: { officeId, moduleId: request.moduleId, vouchers: wanted.length, round: answer.round },
    });
    return {
      handOutId,
      officeId,
      moduleId: request.moduleId,
      round: answer.round,
      day: today,
      validUntil: (wanted[0] as VoucherFacts).validityEndsOn,
      vouchers: wanted.map(boundVoucher),
      prior,
      warning: cumulationWarning(prior),
    };
  }

  /** The hand-outs of one's offices, the latest first. Nothing of them says to whom. */
  async list(actor: Actor, page: PageQuery) {
    const [at, id] = readCursor(page, 'instant', 'id');
    const found = await this.db.read((tx) =>
      rows<Listed>(
        tx,
        `SELECT h.id, h.office_id AS "officeId", o.name AS "officeName", h.module_id AS "moduleId", m.title AS "moduleTitle",
                (SELECT count(*)::int FROM hand_out_voucher WHERE hand_out_id = h.id) AS vouchers,
                h.round, h.age_bracket AS "ageBracket", h.day, h.at
           FROM hand_out h JOIN office o ON o.id = h.office_id JOIN module m ON m.id = h.module_id
          WHERE ${seenOffices('$1', '$2')} AND ($3::timestamptz IS NULL OR (h.at, h.id) < ($3, $4::uuid))
          ORDER BY h.at DESC, h.id DESC LIMIT $5`,
        [...officesOf(actor), at, id, rowsToFetch(page)],
      ),
    );
    return toPage(page, found, (last) => [last.at, last.id]);
  }

  private async prepare(tx: Tx, actor: Actor, request: HandOutRequest, taking: Taking): Promise<Prepared> {
    const at = this.clock.now();
    const today = parisDay(at);
    const exercise = exerciseOf(today);
    checkRequest(request, today);
    const officeId = actingOffice(actor, request.officeId);
    await this.checkPlace(tx, actor, officeId, request.moduleId);
    const found = await this.lockAndRead(tx, { at, exercise, officeId, request, taking });
    const wanted = found.wanted.map((serial) => found.facts.get(serial) as VoucherFacts);
    for (const [index, voucher] of wanted.entries()) {
      checkVoucher(voucher, index + 1, officeId, exercise, today);
    }
    const asked = request.vouchers.count ?? wanted.length;
    if (wanted.length < asked) throw await this.shortage(tx, officeId, exercise, wanted.length);

    const given = [...found.facts.values()].filter((voucher) => !found.wanted.includes(voucher.serial));
    const state = stateOf(given, request.moduleId);
    const tariff = tariffOn(today);
    return {
      at,
      today,
      exercise,
      officeId,
      tariff,
      wanted,
      state,
      beneficiaryId: found.beneficiaryId,
      answer: checkHandOut(state, asked, tariff),
      prior: priorFunding(given),
    };
  }

  /** That the office is one's organisation's, and that the module can be taught. */
  private async checkPlace(tx: Tx, actor: Actor, officeId: string, moduleId: string): Promise<void> {
    const { ours, open } = await oneRow<{ ours: boolean; open: boolean | null }>(
      tx,
      `SELECT EXISTS (SELECT 1 FROM office WHERE id = $1 AND prescriber_id = $2) AS ours,
              (SELECT retired_at IS NULL FROM module WHERE id = $3) AS open`,
      [officeId, actor.organisationId, moduleId],
    );
    if (!ours) throw refuseAccess('not-found');
    if (open === null) throw refuseDistribution('module-unknown');
    if (!open) throw refuseDistribution('module-retired');
  }

  /** Locks the vouchers, then the person, and only then reads what is known of both. */
  private async lockAndRead(
    tx: Tx,
    asked: { at: Date; exercise: number; officeId: string; request: HandOutRequest; taking: Taking },
  ): Promise<{ wanted: bigint[]; beneficiaryId: bigint | null; facts: Map<bigint, VoucherFacts> }> {
    const { at, exercise, officeId, request, taking } = asked;
    const { codes, count } = request.vouchers;
    const looking = taking === 'look';
    let beneficiaryId: bigint | null = null;
    for (let pick = 1; pick <= PICKS_AT_MOST; pick++) {
      const wanted = codes
        ? await serialsOf(tx, this.codeBook, codes)
        : await this.next(tx, officeId, exercise, count ?? 0, taking);
      if (codes && !looking) await lockVouchers(tx, wanted);
      beneficiaryId ??= looking
        ? await this.beneficiaries.find(tx, at, exercise, request)
        : await this.beneficiaries.lock(tx, at, exercise, request);
      const facts = new Map(
        (await voucherFacts(tx, wanted, beneficiaryId)).map((voucher) => [voucher.serial, voucher]),
      );
      const gone = (serial: bigint) => isGone(facts.get(serial) as VoucherFacts, officeId);
      if (codes || looking || !wanted.some(gone)) return { wanted, beneficiaryId, facts };
    }
    throw refuseRequest('busy');
  }

  /** When too few are free, those that others hold may come back: they are waited for before giving up. */
  private async next(
    tx: Tx,
    officeId: string,
    exercise: number,
    count: number,
    taking: Taking,
  ): Promise<bigint[]> {
    const found = await nextVouchers(tx, officeId, exercise, count, taking);
    if (taking !== 'skip' || found.length === count) return found;
    return nextVouchers(tx, officeId, exercise, count, 'wait');
  }

  /** Why the office cannot give so many: nothing is left, or what is left is not worth anything yet. */
  private async shortage(tx: Tx, officeId: string, exercise: number, left: number): Promise<Refusal> {
    const order = left === 0 ? await waitingOrder(tx, officeId, exercise) : null;
    return order
      ? refuseDistribution('order-not-active', { order })
      : refuseDistribution('stock-too-small', { left });
  }

  private async insert(
    tx: Tx,
    actor: Actor,
    { at, today, exercise, officeId, wanted, beneficiaryId, prior }: Prepared,
    round: number,
    request: HandOutRequest,
  ): Promise<string> {
    const { id } = await oneRow<{ id: string }>(
      tx,
      `WITH made AS (
         INSERT INTO hand_out (exercise, beneficiary_id, module_id, office_id, round, age_bracket, insee, sex, first_time,
                               prior_cents, by_person, at, day)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id
       ), given AS (
         INSERT INTO hand_out_voucher (voucher_serial, hand_out_id, slot)
         SELECT v.serial, made.id, v.slot FROM made, unnest($14::bigint[]) WITH ORDINALITY AS v (serial, slot)
       )
       SELECT id FROM made`,
      [
        exercise,
        beneficiaryId,
        request.moduleId,
        officeId,
        round,
        ageBracket(request.birthDate, today),
        request.commune,
        request.sex ?? null,
        request.firstTime ?? null,
        prior.cents,
        actor.personId,
        at,
        today,
        wanted.map((voucher) => voucher.serial),
      ],
    );
    return id;
  }
}
