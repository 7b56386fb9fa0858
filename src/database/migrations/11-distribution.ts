import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Offices and their stock; beneficiaries as pseudonyms; hand-outs and what each person still holds. */
export class Distribution1795300000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE office (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        prescriber_id uuid NOT NULL REFERENCES organisation,
        name text NOT NULL,
        insee text NOT NULL CONSTRAINT office_insee CHECK (insee ~ '^[0-9][0-9AB][0-9]{3}$'),
        closed_at timestamptz,
        CONSTRAINT office_name_once UNIQUE (prescriber_id, name),
        CONSTRAINT office_of_prescriber UNIQUE (id, prescriber_id)
      );
      ALTER TABLE membership ADD CONSTRAINT membership_office FOREIGN KEY (office_id, organisation_id) REFERENCES office (id, prescriber_id);
      ALTER TABLE revocation ADD CONSTRAINT revocation_office FOREIGN KEY (office_id) REFERENCES office;

      CREATE TABLE allotment (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind text NOT NULL CONSTRAINT allotment_kind CHECK (kind IN ('allot', 'move', 'take-back', 'replace')),
        funder_id uuid NOT NULL REFERENCES organisation,
        from_office uuid REFERENCES office,
        to_office uuid REFERENCES office,
        at timestamptz NOT NULL,
        CONSTRAINT allotment_ends CHECK (
          (from_office IS NULL) = (kind IN ('allot', 'replace')) AND
          (to_office IS NULL) = (kind = 'take-back') AND
          from_office IS DISTINCT FROM to_office)
      );
      CREATE INDEX allotment_funder ON allotment (funder_id);
      CREATE TABLE allotment_book (
        allotment_id uuid NOT NULL REFERENCES allotment,
        book_id bigint NOT NULL REFERENCES book,
        PRIMARY KEY (allotment_id, book_id)
      );
      CREATE INDEX allotment_book_book ON allotment_book (book_id);
      -- Where each book is now: the one row that the last allotment of the book left.
      CREATE TABLE book_holding (
        book_id bigint CONSTRAINT book_held_once PRIMARY KEY REFERENCES book,
        office_id uuid NOT NULL REFERENCES office
      );
      CREATE INDEX book_holding_office ON book_holding (office_id, book_id);

      -- A person is a keyed hash; the key of the exercise is destroyed after its closing.
      CREATE TABLE beneficiary (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        exercise smallint NOT NULL,
        pseudonym bytea NOT NULL CONSTRAINT beneficiary_pseudonym CHECK (length(pseudonym) = 32),
        CONSTRAINT beneficiary_once UNIQUE (exercise, pseudonym)
      );

      CREATE TABLE hand_out (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        exercise smallint NOT NULL,
        beneficiary_id bigint NOT NULL REFERENCES beneficiary,
        module_id uuid NOT NULL REFERENCES module,
        office_id uuid NOT NULL REFERENCES office,
        -- 1: first hand-out on the module, 2: its only renewal.
        round smallint NOT NULL CONSTRAINT hand_out_round CHECK (round IN (1, 2)),
        age_bracket text NOT NULL,
        insee text NOT NULL CONSTRAINT hand_out_insee CHECK (insee ~ '^[0-9][0-9AB][0-9]{3}$'),
        sex text CONSTRAINT hand_out_sex CHECK (sex IN ('F', 'M', 'X')),
        first_time boolean,
        -- Funding received earlier for this exercise, shown and recorded, never blocking (RULES: cumulation).
        prior_cents bigint NOT NULL,
        by_person uuid REFERENCES person,
        at timestamptz NOT NULL,
        day date NOT NULL,
        CONSTRAINT hand_out_renewed_once UNIQUE (beneficiary_id, module_id, round)
      );
      CREATE INDEX hand_out_office ON hand_out (office_id, at);

      CREATE TABLE hand_out_voucher (
        voucher_serial bigint CONSTRAINT handed_out_once PRIMARY KEY REFERENCES voucher,
        hand_out_id uuid NOT NULL REFERENCES hand_out,
        slot smallint NOT NULL CONSTRAINT hand_out_two_at_most CHECK (slot IN (1, 2)),
        CONSTRAINT hand_out_slot_once UNIQUE (hand_out_id, slot)
      );

      -- What each person holds unspent now: two slots a person, kept by triggers whatever path ends or revives a voucher.
      CREATE TABLE voucher_held (
        voucher_serial bigint PRIMARY KEY REFERENCES voucher,
        beneficiary_id bigint NOT NULL REFERENCES beneficiary,
        slot smallint NOT NULL CHECK (slot IN (1, 2)),
        CONSTRAINT hand_out_limit UNIQUE (beneficiary_id, slot)
      );

      CREATE FUNCTION hold_voucher(serial bigint) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        holder bigint;
        free smallint;
      BEGIN
        SELECT h.beneficiary_id INTO holder FROM hand_out_voucher v JOIN hand_out h ON h.id = v.hand_out_id WHERE v.voucher_serial = serial;
        IF holder IS NULL THEN RETURN; END IF;
        SELECT min(s) INTO free FROM generate_series(1, 2) s
          WHERE NOT EXISTS (SELECT 1 FROM voucher_held h WHERE h.beneficiary_id = holder AND h.slot = s);
        IF free IS NULL THEN
          RAISE EXCEPTION 'two unspent vouchers at most' USING ERRCODE = 'unique_violation', CONSTRAINT = 'hand_out_limit';
        END IF;
        INSERT INTO voucher_held (voucher_serial, beneficiary_id, slot) VALUES (serial, holder, free);
      END $$;

      CREATE FUNCTION hold_on_hand_out() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM hold_voucher(NEW.voucher_serial); RETURN NULL; END $$;
      CREATE TRIGGER hold AFTER INSERT ON hand_out_voucher FOR EACH ROW EXECUTE FUNCTION hold_on_hand_out();

      CREATE FUNCTION hold_on_undo() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM hold_voucher(OLD.voucher_serial); RETURN NULL; END $$;
      CREATE TRIGGER hold_again AFTER DELETE ON voucher_end FOR EACH ROW EXECUTE FUNCTION hold_on_undo();

      CREATE FUNCTION release_on_end() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM voucher_held h USING ended e WHERE h.voucher_serial = e.voucher_serial;
        RETURN NULL;
      END $$;
      CREATE TRIGGER release AFTER INSERT ON voucher_end REFERENCING NEW TABLE AS ended
        FOR EACH STATEMENT EXECUTE FUNCTION release_on_end();

      SELECT keep_append_only('allotment');
      SELECT keep_append_only('allotment_book');
      SELECT keep_append_only('hand_out');
      SELECT keep_append_only('hand_out_voucher');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER release ON voucher_end;
      DROP TRIGGER hold_again ON voucher_end;
      DROP TABLE voucher_held, hand_out_voucher, hand_out, beneficiary, book_holding, allotment_book, allotment;
      DROP FUNCTION release_on_end(); DROP FUNCTION hold_on_undo(); DROP FUNCTION hold_on_hand_out(); DROP FUNCTION hold_voucher(bigint);
      ALTER TABLE revocation DROP CONSTRAINT revocation_office;
      ALTER TABLE membership DROP CONSTRAINT membership_office;
      DROP TABLE office;
    `);
  }
}
