import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The steps of an exercise's end as they are begun and done, by their day or by a person, and whom they told. */
export class YearEndCalendar1795300000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE year_end_run (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        exercise smallint NOT NULL REFERENCES exercise,
        step text NOT NULL CONSTRAINT year_end_run_step CHECK (
          step IN ('alert', 'hand-outs-stop', 'validity-end', 'expiry', 'statements', 'credit-notes')),
        -- The first, second… run of the step: orders paid late, and answers given later, are taken up by a further one.
        number int NOT NULL CONSTRAINT year_end_run_counted CHECK (number > 0),
        -- Begun because its day had come; otherwise a person asked for it, or a program (by_person null).
        scheduled boolean NOT NULL,
        by_person uuid REFERENCES person,
        at timestamptz NOT NULL,
        CONSTRAINT year_end_run_once UNIQUE (exercise, step, number),
        CONSTRAINT year_end_run_by_nobody CHECK (NOT scheduled OR by_person IS NULL),
        -- People are told a thing once.
        CONSTRAINT year_end_notice_step_once CHECK (number = 1 OR step NOT IN ('alert', 'hand-outs-stop', 'validity-end'))
      );
      CREATE TABLE year_end_run_done (
        run_id uuid CONSTRAINT year_end_run_done_once PRIMARY KEY REFERENCES year_end_run,
        at timestamptz NOT NULL
      );
      -- Written with the letter: an organisation is told once, whatever is cut short or begun twice.
      CREATE TABLE year_end_notice (
        run_id uuid NOT NULL REFERENCES year_end_run,
        organisation_id uuid NOT NULL REFERENCES organisation,
        at timestamptz NOT NULL,
        CONSTRAINT year_end_notice_once PRIMARY KEY (run_id, organisation_id)
      );

      SELECT keep_append_only('year_end_run');
      SELECT keep_append_only('year_end_run_done');
      SELECT keep_append_only('year_end_notice');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE year_end_notice, year_end_run_done, year_end_run;');
  }
}
