import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The outbox. A letter holds the facts that it tells, not its words and no address: both are found when it is sent.
 * A delivery is that one person's message was taken by a mail server, or that their address was refused for good.
 */
export class Letters1795300000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A structure that signed up and has not proved its manager's address: nothing exists of it but this, until the
      -- link of a letter is followed, or until it is forgotten.
      CREATE TABLE enrolment (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        email text NOT NULL CONSTRAINT enrolment_email_lower CHECK (email = lower(email)),
        display_name text NOT NULL,
        form jsonb NOT NULL,
        asked_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX enrolment_email ON enrolment (email);
      CREATE INDEX enrolment_expires ON enrolment (expires_at);

      CREATE TABLE letter (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind text NOT NULL,
        -- To the managers of an organisation, to one of its people, or to a person whatever they are a member of.
        organisation_id uuid REFERENCES organisation,
        person_id uuid REFERENCES person,
        -- To whoever signs up; without a foreign key, because enrolments are forgotten and letters are not.
        enrolment_id uuid,
        facts jsonb NOT NULL,
        posted_at timestamptz NOT NULL,
        CONSTRAINT letter_to_someone CHECK (num_nonnulls(organisation_id, person_id, enrolment_id) >= 1),
        CONSTRAINT letter_facts_small CHECK (jsonb_typeof(facts) = 'object' AND octet_length(facts::text) <= 8192)
      );
      CREATE INDEX letter_newest ON letter (posted_at, id);
      CREATE INDEX letter_organisation ON letter (organisation_id, posted_at, id);

      CREATE TABLE letter_delivery (
        letter_id uuid NOT NULL REFERENCES letter,
        -- A person, or an enrolment.
        recipient_id uuid NOT NULL,
        outcome text NOT NULL CONSTRAINT letter_delivery_outcome CHECK (outcome IN ('sent', 'refused')),
        at timestamptz NOT NULL,
        CONSTRAINT letter_delivered_once PRIMARY KEY (letter_id, recipient_id)
      );

      -- That a structure was told of an end of its label: once at each of the two notices.
      CREATE TABLE label_notice (
        structure_id uuid NOT NULL REFERENCES structure,
        lapses_on date NOT NULL,
        rule text NOT NULL CONSTRAINT label_notice_rule CHECK (rule IN ('label-notice', 'label-reminder')),
        told_at timestamptz NOT NULL,
        CONSTRAINT label_notice_once PRIMARY KEY (structure_id, lapses_on, rule)
      );

      SELECT keep_append_only('label_notice');
      SELECT keep_append_only('letter');
      SELECT keep_append_only('letter_delivery');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE label_notice, letter_delivery, letter, enrolment;`);
  }
}
