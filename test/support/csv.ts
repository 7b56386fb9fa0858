import { parse } from 'csv-parse/sync';
import type { Client } from './app.js';

/** A CSV file read back, its lines by the titles of their columns. It must be one that French Excel opens as it is. */
export interface ReadCsv {
  titles: string[];
  lines: Record<string, string>[];
}

export function readCsv(file: string | Buffer): ReadCsv {
  const text = file.toString();
  expect(text.startsWith('\ufeff')).toBe(true);
  expect(text.endsWith('\r\n')).toBe(true);
  const options = { bom: true, delimiter: ';', recordDelimiter: '\r\n', relaxQuotes: false } as const;
  const [titles = [], ...rows] = parse(text, options);
  // csv-parse refuses a line that is longer or shorter than the first.
  return {
    titles,
    lines: rows.map((cells) => Object.fromEntries(cells.map((cell, at) => [titles[at], cell]))),
  };
}

/** An export that is given, read back. */
export async function exported(client: Client, name: string, exercise = 2026): Promise<ReadCsv> {
  const answer = await client.get<Buffer>(`/exports/${name}.csv?exercise=${exercise}`);
  expect([name, answer.status, answer.headers['content-type']]).toEqual([
    name,
    200,
    'text/csv; charset=utf-8',
  ]);
  expect(answer.headers['content-disposition']).toMatch(
    new RegExp(`^attachment; filename="[a-z-]+-${exercise}\\.csv"$`),
  );
  return readCsv(answer.body);
}

/** The sum of a column of euros, in cents. */
export function centsOf({ titles, lines }: ReadCsv, title: string): number {
  expect(titles).toContain(title);
  return lines.reduce((total, line) => {
    expect(line[title]).toMatch(/^-?\d+,\d\d$/);
    return total + Number((line[title] as string).replace(',', ''));
  }, 0);
}

/** The sum of a column of counts. */
export function countOf({ titles, lines }: ReadCsv, title: string): number {
  expect(titles).toContain(title);
  return lines.reduce((total, line) => total + Number(line[title]), 0);
}
