import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Checks of what departments hold about a firm: their sources, the editions of their reports, proofs handed in. */
export class CreateChecks1795501450000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE check_proof_use, check_proof, check_edition, check_source, check_run; DROP SEQUENCE check_number',
    );
  }
}

const TABLES = `
CREATE SEQUENCE check_number;

CREATE TABLE check_run (
  id uuid PRIMARY KEY,
  -- The case (办件) that it belongs to; null where a system asked for it by itself.
  case_id text UNIQUE,
  -- Public verification: unguessable.
  code text NOT NULL UNIQUE,
  number text NOT NULL UNIQUE,
  -- Whose it is: code of the organisation in whose name it is asked.
  organisation text NOT NULL,
  request jsonb NOT NULL,
  state text NOT NULL DEFAULT 'asking' CHECK (state IN ('asking', 'reported', 'complete', 'stopped')),
  begun_at timestamptz NOT NULL,
  finished_at timestamptz,
  -- The process that works on it, and until when it may be taken to be alive.
  held_by text,
  held_until timestamptz,
  -- Code of what kept the report from being made, and how often in a row.
  problem text,
  failures int NOT NULL DEFAULT 0,
  -- Neither report nor case is tried again before.
  retry_at timestamptz,
  -- Newest edition that the case was told of.
  told int NOT NULL DEFAULT 0,
  -- Contents are gone; editions stay to be verified.
  swept_at timestamptz,
  -- Names the wish of its organisation: asked for again, it begins nothing new.
  key text,
  UNIQUE (organisation, key)
);
CREATE INDEX ON check_run (organisation, id DESC);
CREATE INDEX ON check_run (organisation) WHERE state = 'asking';
CREATE INDEX ON check_run (finished_at) WHERE swept_at IS NULL AND finished_at IS NOT NULL;

CREATE TABLE check_source (
  check_id uuid NOT NULL REFERENCES check_run ON DELETE CASCADE,
  key text NOT NULL,
  place int NOT NULL,
  plan jsonb NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'late', 'settled', 'given-up')),
  attempts int NOT NULL DEFAULT 0,
  reply jsonb,
  asked_at timestamptz,
  answered_at timestamptz,
  next_at timestamptz,
  edition int,
  PRIMARY KEY (check_id, key)
);

CREATE TABLE check_edition (
  check_id uuid NOT NULL REFERENCES check_run ON DELETE CASCADE,
  number int NOT NULL,
  made_at timestamptz NOT NULL,
  joined text[] NOT NULL,
  -- Exactly the bytes that the digest is over; null once the contents were swept.
  json text,
  json_digest text NOT NULL,
  pdf bytea,
  pdf_digest text NOT NULL,
  PRIMARY KEY (check_id, number)
);
-- A sealed PDF is compressed already.
ALTER TABLE check_edition ALTER COLUMN pdf SET STORAGE EXTERNAL;

CREATE TABLE check_proof (
  organisation text NOT NULL,
  digest text NOT NULL,
  size int NOT NULL,
  media_type text NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('passed', 'failed', 'undecided')),
  signer text,
  handed_in_at timestamptz NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (organisation, digest)
);
-- A sealed document is compressed already.
ALTER TABLE check_proof ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE INDEX ON check_proof (handed_in_at);

-- What keeps a proof from being forgotten.
CREATE TABLE check_proof_use (
  check_id uuid NOT NULL REFERENCES check_run ON DELETE CASCADE,
  organisation text NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (check_id, digest),
  FOREIGN KEY (organisation, digest) REFERENCES check_proof
);
CREATE INDEX ON check_proof_use (organisation, digest);
`;
