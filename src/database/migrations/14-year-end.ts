import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The statement a funder agrees or contests, and the closing of an exercise. */
export class YearEnd1795300000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE statement (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        exercise smallint NOT NULL REFERENCES exercise,
        funder_id uuid NOT NULL REFERENCES organisation,
        issued_at timestamptz NOT NULL,
        CONSTRAINT statement_once UNIQUE (exercise, funder_id)
      );
      CREATE INDEX statement_funder ON statement (funder_id);
      CREATE TABLE statement_line (
        statement_id uuid NOT NULL REFERENCES statement,
        order_id uuid CONSTRAINT statement_line_once PRIMARY KEY REFERENCES voucher_order,
        vouchers int NOT NULL,
        handed_out int NOT NULL,
        redeemed int NOT NULL,
        expired int NOT NULL,
        revoked int NOT NULL,
        unredeemed_cents bigint NOT NULL,
        credit_funder_cents bigint NOT NULL,
        credit_state_cents bigint NOT NULL,
        CONSTRAINT statement_line_adds_up CHECK (vouchers = redeemed + expired + revoked AND credit_funder_cents + credit_state_cents = unredeemed_cents)
      );
      CREATE INDEX statement_line_statement ON statement_line (statement_id);
      CREATE TABLE statement_answer (
        statement_id uuid CONSTRAINT statement_answered_once PRIMARY KEY REFERENCES statement,
        answer text NOT NULL CONSTRAINT statement_answer_known CHECK (answer IN ('agreed', 'contested')),
        reason text,
        by_person uuid REFERENCES person,
        at timestamptz NOT NULL,
        CONSTRAINT statement_contest_has_reason CHECK (answer = 'agreed' OR reason IS NOT NULL)
      );
      -- The operator's answer to a contest, or to silence: without it no credit note is made.
      CREATE TABLE statement_settlement (
        statement_id uuid CONSTRAINT statement_settled_once PRIMARY KEY REFERENCES statement,
        explanation text NOT NULL,
        by_person uuid REFERENCES person,
        at timestamptz NOT NULL
      );
      CREATE TABLE exercise_closing (
        exercise smallint CONSTRAINT exercise_closed_once PRIMARY KEY REFERENCES exercise,
        by_person uuid REFERENCES person,
        at timestamptz NOT NULL
      );

      SELECT keep_append_only('statement');
      SELECT keep_append_only('statement_line');
      SELECT keep_append_only('statement_answer');
      SELECT keep_append_only('statement_settlement');
      SELECT keep_append_only('exercise_closing');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE exercise_closing, statement_settlement, statement_answer, statement_line, statement;`,
    );
  }
}
