import type { Tx } from '../database/sql.js';
import { CHECKS, type Finding, MOST_FINDINGS, runCheck } from './books-audit.js';

/** What an audit found, check by check. */
export interface AuditReport {
  readonly audit: 'clean' | 'dirty';
  readonly checks: readonly { readonly name: string; readonly sentence: string; readonly findings: number }[];
  readonly findings: readonly Finding[];
}

export async function auditReport(tx: Tx): Promise<AuditReport> {
  const checks: AuditReport['checks'][number][] = [];
  const findings: Finding[] = [];
  for (const check of CHECKS) {
    const found = await runCheck(tx, check);
    checks.push({ name: check.name, sentence: check.sentence, findings: found.length });
    findings.push(...found);
  }
  return { audit: findings.length === 0 ? 'clean' : 'dirty', checks, findings };
}

/** The report as text: a line for each check, the rows that offend under it, and the verdict last. */
export function writeReport({ audit, checks, findings }: AuditReport): string {
  const lines = checks.flatMap(({ name, sentence, findings: count }) => [
    `${count === 0 ? 'ok   ' : 'WRONG'} ${name}: ${sentence}`,
    ...findings.filter(({ check }) => check === name).map(writeFinding),
    ...(count === MOST_FINDINGS ? [`        and perhaps more: only ${MOST_FINDINGS} are shown`] : []),
  ]);
  const wrong = checks.filter(({ findings: count }) => count > 0).length;
  const verdict =
    audit === 'clean'
      ? `The books are clean: ${checks.length} checks.`
      : `The books are wrong: ${wrong} of ${checks.length} checks fail.`;
  return [...lines, verdict, ''].join('\n');
}

function writeFinding({ what, ids }: Finding): string {
  const where = Object.entries(ids).map(([name, id]) => `${name} ${id ?? 'none'}`);
  return `        ${where.join(', ')}: ${what}`;
}
