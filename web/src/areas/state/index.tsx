import type { Area } from '../area.js';
import { Agreement } from './agreement.js';
import { Home } from './home.js';
import { Invoices } from './invoices.js';

const area: Area = {
  pages: { home: Home, agreement: Agreement, invoices: Invoices },
  words: { fr: () => import('./fr.json'), en: () => import('./en.json') },
};
export default area;
