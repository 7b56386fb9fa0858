import type { Area } from '../area.js';
import { Books } from './books.js';
import { Home } from './home.js';
import { NewOrder } from './new-order.js';
import { Office } from './office.js';
import { Order } from './order.js';
import { Orders } from './orders.js';
import { Organisation } from './organisation.js';
import { Statement } from './statement.js';
import { Use } from './use.js';
import { YearEnd } from './year-end.js';

const area: Area = {
  pages: {
    home: Home,
    orders: Orders,
    'new-order': NewOrder,
    order: Order,
    books: Books,
    office: Office,
    use: Use,
    'year-end': YearEnd,
    statement: Statement,
    organisation: Organisation,
  },
  words: { fr: () => import('./fr.json'), en: () => import('./en.json') },
};
export default area;
