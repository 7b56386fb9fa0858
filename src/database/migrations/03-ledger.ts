import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Double entry: every transfer debits one account and credits another, so the books cannot be unbalanced. */
export class Ledger1795300000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL,
        order_id uuid,
        structure_id uuid,
        owner_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(order_id, structure_id, '00000000-0000-0000-0000-000000000000')) STORED,
        CONSTRAINT account_scope CHECK (
          CASE
            WHEN kind IN ('funder-receivable', 'state-receivable', 'fee-receivable', 'vouchers-ordered',
                          'vouchers-outstanding', 'vouchers-unused', 'credit-funder', 'credit-state')
              THEN order_id IS NOT NULL AND structure_id IS NULL
            WHEN kind IN ('structure-payable', 'label-receivable')
              THEN structure_id IS NOT NULL AND order_id IS NULL
            WHEN kind IN ('bank-ring-fenced', 'bank-operating', 'redemption-fees', 'redemption-fees-earned',
                          'vat-due', 'order-fees', 'label-fees')
              THEN order_id IS NULL AND structure_id IS NULL
            ELSE false
          END),
        CONSTRAINT account_once UNIQUE (kind, owner_id)
      );
      CREATE INDEX account_owner ON account (owner_id);

      CREATE TABLE transfer (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL,
        debit_account bigint NOT NULL REFERENCES account,
        credit_account bigint NOT NULL REFERENCES account,
        cents bigint NOT NULL CONSTRAINT transfer_positive CHECK (cents > 0),
        cause text NOT NULL,
        cause_id uuid NOT NULL,
        at timestamptz NOT NULL,
        day date NOT NULL CONSTRAINT transfer_day_is_paris CHECK (day = (at AT TIME ZONE 'Europe/Paris')::date),
        CONSTRAINT transfer_moves CHECK (debit_account <> credit_account),
        -- One fact posts each of its transfers once, however often its code runs.
        CONSTRAINT transfer_once UNIQUE (cause_id, kind, debit_account, credit_account)
      );
      CREATE INDEX transfer_debit ON transfer (debit_account, day);
      CREATE INDEX transfer_credit ON transfer (credit_account, day);
      SELECT keep_append_only('account');
      SELECT keep_append_only('transfer');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE transfer, account;`);
  }
}
