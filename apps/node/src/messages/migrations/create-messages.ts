import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages to other nodes until they are delivered, and names of those that were applied here. */
export class CreateMessages1795501000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE message_inbox, message_outbox, message_place');
  }
}

const TABLES = `
CREATE TABLE message_place (
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  peer text NOT NULL,
  subject text NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (direction, peer, subject)
);
COMMENT ON TABLE message_place IS 'Last place given out (out) or applied (in) among the messages of one peer about one subject.';

CREATE TABLE message_outbox (
  jti text PRIMARY KEY,
  peer text NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  body bytea NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead', 'dropped')),
  made_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT '-infinity',
  last_code text,
  settled_at timestamptz,
  -- Both tokens of the attempt that settled it: what was said, and that it was taken.
  token text,
  ack text,
  UNIQUE (peer, subject, seq)
);
CREATE INDEX ON message_outbox (peer, subject, seq) WHERE state IN ('pending', 'dead');

CREATE TABLE message_inbox (
  iss text NOT NULL,
  jti text NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  seq bigint NOT NULL,
  body_sha256 text NOT NULL,
  -- The signed token, as evidence; its digest binds the body, which its effect keeps.
  token text NOT NULL,
  applied_at timestamptz NOT NULL,
  PRIMARY KEY (iss, jti)
);
COMMENT ON TABLE message_inbox IS 'Messages that were applied: a second one of the same (iss, jti) changes nothing. Never swept.';
`;
