import type { ReactNode } from 'react';
import css from './table.module.css';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand on the right, one under the other. */
  readonly isFigure?: boolean;
  /** The column that names the row. */
  readonly isHeading?: boolean;
}

interface TableProps<Row> {
  /** What the table is, read first by screen readers; in sight unless hidden. */
  readonly caption: string;
  readonly isCaptionHidden?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** A row of totals. */
  readonly foot?: readonly ReactNode[];
}

/** A real table; on a phone each row is a sheet whose lines bear the titles of the columns. */
export function Table<Row>({ caption, isCaptionHidden, columns, rows, keyOf, foot }: TableProps<Row>) {
  return (
    <table className={css.table} role="table">
      <caption className={isCaptionHidden ? 'visually-hidden' : css.caption}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.title} scope="col" role="columnheader" data-figure={column.isFigure || undefined}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((column) => {
              const Cell = column.isHeading ? 'th' : 'td';
              return (
                <Cell
                  key={column.title}
                  scope={column.isHeading ? 'row' : undefined}
                  role={column.isHeading ? 'rowheader' : 'cell'}
                  data-title={column.title}
                  data-figure={column.isFigure || undefined}
                >
                  {column.cell(row)}
                </Cell>
              );
            })}
          </tr>
        ))}
      </tbody>
      {foot && (
        <tfoot role="rowgroup">
          <tr role="row">
            {columns.map((column, index) => (
              <td
                key={column.title}
                role="cell"
                data-title={column.title}
                data-figure={column.isFigure || undefined}
              >
                {foot[index]}
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}
