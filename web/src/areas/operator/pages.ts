import type { AreaInfo } from '../area.js';

export const operatorArea: AreaInfo = {
  id: 'operator',
  base: '/operateur',
  roles: ['operator'],
  pages: [{ name: 'home', path: '/operateur', isInNavigation: true }],
};
