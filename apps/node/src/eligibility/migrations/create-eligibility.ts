import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Batches of candidates of a matter that is granted without an application, and what was found of each. */
export class CreateEligibility1795501470100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE eligibility_candidate, eligibility_run');
  }
}

const TABLES = `
CREATE TABLE eligibility_run (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN
    ('collecting', 'judging', 'judged', 'opening', 'done', 'paused', 'refused', 'cancelled')),
  -- Where it goes on after a pause or a refusal.
  stopped_in text CHECK (stopped_in IN ('judging', 'opening')),
  code text,
  organisation text NOT NULL,
  matter text NOT NULL,
  matter_version int NOT NULL,
  -- Settings of the batch and who started it, as src/eligibility/run.ts reads them.
  settings jsonb NOT NULL,
  -- Day of judging, so that a batch that takes days judges everybody alike.
  today date NOT NULL,
  -- 1 at first; one more each time the unknown are asked about again.
  edition int NOT NULL DEFAULT 1,
  -- The last candidate whose verdict of this edition is stored, or for whom a case was looked at.
  position int NOT NULL DEFAULT 0,
  -- Tries at the present window that found a source away.
  stalls int NOT NULL DEFAULT 0,
  candidates int NOT NULL DEFAULT 0,
  eligible int NOT NULL DEFAULT 0,
  ineligible int NOT NULL DEFAULT 0,
  unknown int NOT NULL DEFAULT 0,
  opened int NOT NULL DEFAULT 0,
  -- Words that candidates refer to by their place, from 1, and how many do.
  reasons text[] NOT NULL DEFAULT '{}',
  reason_counts int[] NOT NULL DEFAULT '{}',
  approved_by jsonb,
  approved_edition int,
  started_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- When the candidates were forgotten by name.
  forgotten_at timestamptz
);
CREATE INDEX ON eligibility_run (organisation, started_at DESC, id);

CREATE TABLE eligibility_candidate (
  run uuid NOT NULL REFERENCES eligibility_run,
  seq int NOT NULL CHECK (seq > 0),
  holder_type text NOT NULL,
  code text NOT NULL,
  attributes jsonb,
  -- 1 eligible, 2 not, 3 unknown; none while not judged.
  verdict smallint CHECK (verdict BETWEEN 1 AND 3),
  reason smallint,
  -- Number of the draft, and then of the case that was opened.
  case_id text,
  is_open boolean NOT NULL DEFAULT false,
  PRIMARY KEY (run, seq)
-- Room for the verdict on the same page: then no index is touched when it is stored.
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX eligibility_candidate_once ON eligibility_candidate (run, holder_type, code);
COMMENT ON TABLE eligibility_candidate IS 'Persons and firms in clear, for as long as the batch needs them; see eligibility.keepDays.';
`;
