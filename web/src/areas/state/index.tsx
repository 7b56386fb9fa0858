import type { Area } from '../area.js';
import { Agreement } from './agreement.js';
import { Home } from './home.js';
import { Invoices } from './invoices.js';
import { Team } from './team.js';

const area: Area = {
  pages: { home: Home, agreement: Agreement, invoices: Invoices, team: Team },
  words: { fr: () => import('./fr.json'), en: () => import('./en.json') },
};
export default area;
