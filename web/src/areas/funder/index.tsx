import type { Area } from '../area.js';
import { Home } from './home.js';
import { NewOrder } from './new-order.js';
import { Order } from './order.js';
import { Orders } from './orders.js';

const area: Area = {
  pages: { home: Home, orders: Orders, 'new-order': NewOrder, order: Order },
  words: { fr: () => import('./fr.json'), en: () => import('./en.json') },
};
export default area;
