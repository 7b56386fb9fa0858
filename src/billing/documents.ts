import { oneRow, row, type Tx } from '../database/sql.js';
import { type Day, exerciseOf, parisDay } from '../shared/calendar.js';

/** The series of the documents: invoices (factures) and credit notes (avoirs). */
const SERIES = { invoice: 'F', credit_note: 'A' } as const;

export interface DocumentNumber {
  readonly number: string;
  readonly exercise: number;
  readonly sequence: number;
  readonly issuedAt: Date;
  readonly issuedOn: Day;
}

/**
 * The next number of a series in an exercise, from 1, without a gap: the counter's row stays locked until the
 * transaction ends, and a rollback gives the number back. So every other row is locked before this one.
 */
export async function nextInSeries(tx: Tx, series: string, exercise: number): Promise<number> {
  const { last } = await oneRow<{ last: number }>(
    tx,
    `INSERT INTO document_counter (series, exercise, last) VALUES ($1, $2, 1)
     ON CONFLICT (series, exercise) DO UPDATE SET last = document_counter.last + 1 RETURNING last`,
    [series, exercise],
  );
  return last;
}

/**
 * Takes the next number of an invoice or a credit note, in the exercise of the Paris day of `at`: F2026-000001.
 * Numbers and dates go in one order: who waited for the counter with an earlier instant is dated as the document
 * before it, and clocks of several processes need not agree to the millisecond.
 */
export async function takeNumber(tx: Tx, document: keyof typeof SERIES, at: Date): Promise<DocumentNumber> {
  const exercise = exerciseOf(parisDay(at));
  const sequence = await nextInSeries(tx, SERIES[document], exercise);
  const before = await row<{ issuedAt: Date }>(
    tx,
    `SELECT issued_at AS "issuedAt" FROM ${document} WHERE exercise = $1 AND sequence = $2`,
    [exercise, sequence - 1],
  );
  const issuedAt = before && before.issuedAt > at ? before.issuedAt : at;
  const number = `${SERIES[document]}${exercise}-${String(sequence).padStart(6, '0')}`;
  return { number, exercise, sequence, issuedAt, issuedOn: parisDay(issuedAt) };
}
