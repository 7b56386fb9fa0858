import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { rows, type Tx } from '../database/sql.js';
import type { StatementDetail, StatementFigures, StatementLine, StatementSummary } from './statement.dto.js';

const FIGURES_SQL = (column: (name: string, type: string) => string) => `
  ${column('vouchers', 'int')} AS vouchers, ${column('handed_out', 'int')} AS "handedOut",
  ${column('redeemed', 'int')} AS redeemed, ${column('expired', 'int')} AS expired, ${column('revoked', 'int')} AS revoked,
  ${column('unredeemed_cents', 'bigint')} AS "unredeemedCents",
  ${column('credit_funder_cents', 'bigint')} AS "creditFunderCents",
  ${column('credit_state_cents', 'bigint')} AS "creditStateCents"`;

const STATEMENTS_SQL = `
  SELECT s.id, s.exercise, s.funder_id AS "funderId", f.name AS "funderName", s.issued_at AS "issuedAt",
         CASE WHEN t.statement_id IS NOT NULL THEN 'settled' ELSE coalesce(a.answer, 'waiting') END AS state,
         a.at AS "answeredAt", a.reason, t.at AS "settledAt", t.explanation, total.*
    FROM statement s
    JOIN organisation f ON f.id = s.funder_id
    LEFT JOIN statement_answer a ON a.statement_id = s.id
    LEFT JOIN statement_settlement t ON t.statement_id = s.id
    CROSS JOIN LATERAL (
      SELECT ${FIGURES_SQL((name, type) => `sum(l.${name})::${type}`)} FROM statement_line l WHERE l.statement_id = s.id
    ) total`;

type StatementRow = Omit<StatementSummary, 'total'> & StatementFigures;

/** Statements with their totals, chosen and sorted by the rest of the statement. */
export async function readStatements(
  tx: Tx,
  where: string,
  params: readonly unknown[],
): Promise<StatementSummary[]> {
  const found = await rows<StatementRow>(tx, `${STATEMENTS_SQL} ${where}`, params);
  return found.map(({ vouchers, handedOut, redeemed, expired, revoked, ...rest }) => {
    const { unredeemedCents, creditFunderCents, creditStateCents, ...statement } = rest;
    const ended = { vouchers, handedOut, redeemed, expired, revoked };
    return { ...statement, total: { ...ended, unredeemedCents, creditFunderCents, creditStateCents } };
  });
}

/** A statement with its lines. Refusal: access.not-found for what does not exist or is another funder's. */
export async function readStatement(tx: Tx, actor: Actor, id: string): Promise<StatementDetail> {
  const [statement] = await readStatements(tx, 'WHERE s.id = $1', [id]);
  if (!statement || (actor.role !== 'operator' && statement.funderId !== actor.organisationId)) {
    throw refuseAccess('not-found');
  }
  const lines = await rows<StatementLine>(
    tx,
    `SELECT o.id AS "orderId", o.number AS "orderNumber", ${FIGURES_SQL((name) => `l.${name}`)}
       FROM statement_line l JOIN voucher_order o ON o.id = l.order_id WHERE l.statement_id = $1 ORDER BY o.number`,
    [id],
  );
  return { ...statement, lines };
}
