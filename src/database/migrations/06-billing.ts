import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invoices with gapless numbers, the payments they receive, credit notes and what they are spent on. */
export class Billing1795300000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A sequence may leave gaps; a row locked until commit does not.
      CREATE TABLE document_counter (
        series text NOT NULL,
        exercise smallint NOT NULL,
        last int NOT NULL,
        PRIMARY KEY (series, exercise)
      );

      CREATE TABLE invoice (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        number text NOT NULL CONSTRAINT invoice_number_once UNIQUE,
        exercise smallint NOT NULL,
        sequence int NOT NULL,
        kind text NOT NULL CONSTRAINT invoice_kind CHECK (kind IN ('vouchers-funder', 'vouchers-state', 'order-fee', 'label')),
        payer_id uuid NOT NULL REFERENCES organisation,
        order_id uuid,
        label_id uuid,
        net_cents bigint NOT NULL,
        vat_cents bigint NOT NULL,
        total_cents bigint NOT NULL,
        vat_rate_basis_points int NOT NULL,
        issued_at timestamptz NOT NULL,
        issued_on date NOT NULL,
        due_on date NOT NULL,
        CONSTRAINT invoice_sequence_once UNIQUE (exercise, sequence),
        CONSTRAINT invoice_adds_up CHECK (net_cents + vat_cents = total_cents AND net_cents >= 0 AND vat_cents >= 0 AND total_cents > 0),
        CONSTRAINT invoice_subject CHECK ((kind = 'label') = (order_id IS NULL) AND (kind = 'label') = (label_id IS NOT NULL)),
        CONSTRAINT invoice_order_once UNIQUE (order_id, kind),
        CONSTRAINT invoice_label_once UNIQUE (label_id),
        CONSTRAINT invoice_total UNIQUE (id, total_cents)
      );
      CREATE INDEX invoice_payer ON invoice (payer_id);

      CREATE TABLE credit_note (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        number text NOT NULL CONSTRAINT credit_note_number_once UNIQUE,
        exercise smallint NOT NULL,
        sequence int NOT NULL,
        kind text NOT NULL CONSTRAINT credit_note_kind CHECK (kind IN ('year-end', 'overpayment')),
        order_id uuid NOT NULL,
        funder_cents bigint NOT NULL,
        state_cents bigint NOT NULL,
        issued_at timestamptz NOT NULL,
        issued_on date NOT NULL,
        CONSTRAINT credit_note_sequence_once UNIQUE (exercise, sequence),
        CONSTRAINT credit_note_positive CHECK (funder_cents >= 0 AND state_cents >= 0 AND funder_cents + state_cents > 0)
      );
      CREATE INDEX credit_note_order ON credit_note (order_id);
      CREATE UNIQUE INDEX credit_note_year_end_once ON credit_note (order_id) WHERE kind = 'year-end';

      -- Two payments cannot start from the same paid amount, and none can pass the total: the race is decided here.
      CREATE TABLE payment (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        invoice_id uuid NOT NULL,
        invoice_total_cents bigint NOT NULL,
        paid_before_cents bigint NOT NULL CHECK (paid_before_cents >= 0),
        cents bigint NOT NULL CONSTRAINT payment_positive CHECK (cents > 0),
        means text NOT NULL CONSTRAINT payment_means CHECK (means IN ('bank', 'credit')),
        bank_reference text,
        received_on date NOT NULL,
        recorded_at timestamptz NOT NULL,
        -- What arrived beyond the invoice's rest, kept as a credit.
        excess_cents bigint NOT NULL DEFAULT 0 CHECK (excess_cents >= 0),
        excess_credit_note_id uuid REFERENCES credit_note,
        CONSTRAINT payment_one_after_another UNIQUE (invoice_id, paid_before_cents),
        CONSTRAINT payment_not_over CHECK (paid_before_cents + cents <= invoice_total_cents),
        CONSTRAINT payment_invoice FOREIGN KEY (invoice_id, invoice_total_cents) REFERENCES invoice (id, total_cents),
        CONSTRAINT payment_bank_reference_once UNIQUE (bank_reference, invoice_id),
        CONSTRAINT payment_by_bank CHECK ((means = 'bank') = (bank_reference IS NOT NULL)),
        CONSTRAINT payment_excess CHECK ((excess_cents > 0) = (excess_credit_note_id IS NOT NULL) AND (means = 'bank' OR excess_cents = 0))
      );

      CREATE TABLE credit_use (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        credit_note_id uuid NOT NULL REFERENCES credit_note,
        share text NOT NULL CONSTRAINT credit_use_share CHECK (share IN ('funder', 'state')),
        share_total_cents bigint NOT NULL,
        spent_before_cents bigint NOT NULL CHECK (spent_before_cents >= 0),
        cents bigint NOT NULL CONSTRAINT credit_use_positive CHECK (cents > 0),
        purpose text NOT NULL CONSTRAINT credit_use_purpose CHECK (purpose IN ('payment', 'refund')),
        payment_id uuid CONSTRAINT credit_use_payment_once UNIQUE REFERENCES payment,
        bank_reference text,
        reason text,
        at timestamptz NOT NULL,
        CONSTRAINT credit_use_one_after_another UNIQUE (credit_note_id, share, spent_before_cents),
        CONSTRAINT credit_use_not_over CHECK (spent_before_cents + cents <= share_total_cents),
        CONSTRAINT credit_use_subject CHECK ((purpose = 'payment') = (payment_id IS NOT NULL) AND (purpose = 'refund') = (bank_reference IS NOT NULL))
      );

      CREATE UNIQUE INDEX credit_use_refund_once ON credit_use (credit_note_id, bank_reference) WHERE purpose = 'refund';

      -- share_total_cents is a copy: it must be the credit note's.
      CREATE FUNCTION check_credit_use() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.share_total_cents <> (SELECT CASE NEW.share WHEN 'funder' THEN funder_cents ELSE state_cents END
                                       FROM credit_note WHERE id = NEW.credit_note_id) THEN
          RAISE EXCEPTION 'the total of a credit share is its credit note''s' USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_use_total';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER credit_use_total BEFORE INSERT ON credit_use FOR EACH ROW EXECUTE FUNCTION check_credit_use();

      SELECT keep_append_only('invoice');
      SELECT keep_append_only('credit_note');
      SELECT keep_append_only('payment');
      SELECT keep_append_only('credit_use');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE credit_use, payment, credit_note, invoice, document_counter; DROP FUNCTION check_credit_use();`,
    );
  }
}
