import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases as this region has them: drafts, signed events, what they come to, what was filled in. */
export class CreateCases1795501410000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE case_reminder, case_peer_key, case_step, case_content, case_event, case_record, case_draft',
    );
  }
}

const TABLES = `
CREATE TABLE case_draft (
  id text PRIMARY KEY,
  matter text NOT NULL,
  organisation text NOT NULL,
  -- Type and code of the applicant: what materials are fetched by.
  applicant jsonb NOT NULL,
  applicant_kind text NOT NULL CHECK (applicant_kind IN ('firm', 'person')),
  people text[] NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX ON case_draft (organisation, made_at);
CREATE INDEX ON case_draft (expires_at);

CREATE TABLE case_record (
  id text PRIMARY KEY,
  matter text NOT NULL,
  state text NOT NULL,
  receipt text NOT NULL,
  decision text NOT NULL,
  -- Organisation that received it; at the region of receipt alone.
  organisation text,
  -- Codes of this region's departments with a part in it: the authority where it is decided here, and those of its items.
  departments text[] NOT NULL,
  applicant jsonb,
  -- Key of the references to persons in the events of this case; every party has it.
  reference_key text NOT NULL,
  -- Entity id of each other party's node, by region.
  nodes jsonb NOT NULL,
  -- For finding a person's own cases without their number.
  people text[] NOT NULL,
  view jsonb NOT NULL,
  opened_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  -- When a period has to be looked at next; null where none runs.
  look_at timestamptz
);
CREATE INDEX ON case_record (opened_at DESC, id DESC);
CREATE INDEX ON case_record (organisation, opened_at DESC, id DESC);
CREATE INDEX ON case_record (state, opened_at DESC, id DESC);
CREATE INDEX ON case_record (matter, opened_at DESC, id DESC);
CREATE INDEX ON case_record USING gin (departments);
CREATE INDEX ON case_record USING gin (people);
CREATE INDEX ON case_record (look_at) WHERE look_at IS NOT NULL;

CREATE TABLE case_event (
  n bigint GENERATED ALWAYS AS IDENTITY,
  case_id text NOT NULL REFERENCES case_record,
  id text NOT NULL,
  kind text NOT NULL,
  region text NOT NULL,
  seq int NOT NULL,
  at timestamptz NOT NULL,
  heard_at timestamptz NOT NULL,
  token text NOT NULL,
  -- Entry of this node's audit log.
  entry uuid NOT NULL,
  PRIMARY KEY (case_id, id)
);
CREATE INDEX ON case_event (case_id, n);

CREATE TABLE case_content (
  case_id text NOT NULL REFERENCES case_record,
  digest text NOT NULL,
  content jsonb NOT NULL,
  PRIMARY KEY (case_id, digest)
);

CREATE TABLE case_step (
  case_id text NOT NULL REFERENCES case_record,
  key text NOT NULL,
  -- Digest of what was asked for with the key.
  asked text NOT NULL,
  event text NOT NULL,
  PRIMARY KEY (case_id, key)
);

-- Keys that a peer had while this node trusted it: what it signed then may arrive after it has changed them.
CREATE TABLE case_peer_key (
  issuer text NOT NULL,
  kid text NOT NULL,
  jwk jsonb NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, kid)
);

CREATE TABLE case_reminder (
  case_id text NOT NULL REFERENCES case_record,
  about text NOT NULL,
  kind text NOT NULL,
  due date NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, about, kind, due)
);
`;
