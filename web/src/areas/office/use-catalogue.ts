import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';

const EVERY = 200;

/** The modules that can be handed out, as the catalogue lists them. */
export function useCatalogue() {
  return useQuery({
    queryKey: ['modules'],
    queryFn: async () => {
      const { items } = await ask(api.GET('/api/v1/modules', { params: { query: { limit: EVERY } } }));
      return items;
    },
    staleTime: 5 * 60_000,
  });
}
