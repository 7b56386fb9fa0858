import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Facts are never edited: the function that tables of facts hang on their UPDATE and DELETE. */
export class AppendOnly1795300000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'rows of % are facts: they are added to, never changed', TG_TABLE_NAME
          USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only';
      END $$;

      -- Called by later migrations: SELECT keep_append_only('transfer').
      CREATE FUNCTION keep_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION refuse_change()', target);
        EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', target);
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION keep_append_only(regclass); DROP FUNCTION refuse_change();`);
  }
}
