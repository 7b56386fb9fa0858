import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { CreditNotes } from '../billing/credit-notes.js';
import { nextInSeries } from '../billing/documents.js';
import { Database, type OnceRequest } from '../database/database.js';
import { oneRow, type Tx } from '../database/sql.js';
import { type AgreementForOrder, GrantAgreements } from '../funders/grant-agreements.service.js';
import { Letters } from '../letters/letters.js';
import { type Quote, quote } from '../scheme/order-quote.js';
import { ruleOn, type Tariff, tariffOn } from '../scheme/rules.js';
import { type Day, exerciseOf, frenchDay, parisDay } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { type Cents, euros, share, sum } from '../shared/money.js';
import { wireNumber } from '../shared/wire.js';
import { OrderSteps } from './order-steps.service.js';
import { exercisesToOrderFor, lastDaysOf } from './order-terms.service.js';
import { OrderViews } from './order-views.service.js';
import type { NewOrder, QuoteCredit, QuoteRequestBody, QuoteView, QuoteWarning } from './orders.dto.js';
import { refuseOrder } from './orders.refusals.js';

/** An order as it would be made at an instant. */
interface Figures {
  readonly at: Date;
  readonly exercise: number;
  readonly bookSize: number;
  readonly agreement: AgreementForOrder | null;
  readonly tariff: Tariff;
  readonly quote: Quote;
}

/** Quotes, and orders as they are submitted. */
@Injectable()
export class Orders {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly agreements: GrantAgreements,
    private readonly creditNotes: CreditNotes,
    private readonly steps: OrderSteps,
    private readonly views: OrderViews,
    private readonly audit: AuditTrail,
    private readonly letters: Letters,
  ) {}

  /**
   * The figures of an order, writing nothing; below its minimum, they say what is missing.
   * Refusals: access.not-found, orders.exercise-not-open, .book-size-unknown, .agreement-not-in-force.
   */
  quote(actor: Actor, request: QuoteRequestBody): Promise<QuoteView> {
    return this.db.read(async (tx) => {
      const {
        at,
        exercise,
        bookSize,
        agreement,
        quote: figures,
      } = await this.figure(tx, actor, request, false);
      const credits = await this.creditsFor(tx, actor, figures.invoicedToFunderCents);
      const creditedCents = sum(credits.map((each) => each.usedCents));
      return {
        ...figures,
        exercise,
        bookSize,
        remainingCeilingCents: agreement?.remainingCeilingCents ?? null,
        warning: await warningOf(tx, exercise, parisDay(at)),
        credits,
        transferCents: figures.invoicedToFunderCents + figures.feeCents - creditedCents,
        explanations: figures.explanations.map((each) => ({
          ...each,
          sentence: ruleOn(each.key, parisDay(at)).sentence,
        })),
      };
    });
  }

  /**
   * Submits an order, which from then on takes its State share out of the agreement's ceiling. The agreement is
   * locked before its ceiling is read: of two orders for what is left, the second finds another State share than the
   * one it counted on, and is refused. Refusals: those of a quote, and orders.below-minimum, .state-share-changed,
   * .state-share-without-agreement.
   */
  submit(actor: Actor, once: OnceRequest, request: NewOrder) {
    return this.db.once(once, async (tx) => {
      const figures = await this.figure(tx, actor, request, true);
      refuseUnderMinimum(figures.quote);
      refuseOtherShare(request, figures);
      const { at, agreement } = figures;
      const id = await this.insert(tx, actor, request, figures);
      await this.steps.take(tx, at, actor, id, 'submitted');
      await this.audit.record(tx, actor, at, {
        action: 'order.submitted',
        subject: 'order',
        subjectId: id,
        concerns: agreement ? [agreement.stateId] : [],
        details: { faceValueCents: wireNumber(figures.quote.faceValueCents), exercise: figures.exercise },
      });
      const view = await this.views.find(tx, actor, id);
      const { number, vouchers, faceValueCents, stateShareCents, funder } = view;
      await this.letters.post(tx, at, {
        kind: 'order-submitted',
        to: 'operator',
        facts: { orderId: id, number, funderName: funder.name, vouchers, faceValueCents, stateShareCents },
      });
      return view;
    });
  }

  /** What each open credit note of the funder, oldest first, can pay of an invoice of vouchers; fees are never paid so. */
  private async creditsFor(tx: Tx, { organisationId }: Actor, invoicedCents: Cents): Promise<QuoteCredit[]> {
    let unpaidCents = invoicedCents;
    return (await this.creditNotes.openOf(tx, organisationId)).map((note) => {
      const usedCents = note.restCents < unpaidCents ? note.restCents : unpaidCents;
      unpaidCents -= usedCents;
      return { ...note, usedCents };
    });
  }

  private async figure(tx: Tx, actor: Actor, request: QuoteRequestBody, lock: boolean): Promise<Figures> {
    const agreement = request.agreementId
      ? await this.agreements.forOrder(tx, actor, request.agreementId, { lock })
      : null;
    const at = this.clock.now();
    const today = parisDay(at);
    const tariff = tariffOn(today);
    const { bookSizes, defaultBookSize } = tariff['face-value'];
    const { books, bookSize = defaultBookSize, exercise = exerciseOf(today) } = request;
    refuseOtherExercise(exercise, today);
    if (agreement) refuseOutOfForce(agreement, today);
    if (!bookSizes.includes(bookSize))
      throw refuseOrder('book-size-unknown', { sizes: bookSizes.join(', ') });
    return {
      at,
      exercise,
      bookSize,
      agreement,
      tariff,
      quote: quote({ books, bookSize, agreement, tariff }),
    };
  }

  private async insert(tx: Tx, actor: Actor, request: NewOrder, figures: Figures): Promise<string> {
    const { at, exercise, bookSize, agreement, tariff, quote: amounts } = figures;
    const sequence = await nextInSeries(tx, 'CMD', exercise);
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO voucher_order (number, exercise, funder_id, agreement_id, paid_to, tariff_since, books, book_size,
                                  voucher_cents, minimum_cents, face_value_cents, state_share_cents, funder_share_cents,
                                  invoiced_to_funder_cents, invoiced_to_state_cents, fee_cents, engagement_number, submitted_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING id`,
      [
        `CMD-${exercise}-${String(sequence).padStart(4, '0')}`,
        exercise,
        actor.organisationId,
        agreement?.id ?? null,
        agreement?.paidTo ?? null,
        tariff.since,
        amounts.books,
        bookSize,
        amounts.voucherCents,
        amounts.minimumCents,
        amounts.faceValueCents,
        amounts.stateShareCents,
        amounts.funderShareCents,
        amounts.invoicedToFunderCents,
        amounts.invoicedToStateCents,
        amounts.feeCents,
        request.engagementNumber ?? null,
        at,
      ],
    );
    return id;
  }
}

/**
 * After the last day of hand-outs the vouchers of an order could be given to nobody, and would all be credited. It is
 * not refused: RULES are silent, and a funder may want it on this year's budget; but it is said before it is ordered.
 */
async function warningOf(tx: Tx, exercise: number, today: Day): Promise<QuoteWarning | null> {
  const { handOutsStopOn: last } = await lastDaysOf(tx, exercise);
  if (today <= last) return null;
  return {
    code: 'hand-outs-stopped',
    fr: `Les remises de l’exercice ${exercise} se sont arrêtées le ${frenchDay(last)} : ces chèques ne pourraient plus être remis à personne. Commandez plutôt pour l’exercice ${exercise + 1}.`,
    en: `Hand-outs of exercise ${exercise} stopped on ${last}: these vouchers could not be handed out to anyone. Order for exercise ${exercise + 1} instead.`,
  };
}

function refuseOtherExercise(exercise: number, today: Day): void {
  const [current, next] = exercisesToOrderFor(today);
  if (exercise === current || exercise === next) return;
  throw refuseOrder('exercise-not-open', { current, next });
}

function refuseOutOfForce({ startsOn, endsOn }: AgreementForOrder, today: Day): void {
  if (startsOn <= today && today <= endsOn) return;
  throw refuseOrder('agreement-not-in-force', {
    from: frenchDay(startsOn),
    to: frenchDay(endsOn),
    fromDay: startsOn,
    toDay: endsOn,
  });
}

function refuseUnderMinimum(figures: Quote): void {
  if (figures.missingToMinimumCents === 0n) return;
  throw refuseOrder('below-minimum', {
    faceValue: euros(figures.faceValueCents),
    minimum: euros(figures.minimumCents),
    missing: euros(figures.missingToMinimumCents),
    missingCents: wireNumber(figures.missingToMinimumCents),
    booksToAdd: figures.booksToReachMinimum,
  });
}

/** Nobody is made to order at another price than the one they read: a State share that has shrunk must be accepted. */
function refuseOtherShare(request: NewOrder, { agreement, quote: figures }: Figures): void {
  const { faceValueCents, stateShareCents } = figures;
  const atRate = agreement
    ? share(faceValueCents, agreement.rateNumerator, agreement.rateDenominator).part
    : 0n;
  const expected = request.stateShareCents ?? atRate;
  if (expected === stateShareCents) return;
  if (!agreement) throw refuseOrder('state-share-without-agreement', { expected: euros(expected) });
  throw refuseOrder('state-share-changed', {
    stateShare: euros(stateShareCents),
    stateShareCents: wireNumber(stateShareCents),
    expected: euros(expected),
    remaining: euros(agreement.remainingCeilingCents),
    remainingCents: wireNumber(agreement.remainingCeilingCents),
  });
}
