import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders of funders, and the steps each has taken. */
export class Orders1795300000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- An order keeps the amounts of the tariff it was made under (tariff_since names it).
      CREATE TABLE voucher_order (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        number text NOT NULL CONSTRAINT voucher_order_number_once UNIQUE,
        exercise smallint NOT NULL,
        funder_id uuid NOT NULL REFERENCES organisation,
        agreement_id uuid REFERENCES grant_agreement,
        paid_to text CONSTRAINT voucher_order_paid_to CHECK (paid_to IN ('operator', 'funder')),
        tariff_since date NOT NULL,
        books int NOT NULL CONSTRAINT voucher_order_books CHECK (books > 0),
        book_size smallint NOT NULL CONSTRAINT voucher_order_book_size CHECK (book_size IN (5, 10)),
        voucher_cents bigint NOT NULL,
        minimum_cents bigint NOT NULL,
        face_value_cents bigint NOT NULL,
        state_share_cents bigint NOT NULL,
        funder_share_cents bigint NOT NULL,
        invoiced_to_funder_cents bigint NOT NULL,
        invoiced_to_state_cents bigint NOT NULL,
        fee_cents bigint NOT NULL,
        engagement_number text,
        submitted_at timestamptz NOT NULL,
        CONSTRAINT voucher_order_face_value CHECK (face_value_cents = books::bigint * book_size * voucher_cents),
        CONSTRAINT voucher_order_minimum CHECK (face_value_cents >= minimum_cents),
        CONSTRAINT voucher_order_shares CHECK (state_share_cents >= 0 AND funder_share_cents >= 0 AND state_share_cents + funder_share_cents = face_value_cents),
        CONSTRAINT voucher_order_invoiced CHECK (invoiced_to_funder_cents >= 0 AND invoiced_to_state_cents >= 0
                                                 AND invoiced_to_funder_cents + invoiced_to_state_cents = face_value_cents),
        CONSTRAINT voucher_order_direct CHECK (agreement_id IS NOT NULL OR state_share_cents = 0),
        CONSTRAINT voucher_order_agreement CHECK ((agreement_id IS NULL) = (paid_to IS NULL))
      );
      CREATE INDEX voucher_order_funder ON voucher_order (funder_id);
      CREATE INDEX voucher_order_agreement ON voucher_order (agreement_id);
      CREATE INDEX voucher_order_exercise ON voucher_order (exercise);

      -- Each step is taken once; an order is decided once.
      CREATE TABLE order_step (
        order_id uuid NOT NULL REFERENCES voucher_order,
        step text NOT NULL CONSTRAINT order_step_known CHECK (step IN
          ('submitted', 'approved', 'refused', 'cancelled', 'invoiced', 'funded', 'issued', 'active', 'closed')),
        at timestamptz NOT NULL,
        by_person uuid REFERENCES person,
        reason text,
        CONSTRAINT order_step_once PRIMARY KEY (order_id, step)
      );
      CREATE UNIQUE INDEX order_decided_once ON order_step (order_id) WHERE step IN ('approved', 'refused', 'cancelled');

      ALTER TABLE invoice ADD CONSTRAINT invoice_order FOREIGN KEY (order_id) REFERENCES voucher_order;
      ALTER TABLE credit_note ADD CONSTRAINT credit_note_order FOREIGN KEY (order_id) REFERENCES voucher_order;
      ALTER TABLE account ADD CONSTRAINT account_order FOREIGN KEY (order_id) REFERENCES voucher_order;

      SELECT keep_append_only('voucher_order');
      SELECT keep_append_only('order_step');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account DROP CONSTRAINT account_order;
      ALTER TABLE credit_note DROP CONSTRAINT credit_note_order;
      ALTER TABLE invoice DROP CONSTRAINT invoice_order;
      DROP TABLE order_step, voucher_order;
    `);
  }
}
