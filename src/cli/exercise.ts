import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapOperator } from '../access/bootstrap.js';
import { createApp } from '../app.js';
import { Database } from '../database/database.js';
import { throwawayEngine } from '../database/engine/engine.js';
import { migrate } from '../database/migrate.js';
import { backingText, funderResults, tableOf } from '../demonstration/exercise-report.js';
import { ExerciseDocuments } from '../demonstration/exercise-documents.js';
import { EXERCISE, PlayedExercise } from '../demonstration/played-exercise.js';
import { auditBooks } from '../insight/books-audit.js';
import { backingOn } from '../ledger/backing.js';
import { SettableClock } from '../shared/clock.js';
import { fromRoot } from '../shared/paths.js';
import { toJson } from '../shared/wire.js';

/**
 * `npm run exercise [-- --json] [--documents DIR]`: plays an exercise on a database of its own, shows what it came to, and
 * audits the books. Leaves nothing behind but the papers, when a folder for them is named. Exit code 1 if the audit
 * finds anything.
 */
const words = process.argv.slice(2);
const asJson = words.includes('--json');
const documentsAt = words.indexOf('--documents');
const documentsFolder = documentsAt < 0 ? undefined : words[documentsAt + 1];
const known = new Set(['--json', '--documents', documentsFolder]);
const unknown = words.filter((word) => !known.has(word));
const started = performance.now();

/** Progress goes beside the JSON, not into it. */
function tell(line: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  (asJson ? process.stderr : process.stdout).write(`${seconds} s  ${line}\n`);
}

async function play(databaseUrl: string, dataDir: string): Promise<boolean> {
  await migrate(databaseUrl);
  const clock = new SettableClock(new Date(`${EXERCISE}-01-05T09:00:00Z`));
  const settings = {
    databaseUrl,
    databasePoolSize: 10,
    dataDir,
    keysDir: join(dataDir, 'keys'),
    publicUrl: 'http://localhost:3000',
  };
  const app = await createApp(settings, clock);
  try {
    await bootstrapOperator(app, { operator: undefined });
    const documents = documentsFolder ? new ExerciseDocuments(app, fromRoot(documentsFolder)) : undefined;
    await new PlayedExercise(app, clock, tell).play(() => documents?.books() ?? Promise.resolve());
    if (documents) tell(`${await documents.accounts()} documents are in ${documentsFolder}`);
    tell('Auditing the books');
    return await app.get(Database).read(async (tx) => {
      const funders = await funderResults(tx, EXERCISE);
      const backing = await backingOn(tx, clock.today());
      const findings = await auditBooks(tx);
      const table = `\n${tableOf(funders)}\n\n${await backingText(tx, clock.today())}\n`;
      (asJson ? process.stderr : process.stdout).write(`${table}\n`);
      for (const finding of findings) tell(`audit: ${toJson(finding)}`);
      const audit = findings.length === 0 ? 'clean' : `${findings.length} findings`;
      tell(`audit: ${audit}`);
      if (asJson) process.stdout.write(`${toJson({ funders, backing, audit })}\n`);
      return findings.length === 0;
    });
  } finally {
    await app.close();
  }
}

async function main(): Promise<void> {
  if (documentsAt >= 0 && (documentsFolder === undefined || documentsFolder.startsWith('-'))) {
    process.stderr.write('--documents needs the name of a folder\n');
    process.exitCode = 2;
    return;
  }
  if (unknown.length > 0) {
    process.stderr.write(`Unknown option ${unknown.join(' ')}. Known: --json, --documents DIR\n`);
    process.exitCode = 2;
    return;
  }
  const engine = await throwawayEngine();
  const dataDir = mkdtempSync(join(tmpdir(), 'passerelle-exercise-'));
  try {
    if (!(await play(engine.url, dataDir))) process.exitCode = 1;
  } finally {
    await engine.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
