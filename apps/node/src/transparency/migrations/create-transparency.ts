import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is published of the log: the tree's state (one row), full tiles, checkpoints, cosignatures; and what is done with
 * whole months: holds and archives. Triggers say what roles cannot: sizes only grow, nothing published changes, and a
 * holder whose fencing token is old publishes nothing.
 */
export class CreateTransparency1795500500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(MONTHS);
    await runner.query(DROPPED);
    await runner.query(WHERE);
    await runner.query(PIN_FUNCTIONS);
  }

  async down(): Promise<void> {
    throw new Error('An audit log is not taken down.');
  }
}

const TABLES = `
CREATE TABLE audit_tree (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  size bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
  frontier bytea NOT NULL DEFAULT '',
  fence bigint NOT NULL DEFAULT 0,
  holder text NOT NULL DEFAULT ''
) WITH (fillfactor = 10);
INSERT INTO audit_tree DEFAULT VALUES;
COMMENT ON TABLE audit_tree IS 'One row: how far entries are integrated, and which holder may go on (fencing token).';

CREATE TABLE audit_tile (
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
  index bigint NOT NULL CHECK (index >= 0),
  hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  PRIMARY KEY (level, index)
);
-- Hashes do not compress; out of line they leave roots, of which partial tiles above are made, close together.
ALTER TABLE audit_tile ALTER hashes SET STORAGE EXTERNAL;
COMMENT ON TABLE audit_tile IS 'Full tiles (256 hashes). root: of the tile, which is one hash of the level above.';

CREATE TABLE audit_checkpoint (
  size bigint PRIMARY KEY CHECK (size > 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  note text NOT NULL,
  signed_at timestamptz NOT NULL,
  fence bigint NOT NULL
);

CREATE TABLE audit_cosignature (
  size bigint NOT NULL REFERENCES audit_checkpoint,
  witness text NOT NULL CHECK (length(witness) BETWEEN 1 AND 512),
  line text NOT NULL CHECK (length(line) BETWEEN 1 AND 2048 AND line !~ '[\\n\\r]'),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (size, witness)
);

CREATE TABLE audit_hold (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('subject', 'case', 'entry')),
  value text NOT NULL,
  reason text NOT NULL,
  placed_at timestamptz NOT NULL DEFAULT now(),
  released_at timestamptz,
  release_reason text
);
COMMENT ON TABLE audit_hold IS 'Months with an entry under a hold are not dropped; a person under a hold is not erased.';

CREATE TABLE audit_archive (
  month date PRIMARY KEY,
  first_index bigint NOT NULL,
  next_index bigint NOT NULL CHECK (next_index >= first_index),
  checkpoint_size bigint NOT NULL,
  manifest_digest text NOT NULL,
  directory text NOT NULL,
  archived_at timestamptz NOT NULL DEFAULT now(),
  dropped_at timestamptz
);
`;

const GUARDS = `
CREATE FUNCTION audit_guard_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.size < OLD.size OR NEW.fence < OLD.fence OR (NEW.size > OLD.size AND NEW.fence <> OLD.fence) THEN
    RAISE EXCEPTION 'the tree only grows, and only for the holder of its fence' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION audit_guard_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  tree record;
BEGIN
  SELECT size, fence INTO STRICT tree FROM audit_tree FOR UPDATE;
  IF NEW.fence <> tree.fence OR NEW.size <> tree.size OR NEW.size <= coalesce((SELECT max(size) FROM audit_checkpoint), 0) THEN
    RAISE EXCEPTION 'a checkpoint is larger than all before it, of the tree as it stands, by the holder of its fence'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- A hold is released once; what it held is then forgotten, because it may name a person.
CREATE FUNCTION audit_guard_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.released_at IS NOT NULL OR NEW.released_at IS NULL OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind
    OR NEW.reason <> OLD.reason OR NEW.placed_at <> OLD.placed_at OR NEW.value NOT IN (OLD.value, '') THEN
    RAISE EXCEPTION 'a hold may be released, nothing else' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION audit_guard_archive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.dropped_at IS NOT NULL OR NEW.month <> OLD.month OR NEW.first_index <> OLD.first_index
    OR NEW.next_index <> OLD.next_index THEN
    RAISE EXCEPTION 'the record of a dropped month stays as it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER audit_tree_grows BEFORE UPDATE ON audit_tree FOR EACH ROW EXECUTE FUNCTION audit_guard_tree();
CREATE TRIGGER audit_checkpoint_grows BEFORE INSERT ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION audit_guard_checkpoint();
CREATE TRIGGER audit_hold_stays BEFORE UPDATE ON audit_hold FOR EACH ROW EXECUTE FUNCTION audit_guard_hold();
CREATE TRIGGER audit_archive_stays BEFORE UPDATE ON audit_archive FOR EACH ROW EXECUTE FUNCTION audit_guard_archive();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_tile', 'audit_checkpoint', 'audit_cosignature'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()', t || '_unchanged', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['audit_tree', 'audit_tile', 'audit_checkpoint', 'audit_cosignature', 'audit_hold', 'audit_archive'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()', t || '_kept', t);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I EXECUTE FUNCTION audit_refuse_change()', t || '_kept_whole', t);
  END LOOP;
END $$;
`;

const MONTHS = `
CREATE FUNCTION audit_held_months() RETURNS TABLE (held date) LANGUAGE sql STABLE AS $$
  SELECT e.month FROM audit_hold h JOIN audit_entry e ON e.id = h.value::uuid
    WHERE h.released_at IS NULL AND h.kind = 'entry'
  UNION
  SELECT e.month FROM audit_hold h JOIN audit_entry e ON e.case_number = h.value
    WHERE h.released_at IS NULL AND h.kind = 'case'
  UNION
  SELECT p.month FROM audit_hold h JOIN audit_personal p ON p.value = h.value
    WHERE h.released_at IS NULL AND h.kind = 'subject'
$$;

-- The only way in which entries leave the database. The owner's alone; says no by itself where a rule is not kept.
CREATE FUNCTION audit_drop_month(wanted date, months_kept int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  kept audit_archive;
  oldest date;
  parent text;
BEGIN
  IF months_kept < 6 THEN RAISE EXCEPTION 'a log is kept for six months at least' USING ERRCODE = 'insufficient_privilege'; END IF;
  PERFORM FROM audit_log FOR UPDATE;
  SELECT * INTO kept FROM audit_archive WHERE month = wanted FOR UPDATE;
  IF kept IS NULL OR kept.dropped_at IS NOT NULL THEN
    RAISE EXCEPTION 'month % has no archive, or is gone already', wanted USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF wanted + make_interval(months => months_kept + 1) > now() AT TIME ZONE 'UTC' THEN
    RAISE EXCEPTION 'month % is within its retention', wanted USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM audit_held_months() WHERE held = wanted) THEN
    RAISE EXCEPTION 'month % is under a legal hold', wanted USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Full tiles stand for what is gone; a partial one is rebuilt from its entries, which therefore stay.
  IF kept.next_index > (SELECT size - size % 256 FROM audit_tree) THEN
    RAISE EXCEPTION 'month % reaches into the newest tile', wanted USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT min(month) INTO oldest FROM audit_entry;
  IF oldest IS DISTINCT FROM wanted
    OR (SELECT (min(index), max(index) + 1) FROM audit_entry WHERE month = wanted) IS DISTINCT FROM (kept.first_index, kept.next_index) THEN
    RAISE EXCEPTION 'months are dropped in their order, and only as they were archived' USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOREACH parent IN ARRAY ARRAY['audit_entry', 'audit_personal', 'audit_evidence'] LOOP
    EXECUTE format('DROP TABLE %I', format('%s_%s', parent, to_char(wanted, 'YYYY_MM')));
  END LOOP;
  UPDATE audit_archive SET dropped_at = now() WHERE month = wanted;
END $$;
`;

const DROPPED = `
CREATE FUNCTION audit_dropped_below() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT coalesce(max(next_index), 0) FROM audit_archive WHERE dropped_at IS NOT NULL
$$;
`;

/** Which database this is, and how much it holds: compared with what the node and its witnesses remember. */
const WHERE = `
CREATE FUNCTION audit_identity() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
  system text := '?';
  timeline text := '?';
BEGIN
  BEGIN
    SELECT system_identifier::text INTO system FROM pg_control_system();
    timeline := left(pg_walfile_name(pg_current_wal_lsn()), 8);
  EXCEPTION WHEN insufficient_privilege OR object_not_in_prerequisite_state THEN NULL;
  END;
  RETURN system || '/' || timeline || '/' || (SELECT oid FROM pg_database WHERE datname = current_database());
END $$;

CREATE FUNCTION audit_where() RETURNS TABLE (identity text, size bigint, published bigint, root bytea)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT audit_identity(), coalesce((SELECT l.size FROM audit_log l), 0), coalesce(c.size, 0), c.root
  FROM (VALUES (1)) AS one LEFT JOIN LATERAL (SELECT size, root FROM audit_checkpoint ORDER BY size DESC LIMIT 1) c ON true
$$;
`;

/** As in the log's own migration: whoever calls a function with its owner's rights chooses no tables. */
const PIN_FUNCTIONS = `
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname IN (
    'audit_guard_tree', 'audit_guard_checkpoint', 'audit_guard_hold', 'audit_guard_archive', 'audit_held_months',
    'audit_drop_month', 'audit_dropped_below', 'audit_identity', 'audit_where')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
END $$;
`;
