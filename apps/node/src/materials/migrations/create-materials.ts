import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files of cases, what is known of each as a material, how they came and where they went. */
export class CreateMaterials1795501420000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE case_fetch, case_file_shipment, case_file_part, case_material, case_file');
  }
}

// A case is named by its number alone: its files may be here before the case is.
const TABLES = `
CREATE TABLE case_file (
  case_id text NOT NULL,
  -- SHA-256 of the bytes, base64url.
  digest text NOT NULL,
  media_type text NOT NULL,
  size bigint NOT NULL,
  -- Name of its bytes on disk.
  stored_as text NOT NULL,
  -- What it is: material, sheet (what a lookup said of another file), result, pledge, proof, document.
  purpose text NOT NULL,
  sheet_of text,
  -- Entity id of the node that it came from; null where it was taken in here.
  peer text,
  -- This node's own verdict (DocumentVerdict), null until it was formed.
  verdict jsonb,
  held_at timestamptz NOT NULL,
  -- The bytes are gone; the row says what there was.
  erased_at timestamptz,
  PRIMARY KEY (case_id, digest)
);
CREATE INDEX ON case_file (stored_as) WHERE erased_at IS NULL;
CREATE INDEX ON case_file (held_at, case_id) WHERE erased_at IS NULL;
CREATE INDEX ON case_file (case_id, sheet_of) WHERE sheet_of IS NOT NULL;
CREATE INDEX ON case_file (held_at) WHERE verdict IS NULL AND erased_at IS NULL;

CREATE TABLE case_material (
  id uuid PRIMARY KEY,
  case_id text NOT NULL,
  material text NOT NULL,
  digest text NOT NULL,
  origin text NOT NULL CHECK (origin IN ('lookup', 'upload', 'reuse', 'authority', 'pledge')),
  trust text NOT NULL CHECK (trust IN ('A', 'B', 'C', 'D')),
  verdict text NOT NULL CHECK (verdict IN ('passed', 'failed', 'undecided')),
  receipt text,
  from_case text,
  -- File with what the lookup said.
  sheet text,
  -- Whose it is, as a commitment under this node's key: never a number.
  subject text,
  valid_until date,
  made_at timestamptz NOT NULL,
  made_by jsonb NOT NULL,
  UNIQUE (case_id, material, digest),
  FOREIGN KEY (case_id, digest) REFERENCES case_file
);
CREATE INDEX ON case_material (case_id, made_at);

CREATE TABLE case_file_part (
  case_id text NOT NULL,
  digest text NOT NULL,
  peer text NOT NULL,
  part int NOT NULL,
  bytes bytea NOT NULL,
  heard_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, digest, peer, part)
);
CREATE INDEX ON case_file_part (peer);
CREATE INDEX ON case_file_part (heard_at);

CREATE TABLE case_file_shipment (
  case_id text NOT NULL,
  digest text NOT NULL,
  peer text NOT NULL,
  queued_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, digest, peer)
);

CREATE TABLE case_fetch (
  case_id text NOT NULL,
  material text NOT NULL,
  region text NOT NULL,
  run uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'asking', 'found', 'nothing-found', 'refused', 'not-available', 'not-needed')),
  code text,
  material_id uuid,
  begun_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (case_id, material, region)
);
`;
