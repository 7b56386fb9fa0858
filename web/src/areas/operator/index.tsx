import type { Area } from '../area.js';
import { Home } from './home.js';
import { Invoice } from './invoice.js';
import { Invoices } from './invoices.js';
import { Order } from './order.js';
import { Orders } from './orders.js';

const area: Area = {
  pages: { home: Home, orders: Orders, order: Order, invoices: Invoices, invoice: Invoice },
  words: { fr: () => import('./fr.json'), en: () => import('./en.json') },
};
export default area;
