/** The pages that letters lead to, as paths after PUBLIC_URL: one place, because the screens answer at them. */
export const PAGES = {
  signIn: '/connexion',
  members: '/membres',
  order: (orderId: string) => `/commandes/${orderId}`,
  allotments: '/dotations',
  label: '/label',
  bankDetails: '/coordonnees-bancaires',
  payout: (payoutId: string) => `/versements/${payoutId}`,
  statement: (statementId: string) => `/etats/${statementId}`,
} as const;
