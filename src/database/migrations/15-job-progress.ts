import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What may be seen of a piece of work: how far it is, who asked for it, how it ended. `attempt_id` names the attempt
 * at work and is null between attempts: a worker that lost its piece to another no longer finds its own there.
 */
export class JobProgress1795300000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE job
        ADD COLUMN asked_by uuid REFERENCES organisation (id),
        ADD COLUMN attempt_id uuid,
        ADD COLUMN started_at timestamptz,
        ADD COLUMN failed_at timestamptz,
        ADD COLUMN progress_done int NOT NULL DEFAULT 0,
        ADD COLUMN progress_total int,
        ADD COLUMN result jsonb,
        ADD CONSTRAINT job_progress CHECK (progress_done >= 0 AND progress_done <= progress_total),
        ADD CONSTRAINT job_ends_once CHECK (num_nonnulls(done_at, failed_at, attempt_id) <= 1),
        ADD CONSTRAINT job_result_small CHECK (pg_column_size(result) <= 4096);
      DROP INDEX job_due;
      CREATE INDEX job_due ON job (created_at, id) WHERE done_at IS NULL AND failed_at IS NULL;
      CREATE INDEX job_newest ON job (created_at, id);
      CREATE INDEX job_failed ON job (created_at, id) WHERE failed_at IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX job_failed, job_newest, job_due;
      ALTER TABLE job
        DROP COLUMN asked_by, DROP COLUMN attempt_id, DROP COLUMN started_at, DROP COLUMN failed_at,
        DROP COLUMN progress_done, DROP COLUMN progress_total, DROP COLUMN result;
      CREATE INDEX job_due ON job (created_at) WHERE done_at IS NULL;
    `);
  }
}
