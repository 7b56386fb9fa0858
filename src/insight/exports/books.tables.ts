import { instant, type Table } from './table.js';
import { ACCOUNT_WORDS, TRANSFER_WORDS } from './words.js';

/** What an account belongs to: an order, a structure, or (nothing) the operator itself. */
const owner = (account: string, order: string, structure: string) => `
  CASE WHEN ${account}.order_id IS NOT NULL THEN ${order}.number ELSE ${structure}.name END`;

/** The ledger of a calendar year, in the order it was written: one line per transfer, a positive amount from debit to credit. */
export const LEDGER: Table = {
  file: 'ecritures',
  about: 'Les écritures de l’année civile : une ligne par mouvement, du compte débité au compte crédité.',
  columns: [
    { title: 'N°', sql: 't.id' },
    { title: 'Jour', sql: 't.day' },
    { title: 'Nature', sql: 't.kind', words: TRANSFER_WORDS },
    { title: 'Compte débité', sql: 'd.kind', words: ACCOUNT_WORDS },
    { title: 'Tiers débité', sql: owner('d', 'dorder', 'dstructure') },
    { title: 'Compte crédité', sql: 'c.kind', words: ACCOUNT_WORDS },
    { title: 'Tiers crédité', sql: owner('c', 'corder', 'cstructure') },
    { title: 'Montant (€)', sql: 't.cents', euros: true },
    { title: 'Pièce', sql: 't.cause' },
    { title: 'Identifiant de la pièce', sql: 't.cause_id' },
  ],
  sql: `
    CROSS JOIN transfer t
    JOIN account d ON d.id = t.debit_account
    JOIN account c ON c.id = t.credit_account
    LEFT JOIN voucher_order dorder ON dorder.id = d.order_id
    LEFT JOIN organisation dstructure ON dstructure.id = d.structure_id
    LEFT JOIN voucher_order corder ON corder.id = c.order_id
    LEFT JOIN organisation cstructure ON cstructure.id = c.structure_id
    WHERE t.day >= make_date(ask.exercise, 1, 1) AND t.day < make_date(ask.exercise + 1, 1, 1)
      AND ask.role = 'operator'
    ORDER BY t.id`,
};

const midnight = (year: string) => `make_timestamptz(${year}, 1, 1, 0, 0, 0, 'Europe/Paris')`;

/** The audit trail of a calendar year, as far as one may read it. A person is an id: their name stays on the platform. */
export const AUDIT_TRAIL: Table = {
  file: 'piste-audit',
  about: 'La piste d’audit de l’année civile : qui a fait quoi, et quand.',
  columns: [
    { title: 'N°', sql: 'e.id' },
    { title: 'Date', sql: instant('e.at') },
    { title: 'Organisation', sql: 'g.name' },
    { title: 'Personne', sql: 'p.id' },
    { title: 'Clé d’API', sql: 'k.id' },
    { title: 'Action', sql: 'e.action' },
    { title: 'Objet', sql: 'e.subject' },
    { title: 'Identifiant de l’objet', sql: 'e.subject_id' },
    { title: 'Détails', sql: `nullif(e.details::text, '{}')` },
  ],
  // Who in another organisation acted is that organisation's affair, as in the list.
  sql: `
    CROSS JOIN audit_entry e
    LEFT JOIN organisation g ON g.id = e.organisation_id
    LEFT JOIN person p ON p.id = e.person_id AND (ask.role = 'operator' OR e.organisation_id = ask.organisation_id)
    LEFT JOIN api_key k ON k.id = e.api_key_id AND (ask.role = 'operator' OR e.organisation_id = ask.organisation_id)
    WHERE e.at >= ${midnight('ask.exercise')} AND e.at < ${midnight('ask.exercise + 1')}
      AND (ask.role = 'operator' OR e.organisation_id = ask.organisation_id
           OR e.concerns @> ARRAY[ask.organisation_id])
    ORDER BY e.id`,
};
