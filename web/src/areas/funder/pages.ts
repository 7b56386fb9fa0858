import type { AreaInfo, Reader } from '../area.js';

/** The first object of a list of the API, as an address. */
const first = (list: string, address: (id: string) => string) => async (read: Reader) => {
  const { items } = await read(`${list}?limit=1`);
  return items[0] ? address(items[0].id as string) : null;
};

export const funderArea: AreaInfo = {
  id: 'funder',
  base: '/financeur',
  roles: ['funder'],
  pages: [
    { name: 'home', path: '/financeur', isInNavigation: true },
    { name: 'orders', path: '/financeur/commandes', isInNavigation: true },
    { name: 'new-order', path: '/financeur/commandes/nouvelle' },
    {
      name: 'order',
      path: '/financeur/commandes/:id',
      example: first('/orders', (id) => `/financeur/commandes/${id}`),
    },
    { name: 'books', path: '/financeur/carnets', isInNavigation: true },
    {
      name: 'office',
      path: '/financeur/carnets/antennes/:id',
      example: first('/offices', (id) => `/financeur/carnets/antennes/${id}`),
    },
    { name: 'use', path: '/financeur/usages', isInNavigation: true },
    { name: 'year-end', path: '/financeur/fin-exercice', isInNavigation: true },
    {
      name: 'statement',
      path: '/financeur/fin-exercice/etats/:id',
      example: first('/statements', (id) => `/financeur/fin-exercice/etats/${id}`),
    },
    { name: 'organisation', path: '/financeur/organisation', isInNavigation: true },
  ],
};
