import type { AreaInfo } from '../area.js';

export const stateArea: AreaInfo = {
  id: 'state',
  base: '/etat',
  roles: ['state'],
  pages: [{ name: 'home', path: '/etat', isInNavigation: true }],
};
