import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the bank is sent: the account that structures are paid from, and the transfer file of a run, told by its digest. */
export class BankFiles1795300000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The ring-fenced account as its bank knows it. A change is a new row, and the last one counts.
      CREATE TABLE ring_fenced_account (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        iban text NOT NULL,
        bic text NOT NULL,
        holder text NOT NULL,
        set_at timestamptz NOT NULL CONSTRAINT ring_fenced_account_one_at_a_time UNIQUE
      );

      -- The account a run is paid from: the one known when it was prepared, or the first one known afterwards.
      CREATE TABLE payout_run_account (
        run_id uuid CONSTRAINT payout_run_account_once PRIMARY KEY REFERENCES payout_run,
        account_id uuid NOT NULL REFERENCES ring_fenced_account
      );

      -- The file of a run as it was first made. It is not kept, for it holds IBANs; made again it must be the same.
      CREATE TABLE bank_file (
        run_id uuid CONSTRAINT bank_file_once PRIMARY KEY REFERENCES payout_run_account,
        message_id text NOT NULL CONSTRAINT bank_file_message_once UNIQUE,
        transfers int NOT NULL CHECK (transfers > 0),
        cents bigint NOT NULL CHECK (cents > 0),
        digest bytea NOT NULL CONSTRAINT bank_file_digest CHECK (octet_length(digest) = 32),
        at timestamptz NOT NULL
      );

      SELECT keep_append_only('ring_fenced_account');
      SELECT keep_append_only('payout_run_account');
      SELECT keep_append_only('bank_file');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE bank_file, payout_run_account, ring_fenced_account`);
  }
}
