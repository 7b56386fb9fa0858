import type { Area } from '../area.js';
import { Home } from './home.js';
import { Invoice } from './invoice.js';
import { Invoices } from './invoices.js';
import { Order } from './order.js';
import { Orders } from './orders.js';
import { BankLine, Payout } from './payout.js';
import { Payouts } from './payouts.js';
import { RingFenced } from './ring-fenced.js';
import { Run } from './run.js';
import { Structure } from './structure.js';
import { Structures } from './structures.js';

const area: Area = {
  pages: {
    home: Home,
    orders: Orders,
    order: Order,
    invoices: Invoices,
    invoice: Invoice,
    structures: Structures,
    structure: Structure,
    payouts: Payouts,
    run: Run,
    'bank-line': BankLine,
    payout: Payout,
    'ring-fenced': RingFenced,
  },
  words: { fr: () => import('./fr.json'), en: () => import('./en.json') },
};
export default area;
