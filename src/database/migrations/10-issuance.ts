import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Exercises and the fingerprints of their keys; books, vouchers, and how a voucher ends: once. */
export class Issuance1795300000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Dates are settings of the exercise (RULES: year-end calendar), all Paris days.
      CREATE TABLE exercise (
        year smallint PRIMARY KEY,
        alert_on date NOT NULL,
        hand_outs_stop_on date NOT NULL,
        validity_ends_on date NOT NULL,
        tolerance_ends_on date NOT NULL,
        statement_on date NOT NULL,
        CONSTRAINT exercise_calendar CHECK (alert_on <= hand_outs_stop_on AND hand_outs_stop_on <= validity_ends_on
                                            AND validity_ends_on <= tolerance_ends_on AND tolerance_ends_on <= statement_on)
      );

      -- The keys themselves are kept outside the database; a fingerprint says whether a key file is the right one.
      CREATE TABLE exercise_key (
        exercise smallint NOT NULL,
        purpose text NOT NULL CONSTRAINT exercise_key_purpose CHECK (purpose IN ('codes', 'pseudonyms')),
        fingerprint bytea NOT NULL,
        created_at timestamptz NOT NULL,
        destroyed_at timestamptz,
        CONSTRAINT exercise_key_once PRIMARY KEY (exercise, purpose)
      );

      CREATE TABLE book (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        order_id uuid NOT NULL REFERENCES voucher_order,
        number int NOT NULL,
        kind text NOT NULL CONSTRAINT book_kind CHECK (kind IN ('ordered', 'replacement')),
        size smallint NOT NULL CONSTRAINT book_size CHECK (size BETWEEN 1 AND 10),
        CONSTRAINT book_number_once UNIQUE (order_id, number)
      );

      -- The serial is the 35 bits from which the code is derived.
      CREATE SEQUENCE voucher_serial AS bigint MINVALUE 1 MAXVALUE 34359738367;
      CREATE TABLE voucher (
        serial bigint PRIMARY KEY DEFAULT nextval('voucher_serial'),
        book_id bigint NOT NULL REFERENCES book,
        position smallint NOT NULL,
        order_id uuid NOT NULL REFERENCES voucher_order,
        exercise smallint NOT NULL,
        replaces bigint CONSTRAINT voucher_replaced_once UNIQUE REFERENCES voucher,
        CONSTRAINT voucher_position_once UNIQUE (book_id, position)
      );
      CREATE INDEX voucher_order_of ON voucher (order_id);
      CREATE INDEX voucher_exercise ON voucher (exercise, serial);

      -- Lost: vouchers revoked together, replaced or not.
      CREATE TABLE revocation (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        order_id uuid NOT NULL REFERENCES voucher_order,
        office_id uuid,
        reason text NOT NULL,
        replaced boolean NOT NULL,
        vouchers int NOT NULL CHECK (vouchers > 0),
        at timestamptz NOT NULL
      );
      CREATE TABLE expiry (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        order_id uuid NOT NULL REFERENCES voucher_order,
        vouchers int NOT NULL CHECK (vouchers > 0),
        at timestamptz NOT NULL
      );

      -- A voucher ends once: the second scanner loses here, whatever the code above does.
      -- Rows are only deleted by the undo of a scan, which keeps its history in redemption and redemption_undo.
      CREATE TABLE voucher_end (
        voucher_serial bigint CONSTRAINT voucher_ends_once PRIMARY KEY REFERENCES voucher,
        kind text NOT NULL CONSTRAINT voucher_end_kind CHECK (kind IN ('redeemed', 'expired', 'revoked')),
        redemption_id uuid CONSTRAINT voucher_end_redemption_once UNIQUE,
        revocation_id uuid REFERENCES revocation,
        expiry_id uuid REFERENCES expiry,
        at timestamptz NOT NULL,
        CONSTRAINT voucher_end_cause CHECK (
          (kind = 'redeemed') = (redemption_id IS NOT NULL) AND
          (kind = 'revoked') = (revocation_id IS NOT NULL) AND
          (kind = 'expired') = (expiry_id IS NOT NULL))
      );
      CREATE INDEX voucher_end_revocation ON voucher_end (revocation_id);
      CREATE INDEX voucher_end_expiry ON voucher_end (expiry_id);

      CREATE FUNCTION keep_voucher_end() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' AND OLD.kind = 'redeemed' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'the end of a voucher is a fact: only the undo of a scan takes one back'
          USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only';
      END $$;
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON voucher_end FOR EACH ROW EXECUTE FUNCTION keep_voucher_end();

      SELECT keep_append_only('book');
      SELECT keep_append_only('voucher');
      SELECT keep_append_only('revocation');
      SELECT keep_append_only('expiry');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE voucher_end, expiry, revocation, voucher, book, exercise_key, exercise;
      DROP SEQUENCE voucher_serial;
      DROP FUNCTION keep_voucher_end();
    `);
  }
}
