/** A count of people in a statistic. */
export interface Cell {
  readonly people: number;
}

/**
 * The cells of one breakdown that may be shown (RULES `small-cells`): those that count fewer people than `below` are
 * left out. When all that is left out would still be fewer people than that, the smallest of the others goes too: or
 * else it could be found by subtracting what is shown from the total, which another breakdown gives away.
 */
export function withoutSmallCells<T extends Cell>(cells: readonly T[], below: number): T[] {
  const bySize = cells.filter(({ people }) => people > 0).toSorted((one, other) => one.people - other.people);
  const hidden = new Set<T>();
  let peopleHidden = 0;
  for (const cell of bySize) {
    if (cell.people >= below && (peopleHidden === 0 || peopleHidden >= below)) break;
    hidden.add(cell);
    peopleHidden += cell.people;
  }
  return cells.filter((cell) => cell.people > 0 && !hidden.has(cell));
}
