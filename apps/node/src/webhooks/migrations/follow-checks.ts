import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Checks tell of their progress and of each edition of their report. */
export class FollowChecks1795501490000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FOLLOW_CHECKS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER follow_check_run ON check_run');
    await runner.query('DROP TRIGGER follow_check_source ON check_source');
    await runner.query('DROP TRIGGER follow_check_edition ON check_edition');
    await runner.query('DROP FUNCTION follow_check');
  }
}

const FOLLOW_CHECKS = `
CREATE FUNCTION follow_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  which uuid;
BEGIN
  IF TG_TABLE_NAME = 'check_run' THEN
    which := NEW.id;
  ELSE
    which := NEW.check_id;
  END IF;
  IF TG_TABLE_NAME = 'check_edition' THEN
    IF EXISTS (SELECT FROM webhook w WHERE w.ended_at IS NULL AND 'check' = ANY (w.kinds)) THEN
      INSERT INTO webhook_change (kind, subject, organisations, data)
      SELECT 'check', which::text, ARRAY[c.organisation],
             jsonb_build_object('edition', NEW.number, 'state', c.state, 'case', c.case_id)
      FROM check_run c WHERE c.id = which;
    END IF;
  END IF;
  IF EXISTS (SELECT FROM change_watch
             WHERE kind = 'check' AND subject IN ('*', which::text) AND until > clock_timestamp()) THEN
    PERFORM pg_notify('tongban_changes', jsonb_build_object('kind', 'check', 'id', which)::text);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER follow_check_run AFTER UPDATE OF state ON check_run DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION follow_check();
CREATE CONSTRAINT TRIGGER follow_check_source AFTER UPDATE OF state, reply ON check_source DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION follow_check();
CREATE CONSTRAINT TRIGGER follow_check_edition AFTER INSERT ON check_edition DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION follow_check();
`;
