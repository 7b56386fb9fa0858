import type { AreaInfo } from '../area.js';

export const publicArea: AreaInfo = {
  id: 'public',
  base: '/',
  roles: [],
  pages: [{ name: 'home', path: '/' }],
};
