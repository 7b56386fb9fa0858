import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The catalogue of modules; structures with their venues, mediators, offers, bank details and labels. */
export class Structures1795300000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE module (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        title text NOT NULL CONSTRAINT module_title_once UNIQUE,
        hours smallint NOT NULL CONSTRAINT module_hours CHECK (hours BETWEEN 1 AND 100),
        retired_at timestamptz
      );

      CREATE TABLE structure (
        organisation_id uuid PRIMARY KEY REFERENCES organisation,
        legal_form text NOT NULL CONSTRAINT structure_legal_form CHECK (legal_form IN
          ('association', 'commune', 'intercommunality', 'department', 'public-body', 'cooperative', 'company', 'sole-trader', 'other')),
        contact_email text NOT NULL
      );

      CREATE TABLE bank_details (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        structure_id uuid NOT NULL REFERENCES structure,
        iban text NOT NULL,
        bic text NOT NULL,
        holder text NOT NULL,
        submitted_at timestamptz NOT NULL
      );
      CREATE INDEX bank_details_structure ON bank_details (structure_id, submitted_at);
      CREATE TABLE bank_details_verification (
        bank_details_id uuid CONSTRAINT bank_details_verified_once PRIMARY KEY REFERENCES bank_details,
        verified_at timestamptz NOT NULL,
        verified_by uuid REFERENCES person
      );

      CREATE TABLE venue (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        structure_id uuid NOT NULL REFERENCES structure,
        name text NOT NULL,
        street text NOT NULL,
        postcode text NOT NULL,
        insee text NOT NULL CONSTRAINT venue_insee CHECK (insee ~ '^[0-9][0-9AB][0-9]{3}$'),
        opening text NOT NULL DEFAULT '',
        closed_at timestamptz
      );
      CREATE INDEX venue_structure ON venue (structure_id);
      CREATE INDEX venue_insee_open ON venue (insee);
      CREATE UNIQUE INDEX venue_open_once ON venue (structure_id, insee, lower(street), lower(name)) WHERE closed_at IS NULL;

      CREATE TABLE mediator (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        structure_id uuid NOT NULL REFERENCES structure,
        person_id uuid REFERENCES person,
        name text NOT NULL,
        conseiller_numerique boolean NOT NULL,
        left_at timestamptz
      );
      CREATE INDEX mediator_structure ON mediator (structure_id);
      CREATE UNIQUE INDEX mediator_name_once ON mediator (structure_id, lower(name)) WHERE left_at IS NULL;
      CREATE UNIQUE INDEX mediator_person_once ON mediator (structure_id, person_id) WHERE left_at IS NULL AND person_id IS NOT NULL;

      CREATE TABLE module_offer (
        structure_id uuid NOT NULL REFERENCES structure,
        module_id uuid NOT NULL REFERENCES module,
        price_cents bigint NOT NULL CONSTRAINT module_offer_price CHECK (price_cents >= 0),
        withdrawn_at timestamptz,
        PRIMARY KEY (structure_id, module_id)
      );

      CREATE TABLE label_application (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        structure_id uuid NOT NULL REFERENCES structure,
        submitted_at timestamptz NOT NULL
      );
      CREATE INDEX label_application_structure ON label_application (structure_id);
      CREATE TABLE label_decision (
        application_id uuid CONSTRAINT label_decided_once PRIMARY KEY REFERENCES label_application,
        outcome text NOT NULL CONSTRAINT label_outcome CHECK (outcome IN ('granted', 'refused')),
        unmet_criteria text[] NOT NULL DEFAULT '{}',
        reason text NOT NULL,
        decided_at timestamptz NOT NULL,
        decided_by uuid REFERENCES person,
        CONSTRAINT label_refusal_has_criteria CHECK (outcome = 'granted' OR cardinality(unmet_criteria) > 0)
      );
      -- One year of label. ends_on is the first day without it.
      CREATE TABLE label (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        structure_id uuid NOT NULL REFERENCES structure,
        application_id uuid CONSTRAINT label_application_once UNIQUE REFERENCES label_decision (application_id),
        starts_on date NOT NULL,
        ends_on date NOT NULL,
        granted_at timestamptz NOT NULL,
        CONSTRAINT label_year CHECK (starts_on < ends_on),
        CONSTRAINT label_once UNIQUE (structure_id, starts_on)
      );
      CREATE TABLE label_withdrawal (
        label_id uuid CONSTRAINT label_withdrawn_once PRIMARY KEY REFERENCES label,
        unmet_criteria text[] NOT NULL CONSTRAINT label_withdrawal_has_criteria CHECK (cardinality(unmet_criteria) > 0),
        reason text NOT NULL,
        withdrawn_on date NOT NULL,
        withdrawn_at timestamptz NOT NULL,
        withdrawn_by uuid REFERENCES person
      );

      ALTER TABLE invoice ADD CONSTRAINT invoice_label FOREIGN KEY (label_id) REFERENCES label;
      ALTER TABLE account ADD CONSTRAINT account_structure FOREIGN KEY (structure_id) REFERENCES structure;

      SELECT keep_append_only('bank_details');
      SELECT keep_append_only('bank_details_verification');
      SELECT keep_append_only('label_application');
      SELECT keep_append_only('label_decision');
      SELECT keep_append_only('label');
      SELECT keep_append_only('label_withdrawal');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account DROP CONSTRAINT account_structure;
      ALTER TABLE invoice DROP CONSTRAINT invoice_label;
      DROP TABLE label_withdrawal, label, label_decision, label_application, module_offer, mediator, venue,
                 bank_details_verification, bank_details, structure, module;
    `);
  }
}
