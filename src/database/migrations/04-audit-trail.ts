import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who did what to what, and when. */
export class AuditTrail1795300000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_entry (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        person_id uuid REFERENCES person,
        api_key_id uuid REFERENCES api_key,
        organisation_id uuid REFERENCES organisation,
        action text NOT NULL,
        subject text NOT NULL,
        subject_id text NOT NULL,
        -- The organisations, besides the one that acted, that may read this entry.
        concerns uuid[] NOT NULL DEFAULT '{}',
        details jsonb NOT NULL DEFAULT '{}'
      );
      CREATE INDEX audit_entry_subject ON audit_entry (subject, subject_id);
      CREATE INDEX audit_entry_organisation ON audit_entry (organisation_id, id);
      CREATE INDEX audit_entry_concerns ON audit_entry USING gin (concerns);
      SELECT keep_append_only('audit_entry');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE audit_entry;`);
  }
}
