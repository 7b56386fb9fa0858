import type { Tx } from '../../database/sql.js';
import type { Day } from '../../shared/calendar.js';
import type { PeopleCell } from '../overview.dto.js';
import { type Breakdown, BREAKDOWNS, peopleServed } from '../people-served.js';
import { BYTE_ORDER_MARK, csvLine, textCell } from './csv.js';
import type { Reader } from './table.js';

export const STATISTICS = {
  file: 'statistiques',
  about: 'Les personnes servies, par commune, âge, module, sexe et première fois, sans les petits effectifs.',
} as const;

const TITLES = ['Répartition', 'Libellé', 'Personnes'];

const BREAKDOWN_WORDS: Readonly<Record<Breakdown, string>> = {
  commune: 'commune',
  age: 'tranche d’âge',
  module: 'module',
  sex: 'sexe',
  'first-time': 'première médiation numérique',
};

const ANSWERS: Readonly<Record<string, string>> = {
  F: 'femme',
  M: 'homme',
  X: 'autre',
  true: 'oui',
  false: 'non',
  '': 'non renseigné',
};

function labelOf(by: Breakdown, { key, label }: PeopleCell): string {
  if (by === 'commune') return `${label} (${key})`;
  // A bracket that begins with a minus would be taken for a formula.
  if (by === 'age') return key.startsWith('-') ? `moins de ${key.slice(1)} ans` : `${key} ans`;
  return by === 'module' ? label : (ANSWERS[key] ?? key);
}

/**
 * Whom the vouchers reached, as CSV: counts of different people, with the small cells left out. For a funder its own
 * vouchers, for the operator those of all.
 */
export async function* statisticsOf(
  tx: Tx,
  reader: Reader,
  exercise: number,
  today: Day,
): AsyncGenerator<string, void> {
  const funderId = reader.role === 'operator' ? null : reader.organisationId;
  const people = await peopleServed(tx, { exercise, funderId }, today);
  const lines = BREAKDOWNS.flatMap((by) => {
    const { shown, leftOut } = people[by];
    const title = BREAKDOWN_WORDS[by];
    const cells = shown.map((cell) => [title, labelOf(by, cell), cell.people]);
    const hidden =
      leftOut > 1 ? `${leftOut} petits effectifs non communiqués` : 'un petit effectif non communiqué';
    return leftOut > 0 ? [...cells, [title, hidden, '']] : cells;
  });
  yield BYTE_ORDER_MARK + [TITLES, ...lines].map((cells) => csvLine(cells.map(textCell))).join('');
}
