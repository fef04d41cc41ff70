import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPEND_FUNCTION } from './append-function.js';

/**
 * The log (`audit_log`, one row: its size is the next index), its entries, and what stands beside them: personal values
 * with their salts, evidence, replay keys, trust chains.
 *
 * Entries, personal values and evidence are partitioned by the month of their append. Months follow the order of
 * indexes, so that archiving a month moves a contiguous range. All columns of an entry but `index`, `month` and
 * `appended_at` are taken from its bytes by the database itself.
 */
export class CreateAuditLog1795478400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(PARTITIONS);
    await runner.query(APPEND_FUNCTION);
    await runner.query(HELPERS);
    await runner.query(PIN_FUNCTIONS);
    await runner.query(`SELECT audit_add_partitions(date_trunc('month', now() AT TIME ZONE 'UTC')::date)`);
  }

  async down(): Promise<void> {
    throw new Error('An audit log is not taken down.');
  }
}

const TABLES = `
CREATE TABLE audit_log (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  origin text NOT NULL,
  size bigint NOT NULL DEFAULT 0,
  month date NOT NULL DEFAULT '-infinity',
  partitioned_until date NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10);
COMMENT ON TABLE audit_log IS 'One row. Whoever appends locks it: commit order is index order.';

CREATE TABLE audit_entry (
  month date NOT NULL,
  index bigint NOT NULL CHECK (index >= 0),
  appended_at timestamptz NOT NULL,
  leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
  body bytea NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  at timestamptz NOT NULL,
  caller text,
  organisation text,
  person text,
  counterpart text,
  case_number text,
  item_code text,
  document text,
  licence_types text[] NOT NULL,
  subjects text[] NOT NULL,
  outcome text NOT NULL,
  code text,
  request_digest text,
  PRIMARY KEY (index, month)
) PARTITION BY RANGE (month);
COMMENT ON COLUMN audit_entry.body IS 'RFC 8785 canonical JSON; leaf = SHA-256(0x00 || body)';
COMMENT ON COLUMN audit_entry.person IS 'salted commitment; the value stands in audit_personal until it is erased';
CREATE UNIQUE INDEX ON audit_entry (id, month);
CREATE INDEX ON audit_entry (request_digest);

CREATE TABLE audit_personal (
  month date NOT NULL,
  index bigint NOT NULL,
  label text NOT NULL,
  salt bytea NOT NULL CHECK (octet_length(salt) = 32),
  value text NOT NULL,
  PRIMARY KEY (index, label, month)
) PARTITION BY RANGE (month);
COMMENT ON TABLE audit_personal IS 'Deleting a row erases the person from the entry and leaves the proof whole.';

CREATE TABLE audit_evidence (
  month date NOT NULL,
  index bigint NOT NULL,
  request_token text,
  answer_token text,
  PRIMARY KEY (index, month)
) PARTITION BY RANGE (month);

CREATE TABLE audit_chain (
  digest text PRIMARY KEY,
  statements text[] NOT NULL,
  first_used timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE audit_chain IS 'Trust chains that entries name by digest, as they stood.';

CREATE TABLE audit_replay (
  iss text NOT NULL,
  jti text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (iss, jti)
);
CREATE INDEX ON audit_replay (expires_at);
`;

const GUARDS = `
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only: % on % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION audit_guard_size() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.origin <> OLD.origin OR NEW.size < OLD.size OR NEW.month < OLD.month THEN
    RAISE EXCEPTION 'an audit log keeps its origin and never shrinks' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER audit_log_grows BEFORE UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_guard_size();
CREATE TRIGGER audit_log_stays BEFORE DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_log_stays_whole BEFORE TRUNCATE ON audit_log EXECUTE FUNCTION audit_refuse_change();

CREATE TRIGGER audit_chain_stays BEFORE UPDATE OR DELETE ON audit_chain FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_chain_stays_whole BEFORE TRUNCATE ON audit_chain EXECUTE FUNCTION audit_refuse_change();

-- Row triggers reach every partition by themselves; those for TRUNCATE are made with each partition.
CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_entry_stays_whole BEFORE TRUNCATE ON audit_entry EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_evidence_stays BEFORE UPDATE OR DELETE ON audit_evidence FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_evidence_stays_whole BEFORE TRUNCATE ON audit_evidence EXECUTE FUNCTION audit_refuse_change();
-- A personal value may be erased, never altered.
CREATE TRIGGER audit_personal_stays BEFORE UPDATE ON audit_personal FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
`;

const PARTITIONS = `
CREATE FUNCTION audit_add_partitions(from_month date) RETURNS date LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  start date;
  parent text;
  part text;
BEGIN
  FOR ahead IN 0..2 LOOP
    start := from_month + make_interval(months => ahead);
    FOREACH parent IN ARRAY ARRAY['audit_entry', 'audit_personal', 'audit_evidence'] LOOP
      part := format('%s_%s', parent, to_char(start, 'YYYY_MM'));
      CONTINUE WHEN to_regclass(quote_ident(current_schema()) || '.' || part) IS NOT NULL;
      -- Tokens are incompressible and belong beside their key: keep rows up to a page in line.
      EXECUTE format(
        'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L) WITH (toast_tuple_target = 8160)',
        part, parent, start, start + interval '1 month');
      IF parent = 'audit_evidence' THEN
        EXECUTE format('ALTER TABLE %I ALTER request_token SET STORAGE EXTERNAL, ALTER answer_token SET STORAGE EXTERNAL', part);
      END IF;
      IF parent <> 'audit_personal' THEN
        EXECUTE format(
          'CREATE TRIGGER %I BEFORE TRUNCATE ON %I EXECUTE FUNCTION audit_refuse_change()', part || '_stays_whole', part);
      END IF;
    END LOOP;
  END LOOP;
  RETURN (from_month + interval '3 months')::date;
END $$;
`;

const HELPERS = `
-- Makes the log at the first start; afterwards only a reminder of its origin.
CREATE FUNCTION audit_open(wanted text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found text;
BEGIN
  INSERT INTO audit_log (origin) VALUES (wanted) ON CONFLICT DO NOTHING;
  SELECT origin INTO STRICT found FROM audit_log;
  RETURN found;
END $$;

CREATE FUNCTION audit_keep_chain(chain_digest text, chain_statements text[]) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
  INSERT INTO audit_chain (digest, statements) VALUES (chain_digest, chain_statements) ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION audit_forget_replays(margin interval) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$
  WITH gone AS (DELETE FROM audit_replay WHERE expires_at < now() - margin RETURNING 1) SELECT count(*) FROM gone
$$;
`;

/** Whoever calls a function with its owner's rights must not choose whose tables it finds. */
const PIN_FUNCTIONS = `
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'audit\\_%' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
END $$;
`;
