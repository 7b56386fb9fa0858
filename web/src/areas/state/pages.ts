import type { AreaInfo } from '../area.js';

export const stateArea: AreaInfo = {
  id: 'state',
  base: '/etat',
  roles: ['state'],
  pages: [
    { name: 'home', path: '/etat', isInNavigation: true },
    {
      name: 'agreement',
      path: '/etat/conventions/:id',
      example: async (read) => {
        const { items } = await read('/grant-agreements?limit=1');
        return items[0] ? `/etat/conventions/${items[0].id}` : null;
      },
    },
    { name: 'invoices', path: '/etat/factures', isInNavigation: true },
    { name: 'team', path: '/etat/personnes', isInNavigation: true },
  ],
};
