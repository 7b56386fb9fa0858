import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Payments recorded by mistake are reversed, approved orders that nobody pays are abandoned, offices close, and a person
 * chooses a password by a link.
 */
export class Corrections1795300000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await reversals(runner);
    await abandonment(runner);
    await people(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE password_reset;
      DROP TRIGGER office_open ON membership;
      DROP TRIGGER office_open_on_allotment ON book_holding;
      DROP TRIGGER office_open_on_move ON book_holding;
      DROP FUNCTION check_office_of_member(); DROP FUNCTION check_office_of_books();
      DROP TRIGGER payment_of_standing_invoice ON payment;
      DROP FUNCTION check_payment();
      DROP INDEX order_funded_or_abandoned, invoice_cancelled_once;
      ALTER TABLE order_step DROP CONSTRAINT order_step_known, ADD CONSTRAINT order_step_known CHECK (step IN
        ('submitted', 'approved', 'refused', 'cancelled', 'invoiced', 'funded', 'issued', 'active', 'closed'));
      ALTER TABLE credit_note DROP CONSTRAINT credit_note_invoice, DROP CONSTRAINT credit_note_kind, DROP COLUMN invoice_id,
        ADD CONSTRAINT credit_note_kind CHECK (kind IN ('year-end', 'overpayment'));
      DROP VIEW standing_credit_use, standing_payment;
      ALTER TABLE credit_use DROP CONSTRAINT credit_use_one_after_another, DROP CONSTRAINT credit_use_purpose,
        DROP CONSTRAINT credit_use_subject, DROP COLUMN returns_before, DROP COLUMN reversed_payment_id,
        ADD CONSTRAINT credit_use_one_after_another UNIQUE (credit_note_id, share, spent_before_cents),
        ADD CONSTRAINT credit_use_purpose CHECK (purpose IN ('payment', 'refund')),
        ADD CONSTRAINT credit_use_subject CHECK ((purpose = 'payment') = (payment_id IS NOT NULL) AND (purpose = 'refund') = (bank_reference IS NOT NULL));
      ALTER TABLE payment DROP CONSTRAINT payment_one_after_another, DROP COLUMN reversals_before,
        ADD CONSTRAINT payment_one_after_another UNIQUE (invoice_id, paid_before_cents),
        ADD CONSTRAINT payment_bank_reference_once UNIQUE (bank_reference, invoice_id);
      DROP TABLE credit_return, payment_reversal;
      DROP FUNCTION check_payment_reversal();
      ALTER TABLE payment DROP CONSTRAINT payment_of_invoice;
    `);
  }
}

/**
 * A payment stands until it is reversed, and so does the use of the credit that made it. The chains of both begin anew
 * at each reversal, which is counted: two payments still cannot start from the same state of an invoice.
 */
async function reversals(runner: QueryRunner): Promise<void> {
  await runner.query(`
    ALTER TABLE payment ADD CONSTRAINT payment_of_invoice UNIQUE (id, invoice_id);
    CREATE TABLE payment_reversal (
      payment_id uuid CONSTRAINT payment_reversed_once PRIMARY KEY,
      invoice_id uuid NOT NULL,
      -- Counted from 1 within the invoice.
      number int NOT NULL CHECK (number > 0),
      reason text NOT NULL,
      by_person uuid REFERENCES person,
      at timestamptz NOT NULL,
      CONSTRAINT payment_reversal_payment FOREIGN KEY (payment_id, invoice_id) REFERENCES payment (id, invoice_id),
      CONSTRAINT payment_reversal_one_after_another UNIQUE (invoice_id, number)
    );

    ALTER TABLE payment
      ADD COLUMN reversals_before int NOT NULL DEFAULT 0 CHECK (reversals_before >= 0),
      DROP CONSTRAINT payment_one_after_another,
      ADD CONSTRAINT payment_one_after_another UNIQUE (invoice_id, reversals_before, paid_before_cents),
      -- The right amount of a transfer bears the reference of the wrong one: once among those that stand (see the trigger).
      DROP CONSTRAINT payment_bank_reference_once;

    -- A credit given back because the payment it made was reversed; counted from 1 within the share.
    CREATE TABLE credit_return (
      credit_use_id uuid CONSTRAINT credit_returned_once PRIMARY KEY REFERENCES credit_use,
      payment_id uuid NOT NULL CONSTRAINT credit_return_payment_once UNIQUE REFERENCES payment_reversal,
      credit_note_id uuid NOT NULL REFERENCES credit_note,
      share text NOT NULL CHECK (share IN ('funder', 'state')),
      number int NOT NULL CHECK (number > 0),
      CONSTRAINT credit_return_one_after_another UNIQUE (credit_note_id, share, number)
    );
    ALTER TABLE credit_use
      ADD COLUMN returns_before int NOT NULL DEFAULT 0 CHECK (returns_before >= 0),
      -- The payment whose excess the credit was, and which is reversed with it.
      ADD COLUMN reversed_payment_id uuid CONSTRAINT credit_use_reversal_once UNIQUE REFERENCES payment_reversal,
      DROP CONSTRAINT credit_use_one_after_another,
      ADD CONSTRAINT credit_use_one_after_another UNIQUE (credit_note_id, share, returns_before, spent_before_cents),
      DROP CONSTRAINT credit_use_purpose,
      ADD CONSTRAINT credit_use_purpose CHECK (purpose IN ('payment', 'refund', 'set-off', 'reversal')),
      DROP CONSTRAINT credit_use_subject,
      ADD CONSTRAINT credit_use_subject CHECK ((purpose = 'payment') = (payment_id IS NOT NULL)
                                               AND (purpose = 'refund') = (bank_reference IS NOT NULL)
                                               AND (purpose = 'reversal') = (reversed_payment_id IS NOT NULL));

    CREATE VIEW standing_payment AS
      SELECT p.* FROM payment p WHERE NOT EXISTS (SELECT 1 FROM payment_reversal r WHERE r.payment_id = p.id);
    CREATE VIEW standing_credit_use AS
      SELECT u.* FROM credit_use u WHERE NOT EXISTS (SELECT 1 FROM credit_return r WHERE r.credit_use_id = u.id);

    -- RULES activation: once the face value is in circulation, its counterpart is not taken away.
    CREATE FUNCTION check_payment_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM invoice i JOIN order_step s ON s.order_id = i.order_id AND s.step = 'funded'
                  WHERE i.id = NEW.invoice_id AND i.kind IN ('vouchers-funder', 'vouchers-state')) THEN
        RAISE EXCEPTION 'a payment that backs vouchers stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_backs_vouchers';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER payment_backs_vouchers BEFORE INSERT ON payment_reversal FOR EACH ROW EXECUTE FUNCTION check_payment_reversal();

    SELECT keep_append_only('payment_reversal');
    SELECT keep_append_only('credit_return');
  `);
}

/** An invoice once issued is never torn out: a credit note of its whole amount cancels it. */
async function abandonment(runner: QueryRunner): Promise<void> {
  await runner.query(`
    ALTER TABLE order_step DROP CONSTRAINT order_step_known, ADD CONSTRAINT order_step_known CHECK (step IN
      ('submitted', 'approved', 'refused', 'cancelled', 'invoiced', 'funded', 'issued', 'abandoned', 'active', 'closed'));
    CREATE UNIQUE INDEX order_funded_or_abandoned ON order_step (order_id) WHERE step IN ('funded', 'abandoned');

    ALTER TABLE credit_note
      ADD COLUMN invoice_id uuid REFERENCES invoice,
      DROP CONSTRAINT credit_note_kind,
      ADD CONSTRAINT credit_note_kind CHECK (kind IN ('year-end', 'overpayment', 'cancellation')),
      ADD CONSTRAINT credit_note_invoice CHECK ((kind = 'cancellation') = (invoice_id IS NOT NULL));
    CREATE UNIQUE INDEX invoice_cancelled_once ON credit_note (invoice_id);

    -- Both depend on other tables; the invoice, locked here, makes two payments take their turns.
    CREATE FUNCTION check_payment() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
      IF EXISTS (SELECT 1 FROM credit_note WHERE invoice_id = NEW.invoice_id) THEN
        RAISE EXCEPTION 'a cancelled invoice takes no payment' USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_of_standing_invoice';
      END IF;
      IF EXISTS (SELECT 1 FROM standing_payment WHERE invoice_id = NEW.invoice_id AND bank_reference = NEW.bank_reference) THEN
        RAISE EXCEPTION 'a transfer is recorded once on an invoice' USING ERRCODE = 'unique_violation', CONSTRAINT = 'payment_bank_reference_once';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER payment_of_standing_invoice BEFORE INSERT ON payment FOR EACH ROW EXECUTE FUNCTION check_payment();
  `);
}

async function people(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- One link a person: a later one takes its place, and its use deletes it. The token is derived from the id with a key
    -- kept outside the database.
    CREATE TABLE password_reset (
      person_id uuid CONSTRAINT password_reset_one_outstanding PRIMARY KEY REFERENCES person ON DELETE CASCADE,
      id uuid NOT NULL,
      token_hash bytea NOT NULL CONSTRAINT password_reset_token_once UNIQUE,
      expires_at timestamptz NOT NULL
    );

    -- An office that closes is locked (FOR NO KEY UPDATE): what comes to it at the same moment waits here, and is refused.
    CREATE FUNCTION check_office_of_member() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM office WHERE id = NEW.office_id FOR SHARE;
      IF EXISTS (SELECT 1 FROM office WHERE id = NEW.office_id AND closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a closed office receives nobody' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_open';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER office_open BEFORE INSERT OR UPDATE OF office_id ON membership
      FOR EACH ROW WHEN (NEW.office_id IS NOT NULL) EXECUTE FUNCTION check_office_of_member();

    CREATE FUNCTION check_office_of_books() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM office WHERE id IN (SELECT office_id FROM placed) ORDER BY id FOR SHARE;
      IF EXISTS (SELECT 1 FROM office WHERE id IN (SELECT office_id FROM placed) AND closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a closed office receives no book' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_open';
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER office_open_on_allotment AFTER INSERT ON book_holding REFERENCING NEW TABLE AS placed
      FOR EACH STATEMENT EXECUTE FUNCTION check_office_of_books();
    CREATE TRIGGER office_open_on_move AFTER UPDATE ON book_holding REFERENCING NEW TABLE AS placed
      FOR EACH STATEMENT EXECUTE FUNCTION check_office_of_books();
  `);
}
