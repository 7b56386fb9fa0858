import type { AreaInfo, Reader } from '../area.js';

/** The page of the first of a list, or none where the list is empty. */
const firstOf = (list: string, address: (id: string) => string) => async (read: Reader) => {
  const { items } = await read(list);
  return items[0] ? address(items[0].id) : null;
};

export const operatorArea: AreaInfo = {
  id: 'operator',
  base: '/operateur',
  roles: ['operator'],
  pages: [
    { name: 'home', path: '/operateur', isInNavigation: true },
    { name: 'orders', path: '/operateur/commandes', isInNavigation: true },
    {
      name: 'order',
      path: '/operateur/commandes/:id',
      example: firstOf('/orders?limit=1', (id) => `/operateur/commandes/${id}`),
    },
    { name: 'invoices', path: '/operateur/factures', isInNavigation: true },
    {
      name: 'invoice',
      path: '/operateur/factures/:id',
      example: firstOf('/invoices?limit=1', (id) => `/operateur/factures/${id}`),
    },
    { name: 'structures', path: '/operateur/structures', isInNavigation: true },
    {
      name: 'structure',
      path: '/operateur/structures/:id',
      example: firstOf('/structures?limit=1', (id) => `/operateur/structures/${id}`),
    },
    { name: 'payouts', path: '/operateur/contre-paiements', isInNavigation: true },
    {
      name: 'run',
      path: '/operateur/contre-paiements/campagnes/:id',
      example: firstOf('/payout-runs?limit=1', (id) => `/operateur/contre-paiements/campagnes/${id}`),
    },
    {
      name: 'bank-line',
      path: '/operateur/contre-paiements/lignes/:reference',
      example: async (read) => {
        const { items } = await read('/payouts?limit=1');
        return items[0] ? `/operateur/contre-paiements/lignes/${items[0].endToEndId}` : null;
      },
    },
    {
      name: 'payout',
      path: '/operateur/contre-paiements/:id',
      example: firstOf('/payouts?limit=1', (id) => `/operateur/contre-paiements/${id}`),
    },
    { name: 'accounts', path: '/operateur/comptes-bancaires' },
    { name: 'year-end', path: '/operateur/fin-d-annee', isInNavigation: true },
    {
      name: 'statement',
      path: '/operateur/etats/:id',
      example: firstOf('/statements?limit=1', (id) => `/operateur/etats/${id}`),
    },
    { name: 'credit-notes', path: '/operateur/avoirs' },
    {
      name: 'credit-note',
      path: '/operateur/avoirs/:id',
      example: firstOf('/credit-notes?limit=1', (id) => `/operateur/avoirs/${id}`),
    },
    { name: 'ledger', path: '/operateur/comptes', isInNavigation: true },
    {
      name: 'cause',
      path: '/operateur/comptes/causes/:id',
      example: async (read) => {
        const { items } = await read('/ledger/transfers?limit=1');
        return items[0] ? `/operateur/comptes/causes/${items[0].causeId}` : null;
      },
    },
    {
      name: 'account-entries',
      path: '/operateur/comptes/:id',
      example: firstOf('/ledger/accounts?limit=1', (id) => `/operateur/comptes/${id}`),
    },
    {
      name: 'redemption',
      path: '/operateur/encaissements/:id',
      example: firstOf('/redemptions?limit=1', (id) => `/operateur/encaissements/${id}`),
    },
    { name: 'trail', path: '/operateur/journal' },
    { name: 'exports', path: '/operateur/exports' },
    { name: 'organisations', path: '/operateur/organisations', isInNavigation: true },
    {
      name: 'organisation',
      path: '/operateur/organisations/:id',
      example: firstOf('/organisations?limit=1', (id) => `/operateur/organisations/${id}`),
    },
    { name: 'agreements', path: '/operateur/conventions' },
    {
      name: 'agreement',
      path: '/operateur/conventions/:id',
      example: firstOf('/grant-agreements?limit=1', (id) => `/operateur/conventions/${id}`),
    },
    { name: 'modules', path: '/operateur/modules' },
    { name: 'api-keys', path: '/operateur/cles' },
    { name: 'jobs', path: '/operateur/travaux', isInNavigation: true },
    {
      name: 'job',
      path: '/operateur/travaux/:id',
      example: firstOf('/jobs?limit=1', (id) => `/operateur/travaux/${id}`),
    },
    { name: 'letters', path: '/operateur/courriers' },
    {
      name: 'letter',
      path: '/operateur/courriers/:id',
      example: firstOf('/letters?limit=1', (id) => `/operateur/courriers/${id}`),
    },
  ],
};
