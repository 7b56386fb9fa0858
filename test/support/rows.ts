import { createHash } from 'node:crypto';
import { row, rows } from '../../src/database/sql.js';
import type { TestApp } from './app.js';

/** What may change without a use case having done anything: sessions, attempts and kept answers. */
const BESIDE = ['first_answer', 'sign_in_attempt', 'session', 'migrations'];

/** A digest of every row of every table: two are equal when nothing was written between them. */
export async function digestOfEverything(
  server: TestApp,
  beside: readonly string[] = BESIDE,
): Promise<Record<string, string>> {
  return server.db.read(async (tx) => {
    const tables = await rows<{ name: string }>(
      tx,
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1) ORDER BY 1`,
      [beside],
    );
    const digests: Record<string, string> = {};
    for (const { name } of tables) {
      const all = await row<{ text: string | null }>(
        tx,
        `SELECT string_agg(t::text, E'\\n' ORDER BY t::text) AS text FROM "${name}" t`,
      );
      digests[name] = createHash('sha256')
        .update(all?.text ?? '')
        .digest('hex')
        .slice(0, 12);
    }
    return digests;
  });
}
