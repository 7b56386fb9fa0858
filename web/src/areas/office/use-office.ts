import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Api, api, ask } from '../../api/client.js';
import { useSignedIn } from '../../api/session.js';

export type Office = Api['OfficeView'];

/** More offices than a prescriber has. */
const EVERY = 200;

/** The offices of one's prescriber. */
export function useOffices() {
  return useQuery({
    queryKey: ['offices'],
    queryFn: async () => {
      const { items } = await ask(api.GET('/api/v1/offices', { params: { query: { limit: EVERY } } }));
      return items;
    },
    staleTime: 60_000,
  });
}

/** The office last acted for, by whoever has none in particular: kept from page to page. */
let lastChosen: string | null = null;

/** The office one acts for: one's own, or the one chosen among all by whoever belongs to none in particular. */
export function useActingOffice() {
  const { office: own } = useSignedIn();
  const query = useOffices();
  const [chosen, setChosen] = useState(lastChosen);
  const offices = query.data ?? [];
  const id = own?.id ?? chosen ?? offices[0]?.id;
  return {
    query,
    office: offices.find((each) => each.id === id) ?? offices[0],
    /** Those to choose from: none for whoever has one's own. */
    choices: own ? [] : offices,
    choose: (officeId: string) => {
      lastChosen = officeId;
      setChosen(officeId);
    },
  };
}
