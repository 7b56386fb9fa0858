import type { FactsOf, LetterKind } from '../../src/letters/kinds/index.js';
import { asDay } from '../../src/shared/calendar.js';

const ID = '7f6d2c1e-9b1a-4c55-8a60-2f0d4f1c9e11';
const order = { orderId: ID, number: 'CMD-2026-0007' };
const payout = { payoutId: ID, amountCents: 122_624n, redemptions: 128 };
const unmet = {
  unmetCriteria: ['insurance', 'posted-prices'],
  reason: 'L’attestation d’assurance est de 2024.\nLes prix ne sont pas affichés à l’accueil.',
} as const;

const yearEnd = {
  exercise: 2026,
  handOutsStopOn: asDay('2026-12-15'),
  validityEndsOn: asDay('2026-12-31'),
  toleranceEndsOn: asDay('2027-01-31'),
  statementOn: asDay('2027-02-07'),
};
const uses = {
  issued: 12_000,
  handedOut: 6_120,
  redeemed: 4_871,
  inDrawer: 4_680,
  inDrawerCents: 4_680_000n,
  inHands: 1_249,
  inHandsCents: 1_249_000n,
  unallotted: 1_200,
  unallottedCents: 1_200_000n,
  booksStarted: 655,
};
const drawers = {
  offices: [
    { officeName: 'Maison des solidarités de Chinon (Département d’Indre-et-Loire)', inDrawer: 1_240 },
    { officeName: 'CCAS d’Avoine (CCAS d’Avoine)', inDrawer: 310 },
  ],
  otherOffices: 3,
};

/** Facts of every kind of letter: whoever adds a kind adds its example, or this does not compile. */
export const EXAMPLES: { readonly [K in LetterKind]: FactsOf<K> } = {
  'enrolment-asked': { enrolmentId: ID, structureName: 'Espace numérique', until: asDay('2026-03-04') },
  'member-added': { organisationName: 'CCAS de Chinon' },
  invitation: { organisationName: 'CCAS de Chinon', linkId: ID },
  'password-reset': { linkId: ID },
  'order-submitted': {
    ...order,
    funderName: 'Département d’Indre-et-Loire',
    vouchers: 2_000,
    faceValueCents: 2_000_000n,
    stateShareCents: 1_000_000n,
  },
  'order-approved': {
    ...order,
    invoices: [
      { number: 'F2026-000012', totalCents: 1_000_000n },
      { number: 'F2026-000013', totalCents: 50_000n },
    ],
    stateCents: 1_000_000n,
  },
  'state-invoice-issued': {
    invoiceNumber: 'F2026-000015',
    totalCents: 1_000_000n,
    orderNumber: 'CMD-2026-0007',
    funderName: 'Département d’Indre-et-Loire',
    faceValueCents: 2_000_000n,
    agreementReference: 'AAP-2026-37',
  },
  'order-abandoned': {
    ...order,
    funderName: 'Département d’Indre-et-Loire',
    invoices: [
      { number: 'F2026-000012', creditNote: 'A2026-000003' },
      { number: 'F2026-000013', creditNote: 'A2026-000004' },
    ],
    creditCents: 123_456n,
    reason: 'Le budget n’a pas été voté.',
    reader: 'funder',
  },
  'payment-reversed': {
    invoiceNumber: 'F2026-000012',
    order,
    amountCents: 70_000n,
    byCredit: false,
    restCents: 400_000n,
    reason: 'Saisi sur la mauvaise facture.',
    payer: 'funder',
  },
  'order-refused': { ...order, reason: 'Le numéro d’engagement ne correspond pas à la convention.' },
  'funds-received': { ...order, faceValueCents: 2_000_000n, issued: false },
  'books-ready': { ...order, books: 200, vouchers: 2_000, funded: true },
  'allotment-received': {
    officeName: 'Maison des solidarités de Chinon',
    funderName: 'Département d’Indre-et-Loire',
    books: 12,
    vouchers: 120,
  },
  'office-drawer': {
    exercise: 2026,
    officeName: 'Maison des solidarités de Chinon',
    inDrawer: 1_240,
    handOutsStopOn: asDay('2026-12-15'),
    validityEndsOn: asDay('2026-12-31'),
  },
  'label-granted': {
    startsOn: asDay('2026-03-02'),
    endsOn: asDay('2027-03-02'),
    invoiceNumber: 'F2026-000014',
    totalCents: 8_000n,
    renewed: false,
  },
  'label-refused': unmet,
  'label-withdrawn': { ...unmet, withdrawnOn: asDay('2026-06-01') },
  'label-ending': { lapsesOn: asDay('2027-03-02'), feeCents: 8_000n },
  'bank-details-changed': {},
  'bank-details-verified': {},
  'payout-sent': { ...payout, runNumber: 14, attempt: 1 },
  'payout-rejected': { ...payout, reason: 'AC04 compte clos' },
  'payout-returned': { ...payout, reason: 'MD07' },
  'year-end-alert': { ...yearEnd, ...uses, ...drawers },
  'year-end-alert-offices': { ...yearEnd, ...drawers },
  'hand-outs-stop': { ...yearEnd, ...uses },
  'hand-outs-stop-offices': { ...yearEnd, ...drawers },
  'last-scans': yearEnd,
  'statement-issued': {
    exercise: 2026,
    statementId: ID,
    orders: 2,
    vouchers: 2_500,
    redeemed: 1_204,
    expired: 1_290,
    revoked: 6,
    creditFunderCents: 864_000n,
    creditStateCents: 432_000n,
  },
  'credit-note-made': {
    exercise: 2026,
    orderId: ID,
    orderNumber: 'CMD-2026-0007',
    creditNoteNumber: 'A2027-000001',
    funderName: 'Département d’Indre-et-Loire',
    funderCents: 864_000n,
    stateCents: 432_000n,
    reader: 'funder',
  },
};
