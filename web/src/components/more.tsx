import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from './button.js';

interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** A list of the API, a page at a time: `useList(['orders'], (after) => ask(api.GET('/api/v1/orders', { params: { query: { after } } })))`. */
export function useList<Item>(
  queryKey: QueryKey,
  read: (after: string | undefined) => Promise<PageOf<Item>>,
) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: PageOf<Item>) => last.next ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
}

interface MoreProps {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** « Voir la suite », while there is one. */
export function More({ hasNextPage, isFetchingNextPage, fetchNextPage }: MoreProps) {
  const { t } = useTranslation();
  if (!hasNextPage) return null;
  return (
    <div>
      <Button
        kind="secondary"
        icon="down"
        isPending={isFetchingNextPage}
        onClick={() => void fetchNextPage()}
      >
        {t('list.more')}
      </Button>
    </div>
  );
}
