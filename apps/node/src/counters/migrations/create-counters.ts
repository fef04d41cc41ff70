import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What counters see of cases at a glance, who works on which, appointments and records of joint sessions. */
export class CreateCounters1795501480100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE counter_session, counter_appointment, counter_handover, counter_claim, counter_case',
    );
  }
}

const TABLES = `
CREATE TABLE counter_case (
  id text PRIMARY KEY,
  matter text NOT NULL,
  state text NOT NULL,
  open boolean NOT NULL,
  receipt text NOT NULL,
  decision text NOT NULL,
  model text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('hall', 'online', 'hotline', 'automatic')),
  organisation text,
  departments text[] NOT NULL,
  -- Bodies of this region whose turn it is.
  waiting text[] NOT NULL,
  -- Whose turn it is otherwise.
  awaits text NOT NULL CHECK (awaits IN ('counter', 'authority', 'elsewhere', 'applicant', 'nobody')),
  -- For finding a person's cases; keys of this node that never leave it.
  people text[] NOT NULL,
  received_at timestamptz NOT NULL,
  accepted_at timestamptz,
  decided_at timestamptz,
  delivered_at timestamptz,
  outcome text,
  -- Last day of the period that ends first; in 9999 where none runs.
  due_on date NOT NULL,
  due_clock text,
  pledge_due date,
  overdue int NOT NULL,
  correction boolean NOT NULL,
  stars smallint,
  rectification boolean NOT NULL,
  changed_at timestamptz NOT NULL
);
COMMENT ON TABLE counter_case IS 'A projection of case_record, written in the transaction of every event.';
CREATE INDEX ON counter_case (received_at DESC, id DESC);
CREATE INDEX ON counter_case (organisation, received_at DESC, id DESC);
CREATE INDEX ON counter_case (matter, received_at DESC, id DESC);
CREATE INDEX ON counter_case (due_on, id) WHERE open;
CREATE INDEX ON counter_case (id text_pattern_ops);
CREATE INDEX ON counter_case USING gin (departments);
CREATE INDEX ON counter_case USING gin (waiting) WHERE open;
CREATE INDEX ON counter_case USING gin (people);

CREATE TABLE counter_claim (
  case_id text NOT NULL REFERENCES counter_case,
  organisation text NOT NULL,
  person text NOT NULL,
  person_name text NOT NULL,
  claimed_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, organisation)
);
COMMENT ON TABLE counter_claim IS 'Who works on a case, at most one person a body.';
CREATE INDEX ON counter_claim (person, case_id);

CREATE TABLE counter_handover (
  id uuid PRIMARY KEY,
  case_id text NOT NULL REFERENCES counter_case,
  step text NOT NULL CHECK (step IN ('claim', 'release', 'hand-over', 'take-over')),
  organisation text NOT NULL,
  from_person text,
  from_name text,
  to_person text,
  to_name text,
  reason text,
  at timestamptz NOT NULL,
  -- Entry of this node's audit log.
  entry uuid NOT NULL
);
CREATE INDEX ON counter_handover (case_id, id);

CREATE TABLE counter_appointment (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('visit', 'joint-session')),
  organisation text NOT NULL,
  case_id text REFERENCES counter_case,
  matter text NOT NULL,
  -- Key of the person; the number itself is not kept.
  person text NOT NULL,
  regions text[] NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  state text NOT NULL DEFAULT 'booked' CHECK (state IN ('booked', 'cancelled', 'kept', 'missed')),
  reason text,
  booked_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE INDEX ON counter_appointment (organisation, starts_at, id);
CREATE INDEX ON counter_appointment (person, starts_at, id);
CREATE INDEX ON counter_appointment (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE counter_session (
  appointment uuid PRIMARY KEY REFERENCES counter_appointment,
  began_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL CHECK (ended_at > began_at),
  participants jsonb NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('settled', 'to-continue', 'broken-off')),
  summary text NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  entry uuid NOT NULL
);
COMMENT ON TABLE counter_session IS 'Who sat together over video, when, and what came of it; no video.';
`;
