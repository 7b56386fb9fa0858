import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Organisations, the people who act for them, and how they prove it. */
export class Access1795300000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE organisation (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind text NOT NULL CONSTRAINT organisation_kind CHECK (kind IN ('operator', 'funder', 'prescriber', 'state', 'structure')),
        name text NOT NULL CONSTRAINT organisation_name CHECK (length(name) BETWEEN 1 AND 200),
        siret text CONSTRAINT organisation_siret CHECK (siret ~ '^[0-9]{14}$'),
        street text, postcode text, city text,
        vat_number text,
        service_code text,
        created_at timestamptz NOT NULL,
        -- A département may be funder and prescriber under one SIRET, but not twice the same.
        CONSTRAINT organisation_siret_once UNIQUE (kind, siret)
      );

      CREATE TABLE person (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        email text NOT NULL CONSTRAINT person_email_lower CHECK (email = lower(email)),
        display_name text NOT NULL,
        password_hash text NOT NULL,
        created_at timestamptz NOT NULL,
        disabled_at timestamptz,
        CONSTRAINT person_email_once UNIQUE (email)
      );

      -- office_id narrows a prescriber's member to one office; its foreign key comes with the offices.
      CREATE TABLE membership (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL REFERENCES person,
        organisation_id uuid NOT NULL REFERENCES organisation,
        role text NOT NULL CONSTRAINT membership_role CHECK (role IN ('manager', 'member')),
        office_id uuid,
        created_at timestamptz NOT NULL,
        CONSTRAINT membership_once UNIQUE (person_id, organisation_id)
      );
      CREATE INDEX membership_organisation ON membership (organisation_id);

      CREATE TABLE session (
        token_hash bytea PRIMARY KEY,
        membership_id uuid NOT NULL REFERENCES membership ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX session_membership ON session (membership_id);

      CREATE TABLE api_key (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        organisation_id uuid NOT NULL REFERENCES organisation,
        name text NOT NULL,
        secret_hash bytea NOT NULL CONSTRAINT api_key_secret_once UNIQUE,
        created_by uuid REFERENCES person,
        created_at timestamptz NOT NULL,
        revoked_at timestamptz
      );
      CREATE INDEX api_key_organisation ON api_key (organisation_id);

      -- subject is a keyed hash of an e-mail address or of a network address, never the address itself.
      CREATE TABLE sign_in_attempt (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        subject bytea NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX sign_in_attempt_subject ON sign_in_attempt (subject, at);

      -- The first answer to a request, given again to its repetitions. request_hash is keyed (HMAC):
      -- a plain hash of a hand-out's body would let a name be guessed.
      CREATE TABLE first_answer (
        organisation_id uuid NOT NULL REFERENCES organisation,
        idempotency_key text NOT NULL CONSTRAINT first_answer_key CHECK (length(idempotency_key) BETWEEN 8 AND 128),
        request_hash bytea NOT NULL,
        -- json, not jsonb: the answer is given again as it was, its keys in their order.
        answer json,
        refusal json,
        answered_at timestamptz NOT NULL,
        CONSTRAINT first_answer_once PRIMARY KEY (organisation_id, idempotency_key)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE first_answer, sign_in_attempt, api_key, session, membership, person, organisation;
    `);
  }
}
