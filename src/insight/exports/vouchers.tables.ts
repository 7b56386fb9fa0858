import { LAST_ATTEMPT_SQL } from '../../settlement/owed.js';
import { PAYOUT_STATE_SQL } from '../../settlement/payout-lists.service.js';
import { instant, siret, type Table } from './table.js';
import { PAYOUT_WORDS } from './words.js';

/**
 * Hand-outs, by day: how many vouchers of which book an office gave. Nothing of the person, not even the commune or the
 * age bracket, with which a row would be a cell of one (RULES `small-cells`): those leave in the statistics only. Nothing
 * that leads to a row elsewhere either, neither an id nor an hour nor a serial. Rows of one day stand in no order that tells.
 */
export const HAND_OUTS: Table = {
  file: 'remises',
  about: 'Les remises de chèques, par antenne, sans rien des personnes (voir les statistiques).',
  columns: [
    { title: 'Jour', sql: 'h.day' },
    { title: 'Prescripteur', sql: 'p.name' },
    { title: 'Antenne', sql: 'f.name' },
    { title: 'Module', sql: 'm.title' },
    { title: 'Remise', sql: 'h.round', words: { 1: 'première', 2: 'renouvellement' } },
    { title: 'Commanditaire', sql: 'c.name' },
    { title: 'Commande', sql: 'o.number' },
    { title: 'Carnet', sql: 'b.number' },
    { title: 'Chèques', sql: 'count(*)::int' },
  ],
  sql: `
    CROSS JOIN hand_out h
    JOIN hand_out_voucher g ON g.hand_out_id = h.id
    JOIN voucher v ON v.serial = g.voucher_serial
    JOIN book b ON b.id = v.book_id
    JOIN voucher_order o ON o.id = v.order_id
    JOIN organisation c ON c.id = o.funder_id
    JOIN office f ON f.id = h.office_id
    JOIN organisation p ON p.id = f.prescriber_id
    JOIN module m ON m.id = h.module_id
    WHERE h.exercise = ask.exercise
      AND (ask.role = 'operator' OR (ask.role = 'funder' AND o.funder_id = ask.organisation_id)
           OR (ask.role = 'prescriber-manager' AND f.prescriber_id = ask.organisation_id))
    GROUP BY h.id, b.id, o.id, c.id, f.id, p.id, m.id
    ORDER BY h.day, h.id, b.id`,
};

/** A scan that was undone is worth nothing, so that a column always adds up to what the books say. */
const unlessUndone = (sql: string) => `CASE WHEN u.redemption_id IS NULL THEN ${sql} ELSE 0 END`;
const NOT_STRUCTURE = { only: ['operator', 'funder'] } as const;
const NOT_FUNDER = { only: ['operator', 'structure-manager'] } as const;

/** Scans, by receipt: a structure reads its own, a funder those of its vouchers. Who scanned is in neither. */
export const REDEMPTIONS: Table = {
  file: 'encaissements',
  about: 'Les chèques encaissés par les structures. Un encaissement annulé reste, à zéro.',
  columns: [
    { title: 'Reçu', sql: 'r.receipt' },
    { title: 'Encaissé le', sql: instant('r.at') },
    { title: 'Séance du', sql: 'r.session_on' },
    { title: 'Structure', sql: 's.name' },
    { title: 'SIRET', sql: siret('s.siret') },
    { title: 'Lieu', sql: 'w.name' },
    { title: 'Module', sql: 'm.title' },
    { title: 'Séance collective', sql: 'r.group_session_id IS NOT NULL' },
    { title: 'Commanditaire', sql: 'c.name', ...NOT_STRUCTURE },
    { title: 'Commande', sql: 'o.number', ...NOT_STRUCTURE },
    { title: 'Carnet', sql: 'b.number', ...NOT_STRUCTURE },
    { title: 'N° de série', sql: 'r.voucher_serial', ...NOT_FUNDER },
    { title: 'Prix (€)', sql: 'r.price_cents', euros: true, ...NOT_FUNDER },
    { title: 'Reste à charge (€)', sql: 'r.copayment_cents', euros: true, ...NOT_FUNDER },
    { title: 'Valeur du chèque (€)', sql: unlessUndone('r.structure_cents + r.fee_cents'), euros: true },
    { title: 'Dû à la structure (€)', sql: unlessUndone('r.structure_cents'), euros: true },
    { title: 'Retenue TTC (€)', sql: unlessUndone('r.fee_cents'), euros: true },
    { title: 'Annulé le', sql: instant('u.at') },
    { title: 'Campagne de paiement', sql: 'n.number' },
  ],
  sql: `
    CROSS JOIN redemption r
    JOIN voucher_order o ON o.id = r.order_id
    JOIN voucher v ON v.serial = r.voucher_serial
    JOIN book b ON b.id = v.book_id
    JOIN organisation c ON c.id = o.funder_id
    JOIN organisation s ON s.id = r.structure_id
    JOIN venue w ON w.id = r.venue_id
    JOIN module m ON m.id = r.module_id
    LEFT JOIN redemption_undo u ON u.redemption_id = r.id
    LEFT JOIN payout_line l ON l.redemption_id = r.id
    LEFT JOIN payout p ON p.id = l.payout_id
    LEFT JOIN payout_run n ON n.id = p.run_id
    WHERE o.exercise = ask.exercise
      AND (ask.role = 'operator' OR (ask.role = 'funder' AND o.funder_id = ask.organisation_id)
           OR (ask.role = 'structure-manager' AND r.structure_id = ask.organisation_id))
    ORDER BY r.receipt`,
};

/** Payouts of the runs of a year, each once with its last attempt: no account number is shown. */
export const PAYOUTS: Table = {
  file: 'paiements-aux-structures',
  about: 'Les paiements aux structures des campagnes de l’année civile, et la réponse de la banque.',
  columns: [
    { title: 'Campagne', sql: 'n.number' },
    { title: 'Préparée le', sql: instant('n.at') },
    { title: 'Structure', sql: 'g.name' },
    { title: 'SIRET', sql: siret('g.siret') },
    { title: 'Chèques', sql: 'p.redemptions' },
    { title: 'Montant (€)', sql: 'p.cents', euros: true },
    { title: 'État', sql: PAYOUT_STATE_SQL, words: PAYOUT_WORDS },
    { title: 'Tentative', sql: 't.attempt' },
    { title: 'Référence du virement', sql: 't.end_to_end_id' },
    { title: 'Envoyé le', sql: instant('s.at') },
    { title: 'Réponse de la banque le', sql: instant('o.answered_at') },
    { title: 'Retourné par la banque le', sql: instant('o.returned_at') },
    { title: 'Motif de la banque', sql: 'o.reason' },
  ],
  sql: `
    CROSS JOIN payout p
    JOIN payout_run n ON n.id = p.run_id
    JOIN organisation g ON g.id = p.structure_id
    ${LAST_ATTEMPT_SQL}
    LEFT JOIN payout_run_sent s ON s.run_id = t.run_id
    WHERE extract(year FROM n.at AT TIME ZONE 'Europe/Paris') = ask.exercise
      AND (ask.role = 'operator' OR (ask.role = 'structure-manager' AND p.structure_id = ask.organisation_id))
    ORDER BY n.number, p.id`,
};
