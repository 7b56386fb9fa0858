import * as fc from 'fast-check';
import { Refusal } from '../refusal.js';
import { type CursorValue, readCursor, rowsToFetch, toPage } from './page.js';

/** The cursor that follows a last row with these keys. */
function cursorAfter(...keys: CursorValue[]): string {
  const { next } = toPage({ limit: 1 }, [keys, keys], (row) => row);
  return next as string;
}

describe('a page', () => {
  it('holds what was asked for, and says whether more follows', () => {
    const query = { limit: 2 };
    expect(rowsToFetch(query)).toBe(3);
    expect(toPage(query, [1n, 2n], (row) => [row])).toEqual({ items: [1n, 2n], next: null });
    expect(toPage(query, [1n, 2n, 3n], (row) => [row])).toEqual({ items: [1n, 2n], next: cursorAfter(2n) });
    expect(toPage(query, [], () => ['x'])).toEqual({ items: [], next: null });
  });

  it('holds fifty items unless told', () => {
    const items = Array.from({ length: 60 }, (_, at) => at);
    expect(rowsToFetch({})).toBe(51);
    expect(toPage({}, items.slice(0, 51), (row) => [row]).items).toHaveLength(50);
  });

  it('never skips nor repeats a row, whatever its length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.nat(40), (limit, total) => {
        const all = Array.from({ length: total }, (_, at) => BigInt(at));
        const seen: bigint[] = [];
        for (let after: string | null | undefined; after !== null;) {
          const query = { limit, ...(after ? { after } : {}) };
          const [last] = readCursor(query, 'whole');
          const fetched = all.filter((row) => last === null || row > last).slice(0, rowsToFetch(query));
          const page = toPage(query, fetched, (row) => [row]);
          seen.push(...page.items);
          after = page.next;
        }
        expect(seen).toEqual(all);
      }),
    );
  });
});

describe('a cursor', () => {
  const id = '6f1c5a1e-93c4-4f0e-a0d5-3b1f6f8f2a11';

  it('is read back as the keys it was made of', () => {
    const at = new Date('2026-03-02T11:00:00.123Z');
    const after = cursorAfter(at, id, 12n, '2026-03-02', 'Île-Bouchard « 🙂 »');
    expect(readCursor({ after }, 'instant', 'id', 'whole', 'day', 'text')).toEqual([
      at,
      id,
      12n,
      '2026-03-02',
      'Île-Bouchard « 🙂 »',
    ]);
  });

  it('is null for every key on the first page', () => {
    expect(readCursor({}, 'text', 'id')).toEqual([null, null]);
  });

  it('loses nothing of any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\0')),
        (text) => expect(readCursor({ after: cursorAfter(text) }, 'text')).toEqual([text]),
      ),
    );
  });

  it.each([
    ['no JSON', 'x'],
    ['an object', Buffer.from('{}').toString('base64url')],
    ['null', Buffer.from('null').toString('base64url')],
    ['numbers', Buffer.from('[1]').toString('base64url')],
    ['too few keys', cursorAfter()],
    ['too many keys', cursorAfter('a', 'b')],
    ['a NUL', cursorAfter('a\0')],
  ])('is refused when it holds %s', (_what, after) => {
    expect(() => readCursor({ after }, 'text')).toThrow(Refusal);
  });

  it.each([
    ['id', "' OR 1=1"],
    ['id', ''],
    ['whole', '1.5'],
    ['whole', '9'.repeat(19)],
    ['day', '2026-02-29'],
    ['instant', '2026-13-01T00:00:00.000Z'],
    ['instant', 'now'],
    ['instant', 'infinity'],
  ] as const)('is refused where the key of kind %s is %p', (kind, value) => {
    expect(() => readCursor({ after: cursorAfter(value) }, kind)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });

  it('made of anything is refused or read, never an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (after) => {
        try {
          readCursor({ after }, 'text', 'instant');
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
    );
  });
});
