import type { Role } from '../../access/actor.js';
import { affected, rows, type Tx } from '../../database/sql.js';
import type { Cents } from '../../shared/money.js';
import { BYTE_ORDER_MARK, csvLine, eurosCell, textCell } from './csv.js';

/** For whom a table is written: what is another organisation's is not in it. */
export interface Reader {
  readonly role: Role;
  readonly organisationId: string;
}

export interface Column {
  readonly title: string;
  /** The SQL of its value: text, a count, or cents where it is in `euros`. An instant is given by `instant()`. */
  readonly sql: string;
  readonly euros?: true;
  /** The French words for the values of a closed list. */
  readonly words?: Readonly<Record<string, string>>;
  /** The roles that see the column; all those that may read the table unless told. */
  readonly only?: readonly Role[];
}

/** A table to export. Its SQL finds the exercise, the role and the organisation of who asks in the row `ask`. */
export interface Table {
  /** The French name of the file, without the year: commandes-2026.csv. */
  readonly file: string;
  /** What it holds, in a sentence for whoever opens an archive. */
  readonly about: string;
  readonly columns: readonly Column[];
  /** Joins, WHERE and an ORDER BY that ends with a unique key: written twice, a table is the same. */
  readonly sql: string;
}

type Value = string | number | bigint | boolean | null;

const ROWS_AT_ONCE = 500;

/** An instant as it was in Paris, to the second: `2026-03-02 12:00:00`. PostgreSQL does it many times faster than Intl. */
export function instant(sql: string): string {
  return `to_char(${sql} AT TIME ZONE 'Europe/Paris', 'YYYY-MM-DD HH24:MI:SS')`;
}

/** A SIRET in groups: fourteen figures in a row would be shown as 1,23E+13. */
export function siret(sql: string): string {
  return `left(${sql}, 3) || ' ' || substr(${sql}, 4, 3) || ' ' || substr(${sql}, 7, 3) || ' ' || substr(${sql}, 10)`;
}

/**
 * The table as CSV, some lines at a time: the header first, alone if there is no row. Rows come by a cursor that never goes
 * further than what was asked for, so memory does not grow with them. To be read within one reading transaction.
 */
export async function* csvOf(
  tx: Tx,
  table: Table,
  reader: Reader,
  exercise: number,
): AsyncGenerator<string, void> {
  const columns = table.columns.filter(({ only }) => !only || only.includes(reader.role));
  const selected = columns.map(({ sql }, index) => `${sql} AS c${index}`).join(', ');
  await affected(
    tx,
    `DECLARE exported NO SCROLL CURSOR FOR
       SELECT ${selected} FROM (SELECT $1::int AS exercise, $2::text AS role, $3::uuid AS organisation_id) ask ${table.sql}`,
    [exercise, reader.role, reader.organisationId],
  );
  let lines = BYTE_ORDER_MARK + csvLine(columns.map(({ title }) => textCell(title)));
  for (;;) {
    const batch = await rows<Record<string, Value>>(tx, `FETCH ${ROWS_AT_ONCE} FROM exported`);
    for (const row of batch) {
      const values = Object.values(row);
      lines += csvLine(columns.map((column, index) => cellOf(column, values[index] as Value)));
    }
    const last = batch.length < ROWS_AT_ONCE;
    // Promises hold one another, and each the rows it gave, until the next great collection: a hundred MB were waiting for it.
    batch.length = 0;
    yield lines;
    if (last) break;
    lines = '';
  }
  await affected(tx, 'CLOSE exported');
}

function cellOf({ euros, words }: Column, value: Value): string {
  if (euros) return eurosCell(value as Cents | null);
  return textCell(words && value !== null ? (words[String(value)] ?? value) : value);
}
