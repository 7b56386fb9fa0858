import type { AreaInfo } from '../area.js';

export const venueArea: AreaInfo = {
  id: 'venue',
  base: '/lieu',
  roles: ['structure-manager', 'mediator'],
  pages: [
    { name: 'scanner', path: '/lieu', isInNavigation: true },
    { name: 'group', path: '/lieu/seance', isInNavigation: true },
    { name: 'scans', path: '/lieu/encaissements', isInNavigation: true },
    { name: 'waiting', path: '/lieu/attente', isInNavigation: true },
    { name: 'payouts', path: '/lieu/paiements', roles: ['structure-manager'], isInNavigation: true },
    {
      name: 'payout',
      path: '/lieu/paiements/:id',
      roles: ['structure-manager'],
      example: async (read) => {
        const { items } = await read('/payouts?limit=1');
        return items[0] ? `/lieu/paiements/${items[0].id}` : null;
      },
    },
    { name: 'structure', path: '/lieu/structure', roles: ['structure-manager'], isInNavigation: true },
    { name: 'team', path: '/lieu/equipe', roles: ['structure-manager'], isInNavigation: true },
  ],
};
