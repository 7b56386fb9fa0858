/**
 * The screens that letters lead to, as paths after PUBLIC_URL, each in the area of who receives the letter: they exist in
 * web/src/areas (test/letters/links.spec.ts).
 */
export const PAGES = {
  signIn: '/connexion',
  /** The secret stands after #, which browsers do not send: no server's log holds it. */
  enrolment: (token: string) => `/inscription/confirmation#${token}`,
  /** The token is after the #, which browsers do not send: it is in no log and no referrer. */
  password: (token: string) => `/mot-de-passe#${token}`,
  operator: { order: (orderId: string) => `/operateur/commandes/${orderId}` },
  funder: {
    order: (orderId: string) => `/financeur/commandes/${orderId}`,
    statement: (statementId: string) => `/financeur/fin-exercice/etats/${statementId}`,
    books: '/financeur/carnets',
  },
  state: { invoices: '/etat/factures' },
  office: { home: '/antenne' },
  venue: {
    /** Its label and its bank details. */
    structure: '/lieu/structure',
    payout: (payoutId: string) => `/lieu/paiements/${payoutId}`,
  },
} as const;
