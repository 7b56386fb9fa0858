import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The State's grant agreements and the funders they are open to. */
export class GrantAgreements1795300000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE grant_agreement (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        reference text NOT NULL CONSTRAINT grant_agreement_reference_once UNIQUE,
        title text NOT NULL,
        state_id uuid NOT NULL REFERENCES organisation,
        rate_numerator int NOT NULL,
        rate_denominator int NOT NULL,
        ceiling_cents bigint NOT NULL CONSTRAINT grant_agreement_ceiling CHECK (ceiling_cents > 0),
        paid_to text NOT NULL CONSTRAINT grant_agreement_paid_to CHECK (paid_to IN ('operator', 'funder')),
        starts_on date NOT NULL,
        ends_on date NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT grant_agreement_rate CHECK (0 < rate_numerator AND rate_numerator <= rate_denominator),
        CONSTRAINT grant_agreement_dates CHECK (starts_on <= ends_on)
      );
      CREATE INDEX grant_agreement_state ON grant_agreement (state_id);

      CREATE TABLE grant_agreement_funder (
        agreement_id uuid NOT NULL REFERENCES grant_agreement,
        funder_id uuid NOT NULL REFERENCES organisation,
        PRIMARY KEY (agreement_id, funder_id)
      );
      CREATE INDEX grant_agreement_funder_funder ON grant_agreement_funder (funder_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE grant_agreement_funder, grant_agreement;`);
  }
}
