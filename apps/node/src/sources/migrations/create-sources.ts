import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What departments deliver as files: every delivery with what became of it, and the records of those that are kept. */
export class CreateSources1795501430000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE source_record, source_version');
  }
}

const TABLES = `
CREATE TABLE source_version (
  id uuid PRIMARY KEY,
  source text NOT NULL,
  as_of timestamptz NOT NULL,
  file text NOT NULL,
  sha256 text NOT NULL,
  state text NOT NULL CHECK (state IN ('loading', 'current', 'replaced', 'refused')),
  -- Why it was refused.
  code text,
  -- Items that its records were read for.
  items text[] NOT NULL,
  records bigint NOT NULL DEFAULT 0,
  faulty bigint NOT NULL DEFAULT 0,
  -- The first faulty rows: line, column, code. No values.
  faults jsonb NOT NULL DEFAULT '[]',
  taken_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE UNIQUE INDEX ON source_version (source) WHERE state = 'current';
CREATE INDEX ON source_version (source, taken_at);

CREATE TABLE source_record (
  version uuid NOT NULL REFERENCES source_version,
  subject_type text NOT NULL,
  subject_code text NOT NULL,
  line bigint NOT NULL,
  -- Items as the department wrote them.
  items jsonb NOT NULL
);
CREATE INDEX ON source_record (version, subject_type, subject_code, line);
`;
