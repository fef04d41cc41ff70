import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests for sharing and objections to data as both nodes keep them, records of use, notices of overdue matters. */
export class CreateRequests1795501000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE overdue_notice, use_record, sharing_matter_entry, sharing_matter');
  }
}

const TABLES = `
CREATE TABLE sharing_matter (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('request', 'objection')),
  requester text NOT NULL,
  provider text NOT NULL,
  -- Organisation whose matter it is at the node that raised it; its systems and clerks see it.
  organisation text,
  -- Type and code of the holder who raised it, at the node that raised it alone.
  holder text,
  state text NOT NULL,
  content jsonb NOT NULL,
  history jsonb NOT NULL DEFAULT '[]',
  -- The requester's step that the provider has not confirmed yet, and the last one that it declined.
  pending jsonb,
  declined jsonb,
  -- When the running period ends; null where none runs or it stands still.
  due_at timestamptz,
  opened_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE INDEX ON sharing_matter (kind, id);
CREATE INDEX ON sharing_matter (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE sharing_matter_entry (
  matter uuid NOT NULL REFERENCES sharing_matter,
  n int NOT NULL,
  -- Entry of this node's audit log.
  entry uuid NOT NULL,
  PRIMARY KEY (matter, n)
);

CREATE TABLE use_record (
  id uuid PRIMARY KEY,
  request uuid NOT NULL REFERENCES sharing_matter,
  record jsonb NOT NULL,
  recorded_at timestamptz NOT NULL,
  kept_until timestamptz NOT NULL
);
CREATE INDEX ON use_record (request, id);

CREATE TABLE overdue_notice (
  id uuid PRIMARY KEY,
  matter uuid NOT NULL REFERENCES sharing_matter,
  clock text NOT NULL,
  due_date date NOT NULL,
  url text NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT '-infinity',
  last_code text,
  made_at timestamptz NOT NULL,
  UNIQUE (matter, clock, due_date, url)
);
CREATE INDEX ON overdue_notice (next_at) WHERE state = 'pending';
`;
