import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Background work: one row per piece, the truth that a queue is only a hint of. */
export class Jobs1795300000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind text NOT NULL,
        subject_id text NOT NULL,
        created_at timestamptz NOT NULL,
        attempts int NOT NULL DEFAULT 0,
        not_before timestamptz,
        last_error text,
        done_at timestamptz,
        CONSTRAINT job_once UNIQUE (kind, subject_id)
      );
      CREATE INDEX job_due ON job (created_at) WHERE done_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE job;`);
  }
}
