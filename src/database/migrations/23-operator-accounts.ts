import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The operator's two accounts, and on each invoice the one it asks to be paid into. */
export class OperatorAccounts1795300000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE ring_fenced_account RENAME TO operator_account;
      ALTER TABLE operator_account
        ADD COLUMN kind text NOT NULL DEFAULT 'ring-fenced'
          CONSTRAINT operator_account_kind CHECK (kind IN ('ring-fenced', 'operating')),
        DROP CONSTRAINT ring_fenced_account_one_at_a_time,
        ADD CONSTRAINT operator_account_one_at_a_time UNIQUE (kind, set_at),
        ADD CONSTRAINT operator_account_of_kind UNIQUE (id, kind);
      ALTER TABLE operator_account ALTER COLUMN kind DROP DEFAULT;

      -- Structures are paid from the ring-fenced account, and from no other.
      ALTER TABLE payout_run_account
        ADD COLUMN account_kind text NOT NULL GENERATED ALWAYS AS ('ring-fenced') STORED,
        ADD CONSTRAINT payout_run_account_ring_fenced
          FOREIGN KEY (account_id, account_kind) REFERENCES operator_account (id, kind);

      -- The account that an invoice names: of vouchers the ring-fenced one, of a fee or a label the operating one.
      ALTER TABLE invoice ADD CONSTRAINT invoice_of_kind UNIQUE (id, kind);
      CREATE TABLE invoice_account (
        invoice_id uuid CONSTRAINT invoice_account_once PRIMARY KEY,
        invoice_kind text NOT NULL,
        account_id uuid NOT NULL,
        account_kind text NOT NULL GENERATED ALWAYS AS
          (CASE WHEN invoice_kind IN ('vouchers-funder', 'vouchers-state') THEN 'ring-fenced' ELSE 'operating' END) STORED,
        CONSTRAINT invoice_account_invoice FOREIGN KEY (invoice_id, invoice_kind) REFERENCES invoice (id, kind),
        CONSTRAINT invoice_account_own FOREIGN KEY (account_id, account_kind) REFERENCES operator_account (id, kind)
      );
      SELECT keep_append_only('invoice_account');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE invoice_account;
      ALTER TABLE invoice DROP CONSTRAINT invoice_of_kind;
      ALTER TABLE payout_run_account DROP CONSTRAINT payout_run_account_ring_fenced, DROP COLUMN account_kind;
      ALTER TABLE operator_account DROP CONSTRAINT operator_account_of_kind, DROP CONSTRAINT operator_account_one_at_a_time;
      ALTER TABLE operator_account DISABLE TRIGGER append_only;
      DELETE FROM operator_account WHERE kind = 'operating';
      ALTER TABLE operator_account ENABLE TRIGGER append_only;
      ALTER TABLE operator_account DROP COLUMN kind;
      ALTER TABLE operator_account RENAME TO ring_fenced_account;
      ALTER TABLE ring_fenced_account ADD CONSTRAINT ring_fenced_account_one_at_a_time UNIQUE (set_at);
    `);
  }
}
