import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A transfer that the bank had settled comes back. The day that a bank file asks for is kept with it, and a letter can be
 * for those who work in one office.
 */
export class Returns1795300000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Only what was confirmed comes back, and once: what the bank rejected never left.
      CREATE TABLE remittance_return (
        payout_id uuid NOT NULL,
        attempt smallint NOT NULL,
        outcome text NOT NULL GENERATED ALWAYS AS ('confirmed') STORED,
        reason text NOT NULL CONSTRAINT remittance_return_code CHECK (reason ~ '^[A-Z]{2}[A-Z0-9]{2}($|[^A-Za-z0-9])'),
        at timestamptz NOT NULL,
        CONSTRAINT remittance_returned_once PRIMARY KEY (payout_id, attempt),
        CONSTRAINT remittance_return_of_confirmed FOREIGN KEY (payout_id, attempt, outcome)
          REFERENCES remittance_outcome (payout_id, attempt, outcome)
      );
      SELECT keep_append_only('remittance_return');

      -- What the bank said last of a transfer.
      CREATE VIEW standing_answer AS
        SELECT o.payout_id, o.attempt, CASE WHEN b.at IS NULL THEN o.outcome ELSE 'returned' END AS outcome,
               coalesce(b.reason, o.reason) AS reason, o.at AS answered_at, b.at AS returned_at
          FROM remittance_outcome o
          LEFT JOIN remittance_return b ON b.payout_id = o.payout_id AND b.attempt = o.attempt;

      -- A further attempt follows one that was rejected or that came back, and nothing else.
      ALTER TABLE remittance
        ADD COLUMN follows_return smallint,
        DROP CONSTRAINT remittance_follows,
        ADD CONSTRAINT remittance_follows CHECK (
          CASE WHEN attempt = 1 THEN num_nonnulls(follows, follows_outcome, follows_return) = 0
               WHEN follows_return IS NOT NULL THEN follows_return = attempt - 1 AND num_nonnulls(follows, follows_outcome) = 0
               ELSE num_nonnulls(follows, follows_outcome) = 2 AND follows = attempt - 1 AND follows_outcome = 'rejected' END),
        ADD CONSTRAINT remittance_follows_return FOREIGN KEY (payout_id, follows_return) REFERENCES remittance_return (payout_id, attempt);

      -- The files made before asked for the day after their run was prepared: made again, they must be the same.
      ALTER TABLE bank_file ADD COLUMN executes_on date;
      ALTER TABLE bank_file DISABLE TRIGGER append_only;
      UPDATE bank_file f SET executes_on = (r.at AT TIME ZONE 'Europe/Paris')::date + 1 FROM payout_run r WHERE r.id = f.run_id;
      ALTER TABLE bank_file ENABLE TRIGGER append_only;
      ALTER TABLE bank_file ALTER COLUMN executes_on SET NOT NULL;

      -- To everybody who works in one office of the organisation.
      ALTER TABLE letter ADD COLUMN office_id uuid,
        ADD CONSTRAINT letter_office FOREIGN KEY (office_id, organisation_id) REFERENCES office (id, prescriber_id),
        ADD CONSTRAINT letter_to_an_office CHECK (office_id IS NULL OR (organisation_id IS NOT NULL AND person_id IS NULL));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE letter DROP COLUMN office_id;
      ALTER TABLE bank_file DROP COLUMN executes_on;
      ALTER TABLE remittance DROP COLUMN follows_return,
        ADD CONSTRAINT remittance_follows CHECK (
          CASE WHEN attempt = 1 THEN follows IS NULL AND follows_outcome IS NULL
               ELSE follows IS NOT NULL AND follows = attempt - 1 AND follows_outcome IS NOT NULL AND follows_outcome = 'rejected' END);
      DROP VIEW standing_answer;
      DROP TABLE remittance_return;
    `);
  }
}
