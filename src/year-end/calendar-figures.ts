import { oneRow, type Tx } from '../database/sql.js';
import { ordersOf } from '../redemption/voucher-units.sql.js';
import type { ExerciseCalendar } from '../scheme/year-end.js';
import { NOTICES, type YearEndNotice, type YearEndStep } from '../scheme/year-end-steps.js';
import type { Cents } from '../shared/money.js';
import { wireNumber } from '../shared/wire.js';
import { usesOf } from './asleep.js';
import { expiredIn, toExpireIn } from './expiry.service.js';
import { type OrderAtYearEnd, ordersAtYearEnd } from './orders-at-year-end.js';
import { noticesOf } from './recipients.js';

/** Each figure of a step: a number of things, or, ending in `-cents`, an amount. */
export const STEP_FIGURES = [
  'vouchers-issued',
  'vouchers-handed-out',
  'vouchers-redeemed',
  'vouchers-in-drawers',
  'vouchers-in-hands',
  'vouchers-unallotted',
  'funders-told',
  'prescribers-told',
  'structures-told',
  'vouchers-expired',
  'expired-cents',
  'statements',
  'statements-agreed',
  'statements-contested',
  'statements-settled',
  'statements-without-answer',
  'orders-closed',
  'credit-notes',
  'credit-funder-cents',
  'credit-state-cents',
] as const;
export type StepFigure = (typeof STEP_FIGURES)[number];
export type Figures = Partial<Record<StepFigure, number | Cents>>;

/**
 * The figures of each step: what it has done and what is left for it to do, taken together. So they are the same when
 * it is rehearsed and once it is done, as long as nothing is scanned in between. Of the orders of a funder or of a
 * State's service, or of all (null); who is told is for the operator (null) alone.
 */
export async function figuresOfSteps(
  tx: Tx,
  calendar: ExerciseCalendar,
  organisationId: string | null,
): Promise<Record<YearEndStep, Figures>> {
  const { exercise } = calendar;
  const uses = await usesOf(tx, exercise, organisationId);
  const asleep = { 'vouchers-in-drawers': uses.inDrawer, 'vouchers-in-hands': uses.inHands };
  const told = await toldBy(tx, calendar, organisationId);
  const expired = await expiredIn(tx, exercise, organisationId);
  const toExpire = await toExpireIn(tx, exercise, organisationId);
  const orders = (await ordersAtYearEnd(tx, exercise)).filter(
    ({ funderId, stateId }) =>
      organisationId === null || funderId === organisationId || stateId === organisationId,
  );
  return {
    alert: {
      'vouchers-issued': uses.issued,
      'vouchers-handed-out': uses.handedOut,
      'vouchers-redeemed': uses.redeemed,
      ...asleep,
      'vouchers-unallotted': uses.unallotted,
      ...told.alert,
    },
    'hand-outs-stop': { ...asleep, ...told['hand-outs-stop'] },
    'validity-end': { 'vouchers-in-hands': uses.inHands, ...told['validity-end'] },
    'tolerance-end': { 'vouchers-redeemed': uses.redeemed, 'vouchers-in-hands': uses.inHands },
    expiry: {
      'vouchers-expired': expired.vouchers + toExpire.vouchers,
      'expired-cents': expired.cents + toExpire.cents,
    },
    statements: await statementFigures(tx, exercise, organisationId, orders),
    'credit-notes': creditFigures(orders),
    closing: {},
  };
}

/** Whom each notice told, or would tell. */
async function toldBy(tx: Tx, calendar: ExerciseCalendar, organisationId: string | null) {
  const told: Partial<Record<YearEndNotice, Figures>> = {};
  if (organisationId !== null) return told;
  for (const step of NOTICES) {
    const kinds = (await toldAlready(tx, calendar.exercise, step)) ?? (await wouldTell(tx, calendar, step));
    told[step] =
      step === 'validity-end'
        ? { 'structures-told': kinds.structure }
        : { 'funders-told': kinds.funder, 'prescribers-told': kinds.prescriber };
  }
  return told;
}

interface Told {
  readonly funder: number;
  readonly prescriber: number;
  readonly structure: number;
}

/** Null while the notice is not done. */
async function toldAlready(tx: Tx, exercise: number, step: YearEndStep): Promise<Told | null> {
  const { done, ...told } = await oneRow<Told & { done: boolean }>(
    tx,
    `SELECT count(*) FILTER (WHERE o.kind = 'funder')::int AS funder,
            count(*) FILTER (WHERE o.kind = 'prescriber')::int AS prescriber,
            count(*) FILTER (WHERE o.kind = 'structure')::int AS structure,
            EXISTS (SELECT 1 FROM year_end_run r JOIN year_end_run_done d ON d.run_id = r.id
                     WHERE r.exercise = $1 AND r.step = $2) AS done
       FROM year_end_notice n JOIN year_end_run r ON r.id = n.run_id JOIN organisation o ON o.id = n.organisation_id
      WHERE r.exercise = $1 AND r.step = $2`,
    [exercise, step],
  );
  return done ? told : null;
}

async function wouldTell(tx: Tx, calendar: ExerciseCalendar, step: YearEndNotice): Promise<Told> {
  const notices = await noticesOf(tx, calendar, step);
  const count = (kind: keyof Told) => notices.filter(({ to }) => to === kind).length;
  return { funder: count('funder'), prescriber: count('prescriber'), structure: count('structure') };
}

async function statementFigures(
  tx: Tx,
  exercise: number,
  organisationId: string | null,
  orders: readonly OrderAtYearEnd[],
): Promise<Figures> {
  const answers = await oneRow<Record<'agreed' | 'contested' | 'settled' | 'silent', number>>(
    tx,
    `SELECT count(*) FILTER (WHERE a.answer = 'agreed')::int AS agreed,
            count(*) FILTER (WHERE a.answer = 'contested' AND t.statement_id IS NULL)::int AS contested,
            count(t.statement_id)::int AS settled,
            count(*) FILTER (WHERE a.answer IS NULL AND t.statement_id IS NULL)::int AS silent
       FROM statement s
       LEFT JOIN statement_answer a ON a.statement_id = s.id
       LEFT JOIN statement_settlement t ON t.statement_id = s.id
      WHERE s.exercise = $1 AND EXISTS (
        SELECT 1 FROM statement_line l JOIN voucher_order o ON o.id = l.order_id
         WHERE l.statement_id = s.id AND ${ordersOf('$2')})`,
    [exercise, organisationId],
  );
  return {
    statements: new Set(orders.map(({ funderId }) => funderId)).size,
    'statements-agreed': answers.agreed,
    'statements-contested': answers.contested,
    'statements-settled': answers.settled,
    'statements-without-answer': answers.silent,
  };
}

/** An order with nothing left is closed without a credit note. */
function creditFigures(orders: readonly OrderAtYearEnd[]): Figures {
  const cents = (of: (order: OrderAtYearEnd) => Cents) => orders.map(of).reduce((one, two) => one + two, 0n);
  return {
    'orders-closed': orders.length,
    'credit-notes': orders.filter(({ unredeemedCents }) => unredeemedCents > 0n).length,
    'credit-funder-cents': cents((order) => order.funderCents),
    'credit-state-cents': cents((order) => order.stateCents),
  };
}

/** Counts and amounts as a list: a screen shows those there are. */
export function asList(figures: Figures): { figure: string; value: number }[] {
  return Object.entries(figures).map(([figure, value]) => ({
    figure,
    value: typeof value === 'bigint' ? wireNumber(value) : value,
  }));
}
