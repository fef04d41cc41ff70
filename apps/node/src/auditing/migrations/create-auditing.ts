import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What auditors keep beside the log: how far it was followed, findings, saved searches, exports, review samples. None of
 * it is evidence: each change of it is an entry of the log. Filters are sealed, because they may name persons.
 */
export class CreateAuditing1795500700002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE auditing_sample_item, auditing_sample, auditing_export, auditing_saved_search, auditing_finding, auditing_follower',
    );
  }
}

const TABLES = `
CREATE TABLE auditing_follower (
  name text PRIMARY KEY,
  next_index bigint NOT NULL DEFAULT 0 CHECK (next_index >= 0),
  holder text NOT NULL,
  held_until timestamptz NOT NULL
);
COMMENT ON TABLE auditing_follower IS 'Who follows the log for what, and how far: at least once, one holder at a time.';

CREATE TABLE auditing_finding (
  id uuid PRIMARY KEY,
  rule text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'acknowledged', 'dismissed', 'escalated', 'resolved')),
  opened_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text,
  note text,
  entries uuid[] NOT NULL,
  last_index bigint NOT NULL,
  occurrences int NOT NULL,
  detail jsonb NOT NULL,
  logged boolean NOT NULL DEFAULT false
);
CREATE INDEX ON auditing_finding (opened_at DESC, id);
CREATE INDEX ON auditing_finding (id) WHERE NOT logged;

CREATE TABLE auditing_saved_search (
  id uuid PRIMARY KEY,
  owner text NOT NULL,
  name text NOT NULL,
  shared boolean NOT NULL,
  filter bytea NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (owner, name)
);

CREATE TABLE auditing_export (
  id uuid PRIMARY KEY,
  owner text NOT NULL,
  format text NOT NULL CHECK (format IN ('csv', 'jsonl', 'bundle')),
  filter bytea NOT NULL,
  with_personal boolean NOT NULL,
  upto bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'expired')),
  code text,
  rows_done bigint NOT NULL DEFAULT 0,
  rows_total bigint,
  next_index bigint NOT NULL DEFAULT 0,
  bytes_done bigint NOT NULL DEFAULT 0,
  sha256 text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  holder text,
  held_until timestamptz
);
CREATE INDEX ON auditing_export (owner, created_at DESC);

CREATE TABLE auditing_sample (
  id uuid PRIMARY KEY,
  owner text NOT NULL,
  filter bytea NOT NULL,
  from_index bigint NOT NULL,
  to_index bigint NOT NULL,
  population bigint NOT NULL,
  population_digest text NOT NULL,
  wanted int NOT NULL,
  tree_size bigint NOT NULL,
  seed_size bigint,
  seed_root text,
  state text NOT NULL CHECK (state IN ('committed', 'drawn')),
  created_at timestamptz NOT NULL,
  drawn_at timestamptz
);

CREATE TABLE auditing_sample_item (
  sample uuid NOT NULL REFERENCES auditing_sample,
  place int NOT NULL,
  index bigint NOT NULL,
  entry uuid NOT NULL,
  verdict text CHECK (verdict IN ('reviewed', 'questioned', 'escalated')),
  note text,
  first_by text,
  first_at timestamptz,
  second_verdict text CHECK (second_verdict IN ('reviewed', 'questioned', 'escalated')),
  second_note text,
  second_by text CHECK (second_by <> first_by),
  second_at timestamptz,
  PRIMARY KEY (sample, place)
);
`;
