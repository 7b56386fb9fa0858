import { useInfiniteQuery } from '@tanstack/react-query';
import { type Api, api, ask } from '../../../api/client.js';
import { today } from '../../../words/formats.js';

export type Book = Api['StockBook'];

/** The exercise of today: hand-outs are of one calendar year. */
export const thisYear = () => Number(today().slice(0, 4));

export function readStock(officeId: string, after?: string, limit?: number) {
  const query = { exercise: thisYear(), after, limit };
  return ask(api.GET('/api/v1/offices/{id}/stock', { params: { path: { id: officeId }, query } }));
}

/** The books of an office for this year's exercise, a page at a time, with what they amount to all together. */
export function useStock(officeId: string) {
  return useInfiniteQuery({
    queryKey: ['stock', officeId, 'books'],
    queryFn: ({ pageParam }) => readStock(officeId, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    select: ({ pages }) => ({ totals: pages[0]!.totals, books: pages.flatMap(({ items }) => items) }),
  });
}

/** Where a book is on its way: its vouchers may be worth nothing yet. */
export function stateOf(book: Book): 'waiting' | 'new' | 'begun' | 'finished' {
  if (book.left === 0) return 'finished';
  if (!book.active) return 'waiting';
  return book.left === book.vouchers ? 'new' : 'begun';
}
