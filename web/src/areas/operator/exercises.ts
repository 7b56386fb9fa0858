import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';

/** The exercises, the latest first, as an address writes them. */
export function useExercises(): string[] {
  const { data } = useQuery({
    queryKey: ['exercises'],
    queryFn: () => ask(api.GET('/api/v1/exercises')),
  });
  return (data?.items ?? []).map((each) => String(each.exercise)).toSorted((a, b) => (a < b ? 1 : -1));
}
