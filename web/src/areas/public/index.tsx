import { lazy } from 'react';
import type { Area } from '../area.js';
import { Home } from './home.js';

const area: Area = {
  pages: {
    home: Home,
    check: lazy(() => import('./check.js')),
    voucher: lazy(() => import('./voucher.js')),
    where: lazy(() => import('./where.js')),
    backing: lazy(() => import('./backing.js')),
    enrolment: lazy(() => import('./enrolment.js')),
    'enrolment-confirmation': lazy(() => import('./enrolment-confirmation.js')),
    password: lazy(() => import('./password.js')),
  },
  words: { fr: () => import('./fr.json'), en: () => import('./en.json') },
};
export default area;
