import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Documents made in the background, of which the files are kept outside the database: a printed book holds codes, and the
 * database alone must never reveal one. Logos. The parties of invoices and credit notes as they were when these were issued.
 */
export class Documents1795300000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Asked for, then made, then removed: each once. file is its name in the folder of documents.
      CREATE TABLE document (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind text NOT NULL,
        subject_id text NOT NULL,
        variant jsonb NOT NULL CONSTRAINT document_variant_small CHECK (jsonb_typeof(variant) = 'object' AND pg_column_size(variant) <= 1000),
        owner_id uuid REFERENCES organisation,
        asked_by uuid NOT NULL REFERENCES organisation,
        asked_at timestamptz NOT NULL,
        file_name text NOT NULL CONSTRAINT document_file_name CHECK (file_name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
        media_type text NOT NULL,
        expires_at timestamptz NOT NULL,
        made_at timestamptz,
        file text,
        byte_count bigint,
        sha256 bytea,
        removed_at timestamptz,
        removal text CONSTRAINT document_removal CHECK (removal IN ('expired', 'failed', 'lost')),
        CONSTRAINT document_made CHECK (num_nonnulls(made_at, file, byte_count, sha256) IN (0, 4) AND expires_at > asked_at
                                        AND byte_count > 0 AND length(sha256) = 32),
        CONSTRAINT document_removed CHECK ((removed_at IS NULL) = (removal IS NULL) AND (removal = 'failed') = (made_at IS NULL))
      );
      -- The same thing asked for twice is one document, for as long as it is kept.
      CREATE UNIQUE INDEX document_once ON document (kind, subject_id, variant, owner_id) NULLS NOT DISTINCT WHERE removed_at IS NULL;
      CREATE INDEX document_owner ON document (owner_id, asked_at, id);
      CREATE INDEX document_newest ON document (asked_at, id);
      CREATE INDEX document_file ON document (file) WHERE removed_at IS NULL;

      CREATE FUNCTION keep_document() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'UPDATE'
           AND (NEW.id, NEW.kind, NEW.subject_id, NEW.variant, NEW.owner_id, NEW.asked_by, NEW.asked_at, NEW.file_name, NEW.media_type, NEW.expires_at)
               IS NOT DISTINCT FROM (OLD.id, OLD.kind, OLD.subject_id, OLD.variant, OLD.owner_id, OLD.asked_by, OLD.asked_at, OLD.file_name, OLD.media_type, OLD.expires_at)
           AND (OLD.made_at IS NULL OR (NEW.made_at, NEW.file, NEW.byte_count, NEW.sha256)
                                       = (OLD.made_at, OLD.file, OLD.byte_count, OLD.sha256))
           AND OLD.removed_at IS NULL
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'a document is made once and removed once' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only';
      END $$;
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON document FOR EACH ROW EXECUTE FUNCTION keep_document();

      -- What a long document is made of, while it is being made: items are what the part holds, as its kind numbers them (the
      -- serials of vouchers). Rows of work, not facts: gone once the whole is made.
      CREATE TABLE document_part (
        document_id uuid NOT NULL REFERENCES document,
        part int NOT NULL CHECK (part > 0),
        items bigint[] NOT NULL CHECK (cardinality(items) > 0),
        file text,
        byte_count bigint,
        PRIMARY KEY (document_id, part),
        CONSTRAINT document_part_made CHECK (num_nonnulls(file, byte_count) IN (0, 2))
      );

      CREATE TABLE organisation_logo (
        organisation_id uuid PRIMARY KEY REFERENCES organisation,
        media_type text NOT NULL CONSTRAINT organisation_logo_type CHECK (media_type IN ('image/png', 'image/svg+xml')),
        bytes bytea NOT NULL CONSTRAINT organisation_logo_small CHECK (length(bytes) BETWEEN 1 AND 500000),
        put_at timestamptz NOT NULL
      );

      CREATE TABLE paper_party (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        invoice_id uuid REFERENCES invoice,
        credit_note_id uuid REFERENCES credit_note,
        side text NOT NULL CONSTRAINT paper_party_side CHECK (side IN ('seller', 'buyer', 'funder', 'state')),
        name text NOT NULL,
        siret text, street text, postcode text, city text, vat_number text, service_code text,
        -- Of a structure: payment terms follow it.
        legal_form text,
        CONSTRAINT paper_party_of_one CHECK (num_nonnulls(invoice_id, credit_note_id) = 1),
        CONSTRAINT paper_party_invoice_once UNIQUE (invoice_id, side),
        CONSTRAINT paper_party_credit_note_once UNIQUE (credit_note_id, side)
      );

      -- Of what was issued before this, the parties as they are today: nothing older is known.
      WITH side AS (
        SELECT i.id AS invoice_id, NULL::uuid AS credit_note_id, s.side, s.organisation_id
          FROM invoice i
          LEFT JOIN voucher_order o ON o.id = i.order_id
          CROSS JOIN LATERAL (VALUES
            ('seller', (SELECT id FROM organisation WHERE kind = 'operator' ORDER BY created_at, id LIMIT 1)),
            ('buyer', i.payer_id), ('funder', o.funder_id)) s (side, organisation_id)
        UNION ALL
        SELECT NULL, n.id, s.side, s.organisation_id
          FROM credit_note n
          JOIN voucher_order o ON o.id = n.order_id
          LEFT JOIN grant_agreement a ON a.id = o.agreement_id
          CROSS JOIN LATERAL (VALUES
            ('seller', (SELECT id FROM organisation WHERE kind = 'operator' ORDER BY created_at, id LIMIT 1)),
            ('funder', o.funder_id), ('state', a.state_id)) s (side, organisation_id)
      )
      INSERT INTO paper_party (invoice_id, credit_note_id, side, name, siret, street, postcode, city, vat_number, service_code, legal_form)
      SELECT side.invoice_id, side.credit_note_id, side.side, p.name, p.siret, p.street, p.postcode, p.city, p.vat_number,
             p.service_code, s.legal_form
        FROM side JOIN organisation p ON p.id = side.organisation_id LEFT JOIN structure s ON s.organisation_id = p.id;

      SELECT keep_append_only('paper_party');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE paper_party, organisation_logo, document_part, document;
      DROP FUNCTION keep_document();
    `);
  }
}
