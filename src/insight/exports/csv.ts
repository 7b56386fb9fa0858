import type { Cents } from '../../shared/money.js';

/**
 * CSV as French Excel opens it by a double click, without an import dialog: `;` between cells, CRLF after lines, UTF-8
 * announced by its mark (BOM), a decimal comma. Days are written 2026-03-02: Excel reads them as days in any language, and
 * as text they sort, and no month is taken for a day.
 */
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * What a spreadsheet may take for a formula (OWASP, CSV injection): it begins with = + - @ or their full-width forms, be it
 * after blanks or quotes, which some spreadsheets drop; or with a tab or an end of line.
 */
const FORMULA = /^(?:[\s"'’]*[=+\-@＝＋－＠]|[\t\r\n])/u;
const NEEDS_QUOTES = /[;"\r\n]/;

/** A cell of text: what could be a formula is preceded by an apostrophe. Nothing is an empty cell, true is `oui`. */
export function textCell(value: string | number | bigint | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'oui' : 'non';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An amount in euros that stays a number for a spreadsheet: 123456n is `1234,56`, and -5n is `-0,05`. */
export function eurosCell(amount: Cents | null): string {
  if (amount === null) return '';
  const sign = amount < 0n ? '-' : '';
  const digits = String(amount < 0n ? -amount : amount).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)},${digits.slice(-2)}`;
}

/** One line of cells, with its end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.join(';')}\r\n`;
}
