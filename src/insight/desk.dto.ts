import { AmountCents, ListOf, OneOf, Whole } from '../shared/http/fields.js';

/** What may wait for the operator. */
export const DESK_TASKS = [
  'jobs-failed',
  'payouts-rejected',
  'orders',
  'bank',
  'labels',
  'runs-prepared',
  'runs-sent',
  'contested',
  'owed-now',
  'invoices',
  'statements',
  'letters',
] as const;
export type DeskTask = (typeof DESK_TASKS)[number];

export class DeskLine {
  @OneOf(DESK_TASKS)
  task!: DeskTask;

  @Whole({ description: 'How many wait: all of them, not those of a page. Zero when none does.' })
  count!: number;

  @AmountCents({ description: 'The money that it is about; zero where it is about none.' })
  cents!: bigint;
}

export class Desk {
  @ListOf(() => DeskLine, { max: DESK_TASKS.length, description: 'One for each kind of task.' })
  items!: DeskLine[];
}
