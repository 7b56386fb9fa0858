import type { AreaInfo } from '../area.js';

export const officeArea: AreaInfo = {
  id: 'office',
  base: '/antenne',
  roles: ['prescriber-manager', 'social-worker'],
  pages: [
    { name: 'home', path: '/antenne', isInNavigation: true },
    {
      name: 'hand-out',
      path: '/antenne/remettre',
      roles: ['prescriber-manager'],
      isInNavigation: true,
    },
    { name: 'stock', path: '/antenne/stock', roles: ['social-worker'], isInNavigation: true },
    { name: 'loss', path: '/antenne/perte', isInNavigation: true },
    { name: 'made', path: '/antenne/remises', isInNavigation: true },
    { name: 'team', path: '/antenne/equipe', roles: ['prescriber-manager'], isInNavigation: true },
    { name: 'new-office', path: '/antenne/nouvelle', roles: ['prescriber-manager'] },
    {
      name: 'office',
      path: '/antenne/antennes/:id',
      roles: ['prescriber-manager'],
      example: async (read) => {
        const { items } = await read('/offices?limit=1');
        return items[0] ? `/antenne/antennes/${items[0].id}` : null;
      },
    },
  ],
};
