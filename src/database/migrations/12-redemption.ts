import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Scans, group sessions, and scans undone. */
export class Redemption1795300000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE group_session (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        structure_id uuid NOT NULL REFERENCES structure,
        lines int NOT NULL CHECK (lines > 0),
        accepted int NOT NULL CHECK (accepted BETWEEN 0 AND lines),
        at timestamptz NOT NULL
      );
      CREATE INDEX group_session_structure ON group_session (structure_id, at);

      CREATE TABLE redemption (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        receipt bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT redemption_receipt_once UNIQUE,
        voucher_serial bigint NOT NULL REFERENCES voucher,
        order_id uuid NOT NULL REFERENCES voucher_order,
        structure_id uuid NOT NULL REFERENCES structure,
        venue_id uuid NOT NULL REFERENCES venue,
        mediator_id uuid NOT NULL REFERENCES mediator,
        module_id uuid NOT NULL REFERENCES module,
        group_session_id uuid REFERENCES group_session,
        session_on date NOT NULL,
        price_cents bigint NOT NULL,
        copayment_cents bigint NOT NULL,
        structure_cents bigint NOT NULL CHECK (structure_cents > 0),
        fee_cents bigint NOT NULL CHECK (fee_cents >= 0),
        by_person uuid REFERENCES person,
        at timestamptz NOT NULL,
        day date NOT NULL,
        -- A service priced under the voucher cannot take one; no change is given.
        CONSTRAINT redemption_price CHECK (price_cents >= structure_cents + fee_cents),
        CONSTRAINT redemption_copayment CHECK (copayment_cents BETWEEN 0 AND price_cents - structure_cents - fee_cents)
      );
      CREATE INDEX redemption_voucher ON redemption (voucher_serial);
      CREATE INDEX redemption_structure ON redemption (structure_id, at);
      CREATE INDEX redemption_order ON redemption (order_id);

      CREATE TABLE redemption_undo (
        redemption_id uuid CONSTRAINT redemption_undone_once PRIMARY KEY REFERENCES redemption,
        reason text NOT NULL,
        by_person uuid REFERENCES person,
        at timestamptz NOT NULL
      );

      ALTER TABLE voucher_end ADD CONSTRAINT voucher_end_redemption FOREIGN KEY (redemption_id) REFERENCES redemption;

      SELECT keep_append_only('group_session');
      SELECT keep_append_only('redemption');
      SELECT keep_append_only('redemption_undo');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE voucher_end DROP CONSTRAINT voucher_end_redemption;
      DROP TABLE redemption_undo, redemption, group_session;
    `);
  }
}
