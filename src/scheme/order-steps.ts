/**
 * The steps of an order. Each is a fact, taken once and never taken back, so where an order stands is read from the
 * steps it has taken. The table is the whole of the rule: a step can be taken when all it needs has been taken and
 * nothing it excludes has. An order that nobody pays is abandoned, which its funding alone prevents for good: books may
 * have been issued before, and none is after.
 *
 * Issuance needs the approval only: vouchers can be printed before the money has come. They are worth something when
 * the order is active, which needs both (rule `activation`).
 */
export const ORDER_STEPS = [
  'submitted',
  'refused',
  'cancelled',
  'approved',
  'invoiced',
  'funded',
  'issued',
  'abandoned',
  'active',
  'closed',
] as const;

export type OrderStep = (typeof ORDER_STEPS)[number];

export interface OrderStepRule {
  readonly needs: readonly OrderStep[];
  readonly excludes: readonly OrderStep[];
}

export const ORDER_STEP_RULES: Readonly<Record<OrderStep, OrderStepRule>> = {
  submitted: { needs: [], excludes: [] },
  refused: { needs: ['submitted'], excludes: ['approved', 'cancelled'] },
  cancelled: { needs: ['submitted'], excludes: ['approved', 'refused'] },
  approved: { needs: ['submitted'], excludes: ['refused', 'cancelled'] },
  invoiced: { needs: ['approved'], excludes: [] },
  funded: { needs: ['invoiced'], excludes: ['abandoned'] },
  issued: { needs: ['approved'], excludes: ['abandoned'] },
  abandoned: { needs: ['invoiced'], excludes: ['funded'] },
  active: { needs: ['funded', 'issued'], excludes: [] },
  closed: { needs: ['active'], excludes: [] },
};

/** The answer for one step; a step already taken is blocked by itself. */
export type StepAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly missing: OrderStep }
  | { readonly ok: false; readonly blockedBy: OrderStep };

/** Whether an order that has taken some steps, in any order, may take this one; if not, the first reason. */
export function mayTake(stepsTaken: Iterable<OrderStep>, step: OrderStep): StepAnswer {
  const taken = new Set(stepsTaken);
  const { needs, excludes } = ORDER_STEP_RULES[step];
  const blockedBy = [step, ...excludes].find((other) => taken.has(other));
  if (blockedBy) return { ok: false, blockedBy };
  const missing = needs.find((other) => !taken.has(other));
  return missing ? { ok: false, missing } : { ok: true };
}

/**
 * The one word for where an order stands: the furthest step taken, in the order of `ORDER_STEPS`. Throws a RangeError
 * for an order without a step, which is none.
 */
export function statusOf(stepsTaken: Iterable<OrderStep>): OrderStep {
  const taken = new Set(stepsTaken);
  const status = ORDER_STEPS.findLast((step) => taken.has(step));
  if (!status) throw new RangeError('an order has taken at least one step');
  return status;
}
