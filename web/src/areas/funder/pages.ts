import type { AreaInfo } from '../area.js';

export const funderArea: AreaInfo = {
  id: 'funder',
  base: '/financeur',
  roles: ['funder'],
  pages: [{ name: 'home', path: '/financeur', isInNavigation: true }],
};
