import { useQuery } from '@tanstack/react-query';
import { type Api, api, ask } from '../api/client.js';
import type { Owner } from './members.js';

/** The offices of a prescriber; none for any other organisation, and none until they are known. */
export function useOfficesOf({ id, kind }: Owner): readonly Api['OfficeView'][] {
  const query = useQuery({
    queryKey: ['offices', 'of', id],
    enabled: kind === 'prescriber',
    queryFn: async () => {
      const found: Api['OfficeView'][] = [];
      let after: string | undefined;
      do {
        const page = await ask(api.GET('/api/v1/offices', { params: { query: { after, limit: 200 } } }));
        found.push(...page.items.filter(({ prescriberId }) => prescriberId === id));
        after = page.next ?? undefined;
      } while (after !== undefined);
      return found;
    },
  });
  return query.data ?? [];
}
