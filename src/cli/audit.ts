import { dataSourceOf } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { existingCluster } from '../database/engine/cluster.js';
import { openEngine } from '../database/engine/engine.js';
import { row } from '../database/sql.js';
import { type AuditReport, auditReport, writeReport } from '../insight/audit-report.js';
import { SystemClock } from '../shared/clock.js';
import { type Environment, environmentOrExit } from '../shared/environment.js';

/**
 * `npm run audit`: checks the books of DATABASE_URL, or of the embedded database of DATA_DIR, beside a running service or
 * without one. A line per check, then the rows that offend; `--json` prints one JSON object instead. It writes nothing.
 * Exit code: 0 for clean books, 1 when a row offends, 2 when there are no books to check.
 */
async function main(words: readonly string[]): Promise<number> {
  const unknown = words.find((word) => word !== '--json');
  if (unknown) return giveUp(`npm run audit takes --json and nothing else, not "${unknown}".`);
  const environment = environmentOrExit();
  if (!environment.databaseUrl && !existingCluster(environment.dataDir)) {
    return giveUp(`There is no database in ${environment.dataDir} yet: npm start makes one.`);
  }
  const report = await withDatabase(environment, auditOf);
  if (!report) return giveUp('This database has no tables of Passerelle: npm start makes them.');
  process.stdout.write(words.includes('--json') ? `${JSON.stringify(report)}\n` : writeReport(report));
  return report.audit === 'clean' ? 0 : 1;
}

async function withDatabase<T>(environment: Environment, work: (url: string) => Promise<T>): Promise<T> {
  if (environment.databaseUrl) return work(environment.databaseUrl);
  const engine = await openEngine({ dataDir: environment.dataDir });
  try {
    return await work(engine.url);
  } finally {
    await engine.stop();
  }
}

/** Null where there is no schema. */
async function auditOf(url: string): Promise<AuditReport | null> {
  const dataSource = await dataSourceOf({ url, poolSize: 1 }).initialize();
  try {
    const database = new Database(dataSource, new SystemClock());
    return await database.read(async (tx) => {
      const schema = await row<{ there: boolean }>(
        tx,
        `SELECT to_regclass('exercise_closing') IS NOT NULL AS there`,
      );
      return schema?.there ? auditReport(tx) : null;
    });
  } finally {
    await dataSource.destroy();
  }
}

function giveUp(line: string): number {
  process.stderr.write(`${line}\n`);
  return 2;
}

void main(process.argv.slice(2))
  .catch((error: unknown) =>
    giveUp(`The audit could not be done: ${error instanceof Error ? error.message : String(error)}`),
  )
  .then((code) => (process.exitCode = code));
