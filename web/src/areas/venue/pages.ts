import type { AreaInfo } from '../area.js';

export const venueArea: AreaInfo = {
  id: 'venue',
  base: '/lieu',
  roles: ['structure-manager', 'mediator'],
  pages: [{ name: 'home', path: '/lieu', isInNavigation: true }],
};
