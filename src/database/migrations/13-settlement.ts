import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payout runs. A payout is what a run owes one structure; a remittance is one attempt to pay it by the bank. */
export class Settlement1795300000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payout_run (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        number int GENERATED ALWAYS AS IDENTITY CONSTRAINT payout_run_number_once UNIQUE,
        cut_off_at timestamptz NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE TABLE payout_run_sent (
        run_id uuid CONSTRAINT payout_run_sent_once PRIMARY KEY REFERENCES payout_run,
        at timestamptz NOT NULL
      );

      CREATE TABLE payout (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        run_id uuid NOT NULL REFERENCES payout_run,
        structure_id uuid NOT NULL REFERENCES structure,
        redemptions int NOT NULL CHECK (redemptions > 0),
        cents bigint NOT NULL CHECK (cents > 0),
        CONSTRAINT payout_once UNIQUE (run_id, structure_id),
        CONSTRAINT payout_amount UNIQUE (id, cents)
      );
      CREATE INDEX payout_structure ON payout (structure_id);

      -- A redemption is in one payout, for good. The reference to its voucher's end makes paying and undoing exclude
      -- each other: an undo deletes that row, which this reference forbids.
      CREATE TABLE payout_line (
        redemption_id uuid CONSTRAINT paid_out_once PRIMARY KEY
          CONSTRAINT payout_line_redemption REFERENCES voucher_end (redemption_id),
        payout_id uuid NOT NULL REFERENCES payout
      );
      CREATE INDEX payout_line_payout ON payout_line (payout_id);

      CREATE TABLE remittance (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        payout_id uuid NOT NULL,
        attempt smallint NOT NULL CHECK (attempt > 0),
        run_id uuid NOT NULL REFERENCES payout_run,
        bank_details_id uuid NOT NULL REFERENCES bank_details_verification,
        end_to_end_id text NOT NULL CONSTRAINT remittance_end_to_end_once UNIQUE,
        cents bigint NOT NULL,
        -- A further attempt follows a rejected one, and only a rejected one.
        follows smallint,
        follows_outcome text,
        CONSTRAINT remittance_once UNIQUE (payout_id, attempt),
        CONSTRAINT remittance_amount FOREIGN KEY (payout_id, cents) REFERENCES payout (id, cents),
        CONSTRAINT remittance_follows CHECK (
          CASE WHEN attempt = 1 THEN follows IS NULL AND follows_outcome IS NULL
               ELSE follows IS NOT NULL AND follows = attempt - 1 AND follows_outcome IS NOT NULL AND follows_outcome = 'rejected' END)
      );
      CREATE INDEX remittance_run ON remittance (run_id);

      CREATE TABLE remittance_outcome (
        payout_id uuid NOT NULL,
        attempt smallint NOT NULL,
        outcome text NOT NULL CONSTRAINT remittance_outcome_known CHECK (outcome IN ('confirmed', 'rejected')),
        reason text,
        at timestamptz NOT NULL,
        CONSTRAINT remittance_answered_once PRIMARY KEY (payout_id, attempt),
        CONSTRAINT remittance_answer UNIQUE (payout_id, attempt, outcome),
        CONSTRAINT remittance_answered FOREIGN KEY (payout_id, attempt) REFERENCES remittance (payout_id, attempt)
      );
      ALTER TABLE remittance ADD CONSTRAINT remittance_follows_rejection
        FOREIGN KEY (payout_id, follows, follows_outcome) REFERENCES remittance_outcome (payout_id, attempt, outcome);

      -- The fees of a run's redemptions, earned since they can no longer be undone, swept to the operating account.
      CREATE TABLE fee_sweep (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        run_id uuid NOT NULL CONSTRAINT fee_sweep_once UNIQUE REFERENCES payout_run,
        redemptions int NOT NULL CHECK (redemptions > 0),
        net_cents bigint NOT NULL,
        vat_cents bigint NOT NULL,
        at timestamptz NOT NULL
      );

      SELECT keep_append_only('payout_run');
      SELECT keep_append_only('payout_run_sent');
      SELECT keep_append_only('payout');
      SELECT keep_append_only('payout_line');
      SELECT keep_append_only('remittance');
      SELECT keep_append_only('remittance_outcome');
      SELECT keep_append_only('fee_sweep');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE remittance DROP CONSTRAINT remittance_follows_rejection;
      DROP TABLE fee_sweep, remittance_outcome, remittance, payout_line, payout, payout_run_sent, payout_run;
    `);
  }
}
