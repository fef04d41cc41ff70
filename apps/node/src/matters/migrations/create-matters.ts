import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Definitions of matters, version by version: each signed, those of other regions approved by somebody else than who
 * proposed them, none ever changed. And what other regions offer, and to whom this one does.
 */
export class CreateMatters1795501480000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE matter_version (
        number int PRIMARY KEY CHECK (number > 0),
        matter text NOT NULL,
        version int NOT NULL CHECK (version > 0),
        digest text NOT NULL UNIQUE CHECK (length(digest) = 43),
        definition text NOT NULL,
        in_force_from date NOT NULL,
        origin text NOT NULL CHECK (origin IN ('configuration', 'adopted')),
        issuer text,
        package text,
        departments jsonb NOT NULL DEFAULT '{}',
        proposal uuid UNIQUE,
        made_at timestamptz NOT NULL,
        jws text NOT NULL,
        UNIQUE (matter, version),
        CHECK ((origin = 'adopted') = (issuer IS NOT NULL AND package IS NOT NULL AND proposal IS NOT NULL))
      );
      COMMENT ON TABLE matter_version IS 'Every definition that was ever in force here, as canonical JSON; cases name them by digest.';

      CREATE TABLE matter_offer (
        id uuid PRIMARY KEY,
        issuer text NOT NULL,
        matter text NOT NULL,
        version int NOT NULL,
        digest text NOT NULL CHECK (length(digest) = 43),
        package text NOT NULL,
        heard_at timestamptz NOT NULL,
        UNIQUE (issuer, digest)
      );
      COMMENT ON TABLE matter_offer IS 'Definitions that other regions offer, as signed packages.';
      CREATE INDEX matter_offer_time ON matter_offer (heard_at DESC, id);

      CREATE TABLE matter_offering (
        matter text NOT NULL,
        peer text NOT NULL,
        digest text NOT NULL,
        since timestamptz NOT NULL,
        stopped_at timestamptz,
        PRIMARY KEY (matter, peer)
      );
      COMMENT ON TABLE matter_offering IS 'To which nodes this one offers a definition and its later versions; digest is the last one offered.';

      CREATE TABLE matter_proposal (
        id uuid PRIMARY KEY,
        issuer text NOT NULL,
        matter text NOT NULL,
        version int NOT NULL,
        digest text NOT NULL CHECK (length(digest) = 43),
        package text NOT NULL,
        departments jsonb NOT NULL,
        in_force_from date,
        note text NOT NULL,
        state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')),
        proposer text NOT NULL,
        proposer_name text NOT NULL,
        proposed_at timestamptz NOT NULL,
        decider text,
        decider_name text,
        decided_at timestamptz,
        decision_note text,
        CHECK ((state = 'proposed') = (decider IS NULL)),
        CHECK (state NOT IN ('approved', 'refused') OR decider <> proposer)
      );
      COMMENT ON TABLE matter_proposal IS 'Definitions of other regions that one person proposes to adopt and another decides on.';
      CREATE INDEX matter_proposal_time ON matter_proposal (proposed_at DESC, id);

      CREATE FUNCTION matter_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE FUNCTION matter_guard_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.state <> 'proposed' OR NEW.state = 'proposed'
          OR (NEW.id, NEW.issuer, NEW.matter, NEW.version, NEW.digest, NEW.package, NEW.departments, NEW.note, NEW.proposer,
              NEW.proposed_at) IS DISTINCT FROM (OLD.id, OLD.issuer, OLD.matter, OLD.version, OLD.digest, OLD.package,
              OLD.departments, OLD.note, OLD.proposer, OLD.proposed_at)
          OR NEW.in_force_from IS DISTINCT FROM OLD.in_force_from THEN
          RAISE EXCEPTION 'a proposal is decided once and never edited' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER matter_version_stays BEFORE UPDATE OR DELETE ON matter_version
        FOR EACH ROW EXECUTE FUNCTION matter_refuse_change();
      CREATE TRIGGER matter_version_stays_whole BEFORE TRUNCATE ON matter_version
        EXECUTE FUNCTION matter_refuse_change();
      CREATE TRIGGER matter_proposal_decided_once BEFORE UPDATE ON matter_proposal
        FOR EACH ROW EXECUTE FUNCTION matter_guard_proposal();
      CREATE TRIGGER matter_proposal_stays BEFORE DELETE ON matter_proposal
        FOR EACH ROW EXECUTE FUNCTION matter_refuse_change();
      CREATE TRIGGER matter_proposal_stays_whole BEFORE TRUNCATE ON matter_proposal
        EXECUTE FUNCTION matter_refuse_change();
    `);
  }

  async down(): Promise<void> {
    throw new Error('By which definitions cases were received, and who adopted them, is not forgotten.');
  }
}
