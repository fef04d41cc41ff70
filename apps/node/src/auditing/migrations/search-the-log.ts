import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPEND_WITH_TERMS } from './append-with-terms.js';

/**
 * What auditors search by. Results come in the order of the log, newest first, so each index ends with `index`: a search
 * reads as many rows as it shows, however long the log is. An index that few entries have a value for holds those only.
 *
 * `terms` are the rare values of an entry that stand in lists or deep in it: `i:` e-licence identifiers, `j:` jti of the
 * request, `f:` finding, `s:` review sample. Their GIN index keeps a short list of what is new and folds it in by itself:
 * `gin_pending_list_limit` bounds the pause of the append that has to do it.
 */
export class SearchTheLog1795500700001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TERMS);
    await runner.query(APPEND_WITH_TERMS);
    await runner.query(PIN);
    await runner.query(INDEXES);
  }

  async down(): Promise<void> {
    throw new Error('An audit log is not taken down.');
  }
}

const TERMS = `
CREATE FUNCTION audit_terms(e jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT nullif(
    ARRAY(
      SELECT DISTINCT 'i:' || i
      FROM jsonb_array_elements(e -> 'lookups') l, jsonb_array_elements_text(l -> 'identifiers') i)
    || CASE WHEN e #>> '{request,jti}' IS NOT NULL THEN ARRAY['j:' || (e #>> '{request,jti}')] ELSE '{}'::text[] END
    || CASE WHEN e ? 'governance' THEN array_remove(ARRAY[
         'f:' || (e #>> '{governance,finding,id}'), 's:' || (e #>> '{governance,review,sample}')], NULL)
       ELSE '{}'::text[] END,
    '{}'::text[])
$$;

ALTER TABLE audit_entry ADD COLUMN terms text[];
COMMENT ON COLUMN audit_entry.terms IS 'rare values by which auditors search: i: identifier, j: jti, f: finding, s: sample';

-- Entries from before have their terms from their own bytes too. Nothing that is hashed changes; the guard is back
-- before anybody else can see the table.
ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_stays;
UPDATE audit_entry SET terms = audit_terms(convert_from(body, 'UTF8')::jsonb);
ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_stays;
`;

/** CREATE OR REPLACE forgets what the earlier function was pinned to. */
const PIN = `
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND proname IN ('audit_append', 'audit_terms')
  LOOP
    IF f::text LIKE '%audit_append%' THEN
      EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
    END IF;
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
END $$;
`;

const INDEXES = `
CREATE INDEX audit_entry_case ON audit_entry (case_number, index DESC) WHERE case_number IS NOT NULL;
CREATE INDEX audit_entry_code ON audit_entry (code, index DESC) WHERE code IS NOT NULL;
CREATE INDEX audit_entry_at ON audit_entry (at, index);
CREATE INDEX audit_entry_terms ON audit_entry USING gin (terms) WITH (gin_pending_list_limit = 512);
CREATE INDEX audit_personal_value ON audit_personal (value, index DESC);
`;
