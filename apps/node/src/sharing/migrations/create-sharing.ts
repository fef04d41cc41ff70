import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What this region shares with whom, version by version: each signed, each approved by somebody else than who proposed it,
 * none ever changed. And how often agreements with a rate were used.
 */
export class CreateSharing1795500900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sharing_version (
        version int PRIMARY KEY CHECK (version > 0),
        content text NOT NULL,
        digest text NOT NULL CHECK (length(digest) = 43),
        effective_at timestamptz NOT NULL,
        made_at timestamptz NOT NULL,
        proposal uuid UNIQUE,
        jws text NOT NULL
      );
      COMMENT ON TABLE sharing_version IS 'Responsibility list and agreements as canonical JSON; the highest version whose time has come holds.';
      CREATE INDEX sharing_version_effective ON sharing_version (effective_at, version);

      CREATE TABLE sharing_proposal (
        id uuid PRIMARY KEY,
        based_on int NOT NULL,
        content text NOT NULL,
        digest text NOT NULL,
        note text NOT NULL,
        effective_at timestamptz,
        state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')),
        proposer text NOT NULL,
        proposer_name text NOT NULL,
        proposed_at timestamptz NOT NULL,
        decider text,
        decider_name text,
        decided_at timestamptz,
        decision_note text,
        version int REFERENCES sharing_version (version),
        CHECK ((state = 'proposed') = (decider IS NULL)),
        CHECK ((state = 'approved') = (version IS NOT NULL)),
        CHECK (state <> 'approved' OR decider <> proposer)
      );
      COMMENT ON TABLE sharing_proposal IS 'What one person proposes and another decides.';
      CREATE INDEX sharing_proposal_time ON sharing_proposal (proposed_at DESC, id);

      CREATE TABLE sharing_use (
        agreement text NOT NULL,
        partner text NOT NULL,
        span text NOT NULL CHECK (span IN ('minute', 'day')),
        began timestamptz NOT NULL,
        count bigint NOT NULL,
        PRIMARY KEY (agreement, partner, span)
      );
      COMMENT ON TABLE sharing_use IS 'Questions counted in the current minute and day, of agreements with a rate.';

      CREATE FUNCTION sharing_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE FUNCTION sharing_guard_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.state <> 'proposed' OR NEW.state = 'proposed'
          OR (NEW.id, NEW.based_on, NEW.content, NEW.digest, NEW.note, NEW.proposer, NEW.proposed_at)
            IS DISTINCT FROM (OLD.id, OLD.based_on, OLD.content, OLD.digest, OLD.note, OLD.proposer, OLD.proposed_at)
          OR NEW.effective_at IS DISTINCT FROM OLD.effective_at THEN
          RAISE EXCEPTION 'a proposal is decided once and never edited' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$;

      CREATE TRIGGER sharing_version_stays BEFORE UPDATE OR DELETE ON sharing_version
        FOR EACH ROW EXECUTE FUNCTION sharing_refuse_change();
      CREATE TRIGGER sharing_version_stays_whole BEFORE TRUNCATE ON sharing_version
        EXECUTE FUNCTION sharing_refuse_change();
      CREATE TRIGGER sharing_proposal_decided_once BEFORE UPDATE ON sharing_proposal
        FOR EACH ROW EXECUTE FUNCTION sharing_guard_proposal();
      CREATE TRIGGER sharing_proposal_stays BEFORE DELETE ON sharing_proposal
        FOR EACH ROW EXECUTE FUNCTION sharing_refuse_change();
      CREATE TRIGGER sharing_proposal_stays_whole BEFORE TRUNCATE ON sharing_proposal
        EXECUTE FUNCTION sharing_refuse_change();
    `);
  }

  async down(): Promise<void> {
    throw new Error('What was shared with whom, and who approved it, is not forgotten.');
  }
}
