import type { Area } from '../area.js';
import { Home } from './home.js';

const area: Area = {
  pages: { home: Home },
  words: { fr: () => import('./fr.json'), en: () => import('./en.json') },
};
export default area;
