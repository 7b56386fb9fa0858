import type { AreaInfo } from '../area.js';

export const officeArea: AreaInfo = {
  id: 'office',
  base: '/antenne',
  roles: ['prescriber-manager', 'social-worker'],
  pages: [{ name: 'home', path: '/antenne', isInNavigation: true }],
};
