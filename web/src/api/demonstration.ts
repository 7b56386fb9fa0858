import { useQuery } from '@tanstack/react-query';
import { type Api, api, ask } from './client.js';

/** The logins that the demonstration lends; none elsewhere, nor before the answer. */
export function useDemonstrationLogins(): readonly Api['DemonstrationLogin'][] {
  const { data } = useQuery({
    queryKey: ['demonstration'],
    queryFn: () => ask(api.GET('/api/v1/demonstration')),
    staleTime: Infinity,
  });
  return data?.logins ?? [];
}
