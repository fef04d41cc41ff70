import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * As a witness: the newest checkpoint of each log that this node cosigned, which never shrinks, and what it refused as
 * a contradiction. As a log: what each witness has confirmed of ours, and which replica submits.
 */
export class CreateWitnessing1795500600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE witness_memory (
        peer text NOT NULL,
        origin text NOT NULL,
        size bigint NOT NULL CHECK (size >= 0),
        root bytea NOT NULL CHECK (octet_length(root) = 32),
        note text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        -- By peer as well: no node can spoil another's memory by claiming its origin.
        PRIMARY KEY (peer, origin)
      );
      COMMENT ON TABLE witness_memory IS 'Newest checkpoint of each log that this node cosigned; written before the cosignature leaves.';

      CREATE TABLE witness_conflict (
        id uuid PRIMARY KEY,
        origin text NOT NULL,
        peer text NOT NULL,
        rule text NOT NULL CHECK (rule IN ('log-split-view', 'log-inconsistent', 'log-rollback')),
        known_size bigint NOT NULL,
        known_note text NOT NULL,
        offered_size numeric NOT NULL,
        offered_root bytea NOT NULL,
        offered_request text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        UNIQUE (peer, origin, rule, offered_size, offered_root)
      );
      COMMENT ON TABLE witness_conflict IS 'Checkpoints that a log signed and that contradict what this node had cosigned: evidence.';

      CREATE TABLE witness_submission (
        witness text PRIMARY KEY,
        verifier_key text NOT NULL,
        size bigint NOT NULL CHECK (size >= 0),
        confirmed_at timestamptz,
        failures int NOT NULL DEFAULT 0,
        failed_at timestamptz,
        code text
      );
      COMMENT ON TABLE witness_submission IS 'How much of our log each peer has cosigned, by its own word.';

      CREATE TABLE witness_lease (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        holder uuid NOT NULL,
        until timestamptz NOT NULL
      );

      CREATE FUNCTION witness_guard_memory() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.origin <> OLD.origin OR NEW.peer <> OLD.peer OR NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root) THEN
          RAISE EXCEPTION 'what a witness has seen of a log never shrinks' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$;
      CREATE FUNCTION witness_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$;

      CREATE TRIGGER witness_memory_grows BEFORE UPDATE ON witness_memory
        FOR EACH ROW EXECUTE FUNCTION witness_guard_memory();
      CREATE TRIGGER witness_memory_stays BEFORE DELETE ON witness_memory
        FOR EACH ROW EXECUTE FUNCTION witness_refuse_change();
      CREATE TRIGGER witness_memory_stays_whole BEFORE TRUNCATE ON witness_memory
        EXECUTE FUNCTION witness_refuse_change();
      CREATE TRIGGER witness_conflict_stays BEFORE UPDATE OR DELETE ON witness_conflict
        FOR EACH ROW EXECUTE FUNCTION witness_refuse_change();
      CREATE TRIGGER witness_conflict_stays_whole BEFORE TRUNCATE ON witness_conflict
        EXECUTE FUNCTION witness_refuse_change();
    `);
  }

  async down(): Promise<void> {
    throw new Error('A witness does not forget.');
  }
}
