import { asDay, type Day, isDay } from '../calendar.js';
import { ListOf, QueryWhole, Text } from './fields.js';
import { refuseRequest } from './request.refusals.js';

/**
 * Long lists, a page at a time. A page starts after the last row of the one before (its keys are the cursor), never at
 * a row count: rows added meanwhile make nobody skip or repeat one.
 *
 *     const [at, id] = readCursor(query, 'instant', 'id');
 *     const found = await rows<Found>(tx, `… WHERE $1::timestamptz IS NULL OR (at, id) < ($1, $2::uuid)
 *                                          ORDER BY at DESC, id DESC LIMIT $3`, [at, id, rowsToFetch(query)]);
 *     return toPage(query, found, (last) => [last.at, last.id]);
 */
export const DEFAULT_PAGE = 50;
export const LONGEST_PAGE = 200;
const LONGEST_CURSOR = 1200;

/** What a list takes in the address; a list with filters extends it. */
export class PageQuery {
  @QueryWhole({
    optional: true,
    min: 1,
    max: LONGEST_PAGE,
    description: `How many items, ${DEFAULT_PAGE} unless told.`,
  })
  limit?: number;

  @Text({ optional: true, max: LONGEST_CURSOR, description: 'The `next` of the page before.' })
  after?: string;
}

/** A page: its items, and the cursor of the next one, or null at the end of the list. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

/** The answer of a list, for the documentation: `class OrderPage extends pageOf(OrderView) {}`. */
export function pageOf<T extends object>(item: new () => T): new () => Page<T> {
  class PageOf {
    @ListOf(() => item, { max: LONGEST_PAGE })
    items!: T[];

    @Text({
      nullable: true,
      max: LONGEST_CURSOR,
      description: 'Give it back as `after`; null on the last page.',
    })
    next!: string | null;
  }
  return PageOf;
}

export type CursorValue = string | number | bigint | Date;

/** How a part of a cursor is read back: null for what it cannot be. */
const READERS = {
  id: (text: string): string | null =>
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text) ? text : null,
  whole: (text: string): bigint | null => (/^-?\d{1,18}$/.test(text) ? BigInt(text) : null),
  day: (text: string): Day | null => (isDay(text) ? asDay(text) : null),
  instant: (text: string): Date | null =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text))
      ? new Date(text)
      : null,
  text: (text: string): string | null => (text.isWellFormed() && !text.includes('\0') ? text : null),
} as const;

type Readers = typeof READERS;
type Read<Kinds extends readonly (keyof Readers)[]> = {
  -readonly [K in keyof Kinds]: ReturnType<Readers[Kinds[K]]>;
};

/**
 * The keys of the last row of the page before, of the given kinds; each null on the first page.
 * Refusal: request.invalid for a cursor that was not given by this list.
 */
export function readCursor<const Kinds extends readonly (keyof Readers)[]>(
  query: PageQuery,
  ...kinds: Kinds
): Read<Kinds> {
  if (query.after === undefined) return kinds.map(() => null) as Read<Kinds>;
  const parts = decode(query.after);
  const read =
    parts?.length === kinds.length ? kinds.map((kind, at) => READERS[kind](parts[at] ?? '')) : [null];
  if (read.includes(null)) throw refuseRequest('invalid', {}, [NOT_A_CURSOR]);
  return read as Read<Kinds>;
}

/** The LIMIT of the statement: one row more than the page holds, which tells whether there is another page. */
export function rowsToFetch(query: PageQuery): number {
  return (query.limit ?? DEFAULT_PAGE) + 1;
}

/** Cuts what was fetched to the page asked for; `keysOf` gives what the list is sorted by, the last one unique. */
export function toPage<Row>(
  query: PageQuery,
  fetched: Row[],
  keysOf: (row: Row) => readonly CursorValue[],
): Page<Row> {
  const items = fetched.slice(0, query.limit ?? DEFAULT_PAGE);
  const last = items.at(-1);
  const more = last !== undefined && fetched.length > items.length;
  return { items, next: more ? encode(keysOf(last)) : null };
}

const NOT_A_CURSOR = {
  field: 'after',
  rule: 'cursor',
  fr: 'Ce repère de page n’a pas été donné par cette liste.',
  en: 'This cursor was not given by this list.',
};

function encode(keys: readonly CursorValue[]): string {
  const parts = keys.map((key) => (key instanceof Date ? key.toISOString() : String(key)));
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function decode(cursor: string): string[] | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : null;
  } catch {
    return null;
  }
}
