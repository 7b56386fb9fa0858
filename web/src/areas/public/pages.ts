import type { AreaInfo } from '../area.js';

export const publicArea: AreaInfo = {
  id: 'public',
  base: '/',
  roles: [],
  pages: [
    { name: 'home', path: '/' },
    { name: 'check', path: '/v' },
    // A code that no voucher bears: those that do are secrets.
    { name: 'voucher', path: '/v/:code', example: () => Promise.resolve('/v/0000-0000-0000-0000-0') },
    { name: 'where', path: '/ou', example: () => Promise.resolve('/ou?commune=37072') },
    { name: 'backing', path: '/garantie' },
    { name: 'enrolment', path: '/inscription' },
    { name: 'enrolment-confirmation', path: '/inscription/confirmation' },
    { name: 'password', path: '/mot-de-passe' },
  ],
};
