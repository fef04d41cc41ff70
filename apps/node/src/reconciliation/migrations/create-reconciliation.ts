import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What reconciliation has done and has to do. The results themselves are entries of the audit log; these tables only
 * say which windows are done, when the next try is due, and what the findings rest on.
 */
export class CreateReconciliation1795500800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE reconciliation_message, reconciliation_finding, reconciliation_window, reconciliation_peer',
    );
  }
}

const TABLES = `
CREATE TABLE reconciliation_peer (
  peer text PRIMARY KEY,
  since timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT '-infinity',
  last_code text
);
COMMENT ON TABLE reconciliation_peer IS 'From when on windows are made; how often in a row the peer could not be asked, and when it will be again.';

CREATE TABLE reconciliation_window (
  peer text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at > from_at),
  state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'recording', 'done')),
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT '-infinity',
  last_code text,
  -- Set before the entry is appended: after a crash in between, the log is asked whether it has the entry.
  recording_since timestamptz,
  entry uuid,
  ours text,
  theirs text,
  tally jsonb,
  done_at timestamptz,
  PRIMARY KEY (peer, from_at, to_at)
);
CREATE INDEX ON reconciliation_window (peer, from_at) WHERE state <> 'done';

CREATE TABLE reconciliation_finding (
  id uuid PRIMARY KEY,
  peer text NOT NULL,
  class text NOT NULL,
  -- Empty where the finding is about the peer as a whole.
  request_digest text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  proofs jsonb NOT NULL,
  entry uuid NOT NULL,
  opened_at timestamptz NOT NULL,
  UNIQUE (peer, class, request_digest, from_at)
);
CREATE INDEX ON reconciliation_finding (request_digest) WHERE request_digest <> '';
CREATE INDEX ON reconciliation_finding (opened_at);

CREATE TABLE reconciliation_message (
  iss text NOT NULL,
  jti text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (iss, jti)
);
COMMENT ON TABLE reconciliation_message IS 'Tokens of messages that were taken: a second one with the same (iss, jti) is refused.';
`;
