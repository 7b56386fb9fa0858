import { rows, type Tx } from '../database/sql.js';
import { tariffOn } from '../scheme/rules.js';
import type { Day } from '../shared/calendar.js';
import { communeName } from '../shared/communes.js';
import type { PeopleCell } from './overview.dto.js';
import { PEOPLE_SQL } from './overview.sql.js';
import { withoutSmallCells } from './small-cells.js';

export const BREAKDOWNS = ['commune', 'age', 'module', 'sex', 'first-time'] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/** The cells of a breakdown that may be shown, and how many may not. */
export interface ShownCells {
  readonly shown: PeopleCell[];
  readonly leftOut: number;
}

/**
 * How many different people the vouchers of an exercise reached, of one funder or (null) of all, by each breakdown. The
 * only way that what is kept of people leaves: small cells are left out (RULES `small-cells`).
 */
export async function peopleServed(
  tx: Tx,
  { exercise, funderId }: { readonly exercise: number; readonly funderId: string | null },
  today: Day,
): Promise<Record<Breakdown, ShownCells>> {
  const { below } = tariffOn(today)['small-cells'];
  const found = await rows<PeopleCell & { by: Breakdown }>(tx, PEOPLE_SQL, [exercise, funderId]);
  const cellsOf = (by: Breakdown): ShownCells => {
    const cells = found.filter((cell) => cell.by === by);
    const shown = withoutSmallCells(cells, below).map(({ key, label, people }) => ({
      key,
      label: by === 'commune' ? (communeName(key) ?? key) : label,
      people,
    }));
    return { shown, leftOut: cells.length - shown.length };
  };
  return {
    commune: cellsOf('commune'),
    age: cellsOf('age'),
    module: cellsOf('module'),
    sex: cellsOf('sex'),
    'first-time': cellsOf('first-time'),
  };
}
