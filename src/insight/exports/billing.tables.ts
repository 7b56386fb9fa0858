import { ORDER_STEPS } from '../../scheme/order-steps.js';
import { siret, type Table } from './table.js';
import { CREDIT_NOTE_WORDS, INVOICE_WORDS, ORDER_WORDS } from './words.js';

/** An order replaced its lost vouchers: each counts once, as what replaced it (as in the overview of an exercise). */
const FATES = `
  CROSS JOIN LATERAL (
    SELECT count(g.voucher_serial)::int AS handed_out,
           count(*) FILTER (WHERE e.kind = 'redeemed')::int AS redeemed,
           count(*) FILTER (WHERE e.kind = 'expired')::int AS expired,
           count(*) FILTER (WHERE e.kind = 'revoked')::int AS revoked
      FROM voucher v
      LEFT JOIN hand_out_voucher g ON g.voucher_serial = v.serial
      LEFT JOIN voucher_end e ON e.voucher_serial = v.serial
     WHERE v.order_id = o.id AND NOT EXISTS (SELECT 1 FROM voucher later WHERE later.replaces = v.serial)
  ) fate`;

const STATUS = `
  (SELECT s.step FROM order_step s WHERE s.order_id = o.id
    ORDER BY array_position(ARRAY['${ORDER_STEPS.join("', '")}'], s.step) DESC LIMIT 1)`;

/** Orders, by number, with what became of their vouchers. */
export const ORDERS: Table = {
  file: 'commandes',
  about: 'Les commandes de l’exercice, leurs montants, et ce que sont devenus leurs chèques.',
  columns: [
    { title: 'Commande', sql: 'o.number' },
    { title: 'Commanditaire', sql: 'f.name' },
    { title: 'Convention', sql: 'a.reference' },
    { title: 'Déposée le', sql: `(o.submitted_at AT TIME ZONE 'Europe/Paris')::date` },
    { title: 'État', sql: STATUS, words: ORDER_WORDS },
    { title: 'N° d’engagement', sql: 'o.engagement_number' },
    { title: 'Carnets', sql: 'o.books' },
    { title: 'Chèques', sql: 'o.books * o.book_size' },
    { title: 'Valeur faciale (€)', sql: 'o.face_value_cents', euros: true },
    { title: 'Part du commanditaire (€)', sql: 'o.funder_share_cents', euros: true },
    { title: 'Part de l’État (€)', sql: 'o.state_share_cents', euros: true },
    { title: 'Facturé au commanditaire (€)', sql: 'o.invoiced_to_funder_cents', euros: true },
    { title: 'Facturé à l’État (€)', sql: 'o.invoiced_to_state_cents', euros: true },
    { title: 'Frais TTC (€)', sql: 'o.fee_cents', euros: true },
    { title: 'Chèques remis', sql: 'fate.handed_out' },
    { title: 'Chèques encaissés', sql: 'fate.redeemed' },
    { title: 'Chèques périmés', sql: 'fate.expired' },
    { title: 'Chèques perdus non remplacés', sql: 'fate.revoked' },
  ],
  sql: `
    CROSS JOIN voucher_order o
    JOIN organisation f ON f.id = o.funder_id
    LEFT JOIN grant_agreement a ON a.id = o.agreement_id
    ${FATES}
    WHERE o.exercise = ask.exercise
      AND (ask.role = 'operator' OR (ask.role = 'funder' AND o.funder_id = ask.organisation_id)
           OR (ask.role = 'state' AND a.state_id = ask.organisation_id))
    ORDER BY o.number`,
};

/** An invoice belongs to the exercise of its order; a label's to the year it was issued in. */
const OF_EXERCISE = `
  coalesce(o.exercise, i.exercise) = ask.exercise AND (ask.role = 'operator' OR i.payer_id = ask.organisation_id)`;

/** Invoices, by number, with what is paid. Their payer reads them, and the operator. */
export const INVOICES: Table = {
  file: 'factures',
  about: 'Les factures des commandes de l’exercice : montants, et ce qui est payé.',
  columns: [
    { title: 'Facture', sql: 'i.number' },
    { title: 'Émise le', sql: 'i.issued_on' },
    { title: 'Échéance', sql: 'i.due_on' },
    { title: 'Objet', sql: 'i.kind', words: INVOICE_WORDS },
    { title: 'Payeur', sql: 'payer.name' },
    { title: 'SIRET du payeur', sql: siret('payer.siret') },
    { title: 'Commande', sql: 'o.number' },
    { title: 'N° d’engagement', sql: 'o.engagement_number' },
    { title: 'Hors taxe (€)', sql: 'i.net_cents', euros: true },
    { title: 'TVA (€)', sql: 'i.vat_cents', euros: true },
    { title: 'Total (€)', sql: 'i.total_cents', euros: true },
    { title: 'Payé (€)', sql: 'paid.cents', euros: true },
    {
      title: 'Reste à payer (€)',
      sql: 'CASE WHEN cancelling.id IS NULL THEN i.total_cents - paid.cents ELSE 0 END',
      euros: true,
    },
    { title: 'Annulée par l’avoir', sql: 'cancelling.number' },
  ],
  sql: `
    CROSS JOIN invoice i
    JOIN organisation payer ON payer.id = i.payer_id
    LEFT JOIN voucher_order o ON o.id = i.order_id
    CROSS JOIN LATERAL (SELECT coalesce(sum(p.cents), 0)::bigint AS cents FROM standing_payment p WHERE p.invoice_id = i.id) paid
    LEFT JOIN credit_note cancelling ON cancelling.invoice_id = i.id
    WHERE ${OF_EXERCISE}
    ORDER BY i.number`,
};

/** Payments received, by invoice. One that was reversed stays, at zero. */
export const PAYMENTS: Table = {
  file: 'paiements-recus',
  about: 'Les paiements reçus pour ces factures, par virement ou par avoir.',
  columns: [
    { title: 'Facture', sql: 'i.number' },
    { title: 'Reçu le', sql: 'p.received_on' },
    { title: 'Payeur', sql: 'payer.name' },
    { title: 'Commande', sql: 'o.number' },
    { title: 'Moyen', sql: 'p.means', words: { bank: 'virement', credit: 'avoir' } },
    { title: 'Référence bancaire', sql: 'p.bank_reference' },
    { title: 'Avoir utilisé', sql: 'used.number' },
    { title: 'Montant (€)', sql: 'CASE WHEN v.at IS NULL THEN p.cents ELSE 0 END', euros: true },
    { title: 'Trop-perçu (€)', sql: 'CASE WHEN v.at IS NULL THEN p.excess_cents ELSE 0 END', euros: true },
    { title: 'Avoir du trop-perçu', sql: 'excess.number' },
    { title: 'Contre-passé le', sql: `(v.at AT TIME ZONE 'Europe/Paris')::date` },
  ],
  sql: `
    CROSS JOIN payment p
    JOIN invoice i ON i.id = p.invoice_id
    JOIN organisation payer ON payer.id = i.payer_id
    LEFT JOIN voucher_order o ON o.id = i.order_id
    LEFT JOIN credit_use u ON u.payment_id = p.id
    LEFT JOIN credit_note used ON used.id = u.credit_note_id
    LEFT JOIN credit_note excess ON excess.id = p.excess_credit_note_id
    LEFT JOIN payment_reversal v ON v.payment_id = p.id
    WHERE ${OF_EXERCISE}
    ORDER BY i.number, p.paid_before_cents`,
};

const spent = (share: string) => `
  coalesce((SELECT sum(u.cents) FROM standing_credit_use u WHERE u.credit_note_id = n.id AND u.share = '${share}'), 0)::bigint`;

const BOTH_SHARES = { only: ['operator', 'funder'] } as const;

/** Credit notes, by number. The State reads its own share, where it has one. */
export const CREDIT_NOTES: Table = {
  file: 'avoirs',
  about: 'Les avoirs des commandes de l’exercice, et ce qui en est dépensé ou remboursé.',
  columns: [
    { title: 'Avoir', sql: 'n.number' },
    { title: 'Émis le', sql: 'n.issued_on' },
    { title: 'Objet', sql: 'n.kind', words: CREDIT_NOTE_WORDS },
    { title: 'Commande', sql: 'o.number' },
    { title: 'Commanditaire', sql: 'f.name' },
    { title: 'Convention', sql: 'a.reference' },
    { title: 'Part du commanditaire (€)', sql: 'n.funder_cents', euros: true, ...BOTH_SHARES },
    { title: 'dont utilisé (€)', sql: spent('funder'), euros: true, ...BOTH_SHARES },
    { title: 'Part de l’État (€)', sql: 'n.state_cents', euros: true },
    { title: 'dont utilisé par l’État (€)', sql: spent('state'), euros: true },
  ],
  sql: `
    CROSS JOIN credit_note n
    JOIN voucher_order o ON o.id = n.order_id
    JOIN organisation f ON f.id = o.funder_id
    LEFT JOIN grant_agreement a ON a.id = o.agreement_id
    WHERE o.exercise = ask.exercise
      AND (ask.role = 'operator' OR (ask.role = 'funder' AND o.funder_id = ask.organisation_id)
           OR (ask.role = 'state' AND a.state_id = ask.organisation_id AND n.state_cents > 0))
    ORDER BY n.number`,
};

/** The statements of an exercise (états contradictoires), line by line, with the funder's answer. */
export const STATEMENTS: Table = {
  file: 'etat-contradictoire',
  about: 'L’état contradictoire de fin d’exercice, commande par commande, et la réponse qui y est faite.',
  columns: [
    { title: 'Commanditaire', sql: 'f.name' },
    { title: 'Établi le', sql: `(s.issued_at AT TIME ZONE 'Europe/Paris')::date` },
    { title: 'Commande', sql: 'o.number' },
    { title: 'Chèques', sql: 'l.vouchers' },
    { title: 'Chèques remis', sql: 'l.handed_out' },
    { title: 'Chèques encaissés', sql: 'l.redeemed' },
    { title: 'Chèques périmés', sql: 'l.expired' },
    { title: 'Chèques perdus non remplacés', sql: 'l.revoked' },
    { title: 'Non utilisé (€)', sql: 'l.unredeemed_cents', euros: true },
    { title: 'Avoir du commanditaire (€)', sql: 'l.credit_funder_cents', euros: true },
    { title: 'Avoir de l’État (€)', sql: 'l.credit_state_cents', euros: true },
    { title: 'Réponse', sql: 'a.answer', words: { agreed: 'accepté', contested: 'contesté' } },
    { title: 'Répondu le', sql: `(a.at AT TIME ZONE 'Europe/Paris')::date` },
    { title: 'Motif', sql: 'a.reason' },
    { title: 'Explication de la plateforme', sql: 't.explanation' },
  ],
  sql: `
    CROSS JOIN statement s
    JOIN statement_line l ON l.statement_id = s.id
    JOIN voucher_order o ON o.id = l.order_id
    JOIN organisation f ON f.id = s.funder_id
    LEFT JOIN statement_answer a ON a.statement_id = s.id
    LEFT JOIN statement_settlement t ON t.statement_id = s.id
    WHERE s.exercise = ask.exercise
      AND (ask.role = 'operator' OR (ask.role = 'funder' AND s.funder_id = ask.organisation_id))
    ORDER BY o.number`,
};
