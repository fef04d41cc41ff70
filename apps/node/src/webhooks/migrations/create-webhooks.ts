import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is told of changes, what is to be told, and who listens to it live; cases tell by themselves. */
export class CreateWebhooks1795501440000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(FOLLOW_CASES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER follow_case ON case_event');
    await runner.query('DROP FUNCTION follow_case');
    await runner.query('DROP TABLE webhook_delivery, webhook_change, webhook, change_watch');
  }
}

const TABLES = `
CREATE TABLE webhook (
  id uuid PRIMARY KEY,
  -- Whose system it is: it is told of what this organisation has a part in, and of nothing else.
  organisation text NOT NULL,
  url text NOT NULL,
  kinds text[] NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL,
  ended_at timestamptz
);
CREATE UNIQUE INDEX ON webhook (organisation, url) WHERE ended_at IS NULL;

-- What has changed and was not yet given to each webhook that it concerns; written in the transaction of the change.
CREATE TABLE webhook_change (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('case', 'check')),
  subject text NOT NULL,
  organisations text[] NOT NULL,
  data jsonb NOT NULL
);

CREATE TABLE webhook_delivery (
  id uuid PRIMARY KEY,
  webhook uuid NOT NULL REFERENCES webhook,
  change bigint NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  data jsonb NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead', 'dropped')),
  attempts int NOT NULL DEFAULT 0,
  last_code text,
  made_at timestamptz NOT NULL,
  next_at timestamptz NOT NULL,
  settled_at timestamptz,
  UNIQUE (webhook, change)
);
CREATE INDEX ON webhook_delivery (webhook, change) WHERE state = 'pending';
CREATE INDEX ON webhook_delivery (state, made_at DESC, id DESC);
CREATE INDEX ON webhook_delivery (settled_at) WHERE settled_at IS NOT NULL;

-- Who listens live, and until when that may be believed. NOTIFY takes a lock on the whole database at each commit, so
-- nothing is told that nobody hears.
CREATE UNLOGGED TABLE change_watch (
  holder text NOT NULL,
  kind text NOT NULL,
  -- An id, or * for all.
  subject text NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (kind, subject, holder)
);
`;

/** Deferred, so that the case is as the whole transaction left it. */
const FOLLOW_CASES = `
CREATE FUNCTION follow_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told jsonb;
BEGIN
  SELECT jsonb_build_object('event', NEW.id, 'step', NEW.kind, 'region', NEW.region,
           'at', to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'state', c.state)
    INTO told FROM case_record c WHERE c.id = NEW.case_id;
  IF EXISTS (SELECT FROM webhook w WHERE w.ended_at IS NULL AND 'case' = ANY (w.kinds)) THEN
    INSERT INTO webhook_change (kind, subject, organisations, data)
    SELECT 'case', NEW.case_id, array_remove(c.departments || c.organisation, NULL), told
    FROM case_record c WHERE c.id = NEW.case_id;
  END IF;
  IF EXISTS (SELECT FROM change_watch
             WHERE kind = 'case' AND subject IN ('*', NEW.case_id) AND until > clock_timestamp()) THEN
    PERFORM pg_notify('tongban_changes', jsonb_build_object('kind', 'case', 'id', NEW.case_id, 'data', told)::text);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER follow_case AFTER INSERT ON case_event DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION follow_case();
`;
